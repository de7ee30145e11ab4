"""Tests with random moments can be repeated."""

import pytest

from tests.chance import SEED_VARIABLE, chance


def test_what_a_run_tells_repeats_it() -> None:
    """The message is the variable's setting."""
    first, told = chance({})
    name, _, seed = told.partition("=")
    assert name == SEED_VARIABLE
    again, told_again = chance({name: seed})
    assert told_again == told
    assert [again.random() for _ in range(5)] == [first.random() for _ in range(5)]


def test_each_run_is_another_one() -> None:
    """Without the variable."""
    assert len({chance({})[1] for _ in range(20)}) > 1


@pytest.mark.parametrize("given", ["", "x", "-1", "1.5"])
def test_what_is_no_seed_is_refused(given: str) -> None:
    """A typo must not look like a run that was repeated."""
    with pytest.raises(ValueError, match="it takes a number"):
        chance({SEED_VARIABLE: given})
