"""The node image of a Kubernetes version: there already, from a registry, or from packages."""

import os

from clusterdojo.progress import Progress, Silent
from clusterdojo.runtime import DEFAULT_KUBERNETES

SILENT = Silent()

CHOSEN = "CLUSTERDOJO_NODE_IMAGE"
"""A node image in the user's own registry, by tag or digest."""

NO_REGISTRY = "none"
"""As the value of CHOSEN: ask no registry, build from packages."""


def require(kubernetes: str = DEFAULT_KUBERNETES, progress: Progress = SILENT) -> str:
    """The reference of the node image of `kubernetes`, which is then in the container engine.

    Several processes may ask at once: one works, the others wait for it.

    Raises:
        UsageError: The version is not on offer.
        ContainerEngineError: The container engine can't be reached.
        ImageError: The image can be neither pulled nor made.
        RuntimeUnavailableError: A component can be neither downloaded nor built.
        StateError: The cache can't be written (disk full, no permission).
    """
    if found := local(kubernetes):
        return found
    from clusterdojo.images import _build, _engine, _registry
    from clusterdojo.images._turn import turn

    with turn(progress):
        # Another dojo may have made it while this one waited.
        if found := local(kubernetes):
            return found
        _engine.sweep()
        if chosen := given():
            return _registry.obtain(chosen, kubernetes, progress)
        if os.environ.get(CHOSEN) != NO_REGISTRY:
            base = _registry.official(kubernetes, progress)
            if base is not None:
                return _registry.obtain(base, kubernetes, progress)
        return _build.build(kubernetes, progress)


def present(kubernetes: str = DEFAULT_KUBERNETES) -> bool:
    """Whether the image is in the container engine, as what is known now would make it.

    Raises:
        UsageError: The version is not on offer.
        ContainerEngineError: The container engine can't be reached.
    """
    return local(kubernetes) is not None


def local(kubernetes: str) -> str | None:
    """The image's reference if the container engine has it; asks nobody else.

    Raises:
        UsageError: The version is not on offer.
        ContainerEngineError: The container engine can't be reached.
    """
    from clusterdojo.images import _engine, _registry
    from clusterdojo.images._build import reference

    if chosen := given():
        candidates = _registry.references(chosen, kubernetes)
    else:
        own = reference(kubernetes)
        candidates = [own] if own else []
        for base in _registry.official_references(kubernetes):
            candidates += _registry.references(base, kubernetes)
    return next((one for one in candidates if _engine.exists(one)), None)


def given() -> str | None:
    """The user's own choice of an image."""
    chosen = os.environ.get(CHOSEN, "")
    return chosen if chosen not in {"", NO_REGISTRY} else None
