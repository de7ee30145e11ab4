"""One dojo at a time: the others wait and say for whom, or say at once that it is busy."""

import contextlib
import os
from collections.abc import Iterator
from pathlib import Path

from clusterdojo.errors import UsageError
from clusterdojo.files import unwritable
from clusterdojo.progress import Progress


@contextlib.contextmanager
def exclusively(path: Path, work: str, progress: Progress) -> Iterator[None]:
    """Hold the lock at `path`; it ends with the process, however that ends.

    Args:
        path: The lock; beside it, the process that holds it leaves its name.
        work: What is done under it, for those who wait, such as "fetching binaries".
        progress: Told of the wait.

    Raises:
        StateError: The lock's directory can't be written.
    """
    import filelock

    owner = path.with_suffix(".owner")
    lock = filelock.FileLock(path)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        try:
            lock.acquire(timeout=0)
        except filelock.Timeout:
            who = ""
            with contextlib.suppress(OSError):  # it has the lock, and has not left its name yet
                who = f" ({owner.read_text('utf-8')})"
            progress.note(f"another dojo{who} is {work}, waiting")
            lock.acquire()
        owner.write_text(f"process {os.getpid()}", "utf-8")
    except OSError as error:
        lock.release()
        raise unwritable(path, error) from error
    try:
        yield
    finally:
        owner.unlink(missing_ok=True)
        lock.release()


@contextlib.contextmanager
def held(path: Path, busy: UsageError, seconds: float = 0) -> Iterator[None]:
    """Hold the lock at `path`; it ends with the process, however that ends.

    Args:
        path: The lock; its folder is made, for the user alone.
        busy: What to raise if another process has it.
        seconds: How long to wait for that one.

    Raises:
        UsageError: `busy`.
        StateError: The lock's folder can't be written.
    """
    import filelock  # reading goes without it

    lock = filelock.FileLock(path, timeout=seconds, mode=0o600)
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        lock.acquire()
    except filelock.Timeout as error:
        raise busy from error
    except OSError as error:
        raise unwritable(path.parent, error) from error
    try:
        yield
    finally:
        lock.release()
