"""`ssh node01` from the learner's seat, to nodes that are local shells."""

import datetime
import os
import pty
import shlex
import shutil
import subprocess
from pathlib import Path

import pytest

from clusterdojo.attempt import ssh
from clusterdojo.attempt.environment import environment
from clusterdojo.attempt.model import Attempt, AttemptRecord
from clusterdojo.errors import ContainerEngineError, EngineError
from clusterdojo.node.known import Known
from tests.fakes import fake

HOST_KEY = "ssh-ed25519 AAAAhost root@node"


class Nodes:
    """Nodes whose programs run through a script that notes what it was called with."""

    def __init__(self, program: Path, name: str) -> None:
        self.program, self.name = program, name
        self.away = False

    def command(self, node: str, *, terminal: bool = False) -> list[str]:
        """As an engine's."""
        options = ["-i", "-t"] if terminal else ["-i"]
        return [str(self.program), "exec", *options, f"{self.name}-{node}"]

    def fault(self, node: str) -> str | None:
        """None has any, as far as can be seen."""
        if self.away:
            raise ContainerEngineError("The container engine does not answer.", "Start it.")
        return f"{node} is gone" if node == "node08" else None

    def bring_shell(self, node: str) -> None:
        """There is none to bring."""
        assert node

    def programs(self) -> dict[str, Known]:
        """Nobody knows."""
        return {}

    def noted(self, node: str) -> dict[str, str]:
        """Nobody did."""
        assert node
        return {}

    def hosts(self) -> list[str]:
        """There are none."""
        return []


@pytest.fixture
def attempt(tmp_path: Path) -> Attempt:
    """An attempt in a folder whose name a shell, and ssh, have to quote."""
    record = AttemptRecord(
        id="1-demo", lab="demo", engine="kind", seed=1, values={}, clusters=["cluster1"],
        settle_seconds=30, started=datetime.datetime(2026, 1, 1, tzinfo=datetime.UTC),
    )  # fmt: skip
    made = Attempt(tmp_path / "learner's 100% state" / "1-demo", record)
    made.save()
    made.bin.mkdir()
    return made


@pytest.fixture
def program(tmp_path: Path) -> Path:
    """A container engine whose nodes take a key, show theirs, and have a file."""
    known = {"exec -i -t c1-node01 sh -c top": "cat"}
    for node in ("c1-controlplane", "c1-node01", "c2-controlplane", "c2-node07"):
        known[f"exec -i {node} sh -euc"] = f"cat >/dev/null; echo {HOST_KEY}"
        known[f"exec -i {node} sh -c cat /etc/hosts"] = ""
    return fake(tmp_path / "a docker", known, always=f'echo "$*" >> {tmp_path}/calls')


def _asked(attempt: Attempt, host: str) -> dict[str, str]:
    """The settings that ssh itself finds for a host."""
    done = subprocess.run(
        ["ssh", "-G", host],
        env=environment(attempt), capture_output=True, text=True, check=True,
    )  # fmt: skip
    pairs = (line.split(" ", 1) for line in done.stdout.splitlines())
    return {pair[0]: pair[1] for pair in pairs if len(pair) > 1}


needs_ssh = pytest.mark.skipif(shutil.which("ssh") is None, reason="no ssh client here")


@needs_ssh
def test_a_node_is_reached_through_the_container_engine(attempt: Attempt, program: Path) -> None:
    """By its name, as root, with this attempt's key and nobody else's, without a port."""
    ssh.furnish(attempt, {"cluster1": (Nodes(program, "c1"), ["controlplane", "node01"])})
    found = _asked(attempt, "node01")
    assert found["user"] == "root"
    assert found["hostkeyalias"] == "cluster1-node01"
    way = shlex.split(found["proxycommand"])
    assert way == [str(program), "exec", "-i", "c1-node01", "/usr/sbin/sshd", "-i"]
    assert found["stricthostkeychecking"] == "true"
    folder = attempt.folder / "ssh"
    assert (folder / "known_hosts").read_text().splitlines()[1] == (
        "cluster1-node01 ssh-ed25519 AAAAhost"
    )
    key = folder / "id_ed25519"  # with its %-mark doubled, as the file has it
    assert found["identityfile"].strip('"').replace("%%", "%") == str(key)


