"""One dojo at a time fetches binaries."""

from contextlib import AbstractContextManager

from clusterdojo import lock as locks
from clusterdojo import paths
from clusterdojo.progress import Progress


def exclusively(progress: Progress) -> AbstractContextManager[None]:
    """Hold the lock on the cache of binaries. See clusterdojo.lock.exclusively."""
    return locks.exclusively(paths.cache_dir() / "runtime.lock", "fetching binaries", progress)
