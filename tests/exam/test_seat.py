"""The shell of a task: where it is, what it shows, and how it is told of the end."""

import os
import pty
import shutil
import subprocess
import sys
import time
from pathlib import Path

import psutil
import pytest

from clusterdojo import binaries
from clusterdojo.attempt.model import Attempt
from clusterdojo.errors import UsageError
from clusterdojo.exam import clock, ending, leaving, seat
from clusterdojo.exam.folder import Exam
from clusterdojo.exam.grading import clear
from clusterdojo.progress import Silent
from tests.exam.sat import attempted, laid, record

# A session takes the terminal that it is to have itself.
ON_A_TERMINAL = """
import fcntl, os, sys, termios
fcntl.ioctl(0, termios.TIOCSCTTY, 0)
os.execvp(sys.argv[1], sys.argv[1:])
"""


@pytest.fixture(scope="module")
def kubectl() -> Path:
    """kubectl of the default version, from the cache of the user's own home."""
    return binaries.require(["kubectl"])["kubectl"]


@pytest.fixture(autouse=True)
def _programs(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))


def _seated(state: Path) -> tuple[Exam, Attempt]:
    """An exam that has begun, and the attempt at its first task."""
    made = record()
    clock.begin(made, clock.now())
    exam = laid(state, made)
    attempt = attempted(exam, 1)
    (attempt.folder / "completion.bash").touch()
    return exam, attempt


