"""What is there of each version's node image."""

from typing import NamedTuple

from clusterdojo.images import _engine, _require, _userland
from clusterdojo.progress import Progress, Silent
from clusterdojo.runtime._lock import versions

SILENT = Silent()


class Row(NamedTuple):
    """The node image of one Kubernetes version."""

    kubernetes: str
    reference: str | None
    """None where the image is yet to be made or pulled."""
    size: int
    """Bytes in the container engine; layers that images share count in each."""


def status() -> list[Row]:
    """Each version on offer; makes and pulls nothing.

    Raises:
        ContainerEngineError: The container engine can't be reached.
    """
    rows = []
    for kubernetes in versions():
        reference = _require.local(kubernetes)
        found = _engine.inspect(reference) if reference else None
        rows.append(Row(kubernetes, reference, found.size if found else 0))
    return rows


def prune(*, everything: bool = False, progress: Progress = SILENT) -> list[str]:
    """Remove images and cached pieces of recipes that are no longer in use, and killed runs' rests.

    Images that containers use stay. With `everything` the current ones go too.

    Returns:
        The names of what was removed.

    Raises:
        ContainerEngineError: The container engine can't be reached.
        StateError: The cache can't be written.
    """
    from clusterdojo.images import _programs
    from clusterdojo.images._turn import turn
    from clusterdojo.runtime.prune import remove

    with turn(progress):
        _engine.sweep()
        current = {_require.local(kubernetes) for kubernetes in versions()}
        current.add(f"{_engine.USERLAND}:{_userland.key()}")
        pieces = {_userland.place().name, f"programs-{_programs.key()}"}
        if everything:
            current, pieces = set(), set()
        removed = [
            image for image in _engine.made() if image not in current and _engine.remove(image)
        ]
        for piece in sorted(_userland.home().iterdir()):
            mine = piece.name.startswith(("userland-", "programs-", "."))
            if mine and piece.name not in pieces:
                if piece.is_dir():
                    remove(piece)
                else:
                    piece.unlink()
                removed.append(piece.name)
    return removed
