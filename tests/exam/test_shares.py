"""Whole numbers in given proportions."""

import pytest

from clusterdojo.exam.shares import apportion
from clusterdojo.lab.values import Source


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


def test_shares_add_up_and_are_off_by_less_than_one() -> None:
    """Nothing is lost, and nobody gets much more than is due, whatever the sizes."""
    source = Source("shares")
    for _ in range(500):
        total = source.below(200)
        sizes = {name: source.below(60) for name in range(1 + source.below(8))} | {"more": 1}
        shares = apportion(total, sizes)
        whole = sum(sizes.values())
        assert sum(shares.values()) == total
        assert all(abs(shares[k] * whole - total * sizes[k]) < whole for k in sizes)
