"""One dojo at a time fetches binaries; the others wait, and say for whom."""

import contextlib
import os
from collections.abc import Iterator

from clusterdojo import paths
from clusterdojo.files import unwritable
from clusterdojo.progress import Progress


@contextlib.contextmanager
def turn(progress: Progress) -> Iterator[None]:
    """Hold the cache's lock; it ends with the process, however that ends.

    Raises:
        StateError: The cache's directory can't be written.
    """
    import filelock

    path = paths.cache_dir() / "runtime.lock"
    owner = path.with_suffix(".owner")
    lock = filelock.FileLock(path)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        try:
            lock.acquire(timeout=0)
        except filelock.Timeout:
            with contextlib.suppress(OSError):
                who = owner.read_text("utf-8")
                progress.note(f"another dojo ({who}) is fetching binaries, waiting")
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
