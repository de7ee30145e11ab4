"""Digits and the last line."""

import itertools

import pytest
from rich.cells import cell_len

from clusterdojo.exam.view.keys import TOGETHER_SECONDS, Digits, reminder

TASKS = set(range(1, 17))


def test_digits_that_follow_soon_belong_together() -> None:
    """1 is task 1 at once, and with 4 after it task 14."""
    digits = Digits(now=lambda: 0.0)
    assert [digits.number(d, TASKS) for d in (1, 4, 2)] == [1, 14, 2]


def test_digits_that_follow_late_stand_alone() -> None:
    """Who pressed 1 a while ago means task 4 by 4."""
    times = itertools.count(step=TOGETHER_SECONDS + 1)
    digits = Digits(now=lambda: float(next(times)))
    assert [digits.number(d, TASKS) for d in (1, 4)] == [1, 4]


def test_a_number_without_a_task_begins_anew() -> None:
    """1 and 9 with sixteen tasks is task 9."""
    digits = Digits(now=lambda: 0.0)
    assert [digits.number(d, TASKS) for d in (1, 9, 0)] == [1, 9, 0]


@pytest.mark.parametrize("practice", [False, True])
@pytest.mark.parametrize(("wide", "cells"), [(False, 78), (True, 118)])
def test_the_last_line_is_never_cut(*, wide: bool, practice: bool, cells: int) -> None:
    """It fits the narrowest screen that it is for, and its margins."""
    assert cell_len(reminder(wide=wide, practice=practice, over=False)) <= cells


def test_checks_are_offered_in_practice_only() -> None:
    """An exam does not name a key that it refuses."""
    assert "check" not in reminder(wide=True, practice=False, over=False)
    assert "c check" in reminder(wide=True, practice=True, over=False)
