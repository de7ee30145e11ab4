"""Whole per cent."""

from clusterdojo.reporting.rounding import whole_percent


def test_hundred_per_cent_is_nothing_less() -> None:
    """Nor is zero anything more."""
    assert [whole_percent(s) for s in (0, 0.001, 0.499, 0.999, 1)] == [0, 1, 50, 99, 100]


def test_halves_are_rounded_up() -> None:
    """As people do it; also where a computer has a little less than a half."""
    assert [whole_percent(s) for s in (0.125, 0.135, 0.145, 0.625)] == [13, 14, 15, 63]
