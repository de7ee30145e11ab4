"""What is there of each version's node image."""

from itertools import pairwise
from typing import NamedTuple

from clusterdojo.binaries import versions
from clusterdojo.errors import UsageError
from clusterdojo.images import _docker, _require, _userland
from clusterdojo.lab.upgrade import Upgrade
from clusterdojo.progress import Progress, Silent

SILENT = Silent()


class ImageStatus(NamedTuple):
    """The node image of one Kubernetes version."""

    kubernetes: str
    reference: str | None
    """None if the image is yet to be made or pulled."""
    size: int
    """Bytes in the container engine; layers that images share count in each."""
    upgrade: Upgrade | None = None
    """What the packages on it are for; None for the image below those."""


def status() -> list[ImageStatus]:
    """Each version on offer, also as each upgrade on offer has it; makes and pulls nothing.

    Raises:
        ContainerEngineError: The container engine can't be reached.
    """
    wanted: list[tuple[str, Upgrade | None]] = [(kubernetes, None) for kubernetes in versions()]
    wanted += [(kubernetes, upgrade) for upgrade in upgrades() for kubernetes in upgrade.versions]
    rows = []
    for kubernetes, upgrade in wanted:
        reference = _require.local(kubernetes, upgrade)
        found = _docker.inspect(reference) if reference else None
        rows.append(ImageStatus(kubernetes, reference, found.size if found else 0, upgrade))
    return rows


def upgrades() -> list[Upgrade]:
    """The versions on offer of which one follows the other, as kubeadm goes: by a minor version."""
    known = sorted([int(part) for part in version.split(".")] for version in versions())
    return [
        Upgrade(old=".".join(map(str, old)), new=".".join(map(str, new)))
        for old, new in pairwise(known)
        if (new[0], new[1]) == (old[0], old[1] + 1)
    ]


def prune(*, everything: bool = False, progress: Progress = SILENT) -> list[str]:
    """Remove images and cached pieces of recipes that are no longer in use, and killed runs' rests.

    Images that containers use stay. With `everything` the current ones go too.

    Returns:
        The names of what was removed.

    Raises:
        ContainerEngineError: The container engine can't be reached.
        StateError: The cache can't be written.
    """
    from clusterdojo.binaries.prune import remove
    from clusterdojo.images import _programs
    from clusterdojo.images._exclusive import exclusively

    with exclusively(progress):
        _docker.sweep()
        current = {_require.local(kubernetes) for kubernetes in versions()}
        current.add(f"{_docker.USERLAND}:{_userland.key()}")
        pieces = {_userland.place().name, f"programs-{_programs.key()}"}
        if everything:
            current, pieces = set(), set()
        # Those above first: below an image that is there, only the name would be removed.
        made = sorted(_docker.made(), key=lambda image: "-upgrade-" not in image)
        current |= {image for image in made if not everything and _in_use(image)}
        removed = [image for image in made if image not in current and _docker.remove(image)]
        for piece in sorted(_userland.home().iterdir()):
            mine = piece.name.startswith(("userland-", "programs-", "."))
            if mine and piece.name not in pieces:
                if piece.is_dir():
                    remove(piece)
                else:
                    piece.unlink()
                removed.append(piece.name)
    return removed


def _in_use(image: str) -> bool:
    """Whether it is what a lab would get that wants the versions in its labels."""
    found = _docker.inspect(image)
    if found is None or _docker.KUBERNETES not in found.labels:
        return False
    old, _, new = found.labels.get(_docker.UPGRADE, "").partition("-")
    try:
        upgrade = Upgrade(old=old, new=new) if new else None
        return image == _require.local(found.labels[_docker.KUBERNETES], upgrade)
    except (UsageError, ValueError):
        return False  # labels that are none of today's
