"""One dojo at a time makes images."""

from contextlib import AbstractContextManager

from clusterdojo import lock as locks
from clusterdojo.images._userland import home
from clusterdojo.progress import Progress


def exclusively(progress: Progress) -> AbstractContextManager[None]:
    """Hold the lock on the images' cached pieces. See clusterdojo.lock.exclusively."""
    return locks.exclusively(home() / "images.lock", "making a node image", progress)
