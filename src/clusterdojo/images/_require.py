"""The node image of a Kubernetes version, also with what an upgrade needs."""

from clusterdojo.binaries import DEFAULT_KUBERNETES
from clusterdojo.images import _base
from clusterdojo.lab.upgrade import Upgrade
from clusterdojo.progress import Progress, Silent

SILENT = Silent()


def require(
    kubernetes: str = DEFAULT_KUBERNETES,
    progress: Progress = SILENT,
    upgrade: Upgrade | None = None,
) -> str:
    """The reference of the node image of `kubernetes`, which is then in the container engine.

    With `upgrade` it is an image with the packages of both versions, and the images of the later.
    Several processes may ask at once: one works, the others wait for it.

    Raises:
        UsageError: There can't be such a version.
        ContainerEngineError: The container engine can't be reached.
        ImageError: The image can be neither pulled nor made.
        RuntimeUnavailableError: A component can be neither downloaded nor built.
        StateError: The cache can't be written (disk full, no permission).
    """
    if upgrade is None:
        return _base.require(kubernetes, progress)
    if found := local(kubernetes, upgrade):
        return found
    return _require_upgradable(kubernetes, upgrade, progress)


def _require_upgradable(kubernetes: str, upgrade: Upgrade, progress: Progress) -> str:
    from clusterdojo.images import _containerized, _docker, _packaged, _upgrade
    from clusterdojo.images._exclusive import exclusively

    for version in upgrade.versions:
        _packaged.packaged(version, progress)
    base = _base.require(kubernetes, progress)
    found = _docker.inspect(base)
    if kubernetes != upgrade.new and (found is None or _docker.BASE not in found.labels):
        _containerized.containerized(upgrade.new, progress)
    _upgrade.prepare(base, kubernetes, upgrade, progress)
    with exclusively(progress):
        _docker.sweep()
        return _upgrade.add(base, kubernetes, upgrade, progress)


def present(kubernetes: str = DEFAULT_KUBERNETES, upgrade: Upgrade | None = None) -> bool:
    """Whether the image is in the container engine, as what is known now would make it.

    Raises:
        UsageError: There can't be such a version.
        ContainerEngineError: The container engine can't be reached.
    """
    return local(kubernetes, upgrade) is not None


def local(kubernetes: str, upgrade: Upgrade | None = None) -> str | None:
    """The image's reference if the container engine has it; asks nobody else.

    Raises:
        UsageError: There can't be such a version.
        ContainerEngineError: The container engine can't be reached.
    """
    if upgrade is None:
        return _base.local(kubernetes)
    from clusterdojo.images import _upgrade

    return _upgrade.local(kubernetes, upgrade)
