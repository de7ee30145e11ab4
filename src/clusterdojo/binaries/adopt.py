"""Taking binaries into the cache from elsewhere, such as from a node image."""

from collections.abc import Callable, Sequence
from pathlib import Path

from clusterdojo.binaries import _install
from clusterdojo.binaries._exclusive import exclusively
from clusterdojo.binaries._lock import component
from clusterdojo.progress import Progress


def adopt(
    names: Sequence[str],
    kubernetes: str,
    take: Callable[[str, Path], None],
    origin: str,
    progress: Progress,
) -> None:
    """Put the components into the cache.

    Args:
        names: Which.
        kubernetes: Of which version.
        take: Writes one of them, by name, into the file that it is given.
        origin: The node image that they come from.
        progress: Told of a wait.

    Raises:
        StateError: The cache can't be written.
    """
    with exclusively(progress):
        for name in names:
            one = component(name, kubernetes)
            part = _install.partial(one)
            take(name, part)
            _install.install(one, part, source="image", origin=origin)
