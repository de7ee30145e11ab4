"""Whole numbers in given proportions: tasks for domains, percent for tasks."""

from collections.abc import Hashable, Mapping
from typing import TypeVar

K = TypeVar("K", bound=Hashable)


def apportion(total: int, sizes: Mapping[K, int]) -> dict[K, int]:
    """Share out `total` by `sizes`, so that the shares add up to it.

    Each gets what it is due, rounded down; what is left goes to those that lost most by that,
    the first ones where they lost as much (Hare's and Hamilton's way).

    Args:
        total: What there is.
        sizes: What each counts for; not all of them 0.
    """
    whole = sum(sizes.values())
    shares = {key: total * size // whole for key, size in sizes.items()}
    lost = sorted(sizes, key=lambda key: -(total * sizes[key] % whole))  # stable: first ones first
    for key in lost[: total - sum(shares.values())]:
        shares[key] += 1
    return shares
