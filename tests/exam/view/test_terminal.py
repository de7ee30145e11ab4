"""The view in a real terminal: tmux, at the smallest size and at a large one."""

import os
import shlex
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]
SECONDS = 60.0


class Terminal:
    """A tmux of its own with one window, in which the demo runs."""

    def __init__(self, name: str, width: int, height: int, command: str) -> None:
        self._name = name
        size = ["-x", str(width), "-y", str(height)]
        self("-f", "/dev/null", "new-session", "-d", *size, "-c", str(ROOT), command)

    def __call__(self, *words: str) -> str:
        """One command of tmux."""
        done = subprocess.run(
            ["tmux", "-L", self._name, *words], capture_output=True, text=True, check=False,
            env={**os.environ, "LC_ALL": "C.UTF-8"},
        )  # fmt: skip
        return done.stdout

    def until(self, holds: Callable[[str], bool]) -> str:
        """What is on the screen as soon as it is what is waited for."""
        ends = time.monotonic() + SECONDS
        while not holds(seen := self("capture-pane", "-p")):
            assert time.monotonic() < ends, seen
        return seen


@pytest.fixture(params=[(80, 24), (200, 50)], ids=["80x24", "200x50"])
def terminal(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Terminal]:
    """The demo of the view, in tmux; a shell stays when it is left."""
    if shutil.which("tmux") is None:
        pytest.skip("no tmux: install the package tmux")
    demo = f"{shlex.quote(sys.executable)} -m tests.exam.view.demo"
    command = f"env -u TMUX {demo}; echo left; exec cat"
    width, height = request.param
    window = Terminal(f"dojo-view-{os.getpid()}-{tmp_path.name}", width, height, command)
    socket = Path(window("display-message", "-p", "#{socket_path}").strip())
    yield window
    window("kill-server")
    socket.unlink(missing_ok=True)  # tmux leaves it


def test_the_view_gives_its_terminal_to_the_shell_and_takes_it_back(terminal: Terminal) -> None:
    """Keys choose a task, its shell has the terminal, the view is back after `exit`."""
    seen = terminal.until(lambda s: "Two Deployments" in s and "? help" in s)
    assert "1:23:4" in seen.splitlines()[0]
    terminal("send-keys", "2")
    terminal.until(lambda s: "Task 2 " in s and "Upgrade a whole cluster" in s)
    terminal("send-keys", "s")
    terminal.until(lambda s: "task 2 $" in s)
    terminal("send-keys", "echo task-$DOJO_TASK; exit", "Enter")
    terminal.until(lambda s: "Task 2 " in s and "? help" in s)
    terminal("send-keys", "q")
    seen = terminal.until(lambda s: "\nleft" in s)
    assert "task-2" in seen
    assert "The clock goes on" in seen
