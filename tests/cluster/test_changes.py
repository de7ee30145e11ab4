"""Everything that differs between two moments of a cluster."""

import copy
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clusterdojo.cluster.changes import changes
from clusterdojo.cluster.client import Object
from clusterdojo.cluster.kept import Kept
from clusterdojo.cluster.world import World
from tests.cluster.worlds import NOW, OTHERS, anew, edited, kept, thing, world
from tests.objects import node, pod, workload

DEPLOYMENT = workload("Deployment")
CLUSTER = [
    node(), DEPLOYMENT, workload("ReplicaSet", "web-1", DEPLOYMENT), pod("alone"),
    thing("Namespace", "shop", ""), thing("Secret", data={"password": "eA=="}),
    thing("Menu", "lunch", spec={"soup": ["a", "b"]}),
    thing("Service", "web", spec={"type": "ClusterIP"}),
]  # fmt: skip


def told(before: list[Object], now: list[Object]) -> list[tuple[str, str, str]]:
    """The changes in words."""
    return sorted((c.thing, c.happened, c.field) for c in changes(world(before, now)))


@given(st.permutations(CLUSTER))
def test_a_cluster_does_not_differ_from_itself(now: list[Object]) -> None:
    """In whatever order it lists its objects."""
    assert told(CLUSTER, copy.deepcopy(now)) == []


@given(st.sampled_from(range(len(CLUSTER))), st.sampled_from(["created", "deleted", "recreated"]))
def test_every_life_and_death_is_found(at: int, happened: str) -> None:
    """Of each kind that the cluster keeps."""
    others = [one for n, one in enumerate(CLUSTER) if n != at]
    if happened == "created":
        pair = others, CLUSTER
    elif happened == "deleted":
        pair = CLUSTER, others
    else:
        pair = CLUSTER, [*others, anew(CLUSTER[at])]
    name = f"{CLUSTER[at]['kind']} "
    if CLUSTER[at]["kind"] == "ReplicaSet":
        return  # a controller makes it, and makes it again
    assert any(what.startswith(name) and how == happened for what, how, _ in told(*pair))


FIELDS = st.sampled_from([
    ("metadata", "labels", "a"), ("metadata", "annotations", "a"), ("metadata", "finalizers"),
    ("spec", "any"), ("spec", "template", "spec", "nodeName"), ("data", "key"), ("anything",),
])  # fmt: skip


@given(st.sampled_from(range(len(CLUSTER))), FIELDS, st.text("ab", min_size=1))
def test_an_edit_outside_of_the_table_is_found(at: int, path: tuple[str, ...], value: str) -> None:
    """In every kind of object, in metadata, spec and beside them."""
    one = CLUSTER[at]
    if one["kind"] == "ReplicaSet" and "annotations" in path:
        return
    now = [*CLUSTER[:at], edited(one, *path, to=value), *CLUSTER[at + 1 :]]
    [(what, how, _)] = told(CLUSTER, now)
    assert (what.split()[0], how) == (one["kind"], "changed")
    assert what.endswith(one["metadata"]["name"])


def test_what_the_api_server_notes_is_no_change() -> None:
    """Every write leaves it behind, also one that changes nothing."""
    noted = {"resourceVersion": "9", "generation": 5, "managedFields": [{"manager": "kubectl"}]}
    now = copy.deepcopy(CLUSTER)
    for one in now:
        one["metadata"] |= noted
        one["status"] = {"other": 1}
    now[6]["status"] = None  # the custom resource has no status of its own
    assert told(CLUSTER, now) == []


def test_the_status_of_a_custom_resource_is_content_unless_it_is_written_apart() -> None:
    """Without the subresource, anybody who writes the object writes its status."""
    menu, now = CLUSTER[6], edited(CLUSTER[6], "status", to={"open": True})
    for subresources, found in (
        ({}, [("Menu shop/lunch", "changed", "status")]),
        ({"status": {}}, []),
    ):
        spec = {"group": "kitchen.example.com", "names": {"plural": "menus"},
                "versions": [{"name": "v1", "subresources": subresources}]}  # fmt: skip
        crd = thing("CustomResourceDefinition", "menus", "", spec=spec)
        assert told([crd, menu], [crd, now]) == found


def test_what_is_being_deleted_counts_as_deleted() -> None:
    """A finalizer may hold it for ever."""
    ending = edited(CLUSTER[0], "metadata", "deletionTimestamp", to="2026-01-01T12:00:00Z")
    assert told([CLUSTER[0]], [ending]) == [("Node node01", "deleted", "")]
    assert told([ending], [ending]) == []


def test_fields_of_an_object_that_was_made_again_are_compared_too() -> None:
    """Where a task allows that it is made again, it does not allow another content."""
    again = edited(anew(CLUSTER[7]), "spec", "type", to="NodePort")
    assert told([CLUSTER[7]], [again]) == [
        ("Service shop/web", "changed", "spec.type"), ("Service shop/web", "recreated", ""),
    ]  # fmt: skip


def test_equal_digests_need_no_reading() -> None:
    """The objects of such a kind are not even parsed."""

    def unread() -> Any:
        pytest.fail("it was read")

    path = OTHERS["Menu"]
    same = Kept({path: unread}, {path: "abc"})
    assert changes(World(same, Kept({path: unread}, {path: "abc"}), NOW)) == []
    other = Kept({path: lambda: [CLUSTER[6]]}, {path: "abd"})
    assert len(changes(World(Kept({path: list}, {path: "abc"}), other, NOW))) == 1


def test_kinds_that_an_earlier_recording_lacks_are_not_compared() -> None:
    """Nothing is known of them; kinds that came since are made of new objects."""
    now = kept(CLUSTER)
    some = Kept({"/api/v1/nodes": lambda: [node()]}, {})
    assert changes(World(some, now, NOW), whole=False) == []
    assert len(changes(World(some, now, NOW), whole=True)) > 1


def test_other_versions_are_compared_by_what_they_share() -> None:
    """Fields may have other names in another version; labels do not."""
    v1, v2 = "/apis/x.io/v1/things", "/apis/x.io/v2/things"
    old = thing("Thing", metadata={"labels": {"a": "b"}}, spec={"old": 1})
    new = thing("Thing", metadata={"labels": {"a": "c"}}, spec={"new": 1})
    seen = World(Kept({v1: lambda: [old]}, {}), Kept({v2: lambda: [new]}, {}), NOW)
    assert [change.field for change in changes(seen)] == ["metadata.labels.a"]


def test_a_null_that_an_older_release_wrote_is_no_change() -> None:
    """1.33 has a null creation time in each pod template, 1.34 has none."""
    null = {"template": {"metadata": {"creationTimestamp": None, "labels": {"app": "web"}}}}
    plain = {"template": {"metadata": {"labels": {"app": "web"}}}}
    then, now = (workload("Deployment", spec=spec) for spec in (null, plain))
    assert told([then], [now]) == told([now], [then]) == []
