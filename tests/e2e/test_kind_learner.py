"""A learner's way through a lab on real nodes."""

import json
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pytest

from clusterdojo.container import docker
from clusterdojo.engines.kind.containers import KindRecord
from clusterdojo.engines.kind.nodes import LABEL
from tests.e2e.user import LAB, Dojo

pytestmark = [pytest.mark.slow, pytest.mark.docker, pytest.mark.usefixtures("docker_engine")]

START_SECONDS = 600.0


@dataclass
class OnKind:
    """A user with a lab on real nodes, and a spare in the making.

    Attributes:
        user: Whose commands are run.
        start_seconds: How long the start took.
    """

    user: Dojo
    start_seconds: float


@pytest.fixture(scope="module")
def session(tmp_path_factory: pytest.TempPathFactory) -> Iterator[OnKind]:
    """What the tests of this module share, one after the other."""
    user = Dojo(tmp_path_factory.mktemp("user"))
    user.environment["CLUSTERDOJO_SPARE"] = "yes"
    began = time.monotonic()
    done = user("start", LAB, "--engine", "kind", "--seed", "1", timeout=START_SECONDS)
    assert done.returncode == 0, done.stderr
    names = _names(user)
    yield OnKind(user, time.monotonic() - began)
    ended = user("stop", timeout=START_SECONDS)
    assert ended.returncode == 0, ended.stderr
    assert user.folders == []
    assert user.processes == []
    assert [name for name in names if _containers(name)] == []


@pytest.fixture
def on_kind(session: OnKind) -> Dojo:
    """The user."""
    return session.user


def _names(user: Dojo) -> set[str]:
    """What the user's kind clusters are called, its spares' included."""
    folders = [path.parent for path in user.state.glob("attempts/**/kind.json")]
    return {record.name for folder in folders if (record := KindRecord.read(folder))}


def _containers(name: str) -> str:
    return docker("ps", "--all", "--quiet", "--filter", f"label={LABEL}={name}")


def _until(what: Callable[[], bool], seconds: float) -> None:
    deadline = time.monotonic() + seconds
    while not what():
        assert time.monotonic() < deadline, "did not happen in time"
        time.sleep(0.5)


def _on(user: Dojo, *command: str) -> str:
    done = user("run", "--", *command)
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.mark.parametrize("node", ["controlplane", "node01", "cluster1-node02"])
def test_ssh_opens_every_node(on_kind: Dojo, node: str) -> None:
    """As root, by name, and sudo -i works as it does on the exam."""
    told = _on(on_kind, "ssh", node, "hostname; id -un; sudo -i id -un").split()
    assert told == [node.removeprefix("cluster1-"), "root", "root"]


def test_scp_goes_both_ways(on_kind: Dojo) -> None:
    """A file put on a node and got back is the same file."""
    _on(on_kind, "sh", "-c", "echo hello > there.txt && scp there.txt node01:/root/moved.txt")
    _on(on_kind, "scp", "node01:/root/moved.txt", "back.txt")
    assert _on(on_kind, "cat", "back.txt") == "hello\n"


def test_the_exams_programs_are_on_the_nodes(on_kind: Dojo) -> None:
    """What one types on a control plane works there without more ado."""
    for command in ("kubectl get nodes", "kubeadm version", "etcdctl version", "jq --version",
                    "systemctl is-active kubelet", "vim --version", "crictl ps"):  # fmt: skip
        assert _on(on_kind, "ssh", "controlplane", command), command


def test_an_untouched_lab_earns_nothing_and_a_solved_one_everything(session: OnKind) -> None:
    """The same lab as on simulated nodes, graded alike; and a reset brings it back at once."""
    # Longer than the others: it lives through the lab's whole life, which is the claim.
    on_kind = session.user
    assert on_kind("check").returncode == 1
    assert on_kind.graded()["earned"] == 0
    solution = on_kind("solution", "--yes").stdout
    solved = subprocess.run(
        [sys.executable, "-m", "clusterdojo", "run", "--", "bash", "-euo", "pipefail"],
        input=solution, text=True, capture_output=True, env=on_kind.environment, check=False,
    )  # fmt: skip
    assert solved.returncode == 0, solved.stderr
    graded = on_kind.graded()
    assert graded["earned"] == graded["possible"] > 0
    # Nothing that was done to the machines survives, however deep it went.
    _on(on_kind, "ssh", "node02", "touch /root/mark /var/lib/mark && systemctl disable -q kubelet")
    _until(lambda: "spare     ready" in on_kind("status").stdout, START_SECONDS)
    before = _names(on_kind)
    began = time.monotonic()
    done = on_kind("reset")
    assert done.returncode == 0, done.stderr
    took = time.monotonic() - began
    assert took < session.start_seconds / 2
    again = on_kind.graded()
    assert (again["earned"], again["resets"]) == (0, 1)
    marks = _on(on_kind, "ssh", "node02", "ls /root/mark /var/lib/mark 2>&1 || true")
    assert marks.count("No such file") == 2
    assert _on(on_kind, "ssh", "node02", "systemctl is-enabled kubelet").strip() == "enabled"
    assert json.loads(_on(on_kind, "kubectl", "get", "nodes", "-o", "json"))["items"][0]
    # The old machines go in the background, and the next spare is begun.
    attempt = json.loads((on_kind.folders[0] / "attempt.json").read_text())
    current = KindRecord.read(on_kind.folders[0] / attempt["home"] / "clusters" / "cluster1")
    assert current is not None
    old = before - {current.name}
    assert old
    _until(lambda: not any(_containers(name) for name in old), START_SECONDS)


def test_stop_ends_a_spare_in_the_making(on_kind: Dojo) -> None:
    """Whatever the maker is doing: it is ended, and what it has made goes (see the fixture)."""
    _until(lambda: "spare     " in on_kind("status").stdout, START_SECONDS)
