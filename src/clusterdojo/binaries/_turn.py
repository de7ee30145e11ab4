"""One dojo at a time fetches binaries."""

from contextlib import AbstractContextManager

from clusterdojo import lock as turns
from clusterdojo import paths
from clusterdojo.progress import Progress


def turn(progress: Progress) -> AbstractContextManager[None]:
    """Hold the lock on the cache of binaries. See clusterdojo.lock.turn."""
    return turns.turn(paths.cache_dir() / "runtime.lock", "fetching binaries", progress)
