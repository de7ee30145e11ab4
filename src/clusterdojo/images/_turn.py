"""One dojo at a time makes images."""

from contextlib import AbstractContextManager

from clusterdojo import lock as turns
from clusterdojo.images._userland import home
from clusterdojo.progress import Progress


def turn(progress: Progress) -> AbstractContextManager[None]:
    """Hold the lock on the images' cached pieces. See clusterdojo.lock.turn."""
    return turns.turn(home() / "images.lock", "making a node image", progress)
