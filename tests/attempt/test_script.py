"""Running a lab's scripts, with their children."""

import os
import signal
import threading
import time
from pathlib import Path

import psutil
import pytest

from clusterdojo.attempt.script import Ended, OverdueError, run

FOREVER = 60  # seconds: nobody waits for that


def bash(work: Path, text: str, seconds: float = FOREVER) -> Ended:
    """Run a script."""
    command = ["bash", "-euo", "pipefail", "-c", text]
    return run(command, os.environ, work, "setup/10.sh", seconds)


def is_alive(pid: int) -> bool:
    """Whether the process runs, and is not merely to be reaped."""
    try:
        return psutil.Process(pid).status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


def ends(pid: int) -> bool:
    """Whether the process ends soon."""
    deadline = time.monotonic() + 10
    while is_alive(pid) and time.monotonic() < deadline:
        time.sleep(0.01)
    return not is_alive(pid)


def test_what_ends_well_says_so(tmp_path: Path) -> None:
    """It works in the folder that it was given."""
    assert bash(tmp_path, "pwd; pwd >&2") == Ended(0, f"{tmp_path}\n{tmp_path}\n")


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("false", "exit code 1 without any output"),
        ("echo; exit 3", "exit code 3 without any output"),
        ("seq 9; exit 3", "exit code 3: 7 / 8 / 9"),
        ("echo one; echo two >&2; exit 1", "exit code 1: one / two"),
        ("printf 'f\\374r'; exit 1", "exit code 1: f\N{REPLACEMENT CHARACTER}r"),
        ("printf %400s | tr ' ' x; exit 1", f"exit code 1: {'x' * 300}"),
    ],
)
def test_what_fails_tells_its_code_and_its_last_lines(tmp_path: Path, text: str, told: str) -> None:
    """An author sees what was wrong, not only kubectl's last word."""
    assert str(bash(tmp_path, text)) == told


def test_what_runs_in_the_background_is_not_waited_for_and_lives_on(tmp_path: Path) -> None:
    """It holds the script's output; a start would wait for it until the limit."""
    ended = bash(tmp_path, f"sleep {FOREVER} & echo $!")
    assert ended.code == 0
    try:
        assert is_alive(int(ended.said))
    finally:
        os.kill(int(ended.said), signal.SIGKILL)


def test_what_is_overdue_is_ended_with_all_its_children(tmp_path: Path) -> None:
    """A script past its limit changes nothing any more."""
    with pytest.raises(OverdueError, match=r"^setup/10\.sh did not end within 0\.5 s\.") as caught:
        bash(tmp_path, f"sleep {FOREVER} & echo $! > child; wait", seconds=0.5)
    assert "try again" in caught.value.do
    assert ends(int((tmp_path / "child").read_text()))


def test_ctrl_c_ends_all_of_it(tmp_path: Path) -> None:
    """Although the terminal does not tell a session of its own."""
    child = tmp_path / "child"

    def interrupt() -> None:
        while not (child.exists() and child.read_text().endswith("\n")):
            time.sleep(0.01)
        signal.raise_signal(signal.SIGINT)

    waiting = threading.Thread(target=interrupt)
    waiting.start()
    with pytest.raises(KeyboardInterrupt):
        bash(tmp_path, f"sleep {FOREVER} & echo $! > child; wait")
    waiting.join()
    assert ends(int(child.read_text()))
