"""The fields in which two values differ."""

import copy
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clusterdojo.cluster.change import Change, Key
from clusterdojo.cluster.differences import differences, same

SCALARS = st.none() | st.booleans() | st.integers(-9, 9) | st.text("ab", max_size=2)
KEYS = st.sampled_from(["a", "name", "env", "containers", "metadata", "labels"])
VALUES = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=3)
    | st.dictionaries(KEYS, inner, max_size=3),
    max_leaves=12,
)  # fmt: skip


def found(old: Any, new: Any, **options: bool) -> list[tuple[str, Any, Any]]:
    """The differences, with paths as people write them."""
    return [
        (Change("", "pods", "Pod", "", "x", "changed", path).field, one, other)
        for path, one, other in differences(old, new, **options)
    ]


@given(VALUES)
def test_a_value_does_not_differ_from_itself(value: Any) -> None:
    """Whatever its shape, and however it was copied."""
    assert found(value, copy.deepcopy(value)) == []
    assert same(value, json.loads(json.dumps(value)))


@given(VALUES, VALUES)
def test_two_values_differ_both_ways_or_not_at_all(old: Any, new: Any) -> None:
    """No field is lost on the way, in either direction."""
    there = {(path, repr(one), repr(other)) for path, one, other in found(old, new)}
    back = {(path, repr(other), repr(one)) for path, one, other in found(new, old)}
    assert there == back
    if same(old, new):
        assert there == set()


@given(VALUES, st.data())
def test_another_scalar_anywhere_is_found(value: Any, data: st.DataObject) -> None:
    """Wherever it stands, at the place where it stands."""
    whole = {"spec": value, "here": 0}
    edited = copy.deepcopy(whole)
    places: list[tuple[Any, Any]] = [(edited, "here")]
    left = [edited["spec"]]
    while left:
        inner = left.pop()
        items = inner.items() if isinstance(inner, dict) else (
            enumerate(inner) if isinstance(inner, list) else ()
        )  # fmt: skip
        for key, one in items:
            places.append((inner, key))
            left.append(one)
    holder, key = data.draw(st.sampled_from(places))
    holder[key] = "another value"
    assert found(whole, edited) != []
    assert found(whole, edited, by_name=False) != []


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ({"a": True}, {"a": 1}, [("a", True, 1)]),
        ({"a": 1}, {}, [("a", 1, None)]),
        ({"a": None}, {}, []),
        ({"a": {}}, {}, [("a", {}, None)]),
        ({"a": [1, 2]}, {"a": [1]}, [("a[1]", 2, None)]),
        ({"a": {"b": 1}}, {"a": 2}, [("a", {"b": 1}, 2)]),
        ({}, {"metadata": {"name": "a"}}, [("metadata", None, {"name": "a"})]),
        ({"metadata": {}}, {"metadata": {"labels": {"a/b": 1}}}, [("metadata.labels[a/b]", None, 1)]),  # noqa: E501
        ({"metadata": {"labels": {}}}, {"metadata": {}}, []),
        ({}, {"data": {"key.txt": "v"}}, [("data[key.txt]", None, "v")]),
    ],
)  # fmt: skip
def test_fields_are_told_by_their_paths(old: Any, new: Any, expected: Any) -> None:
    """True is not 1, and a null is no field."""
    assert found(old, new) == expected


def test_elements_are_known_by_their_names() -> None:
    """Another order of containers, variables and taints says nothing."""
    one, two = {"name": "web", "image": "a"}, {"name": "log", "image": "b"}
    assert found({"containers": [one, two]}, {"containers": [two, one]}) == []
    assert found({"containers": [one, two]}, {"containers": [two, one | {"image": "c"}]}) == [
        ("containers[web].image", "a", "c")
    ]
    taint = {"key": "a", "effect": "NoSchedule"}
    assert found({}, {"taints": [taint]}) == [("taints[a:NoSchedule]", None, taint)]
    ports = [{"containerPort": 80, "protocol": "TCP"}, {"containerPort": 80, "protocol": "UDP"}]
    assert found({"ports": ports}, {"ports": ports[::-1]}) == []


def test_the_order_of_what_runs_one_after_the_other_counts() -> None:
    """Init containers, and lists without names."""
    steps = [{"name": "a"}, {"name": "b"}]
    assert found({"initContainers": steps}, {"initContainers": steps[::-1]}) != []
    assert found({"args": ["a", "b"]}, {"args": ["b", "a"]}) != []
    twice = [{"name": "a", "value": 1}, {"name": "a", "value": 2}]
    assert found({"env": twice}, {"env": twice[::-1]}) != []


def test_lists_of_custom_resources_are_compared_as_they_are() -> None:
    """Nobody knows what their order says."""
    steps = [{"name": "a"}, {"name": "b"}]
    assert found({"containers": steps}, {"containers": steps[::-1]}, by_name=False) != []


@pytest.mark.parametrize(
    "hostile", [5, "text", [5], [[]], {"name": "a"}, [{"name": ["x"]}], [None]]
)
def test_any_shape_is_compared(hostile: Any) -> None:
    """Where Kubernetes has a list of maps, somebody wrote something else."""
    value = {"containers": hostile, "metadata": {"labels": hostile}}
    assert found(value, copy.deepcopy(value)) == []
    assert found(value, {"containers": [{"name": "web"}], "metadata": {"labels": {"a": "b"}}}) != []


def test_depth_is_no_obstacle() -> None:
    """An object may be nested deeper than Python calls functions."""
    one: Any = 1
    other: Any = 2
    for _ in range(3000):
        one, other = {"a": one}, {"a": other}
    assert not same(one, other)
    [(path, old, new)] = list(differences(one, other))
    assert (len(path), old, new) == (3000, 1, 2)
    assert list(differences(one, one)) == []


def test_paths_read_as_people_write_them() -> None:
    """Names of elements and odd keys are in brackets."""
    path = ("spec", "containers", Key("web"), "env", Key("LOG"), "value-from", "a.b/c")
    change = Change("", "pods", "Pod", "shop", "x", "changed", path)
    assert change.field == "spec.containers[web].env[LOG].value-from[a.b/c]"
    assert change.thing == "Pod shop/x"
