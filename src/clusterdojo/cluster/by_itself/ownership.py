"""What goes and comes with what it belongs to: owners, namespaces, controllers."""

from collections.abc import Iterator

from clusterdojo.cluster.by_itself.row import ANEW, ANY, CHANGED, GONE, MADE, Row
from clusterdojo.cluster.change import Change
from clusterdojo.cluster.differences import same
from clusterdojo.cluster.kept import ResourceKey, uid_of
from clusterdojo.cluster.world import World, is_ending, key_of

NAMESPACES: ResourceKey = ("", "namespaces")


def rows() -> Iterator[Row]:
    """The rows of this subject."""
    yield Row(
        "already ending", ANY, GONE, "it was being deleted when the lab began", when=was_ending
    )
    yield Row(
        "namespace gone",
        ANY,
        GONE | ANEW,
        "the objects of a namespace go with it, which counts itself",
        when=in_lost_namespace,
    )
    yield Row(
        "owner gone",
        ANY,
        GONE | ANEW,
        "the garbage collector removes what belongs to an object that is gone, which counts itself",
        when=lost_its_owner,
    )
    yield Row(
        "orphaned",
        ANY,
        CHANGED,
        "an object that outlives its owner loses the reference to it, which counts itself",
        ("metadata", "ownerReferences", "*"),
        names_a_lost_owner,
    )
    yield Row(
        "made by its controller",
        ANY,
        MADE,
        "controllers make what belongs to their objects",
        when=made_by_its_controller,
    )
    yield Row(
        "replaced by its controller",
        ANY,
        GONE | ANEW,
        "a controller removes and replaces what belongs to an object that somebody changed",
        when=its_owner_was_changed,
    )
    yield Row(
        "history",
        ("batch/jobs", "apps/controllerrevisions"),
        GONE,
        "controllers keep a few of them",
        when=has_its_controller,
    )
    yield Row(
        "revision's number",
        ("apps/controllerrevisions",),
        CHANGED,
        "an older revision that is used again gets the next number",
        ("revision",),
        has_its_controller,
    )


def was_ending(change: Change, _: World) -> bool:
    """Whether it was being deleted when the lab began."""
    return bool((change.before or {}).get("metadata", {}).get("deletionTimestamp"))


def in_lost_namespace(change: Change, world: World) -> bool:
    """Whether its namespace is gone, going, or another one."""
    if not change.namespace:
        return False
    before, now = (at.find(NAMESPACES, "", change.namespace) for at in (world.before, world.now))
    return (
        before is not None
        and (now is None or uid_of(now) != uid_of(before) or is_ending(now))
        and not is_ending(before)
    )


def lost_its_owner(change: Change, world: World) -> bool:
    """Whether all objects that it belonged to existed when the lab began, and are gone now."""
    owners = (change.before or {}).get("metadata", {}).get("ownerReferences") or []
    uids = {str(owner.get("uid")) for owner in owners}
    return bool(uids) and uids <= world.before.uids and not uids & world.now.uids


def names_a_lost_owner(change: Change, world: World) -> bool:
    """Whether the reference that is gone names an object that is gone."""
    uid = change.path[2]
    return change.new is None and uid in world.before.uids and uid not in world.now.uids


def has_its_controller(change: Change, world: World) -> bool:
    """Whether the object that it belongs to is there, before and now."""
    thing = change.before or change.now or {}
    return all(world.owner(key_of(change), thing, at=at) for at in (world.before, world.now))


def made_by_its_controller(change: Change, world: World) -> bool:
    """Whether it belongs to an object whose controller makes such things."""
    return change.now is not None and bool(world.owner(key_of(change), change.now, at=world.now))


def its_owner_was_changed(change: Change, world: World) -> bool:
    """Whether somebody changed the object, or one above it, since the lab began."""
    thing = change.before
    key = key_of(change)
    for _ in range(3):  # a pod, its ReplicaSet, its Deployment
        if thing is None:
            return False
        found = world.owner(key, thing, at=world.before)
        if found is None:
            return False
        key, owner = found
        metadata = owner["metadata"]
        now = world.now.find(key, str(metadata.get("namespace") or ""), str(metadata.get("name")))
        if (
            now is not None
            and uid_of(now) == uid_of(owner)
            and not same(now.get("spec"), owner.get("spec"))
        ):
            return True
        thing = owner
    return False