def _shell(state: Path, script: str, *, ends: str | None = None) -> str:
    """What a task's shell says to a script, its start-up file read."""
    exam, attempt = _seated(state)
    argv, environment = seat.command(exam, 1, attempt)
    if ends is not None:
        exam.ends_file.write_text(ends)
    assert argv[1] == "--rcfile"
    done = subprocess.run(
        [argv[0], "-c", f". {argv[2]}\n{script}"],
        env=environment, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.stderr == ""
    return done.stdout.strip()


def test_the_prompt_tells_task_context_and_time(tmp_path: Path) -> None:
    """By the shell alone: no Python is started for it."""
    shown = _shell(tmp_path, 'echo "$PS1"; __dojo_left')
    assert "task 1" in shown
    assert "__dojo_context" in shown
    assert shown.splitlines()[-1] in ("0:10:00 left", "0:09:59 left", "0:09:58 left")


@pytest.mark.parametrize(
    ("ends", "shown"), [("1\n", "time is up"), ("0\n", "exam ended"), ("", "exam over")]
)
def test_the_prompt_tells_that_time_is_up(tmp_path: Path, ends: str, shown: str) -> None:
    """And stays calm where the exam is gone."""
    assert _shell(tmp_path, "__dojo_left", ends=ends) == shown


def test_the_shell_belongs_to_its_task(tmp_path: Path) -> None:
    """dojo, kubectl and the learner are all at the same one."""
    shown = _shell(tmp_path, 'echo "$CLUSTERDOJO_STATE $DOJO_LAB $PWD"')
    state, lab, folder = shown.split()
    assert state.endswith("/tasks/01")
    assert lab == "lab-1"
    assert folder.endswith("/work")


def test_an_open_shell_is_told(tmp_path: Path) -> None:
    """On its own terminal, as wall does it."""
    exam = laid(tmp_path)
    attempt = attempted(exam, 1)
    (attempt.folder / "completion.bash").touch()
    psutil.Process().terminal()  # psutil does not look for terminals again that come later
    argv, environment = seat.command(exam, 1, attempt)
    ours, theirs = pty.openpty()
    shell = subprocess.Popen(
        [sys.executable, "-c", ON_A_TERMINAL, argv[0], "--norc", "-i"],
        env=environment, stdin=theirs, stdout=theirs, stderr=theirs, start_new_session=True,
    )  # fmt: skip
    try:
        os.write(ours, f". {argv[2]}; echo sat $((6*7))\n".encode())
        _read_until(ours, b"sat 42")
        ((number, terminal),) = seat.shells(exam).values()
        assert (number, str(terminal)) == (1, os.ttyname(theirs))
        assert seat.tell(exam, "Time is up.") == 1
        assert b"*** Time is up. ***" in _read_until(ours, b"up. ***")
        os.write(ours, b"exit\n")
        shell.wait(timeout=10)
        assert seat.shells(exam) == {}
    finally:
        shell.kill()
        os.close(ours)
        os.close(theirs)


def _read_until(descriptor: int, text: bytes) -> bytes:
    read = b""
    deadline = time.monotonic() + 20
    while text not in read and time.monotonic() < deadline:
        read += os.read(descriptor, 4096)
    return read


@pytest.mark.parametrize("content", ["", "x", "1\n/dev/null\n", "1\n/etc/passwd\n"])
def test_what_is_no_shell_is_not_told(tmp_path: Path, content: str) -> None:
    """A pid that another process has by now, or a file that somebody made up."""
    exam = laid(tmp_path)
    exam.shells.mkdir()
    (exam.shells / str(os.getpid())).write_text(content)
    (exam.shells / "no pid").write_text(content)
    assert seat.tell(exam, "Time is up.") == 0
    assert list(exam.shells.iterdir()) == []


def test_without_bash_there_is_another_way(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The error names it."""
    exam = laid(tmp_path)
    monkeypatch.setattr(shutil, "which", lambda _name: None)
    with pytest.raises(UsageError, match="dojo exam run 1 COMMAND"):
        seat.command(exam, 1, attempted(exam, 1))


def test_a_command_that_runs_is_somebody_who_sits_there(tmp_path: Path) -> None:
    """Its task is not paused under it; a process that has its pid later is another one."""
    exam = laid(tmp_path)
    program = (
        "import sys; from pathlib import Path; from clusterdojo.exam import seat; "
        "from clusterdojo.exam.folder import Exam; seat.sit_down(Exam(Path(sys.argv[1])), 3); "
        "print('there', flush=True); sys.stdin.read()"
    )
    with subprocess.Popen(
        [sys.executable, "-c", program, exam.folder],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, start_new_session=True,
    ) as running:  # fmt: skip
        assert running.stdout is not None
        assert running.stdout.readline() == "there\n"
        assert [number for number, _ in seat.shells(exam).values()] == [3]
        assert seat.tell(exam, "Time is up.") == 0
        file = exam.shells / str(running.pid)
        file.write_text(file.read_text().replace(".", "1."))
        assert seat.shells(exam) == {}
        running.kill()
    assert list(exam.shells.iterdir()) == []


@pytest.mark.parametrize("how", ["graded", "abandoned"])
def test_an_open_shell_reaches_nothing_once_the_exam_has_ended(tmp_path: Path, how: str) -> None:
    """Its task's kubeconfig is removed; without one, kubectl would try this machine."""
    exam, attempt = _seated(tmp_path)
    argv, environment = seat.command(exam, 1, attempt)
    shell = subprocess.Popen(
        [argv[0], "--norc"], env=environment, cwd=tmp_path, text=True,
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
    )  # fmt: skip
    assert shell.stdin is not None
    assert shell.stdout is not None
    shell.stdin.write(f'. {argv[2]}\necho "$KUBECONFIG"\n')
    shell.stdin.flush()
    assert shell.stdout.readline() == f"{attempt.kubeconfig}\n"
    if how == "graded":
        ending.end(exam)
        clear(exam)
    else:
        leaving.stop(exam, Silent())
    assert not attempt.kubeconfig.exists()
    told, _ = shell.communicate('cat "$KUBECONFIG"; env | grep KUBECONFIG=\n', timeout=20)
    assert "the-exam-has-ended.invalid" in told
    assert str(attempt.kubeconfig) not in told


def test_the_shell_keeps_what_the_last_command_left(tmp_path: Path) -> None:
    """The look before each command changes neither its last argument nor its exit code."""
    shown = _shell(
        tmp_path, 'mkdir made\ncd $_\necho "${PWD##*/}"\nfalse\necho $?\ntrue && echo $?'
    )
    assert shown.split() == ["made", "1", "0"]


@pytest.mark.slow  # kubectl itself
def test_kubectl_says_that_the_exam_has_ended(kubectl: Path, tmp_path: Path) -> None:
    """Without a credential it would ask for a user name first."""
    kubeconfig = tmp_path / "kubeconfig"
    kubeconfig.write_text(seat.NO_CLUSTER)
    done = subprocess.run(
        [kubectl, "get", "nodes"],
        env={"KUBECONFIG": str(kubeconfig), "HOME": str(tmp_path)}, stdin=subprocess.DEVNULL,
        capture_output=True, text=True, check=False, timeout=60,
    )  # fmt: skip
    assert done.returncode != 0
    assert "the-exam-has-ended.invalid" in done.stderr
    assert "Username" not in done.stdout + done.stderr
