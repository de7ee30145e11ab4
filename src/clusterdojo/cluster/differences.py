"""The fields in which two objects differ, whatever their shape."""

import itertools
import marshal
from collections.abc import Iterator
from typing import Any, NamedTuple

from clusterdojo.cluster.change import Key, Path

# Lists whose elements Kubernetes knows by a name of their own. The order of most says nothing.
ELEMENTS: dict[str, tuple[tuple[str, ...], ...]] = {
    "conditions": (("type",),),
    "containers": (("name",),),
    "env": (("name",),),
    "ephemeralContainers": (("name",),),
    "hostAliases": (("ip",),),
    "imagePullSecrets": (("name",),),
    "initContainers": (("name",),),
    "ownerReferences": (("uid",),),
    "ports": (("containerPort", "protocol"), ("port", "protocol")),
    "resourceClaims": (("name",),),
    "secrets": (("name",),),
    "taints": (("key", "effect"),),
    "topologySpreadConstraints": (("topologyKey", "whenUnsatisfiable"),),
    "volumeDevices": (("devicePath",),),
    "volumeMounts": (("mountPath",),),
    "volumes": (("name",),),
    "webhooks": (("name",),),
}
ORDERED = {"initContainers"}  # they run one after the other
MISSING = object()  # in place of an element that a list does not have; a null is one that it has


class Difference(NamedTuple):
    """A field with two values; None where it does not exist."""

    path: Path
    old: Any
    new: Any


def same(old: Any, new: Any) -> bool:
    """Whether two values of JSON are equal for certain; False where only a closer look tells."""
    try:
        # Unlike ==, this knows true from 1, and does not recurse without end.
        return marshal.dumps(old, 2) == marshal.dumps(new, 2)
    except ValueError:
        return False


def differences(old: Any, new: Any, *, by_name: bool = True) -> Iterator[Difference]:
    """The fields that differ, in order of their paths, as deep as they can be named.

    A null is as good as no field, and so is an empty map in the metadata.

    Args:
        old: One value of JSON, nested as deep as anybody likes.
        new: Another one.
        by_name: Whether elements of known lists are compared by their names. The lists of custom
            resources may mean anything: they are compared position by position.
    """
    left: list[Difference] = [Difference((), old, new)]
    while left:
        path, one, other = left.pop()
        empty = _empty(path, by_name=by_name)
        one, other = (empty if value is None else value for value in (one, other))
        if isinstance(one, dict) and isinstance(other, dict):
            left += _fields(path, one, other)
        elif isinstance(one, list) and isinstance(other, list):
            left += _items(path, one, other, by_name=by_name)
        elif type(one) is not type(other) or one != other:
            one, other = (None if value in (empty, MISSING) else value for value in (one, other))
            yield Difference(path, one, other)


def _empty(path: Path, *, by_name: bool) -> Any:
    """What a field that does not exist is as good as."""
    if path[-2:] in (("metadata", "labels"), ("metadata", "annotations")):
        return {}
    if len(path) == 1 and path[0] in ("data", "binaryData"):
        return {}
    return [] if by_name and path and path[-1] in ELEMENTS else None


def _fields(path: Path, old: dict[str, Any], new: dict[str, Any]) -> list[Difference]:
    """The fields of two maps, last one first, since the stack is read from its end."""
    keys = sorted(old.keys() | new.keys(), reverse=True)
    return [Difference((*path, key), old.get(key), new.get(key)) for key in keys]


def _items(path: Path, old: list[Any], new: list[Any], *, by_name: bool) -> list[Difference]:
    """The elements of two lists, by name if they have one, else by position."""
    name = path[-1] if path else ""
    one, other = (_named(name, items) if by_name else None for items in (old, new))
    if one is not None and other is not None:
        kept = [key for key in one if key in other]
        if name not in ORDERED or kept == [key for key in other if key in one]:
            keys = sorted(one.keys() | other.keys(), reverse=True)
            return [Difference((*path, Key(key)), one.get(key), other.get(key)) for key in keys]
    pairs = list(itertools.zip_longest(old, new, fillvalue=MISSING))
    return [Difference((*path, Key(n)), *pairs[n]) for n in reversed(range(len(pairs)))]


def _named(name: str, items: list[Any]) -> dict[str, Any] | None:
    """The elements by their names; None if they are not all named, or not all differently."""
    for fields in ELEMENTS.get(name, ()):
        found: dict[str, Any] = {}
        for item in items:
            key = _key(item, fields)
            if key is not None:
                found[key] = item
        if len(found) == len(items):
            return found
    return None


def _key(item: Any, fields: tuple[str, ...]) -> str | None:
    if not isinstance(item, dict) or not isinstance(item.get(fields[0]), str | int):
        return None
    return ":".join(str(item[field]) for field in fields if item.get(field) is not None)
