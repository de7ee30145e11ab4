"""A list as it came."""

import json
from typing import Any

import pytest

from clusterdojo.cluster.listing import Listing


def typed(items: list[Any], revision: str = "7") -> bytes:
    """A list of a built-in kind, as API servers write it."""
    head = {"kind": "PodList", "apiVersion": "v1", "metadata": {"resourceVersion": revision}}
    return json.dumps(head | {"items": items}, separators=(",", ":")).encode() + b"\n"


def custom(items: list[Any], revision: str = "7") -> bytes:
    """A list of custom resources: keys in order, the list's own metadata last."""
    content = {
        "apiVersion": "example.com/v1", "items": items, "kind": "MenuList",
        "metadata": {"continue": "", "resourceVersion": revision},
    }  # fmt: skip
    return json.dumps(content, separators=(",", ":")).encode() + b"\n"


@pytest.mark.parametrize("write", [typed, custom])
def test_the_digest_is_that_of_the_objects(write: Any) -> None:
    """Another revision of the same objects has the same digest, other objects have another."""
    one = Listing(write([{"metadata": {"name": "a"}}]))
    later = Listing(write([{"metadata": {"name": "a"}}], "9"))
    other = Listing(write([{"metadata": {"name": "b"}}]))
    assert one.digest == later.digest != other.digest
    assert one.revision == "7"


def test_an_object_can_not_end_its_list() -> None:
    """What a learner writes into a custom resource stays inside of the digest."""
    tail = {"items": [{"a": 1}], "kind": "MenuList", "metadata": {"resourceVersion": "7"}}
    lists = [
        Listing(custom([{"spec": tail, "x": '],"kind":"MenuList","metadata":{}}'}, last]))
        for last in ({"b": 1}, {"b": 2})
    ]
    assert lists[0].digest != lists[1].digest


def test_an_answer_of_another_shape_has_no_digest() -> None:
    """Then its objects are compared one by one."""
    assert Listing(b'{"kind": "PodList", "items": []}').digest == ""
    assert Listing(b'{"apiVersion":"v1","items":[],"kind":"X"}').digest == ""
    assert Listing(None).digest == ""
    assert Listing(None).objects == []
    assert Listing(b"[]").objects == []


def test_objects_say_what_they_are() -> None:
    """Lists leave kind and version out."""
    [found] = Listing(typed([{"metadata": {"name": "a"}}])).objects
    assert (found["kind"], found["apiVersion"]) == ("Pod", "v1")
