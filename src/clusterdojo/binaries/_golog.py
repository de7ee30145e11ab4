"""A `go` command as a child: its words go to a log, its end is certain, its failure a sentence."""

import contextlib
import os
import signal
import subprocess
from collections.abc import Callable, Sequence
from pathlib import Path

from clusterdojo.binaries._goenv import environment
from clusterdojo.errors import RuntimeUnavailableError, StateError

GRACE_SECONDS = 5
NO_SPACE = "no space left on device"


def run(
    command: Sequence[str | Path],
    cwd: Path,
    log: Path,
    heard: Callable[[str], None],
    doing: str,
) -> str:
    """Run `command` in `cwd`; returns its standard output.

    Every line of its standard error is appended to `log` and given to `heard`. However this
    ends, the child and its children are gone afterwards, and Go's caches stay usable.

    Raises:
        RuntimeUnavailableError: The command failed; `doing` says what it was to do.
        StateError: The disk is full, or the log can't be written.
    """
    output = log.with_suffix(".out")
    lines: list[str] = []
    with (
        log.open("a", encoding="utf-8") as record,
        output.open("w+", encoding="utf-8") as answer,
        subprocess.Popen(
            [str(word) for word in command],
            cwd=cwd,
            env=environment(command[0]),
            stdin=subprocess.DEVNULL,
            stdout=answer,
            stderr=subprocess.PIPE,
            text=True,
            errors="replace",
            start_new_session=True,
        ) as child,
    ):
        try:
            for line in child.stderr or ():
                record.write(line)
                lines.append(line.rstrip())
                heard(line.rstrip())
            status = child.wait()
        except BaseException:
            _end(child)
            raise
        answer.seek(0)
        said = answer.read()
    output.unlink(missing_ok=True)
    if status != 0:
        raise _failure(lines, log, doing)
    return said


def _end(child: subprocess.Popen[str]) -> None:
    for number in (signal.SIGTERM, signal.SIGKILL):
        with contextlib.suppress(ProcessLookupError):
            os.killpg(child.pid, number)
        with contextlib.suppress(subprocess.TimeoutExpired):
            child.wait(GRACE_SECONDS)
            return


def _failure(lines: Sequence[str], log: Path, doing: str) -> Exception:
    if any(NO_SPACE in line for line in lines):
        return StateError(
            f"The disk that holds {log.parent} is full.",
            "Free some space or choose another directory with CLUSTERDOJO_CACHE;"
            " the build goes on where it stopped.",
        )
    # A package's path alone, or a module on its way, is progress and not a reason.
    reasons = [line for line in lines if ": " in line and not line.startswith("go: downloading")]
    reason = (reasons or list(lines) or ["it gave no reason"])[-1].strip()
    network = any(
        word in line
        for line in lines
        for word in ("dial tcp", "no such host", "i/o timeout", "Not Found", "connection re")
    )
    do = (
        "Check that this machine reaches a Go module proxy (GOPROXY, HTTPS_PROXY), and run the"
        " command again: it goes on where it stopped."
        if network
        else "Run the command again; if it fails again, report it with that log."
    )
    return RuntimeUnavailableError(f"{doing} failed: {reason.rstrip('.')} (log: {log}).", do)
