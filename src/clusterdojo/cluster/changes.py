"""What somebody changed in a cluster: every kind that it keeps, object by object."""

from collections.abc import Iterator
from typing import Any

from clusterdojo.cluster.by_itself import NOTED, row_for
from clusterdojo.cluster.change import Change
from clusterdojo.cluster.client import Object
from clusterdojo.cluster.differences import differences, same
from clusterdojo.cluster.kept import ResourceKey, uid_of
from clusterdojo.cluster.world import World, is_ending


def changes(world: World, *, whole: bool = True) -> list[Change]:
    """What is not as it was, without what changes by itself (by_itself.TABLE).

    Args:
        world: The cluster at two moments.
        whole: Whether kinds that were not recorded had no objects; recordings of earlier
            versions left most kinds out, and then nothing is known of them.
    """
    return [change for change in all_changes(world, whole=whole) if row_for(change, world) is None]


def all_changes(world: World, *, whole: bool = True) -> Iterator[Change]:
    """Everything that is not as it was, kind by kind, whoever changed it."""
    before, now = world.before, world.now
    for key in sorted(before.paths.keys() | now.paths.keys() if whole else before.paths.keys()):
        digest = before.digest(key)
        if not digest or digest != now.digest(key):
            yield from _of_kind(key, world)


def _of_kind(key: ResourceKey, world: World) -> Iterator[Change]:
    then, now = world.before.of(key), world.now.of(key)
    one_version = not then or not now or world.before.version(key) == world.now.version(key)
    for name in sorted(then.keys() | now.keys()):
        yield from _of_object(key, then.get(name), now.get(name), world, one_version=one_version)


def _of_object(
    key: ResourceKey, then: Object | None, now: Object | None, world: World, *, one_version: bool
) -> Iterator[Change]:
    if then is None or now is None:
        yield _change(key, "created" if then is None else "deleted", then, now)
        return
    if is_ending(now):
        if not is_ending(then):
            yield _change(key, "deleted", then, now)
        return
    if uid_of(then) != uid_of(now):
        yield _change(key, "recreated", then, now)
    custom = key in world.now.custom
    has_status = not custom or key in world.now.with_status
    old, new = (_content(thing, has_status=has_status) for thing in (then, now))
    if not one_version:  # fields have other names then; names and labels stay
        old, new = {"metadata": old.get("metadata")}, {"metadata": new.get("metadata")}
    if not same(old, new):
        for path, one, other in differences(old, new, by_name=not custom):
            yield _change(key, "changed", then, now, path, one, other)


def _content(thing: Object, *, has_status: bool) -> Object:
    """The object without what the API server notes of its writes, and without its status."""
    metadata = {name: value for name, value in thing["metadata"].items() if name not in NOTED}
    content = {**thing, "metadata": metadata}
    if has_status:
        content.pop("status", None)
    return content


def _change(
    key: ResourceKey, happened: Any, then: Object | None, now: Object | None, *difference: Any
) -> Change:
    group, resource = key
    thing: Object = now or then or {}
    metadata = thing.get("metadata", {})
    path, old, new = difference or ((), None, None)
    return Change(
        group, resource, str(thing.get("kind") or resource), str(metadata.get("namespace") or ""),
        str(metadata.get("name")), happened, path, old, new, then, now,
    )  # fmt: skip
