"""The node image of a Kubernetes version: there already, from a registry, or from packages."""

import os
from typing import NamedTuple

from clusterdojo.binaries import DEFAULT_KUBERNETES
from clusterdojo.progress import Progress, Silent

SILENT = Silent()

CHOSEN = "CLUSTERDOJO_NODE_IMAGE"
"""Node images in the user's own registry, by tag or digest: one, or one a version, by spaces."""

NO_REGISTRY = "none"
"""As the value of CHOSEN: ask no registry, build from packages."""


class Upgrade(NamedTuple):
    """Between which versions of Kubernetes a cluster is to be upgraded."""

    old: str
    """Such as "1.34.4"."""
    new: str


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
    if found := local(kubernetes, upgrade):
        return found
    from clusterdojo.images import _build, _engine, _registry, _unlocked, _userland
    from clusterdojo.images._turn import turn

    if upgrade:
        return _require_upgradable(kubernetes, upgrade, progress)
    with turn(progress):
        # Another dojo may have made it while this one waited.
        if found := local(kubernetes):
            return found
        _engine.sweep()
        if chosen := given():
            return _registry.obtain_any(chosen, kubernetes, progress)
        if os.environ.get(CHOSEN) != NO_REGISTRY:
            base = _registry.official(kubernetes, progress)
            if base is not None:
                return _registry.obtain(base, kubernetes, progress)
        _unlocked.containerized(kubernetes, progress)
        _userland.require(progress)  # what it lacks is told before minutes of building
        return _build.build(kubernetes, progress)


def _require_upgradable(kubernetes: str, upgrade: Upgrade, progress: Progress) -> str:
    from clusterdojo.images import _engine, _unlocked, _upgrade
    from clusterdojo.images._turn import turn

    for version in upgrade:
        _unlocked.packaged(version, progress)
    base = require(kubernetes, progress)
    found = _engine.inspect(base)
    if kubernetes != upgrade.new and (found is None or _engine.BASE not in found.labels):
        _unlocked.containerized(upgrade.new, progress)
    _upgrade.prepare(base, kubernetes, upgrade, progress)
    with turn(progress):
        _engine.sweep()
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
    from clusterdojo.images import _engine, _registry
    from clusterdojo.images._build import reference

    if chosen := given():
        candidates = [name for one in chosen for name in _registry.references(one, kubernetes)]
    else:
        own = reference(kubernetes)
        candidates = [own] if own else []
        for base in _registry.official_references(kubernetes):
            candidates += _registry.references(base, kubernetes)
    there = (one for one in candidates if _engine.exists(one))
    if upgrade is None:
        return next(there, None)
    from clusterdojo.images import _upgrade

    above = (_upgrade.reference(one, kubernetes, upgrade) for one in there)
    return next((one for one in above if one and _engine.exists(one)), None)


def given() -> list[str]:
    """The user's own choice of images."""
    chosen = os.environ.get(CHOSEN, "").split()
    return chosen if chosen != [NO_REGISTRY] else []
