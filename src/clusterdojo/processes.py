"""Finding a cluster's processes again, whatever became of the program that started them."""

import contextlib
import os
import signal
import subprocess
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

import psutil

from clusterdojo.files import unwritable

# Every process of a cluster inherits this variable; its value is the cluster's folder.
MARK = "CLUSTERDOJO_CLUSTER"
WITHOUT_KUBERC = {"KUBERC": "off"}  # kubectl as it is, without the user's defaults and aliases
END_SECONDS = 10.0
POLL_SECONDS = 0.02


def marked(folder: Path) -> dict[str, str]:
    """The environment for processes that belong to the cluster in `folder`."""
    # kubectl, which kwokctl calls, keeps its cache in the home directory unless told otherwise,
    # and reads the user's own defaults and aliases there.
    cache = {"KUBECACHEDIR": str(folder / "kube-cache")}
    return {**os.environ, MARK: str(folder), **cache, **WITHOUT_KUBERC}


def launch(
    command: Sequence[str | Path],
    folder: Path,
    log: Path,
    environment: Mapping[str, str],
    *,
    detached: bool = False,
) -> "subprocess.Popen[bytes]":
    """Start a program in `folder` that reads nothing and writes to `log`, for the user alone.

    Args:
        command: The program and its arguments.
        folder: Where it works.
        log: What it says; an older log is replaced.
        environment: All of its variables.
        detached: Whether it outlives the terminal.

    Raises:
        StateError: The log can't be written, or the program not be started.
    """
    try:
        log.touch(mode=0o600)
        with log.open("w") as output:
            return subprocess.Popen(
                command,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                env=environment,
                cwd=folder,
                start_new_session=detached,
                umask=0o077,
            )
    except OSError as error:
        raise unwritable(log, error) from error


def processes(folder: Path) -> list[psutil.Process]:
    """All living processes of the cluster in `folder`, or of any cluster below it."""
    found = []
    for process in psutil.process_iter():
        try:
            mark = process.environ().get(MARK)
            alive = process.status() != psutil.STATUS_ZOMBIE
        except (psutil.Error, OSError):
            continue  # ended meanwhile, or another user's
        if mark and alive and Path(mark).is_relative_to(folder):
            found.append(process)
    return found


def is_alive(pid: int, folder: Path) -> bool:
    """Whether the process still is one of the cluster's, and not a zombie or somebody else's."""
    try:
        process = psutil.Process(pid)
        running = process.status() != psutil.STATUS_ZOMBIE
        environment = process.environ()
    except (psutil.Error, OSError):
        return False
    # For a moment after its start, the system has no environment to show yet.
    return running and (not environment or environment.get(MARK) == str(folder))


def hold(pid: int | None) -> None:
    """Stop a process (SIGSTOP) until it is let go; nothing happens where it has ended."""
    with contextlib.suppress(psutil.Error):
        if pid is not None:
            psutil.Process(pid).suspend()


def let_go(pid: int | None) -> None:
    """Let a held process go on."""
    with contextlib.suppress(psutil.Error):
        if pid is not None:
            psutil.Process(pid).resume()


def end(folder: Path) -> None:
    """End all processes of the cluster in `folder`; nothing of them is worth a slow goodbye."""
    deadline = time.monotonic() + END_SECONDS
    looks_without = 0
    # Twice nothing: a process that is just being started shows no mark for a moment.
    while looks_without < 2 and time.monotonic() < deadline:  # noqa: PLR2004 - see above
        left = processes(folder)
        looks_without = 0 if left else looks_without + 1
        for process in left:
            with contextlib.suppress(psutil.Error):
                process.send_signal(signal.SIGKILL)
        # Not psutil's own wait: where nobody reaps orphans, it would wait for zombies.
        time.sleep(POLL_SECONDS)