@needs_ssh
def test_plain_names_are_the_first_clusters(attempt: Attempt, program: Path) -> None:
    """With two clusters, the other's nodes are called by both names."""
    ssh.furnish(attempt, {
        "cluster1": (Nodes(program, "c1"), ["controlplane"]),
        "cluster2": (Nodes(program, "c2"), ["controlplane", "node07"]),
    })  # fmt: skip
    ways = {
        host: _asked(attempt, host)["hostkeyalias"]
        for host in ("controlplane", "cluster1-controlplane", "cluster2-controlplane", "node07")
    }
    assert ways == {
        "controlplane": "cluster1-controlplane",
        "cluster1-controlplane": "cluster1-controlplane",
        "cluster2-controlplane": "cluster2-controlplane",
        "node07": "cluster2-node07",
    }


@needs_ssh
def test_keys_are_their_owners_alone_and_survive_a_reset(attempt: Attempt, program: Path) -> None:
    """Nobody else reads them; new nodes get the old key."""
    nodes = {"cluster1": (Nodes(program, "c1"), ["node01"])}
    ssh.furnish(attempt, nodes)
    key = (attempt.folder / "ssh" / "id_ed25519").read_text()
    ssh.furnish(attempt, nodes)
    assert (attempt.folder / "ssh" / "id_ed25519").read_text() == key
    files = [*(attempt.folder / "ssh").iterdir(), *attempt.bin.iterdir()]
    assert {f.name for f in files} >= {"id_ed25519", "known_hosts", "config", "ssh", "scp"}
    assert [file for file in files if file.stat().st_mode & 0o077] == []


@needs_ssh
def test_a_reset_from_within_the_labs_shell_finds_the_systems_ssh(
    attempt: Attempt, program: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The attempt's own `ssh` comes first on that PATH, and must not call itself."""
    nodes = {"cluster1": (Nodes(program, "c1"), ["node01"])}
    ssh.furnish(attempt, nodes)
    monkeypatch.setenv("PATH", f"{attempt.bin}{os.pathsep}{os.environ['PATH']}")
    ssh.furnish(attempt, nodes)
    assert _asked(attempt, "node01")["user"] == "root"


@needs_ssh
@pytest.mark.parametrize("away", [False, True])
def test_a_node_that_takes_no_key_is_told(attempt: Attempt, program: Path, *, away: bool) -> None:
    """With the node's name and its own words, unless the container engine has gone away."""
    nodes = Nodes(program, "c1")
    nodes.away = away
    fake(program, {"exec -i c1-node01": "echo 'read-only file system' >&2; exit 1"})
    told = "engine does not answer" if away else r"cluster1-node01 does not accept.*read-only"
    with pytest.raises(ContainerEngineError if away else EngineError, match=told):
        ssh.furnish(attempt, {"cluster1": (nodes, ["node01"])})


@needs_ssh
def test_a_node_that_is_gone_is_told(attempt: Attempt, program: Path) -> None:
    """What the engine sees of it says more than the program that failed."""
    with pytest.raises(EngineError, match="node08 is gone"):
        ssh.furnish(attempt, {"cluster1": (Nodes(program, "c1"), ["node08"])})


def test_without_an_ssh_client_the_shell_comes_all_the_same(
    attempt: Attempt, program: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A stand-in called ssh opens it through the container engine, and says so when asked amiss."""
    bare = tmp_path / "bare"
    bare.mkdir()
    for name in ("sh", "cat"):
        (bare / name).symlink_to(shutil.which(name) or "")
    monkeypatch.setenv("PATH", str(bare))
    ssh.furnish(attempt, {"cluster1": (Nodes(program, "c1"), ["node01"])})

    def call(*arguments: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [attempt.bin / "ssh", *arguments], stdin=subprocess.DEVNULL,
            env=environment(attempt), capture_output=True, text=True, check=False,
        )  # fmt: skip

    assert call("node01", "cat", "/etc/hosts").returncode == 0
    assert (tmp_path / "calls").read_text().strip() == "exec -i c1-node01 sh -c cat /etc/hosts"
    ours, theirs = pty.openpty()
    os.write(ours, b"\x04")
    typed = subprocess.run(
        [attempt.bin / "ssh", "node01", "top"], stdin=theirs, env=environment(attempt), check=False
    )
    for end in (ours, theirs):
        os.close(end)
    assert typed.returncode == 0
    last = (tmp_path / "calls").read_text().splitlines()[-1]
    assert last == "exec -i -t c1-node01 sh -c top"
    wrong = call("node09")
    assert wrong.returncode == 255
    assert "stand-in" in wrong.stderr
    assert "node09" in wrong.stderr
