"""What a cluster kept at one moment, as comparisons look things up in it."""

from collections.abc import Callable, Iterable, Mapping
from functools import cached_property
from typing import Any, Protocol

from clusterdojo.cluster.client import Object
from clusterdojo.cluster.discovery import Resource
from clusterdojo.cluster.inventory import Inventory
from clusterdojo.cluster.snapshot import RecordedSnapshot

ResourceKey = tuple[str, str]  # the group, empty for the core group, and the plural
Name = tuple[str, str]  # the namespace, empty for objects without one, and the name


class Kept:
    """All objects of a cluster at one moment, each kind read when it is first asked for."""

    def __init__(
        self, kinds: Mapping[str, Callable[[], list[Object]]], digests: Mapping[str, str]
    ) -> None:
        """Know the kinds by the paths of their lists, and digests of some of them."""
        self.paths = {Resource.of(path).key: path for path in kinds}
        self._kinds = kinds
        self._digests = digests
        self._read: dict[ResourceKey, dict[Name, Object]] = {}

    @classmethod
    def recorded(cls, snapshot: RecordedSnapshot) -> "Kept":
        """What a start state has."""
        kinds = {path: (lambda o=objects: o) for path, objects in snapshot.kinds.items()}
        return cls(kinds, snapshot.digests)

    @classmethod
    def live(cls, inventory: Inventory) -> "Kept":
        """What a cluster has now."""
        lists = inventory.lists
        kinds = {path: (lambda one=listing: one.objects) for path, listing in lists.items()}
        return cls(kinds, _Digests(inventory))

    def version(self, key: ResourceKey) -> str:
        """The version in which a kind was read; empty if it was not."""
        return Resource.of(self.paths[key]).version if key in self.paths else ""

    def digest(self, key: ResourceKey) -> str:
        """The digest of a kind's objects; empty if it is not known."""
        return self._digests.get(self.paths.get(key, ""), "")

    def of(self, key: ResourceKey) -> dict[Name, Object]:
        """The objects of a kind, by namespace and name."""
        if key not in self._read:
            read = self._kinds[self.paths[key]]() if key in self.paths else []
            self._read[key] = {name_of(thing): thing for thing in read}
        return self._read[key]

    def find(self, key: ResourceKey, namespace: str, name: str) -> Object | None:
        """One object, or None."""
        return self.of(key).get((namespace, name))

    @cached_property
    def uids(self) -> set[str]:
        """The UIDs of all objects."""
        return {uid_of(thing) for key in self.paths for thing in self.of(key).values()}

    @cached_property
    def with_status(self) -> set[ResourceKey]:
        """The custom resources whose status can be written apart, as only controllers do."""
        found = set()
        for crd in self.of(("apiextensions.k8s.io", "customresourcedefinitions")).values():
            spec = crd.get("spec") or {}
            key = str(spec.get("group")), str((spec.get("names") or {}).get("plural"))
            versions = spec.get("versions") or []
            if all("status" in (v.get("subresources") or {}) for v in versions):
                found.add(key)
        return found

    @cached_property
    def custom(self) -> set[ResourceKey]:
        """All custom resources."""
        crds = self.of(("apiextensions.k8s.io", "customresourcedefinitions")).values()
        specs = [crd.get("spec") or {} for crd in crds]
        return {(str(s.get("group")), str((s.get("names") or {}).get("plural"))) for s in specs}


class _Digests(Mapping[str, str]):
    """Computed only where a recording has one to compare with."""

    def __init__(self, inventory: Inventory) -> None:
        self._lists = inventory.lists

    def __getitem__(self, path: str) -> str:
        return self._lists[path].digest

    def __iter__(self) -> Any:
        return iter(self._lists)

    def __len__(self) -> int:
        return len(self._lists)


class Trail(Protocol):
    """Who did it, by the API server's audit log; without one, the state alone tells."""

    def creator(self, group: str, resource: str, namespace: str, name: str) -> str | None:
        """The user who created the object since the lab began; None if the log does not tell."""


def name_of(thing: Object) -> Name:
    """Its namespace and name."""
    metadata = thing["metadata"]
    return str(metadata.get("namespace") or ""), str(metadata.get("name"))


def uid_of(thing: Object) -> str:
    """Its UID."""
    return str(thing["metadata"].get("uid"))


def controller_of(thing: Object) -> Object | None:
    """The owner that manages it, as it claims."""
    owners: Iterable[Object] = thing["metadata"].get("ownerReferences") or []
    return next((owner for owner in owners if owner.get("controller")), None)
