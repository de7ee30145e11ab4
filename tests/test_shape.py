"""The types of what learners write by hand."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clusterdojo.shape import POD, Options, UnexpectedError, number, of_kind, require

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=3),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["metadata", "name", "labels", "spec", "containers", "env"]), inner
        )
        | st.dictionaries(st.integers() | st.none(), inner, max_size=2)
    ),
    max_leaves=15,
)


@given(VALUES)
def test_a_value_fits_or_is_a_finding(value: Any) -> None:
    """Nothing else is ever raised, whatever somebody writes, and findings are assertions."""
    assert issubclass(UnexpectedError, AssertionError)
    try:
        require(value, POD, "it")
    except UnexpectedError:
        return
    assert isinstance(value, dict)
    for container in (value.get("spec") or {}).get("containers") or []:
        assert isinstance(container.get("name", ""), str)


def test_what_is_not_in_the_shape_may_be_anything() -> None:
    """Kubernetes has more fields than graders look at."""
    pod = {"kind": "Pod", "spec": {"containers": [{"lifecycle": 5}], "hostAliases": "x"}, "x": [1]}
    require(pod, POD, "it")


def test_kinds_that_are_not_known_have_a_name_and_labels() -> None:
    """So do custom resources; a kind may be anything at first."""
    assert of_kind("Menu") == of_kind(["x"]) == of_kind(None)
    with pytest.raises(UnexpectedError, match=r"^it: metadata\.name is a list, not text$"):
        require({"metadata": {"name": []}}, of_kind("Menu"), "it")


def test_true_is_no_number() -> None:
    """In Python it is one."""
    with pytest.raises(UnexpectedError, match="is true or false, not a number"):
        require({"replicas": True}, {"replicas": int}, "it")


def test_an_option_that_is_missing_is_a_finding_if_it_is_needed() -> None:
    """It may be in the environment, or in a file."""
    options = Options("etcd", {"name": "a"})
    assert (options["name"], options.get("data-dir")) == ("a", None)
    with pytest.raises(AssertionError, match=r"^etcd was not started with the option --data-dir$"):
        options["data-dir"]


@given(st.text())
def test_a_number_or_a_finding(text: str) -> None:
    """A program may have been replaced by another one."""
    try:
        assert isinstance(number(text, "it"), int)
    except UnexpectedError:
        return
