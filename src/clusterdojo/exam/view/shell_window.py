"""The task's shell: a window of its own in tmux, otherwise the terminal that the view gives up."""

import os
import shlex
import subprocess
import sys
import tempfile
from pathlib import Path

from clusterdojo.errors import UsageError
from clusterdojo.exam.view.protocol import Shell

# The new window's own: tmux sets them there.
WINDOWS_OWN = ("TMUX", "TMUX_PANE", "TERM")


def window_script(shell: Shell) -> str:
    """The script of the new window: the shell, in exactly its environment.

    tmux would give it the environment that tmux itself was started in, and limits the length of a
    command. So the environment is in a script, which removes itself: it may hold secrets.
    """
    kept = [f'{name}="${name}"' for name in WINDOWS_OWN]
    given = [
        shlex.quote(f"{name}={value}")
        for name, value in sorted(shell.environment.items())
        if name not in WINDOWS_OWN
    ]
    words = " ".join([*kept, *given, shlex.join(shell.argv)])
    return f'rm -f -- "$0"\nexec env -i {words}\n'


def open_in_tmux(shell: Shell, number: int) -> None:
    """Open the shell in a new window of the tmux that the view runs in.

    Raises:
        UsageError: tmux refuses.
    """
    script = ""
    try:
        descriptor, script = tempfile.mkstemp(prefix="dojo-exam-", suffix=".sh")  # 0600
        with os.fdopen(descriptor, "w", encoding="utf-8", errors="surrogateescape") as file:
            file.write(window_script(shell))
        command = ["tmux", "new-window", "-n", f"task {number}", "--", "sh", script]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        problem = done.stderr.strip() or "no reason is given" if done.returncode else ""
    except OSError as error:
        problem = str(error)
    if problem:
        if script:
            Path(script).unlink(missing_ok=True)
        raise UsageError(
            f"tmux opened no window: {problem}.",
            f"In a terminal of your own, `dojo exam shell {number}` opens the same shell.",
        )


def run_here(shell: Shell, number: int) -> None:
    """Run the shell in this terminal until it ends.

    Raises:
        UsageError: It can't be started.
    """
    sys.stdout.write(f"Task {number}: `exit` leads back to the exam, and so does Ctrl+D.\n")
    sys.stdout.flush()
    try:
        subprocess.run(shell.argv, env=shell.environment, check=False)
    except OSError as error:
        raise UsageError(
            f"The shell could not be started: {error}.",
            "Install bash, or fix the cause.",
        ) from error
