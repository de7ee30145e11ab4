"""Shares in whole percent, alike in every report."""

import math

DIGITS = 9  # of per cent: 0.145 times a hundred is a little less than 14.5 to a computer


def whole_percent(share: float) -> int:
    """A share (0..1) in whole percent, halves up; 0 and 100 only where it is exactly that."""
    number = math.floor(round(share * 100, DIGITS) + 0.5)
    return number if share in {0, 1} else min(99, max(1, number))
