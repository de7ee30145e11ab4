"""What can go wrong around a lab: two sentences, exit code 2, nothing lost, nothing left over."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from clusterdojo.engines import ports
from clusterdojo.engines.kwok.engine import KwokEngine
from clusterdojo.lab.model import ClusterSpec
from clusterdojo.node.state import flags_of
from clusterdojo.progress import Silent
from tests.e2e.user import LAB, Dojo, is_two_sentences

pytestmark = pytest.mark.slow


@pytest.mark.parametrize(
    "arguments",
    [
        ["start", "no-such-lab"],
        ["start", LAB, "--engine", "no-such-engine"],
        ["validate", "no-such-lab"],
        ["new", "Bad Name"],
        ["runtime", "path", "no-such-component"],
        *[[name] for name in ("task", "check", "hint", "solution", "reset", "stop", "shell")],
        ["run", "--", "true"],
        ["check", "--json"],
        ["check", "--watch"],
        ["record", LAB, "--kubeconfig", "none", "--context", "x", "--output", "out.json"],
    ],
    ids=" ".join,
)
def test_what_cannot_be_done_is_said_in_two_sentences(dojo: Dojo, arguments: list[str]) -> None:
    """An unknown name, or no running lab, is the user's to mend."""
    done = dojo(*arguments)
    assert is_two_sentences(done), (done.returncode, done.stdout, done.stderr)


def test_status_and_stop_all_have_nothing_to_complain_about(dojo: Dojo) -> None:
    """Asking what runs, or cleaning up, is fine when there is nothing."""
    assert dojo("status").returncode == 0
    assert dojo("stop", "--all").returncode == 0


def test_a_dead_cluster_earns_nothing_and_says_what_to_do(dojo: Dojo) -> None:
    """Without etcd no criterion passes, the check says so, and reset brings the lab back.

    That holds without its data, too: nothing of the old cluster is needed.
    """
    assert dojo("start", LAB).returncode == 0
    etcd = dojo.component("etcd")
    data = Path(flags_of(tuple(etcd.cmdline()))["data-dir"])
    assert data.is_relative_to(dojo.state)  # it is removed below
    etcd.send_signal(signal.SIGKILL)
    done = dojo("check")
    assert done.returncode == 1, done.stderr  # a finding, as every criterion says
    assert "etcd has ended" in done.stderr
    assert "dojo reset" in done.stderr
    assert "Traceback" not in done.stderr
    assert "✓" not in done.stdout
    graded = dojo.graded()
    assert graded["earned"] == 0
    assert {criterion["outcome"] for criterion in graded["criteria"]} == {"failed"}
    shutil.rmtree(data)
    reset = dojo("reset")
    assert reset.returncode == 0, reset.stderr
    assert dojo("check").returncode == 1
    assert dojo("stop").returncode == 0
    assert dojo.processes == []


def test_an_api_server_that_hangs_in_the_middle_of_a_check(dojo: Dojo) -> None:
    """The API server stopped while it is asked: the check ends by itself, and says so."""
    assert dojo("start", LAB).returncode == 0
    apiserver = dojo.component("kube-apiserver")
    threading.Timer(0.35, apiserver.suspend).start()
    try:
        began = time.monotonic()
        done = dojo("check")
        if "does not answer" not in done.stderr:  # it was graded before the server stopped
            done = dojo("check")
        assert time.monotonic() - began < 60
        assert done.returncode == 1, (done.stdout, done.stderr)
        assert "does not answer" in done.stderr
    finally:
        apiserver.resume()
    assert dojo("check").returncode == 1


def test_the_graders_credentials_are_deleted(dojo: Dojo) -> None:
    """Nothing is solved by that, and the words are not those of a server that is down."""
    assert dojo("start", LAB).returncode == 0
    (access,) = dojo.state.glob("attempts/*/clusters/*/access.json")
    access.unlink()
    done = dojo("check")
    assert done.returncode == 1, (done.stdout, done.stderr)
    assert "which holds the suite's own credentials, was deleted" in " ".join(done.stderr.split())
    assert "does not answer" not in done.stdout + done.stderr
    assert dojo("reset").returncode == 0
    assert dojo.graded()["possible"] == 7


def test_two_starts_at_once(dojo: Dojo) -> None:
    """One of them starts the lab, the other one is refused; there is one cluster."""
    both = [dojo.begin("start", LAB) for _ in range(2)]
    ends = [(p.communicate(timeout=120), p.returncode) for p in both]
    assert sorted(code for _, code in ends) == [0, 2], ends
    refused = next(err for (_, err), code in ends if code == 2)
    assert "Another dojo command" in refused or "still running" in refused
    assert len(dojo.folders) == 1
    assert dojo("check").returncode == 1


