"""One dojo at a time makes images; the others wait, and say for whom."""

import contextlib
import os
from collections.abc import Iterator

from clusterdojo.files import unwritable
from clusterdojo.images._userland import home
from clusterdojo.progress import Progress


@contextlib.contextmanager
def turn(progress: Progress) -> Iterator[None]:
    """Hold the lock on the cached pieces; it ends with the process, however that ends.

    Raises:
        StateError: The cache's directory can't be written.
    """
    import filelock

    path = home() / "images.lock"
    owner = path.with_suffix(".owner")
    lock = filelock.FileLock(path)
    try:
        home().mkdir(parents=True, exist_ok=True)
        try:
            lock.acquire(timeout=0)
        except filelock.Timeout:
            with contextlib.suppress(OSError):
                who = owner.read_text("utf-8")
                progress.note(f"another dojo ({who}) is making a node image, waiting")
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
