"""The node image of one Kubernetes version: there already, from a registry, or from packages."""

import os

from clusterdojo.images import _docker, _registry
from clusterdojo.progress import Progress

CHOSEN = "CLUSTERDOJO_NODE_IMAGE"
"""Node images in the user's own registry, by tag or digest: one, or one a version, by spaces."""

NO_REGISTRY = "none"
"""As the value of CHOSEN: ask no registry, build from packages."""


def require(kubernetes: str, progress: Progress) -> str:
    """The reference of the node image of `kubernetes`, which is then in the container engine.

    Raises:
        UsageError: There can't be such a version.
        ContainerEngineError: The container engine can't be reached.
        ImageError: The image can be neither pulled nor made.
        RuntimeUnavailableError: A component can be neither downloaded nor built.
        StateError: The cache can't be written (disk full, no permission).
    """
    if found := local(kubernetes):
        return found
    from clusterdojo.images import _build, _containerized, _userland
    from clusterdojo.images._exclusive import exclusively

    with exclusively(progress):
        # Another dojo may have made it while this one waited.
        if found := local(kubernetes):
            return found
        _docker.sweep()
        if chosen := given():
            return _registry.obtain_any(chosen, kubernetes, progress)
        if os.environ.get(CHOSEN) != NO_REGISTRY:
            base = _registry.official(kubernetes, progress)
            if base is not None:
                return _registry.obtain(base, kubernetes, progress)
        _containerized.containerized(kubernetes, progress)
        _userland.require(progress)  # what it lacks is told before minutes of building
        return _build.build(kubernetes, progress)


def local(kubernetes: str) -> str | None:
    """The image's reference if the container engine has it; asks nobody else.

    Raises:
        UsageError: There can't be such a version.
        ContainerEngineError: The container engine can't be reached.
    """
    return next((one for one in candidates(kubernetes) if _docker.exists(one)), None)


def candidates(kubernetes: str) -> list[str]:
    """What the image may be called here, the preferred name first."""
    from clusterdojo.images._build import reference

    if chosen := given():
        return [name for one in chosen for name in _registry.references(one, kubernetes)]
    own = reference(kubernetes)
    found = [own] if own else []
    for base in _registry.official_references(kubernetes):
        found += _registry.references(base, kubernetes)
    return found


def given() -> list[str]:
    """The user's own choice of images."""
    chosen = os.environ.get(CHOSEN, "").split()
    return chosen if chosen != [NO_REGISTRY] else []
