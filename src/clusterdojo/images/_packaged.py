"""Versions outside the lock: where the programs come from that nodes install as packages."""

from pathlib import Path

from clusterdojo import binaries as runtime
from clusterdojo.binaries.adopt import adopt
from clusterdojo.errors import RuntimeUnavailableError
from clusterdojo.images import _base, _docker
from clusterdojo.images._exclusive import exclusively
from clusterdojo.images._kubernetes_packages import NAMES
from clusterdojo.progress import Progress


def packaged(kubernetes: str, progress: Progress) -> None:
    """Have the programs that nodes install as packages, out of the version's node image at worst.

    Raises:
        ContainerEngineError: The engine can't be reached.
        ImageError: The node image can be neither pulled nor made.
        RuntimeUnavailableError: The programs can't be had.
        StateError: The cache can't be written.
    """
    if kubernetes in runtime.versions():
        return
    try:
        runtime.require(NAMES, kubernetes, progress)
    except RuntimeUnavailableError:
        image = _base.require(kubernetes, progress)
        with exclusively(progress), _docker.workshop(image, options=["--network=none"]) as shop:
            progress.stage(f"taking the programs of {kubernetes} out of its node image")

            def take(name: str, part: Path) -> None:
                shop.take(f"/usr/bin/{name}", part)

            adopt(NAMES, kubernetes, take, image, progress)
