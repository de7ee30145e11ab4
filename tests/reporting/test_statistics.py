"""A class in numbers."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clusterdojo.grading.result import Result
from clusterdojo.reporting.collection import Collection, Entry
from clusterdojo.reporting.gradebook import Gradebook, gradebook
from clusterdojo.reporting.roster import Roster, Student
from clusterdojo.reporting.statistics import (
    NO_DOMAIN,
    Spread,
    by_domain,
    by_lab,
    distribution,
    means,
    spread,
)
from tests.reporting.synthetic import result


def book(*results: Result, roster: Roster | None = None) -> Gradebook:
    """The gradebook of those results."""
    entries = [Entry(made, made.attempt, "none") for made in results]
    return gradebook(Collection(entries), roster=roster)


def test_a_spread_tells_the_middle_and_the_ends() -> None:
    """Quartiles lie between two numbers where they must."""
    found = spread([8, 2, 6, 4, 5])
    assert found == Spread(5, 5, 2, 2, 4, 5, 6, 8)
    assert spread([1, 2, 3, 4]).quarter == 1.75


def test_few_numbers_have_a_spread_as_well() -> None:
    """A class of one, and an empty one, are no crash."""
    assert spread([]) == Spread(0)
    assert spread([3]) == Spread(1, 3, 0, 3, 3, 3, 3, 3)


@pytest.mark.parametrize("bins", [1, 5, 10, 20])
def test_every_score_is_in_the_bin_that_says_so(bins: int) -> None:
    """0.7 counts from 0.7 on, and a full score belongs to the last bin."""
    for step in range(bins + 1):
        found = distribution([step / bins], bins)
        assert [b.count for b in found].index(1) == min(step, bins - 1)


@given(st.lists(st.integers(0, 1000).map(lambda n: n / 1000)), st.integers(1, 20))
def test_bins_count_every_score_once(scores: list[float], bins: int) -> None:
    """Each from its start up to its end, the last one with its end, from 0 to 1."""
    found = distribution(scores, bins)
    inside = [sum(b.start <= s < b.end for s in scores) for b in found]
    inside[-1] += scores.count(1)
    assert [b.count for b in found] == inside
    assert sum(inside) == len(scores)
    assert (found[0].start, found[-1].end) == (0, 1)


def test_only_who_has_a_number_has_a_mean() -> None:
    """Neither an ungradable result nor a missing one pulls the class down."""
    made = book(
        result("Ada", earned=6), result("Bob", earned=1, outcome="ungradable"),
        roster=Roster([Student("Cleo")]),
    )  # fmt: skip
    assert means(made) == {"Ada": 0.6}


def test_domains_are_means_over_their_labs() -> None:
    """Each learner weighs the same in a domain, whoever did more of its labs."""
    found = by_domain(
        book(
            result("Ada", "a", 10, domain="storage"), result("Ada", "b", 5, domain="storage"),
            result("Bob", "a", 1, domain="storage"), result("Bob", "c", 2, domain=""),
            result("Cleo", "b", 2, domain="storage", outcome="ungradable"),
        )
    )  # fmt: skip
    assert [(d.domain, d.labs, d.learners) for d in found] == [(NO_DOMAIN, 1, 1), ("storage", 2, 2)]
    assert found[1].spread.mean == pytest.approx((0.75 + 0.1) / 2)


def test_time_used_is_told_against_minutes_given() -> None:
    """A lab that takes everybody too long is the lab's fault."""
    (found,) = by_lab(
        book(
            result("Ada", earned=10, minutes_used=4), result("Bob", earned=5, minutes_used=12),
            result("Cleo", earned=0, minutes_used=8), result("Dan", minutes_used=90, earned=1,
                                                             outcome="ungradable"),
        )
    )  # fmt: skip
    assert (found.lab, found.given, found.over, found.ungradable) == ("drain-node01", 8, 1, 1)
    assert (found.minutes.n, found.minutes.median, found.minutes.highest) == (3, 8, 12)
    assert (found.scores.mean, found.scores.n) == (0.5, 3)


def test_nobody_is_over_an_unknown_time() -> None:
    """Results of the first version do not tell the minutes."""
    (found,) = by_lab(book(result(minutes=0, minutes_used=50)))
    assert (found.given, found.over) == (0, 0)


def test_an_empty_gradebook_has_no_statistics() -> None:
    """A folder without results is no crash."""
    assert (means(book()), by_domain(book()), by_lab(book())) == ({}, [], [])
