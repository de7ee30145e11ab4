"""Which kinds of objects an API server keeps, and where it lists them."""

import json
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import NamedTuple

from clusterdojo.cluster.client import Api, Object

# Aggregated discovery: all groups in two answers. Servers before 1.27 give their old answer.
AGGREGATED = ",".join(
    [f"application/json;g=apidiscovery.k8s.io;v={version};as=APIGroupDiscoveryList"
     for version in ("v2", "v2beta1")]
    + ["application/json"]
)  # fmt: skip
# What can't be watched isn't kept: reviews, component statuses, metrics.
KEPT = {"list", "watch"}
# Events tell what happened, nobody asks for them, and they go after an hour.
LEFT_OUT = {("", "events"), ("events.k8s.io", "events")}


class Resource(NamedTuple):
    """A kind of objects by the words of its list path."""

    group: str
    version: str
    name: str

    @classmethod
    def of(cls, path: str) -> "Resource":
        """The kind that is listed at a path: /api/v1/pods, /apis/apps/v1/deployments."""
        _, root, *group, version, name = path.split("/")
        return cls(group[0] if root == "apis" and group else "", version, name)

    @property
    def path(self) -> str:
        """Where objects of this kind are listed, of all namespaces."""
        root = f"/apis/{self.group}" if self.group else "/api"
        return f"{root}/{self.version}/{self.name}"

    @property
    def key(self) -> tuple[str, str]:
        """The kind whatever its version: the same objects are served in all of them."""
        return self.group, self.name


def kept_resources(api: Api) -> list[Resource]:
    """Every kind whose objects the server keeps, in all versions, the one that it prefers first.

    A server without discovery gives none.

    Raises:
        UnansweredError: The API server does not answer.
        RefusedError: It refuses to tell.
    """
    with ThreadPoolExecutor(2) as pool:
        roots = list(pool.map(lambda path: _told(api, path, AGGREGATED), ("/api", "/apis")))
    found = _aggregated(roots) if _is_aggregated(roots) else _by_version(api, roots)
    return [resource for resource in found if resource.key not in LEFT_OUT]


def _told(api: Api, path: str, accept: str) -> Object:
    text = api.text(path, accept=accept)
    told = json.loads(text) if text else None
    return told if isinstance(told, dict) else {}


def _is_aggregated(roots: list[Object]) -> bool:
    return any(root.get("kind") == "APIGroupDiscoveryList" for root in roots)


def _aggregated(roots: Iterable[Object]) -> Iterator[Resource]:
    """What aggregated discovery tells; versions come in the server's order of preference."""
    for root in roots:
        for group in root.get("items") or []:
            for version in group.get("versions") or []:
                for kind in version.get("resources") or []:
                    if set(kind.get("verbs") or []) >= KEPT:
                        name = group["metadata"].get("name", "")
                        yield Resource(name, version["version"], kind["resource"])


def _by_version(api: Api, roots: list[Object]) -> Iterator[Resource]:
    """The same from a server before 1.27, which is asked for each version."""
    core, named = roots
    versions = [("", version) for version in core.get("versions") or []]
    for group in named.get("groups") or []:
        preferred = (group.get("preferredVersion") or {}).get("version")
        of_group = [version["version"] for version in group.get("versions") or []]
        of_group.sort(key=lambda version: version != preferred)
        versions += [(group["name"], version) for version in of_group]

    def lists(place: tuple[str, str]) -> list[Resource]:
        path = Resource(*place, "x").path.removesuffix("/x")
        told = _told(api, path, "application/json").get("resources") or []
        return [
            Resource(*place, kind["name"])
            for kind in told
            if "/" not in kind["name"] and set(kind.get("verbs") or []) >= KEPT
        ]

    with ThreadPoolExecutor(8) as pool:
        for resources in pool.map(lists, versions):
            yield from resources
