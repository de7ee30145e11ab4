"""The lock file: which binaries there are, at which versions, and what proves a download."""

import functools
import os
import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from clusterdojo.errors import RuntimeUnavailableError, UsageError

HERE = Path(__file__).parent
LOCK = HERE / "lock.toml"

DEFAULT_KUBERNETES = "1.35.4"
"""Kept here too, so that importing the package reads no file; a test compares it with the lock."""

EMBEDDED = (
    "etcd",
    "etcdctl",
    "etcdutl",
    "kube-apiserver",
    "kube-controller-manager",
    "kube-scheduler",
    "kubectl",
    "kwok",
    "kwokctl",
)
"""What the kwok engine needs."""

FORM = re.compile(r"1\.(0|[1-9][0-9]*)\.(0|[1-9][0-9]*)")
"""A release of Kubernetes."""


class Component(NamedTuple):
    """A binary at the version that one Kubernetes version wants."""

    name: str
    version: str
    project: str
    package: str
    release: str
    kubernetes: str = ""
    """The version that wants it."""

    def __str__(self) -> str:
        return f"{self.name} {self.version}"


class Graph(NamedTuple):
    """A Go module graph and the components that it builds."""

    name: str
    directory: Path
    versions: Mapping[str, str]
    components: tuple[str, ...]

    def builds(self, wanted: Component) -> bool:
        """Whether `wanted`, at its version, comes out of this graph."""
        return (
            wanted.name in self.components and self.versions.get(wanted.project) == wanted.version
        )


@functools.cache
def table() -> dict[str, Any]:
    """The lock file's content."""
    import tomllib

    with LOCK.open("rb") as file:
        return tomllib.load(file)


def known() -> tuple[str, ...]:
    """The names of all components."""
    return tuple(table()["components"])


def versions() -> tuple[str, ...]:
    """The Kubernetes versions on offer."""
    return tuple(table()["kubernetes"])


def component(name: str, kubernetes: str = DEFAULT_KUBERNETES) -> Component:
    """The component called `name` as `kubernetes` wants it.

    Any release of Kubernetes will do: where the lock lacks it, so do the graphs, and its programs
    are the user's or downloads.

    Raises:
        UsageError: The lock knows no such component, or there can't be such a version.
    """
    kubernetes = kubernetes.removeprefix("v")
    if not FORM.fullmatch(kubernetes):
        raise UsageError(
            f"Kubernetes {kubernetes} is not available.",
            f"Choose one of {', '.join(versions())}, or another release, such as 1.33.7.",
        )
    if name not in table()["components"]:
        raise UsageError(
            f"There is no component called {name}.", f"Choose one of {', '.join(known())}."
        )
    entry = table()["components"][name]
    project = entry["project"]
    version = kubernetes if project == "kubernetes" else _companions(kubernetes)[project]
    return Component(
        name=name,
        version=version,
        project=project,
        package=entry["package"],
        release=entry.get("release", project),
        kubernetes=kubernetes,
    )


def _companions(kubernetes: str) -> Mapping[str, str]:
    """What else that version wants.

    Outside the lock it is what the newest locked one before it wants: a release knows companions
    that are older than it is, and not those that came later. Before all of them, the oldest's.
    """
    known = sorted(table()["kubernetes"], key=_ordered)
    older = [version for version in known if _ordered(version) <= _ordered(kubernetes)]
    found: Mapping[str, str] = table()["kubernetes"][(older or known[:1])[-1]]
    return found


def _ordered(version: str) -> list[int]:
    return [int(part) for part in version.split(".")]


def locked() -> frozenset[tuple[str, str]]:
    """Name and version of every component of every Kubernetes version on offer."""
    every = [component(name, version) for version in versions() for name in known()]
    return frozenset((one.name, one.version) for one in every)


def graphs_for(wanted: Component) -> Sequence[Graph]:
    """The graphs that build `wanted`, the preferred one first."""
    every = [
        Graph(
            name=name,
            directory=HERE / "graphs" / name,
            versions=entry["versions"],
            components=tuple(entry["components"]),
        )
        for name, entry in table()["graphs"].items()
    ]
    return [graph for graph in every if graph.builds(wanted)]


def machine() -> tuple[str, str]:
    """This machine's operating system and processor, as Go names them.

    Raises:
        RuntimeUnavailableError: The suite has no binaries for such a machine.
    """
    uname = os.uname()
    system = uname.sysname.lower()
    processor = {"x86_64": "amd64", "amd64": "amd64", "aarch64": "arm64", "arm64": "arm64"}.get(
        uname.machine
    )
    if system not in {"linux", "darwin"} or processor is None:
        raise RuntimeUnavailableError(
            f"There are no binaries for {uname.sysname} on {uname.machine}.",
            "Use Linux or macOS on amd64 or arm64.",
        )
    return system, processor


def node_image_digest(kubernetes: str) -> str | None:
    """The digest of kind's published node image of a locked version; None if there is none."""
    digest: str | None = table()["kubernetes"].get(kubernetes, {}).get("node-image")
    return digest
