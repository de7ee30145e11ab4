"""A lab's scripts and the commands of its setup/: run up to a limit, and ended as a whole."""

import contextlib
import os
import signal
import subprocess
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from clusterdojo.errors import ContentError

LINES = 3
LINE_LENGTH = 300


class OverdueError(ContentError):
    """A script ran into its limit."""


@dataclass(frozen=True)
class Ended:
    """How it ended: its exit code, and all that it wrote."""

    code: int
    said: str

    def __str__(self) -> str:
        lines = [line[:LINE_LENGTH] for line in self.said.splitlines() if line.strip()]
        last = f": {' / '.join(lines[-LINES:])}" if lines else " without any output"
        return f"exit code {self.code}{last}"


def run(
    command: Sequence[str], variables: Mapping[str, str], work: Path, source: str, seconds: float
) -> Ended:
    """Run a command in `work`, in a session of its own.

    It writes to a file, not a pipe: what it leaves in the background lives on, and nobody waits
    for that. Only at the limit, or at Ctrl-C, all of it is killed.

    Args:
        command: The program and its arguments.
        variables: All of its environment.
        work: Where it works.
        source: What the lab calls it, for the error.
        seconds: The limit.

    Raises:
        OverdueError: It ran into the limit.
    """
    with tempfile.TemporaryFile() as said:
        process = subprocess.Popen(
            command,
            env=variables,
            cwd=work,
            stdin=subprocess.DEVNULL,
            stdout=said,
            stderr=said,
            start_new_session=True,
        )
        try:
            code = process.wait(seconds)
        except subprocess.TimeoutExpired as error:
            _kill(process)
            raise OverdueError(
                f"{source} did not end within {seconds:g} s.",
                "Fix the lab, or free the machine and try again.",
            ) from error
        except BaseException:
            _kill(process)
            raise
        said.seek(0)
        return Ended(code, said.read().decode(errors="replace"))


def _kill(process: "subprocess.Popen[bytes]") -> None:
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()