def test_a_port_that_is_taken_meanwhile(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Between choosing a port and using it another program took it: others are tried."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        choices = iter([[taken.getsockname()[1], *ports.free_ports(5)], ports.free_ports(6)])
        monkeypatch.setattr(
            "clusterdojo.engines.kwok.engine.free_ports", lambda _count: next(choices)
        )
        engine = KwokEngine()
        cluster = engine.create(ClusterSpec(), tmp_path / "cluster1", Silent())
        try:
            assert engine.fault(cluster.kubeconfig.parent) is None
        finally:
            engine.delete(cluster.kubeconfig.parent)
    assert next(choices, None) is None


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of 8 MB."""
    disk = tmp_path / "small"
    disk.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=8m", "none", disk], capture_output=True, check=False
    )
    if mounted.returncode:
        pytest.skip("a tmpfs can't be mounted here (needs root)")
    yield disk
    subprocess.run(["umount", "--lazy", disk], check=True)


def test_a_full_disk(dojo: Dojo, small_disk: Path) -> None:
    """A state directory without room: two sentences, and nothing stays behind."""
    done = dojo("start", LAB, CLUSTERDOJO_STATE=str(small_disk / "state"))
    assert is_two_sentences(done), (done.returncode, done.stderr)
    assert "space" in done.stderr or "disk" in done.stderr.lower(), done.stderr
    assert list((small_disk / "state/attempts").glob("*")) == []
    assert not [p for p in dojo.processes if str(small_disk) in " ".join(p.cmdline())]


def test_an_unwritable_state_directory(dojo: Dojo) -> None:
    """A state directory that is a file, say, is named, with the way out."""
    wrong = dojo.home / "file"
    wrong.write_text("")
    done = dojo("start", LAB, CLUSTERDOJO_STATE=str(wrong))
    assert is_two_sentences(done), done.stderr
    assert "CLUSTERDOJO_STATE" in done.stderr


def test_a_corrupt_attempt_file(dojo: Dojo) -> None:
    """attempt.json destroyed: every command says so, and stop --all clears all of it away."""
    assert dojo("start", LAB).returncode == 0
    (dojo.folders[0] / "attempt.json").write_text("{")
    for command in ("check", "status", "task", "start"):
        done = dojo(command, *([LAB] if command == "start" else []))
        assert is_two_sentences(done), (command, done.stderr)
        assert "dojo stop --all" in done.stderr
    assert dojo("stop", "--all").returncode == 0
    assert dojo.processes == []
    assert dojo.folders == []


def test_a_corrupt_result_file(started: Dojo) -> None:
    """A result destroyed by hand is named; nothing overwrites it in silence."""
    assert started("check").returncode == 1
    (path,) = (started.state / "results").glob("*.json")
    kept = path.read_text()
    path.write_text("{}")
    try:
        done = started("check")
        assert is_two_sentences(done), done.stderr
        assert path.read_text() == "{}"
    finally:
        path.write_text(kept)


def test_ctrl_c_during_start_leaves_nothing(dojo: Dojo) -> None:
    """Interrupted in the middle, a start cleans up after itself."""
    for seconds in (0.6, 1.5, 2.5):
        starting = dojo.begin("start", LAB)
        time.sleep(seconds)
        starting.send_signal(signal.SIGINT)
        out, err = starting.communicate(timeout=60)
        assert "Traceback" not in err, err
        assert starting.returncode in (0, 130), (starting.returncode, out, err)
        if starting.returncode == 130:
            assert dojo.processes == []
            assert dojo.folders == []
        dojo("stop", "--all")


@pytest.mark.parametrize("command", ["reset", "stop"])
def test_ctrl_c_during_reset_and_stop(dojo: Dojo, command: str) -> None:
    """Interrupted while it ends clusters, a command leaves what the next one clears away."""
    assert dojo("start", LAB).returncode == 0
    ending = dojo.begin(command)
    time.sleep(0.5)
    ending.send_signal(signal.SIGINT)
    _, err = ending.communicate(timeout=60)
    assert "Traceback" not in err, err
    assert dojo("stop", "--all").returncode == 0
    assert dojo.processes == []
    assert dojo.folders == []


def test_ctrl_c_during_check_and_watch(started: Dojo) -> None:
    """An interrupted check leaves the lab as it is."""
    for command in (["check"], ["check", "--watch"]):
        checking = started.begin(*command)
        time.sleep(0.4)
        checking.send_signal(signal.SIGINT)
        _, err = checking.communicate(timeout=30)
        assert "Traceback" not in err, err
    assert started("check").returncode == 1


def test_ctrl_c_during_validate_leaves_nothing(dojo: Dojo) -> None:
    """An interrupted proof ends the clusters that it made."""
    folder = dojo.state / "proofs"
    proving = dojo.begin("validate", LAB, "--jobs", "1")
    deadline = time.monotonic() + 60
    while not _running_below(folder) and time.monotonic() < deadline:
        time.sleep(0.1)
    os.killpg(proving.pid, signal.SIGINT)
    _, err = proving.communicate(timeout=90)
    assert "Traceback" not in err, err
    deadline = time.monotonic() + 10
    while (left := _running_below(folder)) and time.monotonic() < deadline:
        time.sleep(0.1)
    assert left == []
    assert list(folder.iterdir()) == []


def test_what_a_killed_validate_leaves_is_ended_by_stop(dojo: Dojo) -> None:
    """Its clusters go on running, and the next command finds them."""
    folder = dojo.state / "proofs"
    proving = dojo.begin("validate", LAB, "--jobs", "1")
    deadline = time.monotonic() + 60
    while not _running_below(folder) and time.monotonic() < deadline:
        time.sleep(0.1)
    os.killpg(proving.pid, signal.SIGKILL)
    proving.communicate()
    stopped = dojo("stop", "--all")
    assert stopped.returncode == 0, stopped.stderr
    assert LAB in stopped.stdout
    assert _running_below(folder) == []
    assert list(folder.iterdir()) == []


def _running_below(folder: Path) -> list[str]:
    from clusterdojo.processes import processes

    return [process.name() for process in processes(folder)]


def test_broken_lab_yaml_is_reported_whole(dojo: Dojo, tmp_path: Path) -> None:
    """Starting a lab with several faults names every one of them with its line."""
    suite = Path(__file__).parents[2]
    copy = tmp_path / "suite"
    shutil.copytree(suite, copy, ignore=shutil.ignore_patterns(".git", ".venv", "out"))
    path = copy / "labs" / LAB / "lab.yaml"
    text = path.read_text().replace("minutes: 6", "minutes: soon").replace("kwok", "kwak")
    path.write_text(text + "colour: blue\n")
    lines = [line.partition(":")[0] for line in text.splitlines()]
    minutes, engines = (lines.index(field) + 1 for field in ("minutes", "engines"))
    done = subprocess.run(
        [sys.executable, "-m", "clusterdojo", "start", LAB], check=False, cwd=tmp_path,
        env=dojo.environment | {"PYTHONPATH": str(copy / "src")}, capture_output=True, text=True,
    )  # fmt: skip
    assert is_two_sentences(done), done.stderr
    for fault in (
        f"lab.yaml:{minutes}: minutes",
        f"lab.yaml:{engines}: engines",
        "colour: unknown field",
    ):
        assert fault in done.stderr, done.stderr


def test_reset_and_stop_cope_with_whatever_is_in_the_work_folder(dojo: Dojo) -> None:
    """The folder itself stays, for a shell stands in it; nothing behind a link goes."""
    assert dojo("start", LAB).returncode == 0
    kept = dojo.home / "kept"
    kept.mkdir()
    (kept / "a").write_text("")
    (work,) = dojo.state.glob("attempts/*/work")
    inode = work.stat().st_ino

    def leave() -> None:
        os.mkfifo(work / "pipe")
        (work / "link").symlink_to(kept)
        (work / "many").mkdir()
        for number in range(2000):
            (work / "many" / str(number)).touch()
        (work / "backup").mkdir()
        (work / "backup" / "all.yaml").write_text("")
        for path in (work / "backup" / "all.yaml", work / "backup", work):
            path.chmod(0o600)

    leave()
    assert dojo("check").returncode == 1
    reset = dojo("reset")
    assert reset.returncode == 0, reset.stderr
    assert [path.name for path in work.iterdir()] == []
    assert work.stat().st_ino == inode
    leave()
    stopped = dojo("stop")
    assert stopped.returncode == 0, stopped.stderr
    assert dojo.folders == []
    assert (kept / "a").exists()


def test_a_mount_in_the_work_folder_is_told_and_blocks_nothing_else(dojo: Dojo) -> None:
    """A reset asks to unmount it before anything is lost; a stop ends the clusters all the same."""
    if os.geteuid() or not shutil.which("mount"):
        pytest.skip("needs root, to mount something")
    assert dojo("start", LAB).returncode == 0
    kept = dojo.home / "kept"
    kept.mkdir()
    (kept / "a").write_text("")
    (work,) = dojo.state.glob("attempts/*/work")
    (work / "disk").mkdir()
    if subprocess.run(["mount", "--bind", kept, work / "disk"], check=False).returncode:
        pytest.skip("nothing can be mounted here")
    place = work / "disk"
    try:
        reset = dojo("reset")
        assert is_two_sentences(reset), reset.stderr
        assert f"sudo umount {work}/disk" in reset.stderr.replace("\n", "")
        assert dojo("check").returncode == 1, "the attempt is as it was"
        stopped = dojo("stop")
        assert is_two_sentences(stopped), stopped.stderr
        place = dojo.state / "leftovers" / work.parent.name / "work" / "disk"
        assert f"sudo umount {place}" in stopped.stderr.replace("\n", "")
        assert dojo.processes == []
        assert dojo("start", LAB).returncode == 0
    finally:
        subprocess.run(["umount", place], check=True)
    assert dojo("stop", "--all").returncode == 0
    assert list((dojo.state / "leftovers").iterdir()) == []
    assert (kept / "a").exists()
