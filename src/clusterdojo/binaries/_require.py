"""The executable of each component, from the first source that has it."""

import os
from collections.abc import Sequence
from pathlib import Path

from clusterdojo.binaries import _store
from clusterdojo.binaries._lock import (
    DEFAULT_KUBERNETES,
    Component,
    Graph,
    component,
    graphs_for,
    versions,
)
from clusterdojo.errors import RuntimeUnavailableError
from clusterdojo.progress import Progress, Silent

SILENT = Silent()

DIRECTORY = "CLUSTERDOJO_RUNTIME_DIR"
"""A directory of the user's with binaries, named as the components; used as they are.

Those that are for one Kubernetes version only are in a directory in it, named as the version.
"""


def require(
    components: Sequence[str],
    kubernetes: str = DEFAULT_KUBERNETES,
    progress: Progress = SILENT,
) -> dict[str, Path]:
    """The executable of each of `components` as Kubernetes version `kubernetes` wants it.

    What is missing is downloaded and verified, or built; with all in the cache that takes a few
    milliseconds. Several processes may ask at once: one works, the others wait for it.

    Raises:
        UsageError: A component is unknown, or the version is none.
        RuntimeUnavailableError: A binary can be neither found, downloaded nor built.
        StateError: The cache can't be written (disk full, no permission).
    """
    wanted = [component(name, kubernetes) for name in dict.fromkeys(components)]
    found: dict[Component, Path] = {}
    for one in wanted:
        if path := given(one) or _store.lookup(one):
            found[one] = path
    missing = [one for one in wanted if one not in found]
    if missing:
        found |= _fetch(missing, progress)
    return {one.name: found[one] for one in wanted}


def present(name: str, kubernetes: str = DEFAULT_KUBERNETES) -> bool:
    """Whether the component is at hand, without a download or a build."""
    wanted = component(name, kubernetes)
    return (given(wanted) or _store.lookup(wanted)) is not None


def given(wanted: Component) -> Path | None:
    """The binary in the user's own directory.

    Raises:
        RuntimeUnavailableError: There is no such directory, or the file can't be executed.
    """
    chosen = os.environ.get(DIRECTORY)
    if not chosen:
        return None
    directory = Path(chosen).absolute()
    if not directory.is_dir():
        raise RuntimeUnavailableError(
            f"{DIRECTORY} names {directory}, which is not a directory.",
            "Correct the variable or unset it.",
        )
    places = (directory / wanted.kubernetes / wanted.name, directory / wanted.name)
    path = next((place for place in places if place.exists()), None)
    if path is None:
        return None
    if not os.access(path, os.X_OK):
        raise RuntimeUnavailableError(
            f"{path} can't be executed.", f"Run chmod +x on it, or unset {DIRECTORY}."
        )
    return path


def is_given(name: str, kubernetes: str) -> bool:
    """Whether the user's own directory has the component for this version.

    Raises:
        UsageError: The component is unknown, or the version is none.
        RuntimeUnavailableError: There is no such directory, or the file can't be executed.
    """
    return given(component(name, kubernetes)) is not None


def checksum(name: str, kubernetes: str) -> str | None:
    """The sha256 of the component's binary; None if it is not at hand yet.

    Raises:
        UsageError: The component is unknown, or the version is none.
        RuntimeUnavailableError: The user's own directory can't be used.
    """
    one = component(name, kubernetes)
    if path := given(one):
        import hashlib  # what is in the cache has its sum on record

        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    known = _store.record(one) if _store.lookup(one) else None
    return known.sha256 if known else None


def _fetch(missing: Sequence[Component], progress: Progress) -> dict[Component, Path]:
    from clusterdojo.binaries import _install, _official
    from clusterdojo.binaries._exclusive import exclusively

    found: dict[Component, Path] = {}
    with exclusively(progress):
        _install.sweep()
        for one in missing:
            # Another dojo may have fetched it while this one waited.
            if path := _install.verified(one, progress):
                found[one] = path
        found |= _official.obtain([one for one in missing if one not in found], progress)
        rest = [one for one in missing if one not in found]
        for graph, built in assign(rest):
            from clusterdojo.binaries import _gobuild

            made = _gobuild.build(graph, built, progress)
            found |= {one: made[one.name] for one in built}
    return found


def assign(missing: Sequence[Component]) -> list[tuple[Graph, list[Component]]]:
    """Share `missing` out among as few graphs as may be: each compiles its own packages.

    Raises:
        RuntimeUnavailableError: No graph builds one of them.
    """
    if unknown := [str(one) for one in missing if not graphs_for(one)]:
        raise RuntimeUnavailableError(
            f"{', '.join(unknown)} can't be downloaded, and no module graph builds it.",
            f"Put the programs of that version into a directory, name it in {DIRECTORY}, "
            f"or choose one of the versions {', '.join(versions())}.",
        )
    chosen: dict[str, tuple[Graph, list[Component]]] = {}
    # Those with one graph only go first, so that the others can join them.
    for one in sorted(missing, key=lambda one: len(graphs_for(one))):
        graphs = graphs_for(one)
        graph = next((graph for graph in graphs if graph.name in chosen), graphs[0])
        chosen.setdefault(graph.name, (graph, []))[1].append(one)
    return [(graph, [one for one in missing if one in built]) for graph, built in chosen.values()]
