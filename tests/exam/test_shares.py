"""Whole numbers in given proportions."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clusterdojo.exam.shares import apportion


@pytest.mark.parametrize(
    ("total", "sizes", "shares"),
    [
        (100, {"a": 25, "b": 15, "c": 30}, {"a": 36, "b": 21, "c": 43}),
        (100, {"a": 1, "b": 1, "c": 1}, {"a": 34, "b": 33, "c": 33}),
        (1, {"a": 1, "b": 1}, {"a": 1, "b": 0}),
        (16, {"a": 30, "b": 40, "c": 30}, {"a": 5, "b": 6, "c": 5}),
        (0, {"a": 3, "b": 4}, {"a": 0, "b": 0}),
        (7, {"a": 0, "b": 4}, {"a": 0, "b": 7}),
    ],
)
def test_known_shares(total: int, sizes: dict[str, int], shares: dict[str, int]) -> None:
    """What is left after rounding down goes where most was lost, to the first of equals."""
    assert apportion(total, sizes) == shares


@given(st.integers(0, 200), st.lists(st.integers(0, 60), min_size=1, max_size=8).filter(any))
def test_shares_add_up_and_are_off_by_less_than_one(total: int, sizes: list[int]) -> None:
    """Nothing is lost, and nobody gets much more than is due, whatever the sizes."""
    shares = apportion(total, dict(enumerate(sizes)))
    whole = sum(sizes)
    assert sum(shares.values()) == total
    assert all(abs(shares[k] * whole - total * size) < whole for k, size in enumerate(sizes))
