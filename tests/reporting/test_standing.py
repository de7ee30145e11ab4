"""Where a learner stands."""

import datetime

from clusterdojo.grading.criteria import Outcome
from clusterdojo.grading.result import Check
from clusterdojo.reporting.standing import DomainStanding, standing
from tests.reporting.synthetic import NOON, criterion, result


def at(hours: int) -> datetime.datetime:
    """So many hours after noon."""
    return NOON + datetime.timedelta(hours=hours)


def check(earned: int, outcome: Outcome = "failed") -> Check:
    """One check of ten points."""
    return Check(time=NOON, earned=earned, possible=10, outcome=outcome)


def test_best_is_of_all_checks_and_last_of_the_last_attempt() -> None:
    """Points that were lost again within an attempt were reached all the same."""
    first = result(earned=3, started=at(0), checks=[check(8), check(3)])
    last = result(earned=5, started=at(1))
    [lab] = standing([last, first], {}).labs
    assert lab.best
    assert (lab.best.earned, lab.last.earned, lab.attempts) == (8, 5, 2)
    assert lab.shares == (0.3, 0.5)


def test_an_ungradable_attempt_is_no_zero() -> None:
    """It is no best, has no share, and is listed apart."""
    bad = result(earned=0, outcome="ungradable", checks=[check(9, "ungradable")])
    found = standing([bad], {})
    assert found.labs[0].best is None
    assert found.shares == (None,)
    assert found.ungradable == (bad,)
    assert found.weakest == ()


def test_domains_count_what_is_offered_tried_and_solved() -> None:
    """A lab that the suite no longer has counts all the same."""
    results = [
        result(lab="a", earned=10), result(lab="b", earned=3),
        result(lab="gone", earned=10, domain="storage"),
    ]  # fmt: skip
    offered = {"a": "architecture", "b": "architecture", "c": "architecture", "d": "workloads"}
    assert standing(results, offered).domains == (
        DomainStanding("architecture", 3, 2, 1),
        DomainStanding("storage", 1, 1, 1),
        DomainStanding("workloads", 1, 0, 0),
    )


def test_an_old_result_has_the_domain_of_its_lab() -> None:
    """The first version of result.json does not tell it."""
    results = [result(lab="a", domain=""), result(lab="gone", domain="")]
    labs = standing(results, {"a": "storage"}).labs
    assert {lab.id: lab.domain for lab in labs} == {"a": "storage", "gone": "other"}


def test_what_is_lost_most_often_comes_first_with_the_latest_reason() -> None:
    """How often it was lost decides, then whether it still is."""
    lost = [criterion("test_x", outcome="failed", reason=f"r{n}") for n in range(2)]
    once = criterion("test_y", 5, "failed")
    results = [
        result(started=at(0), parts=[lost[0], criterion("test_y")]),
        result(started=at(1), parts=[lost[1], once]),
        result(started=at(2), parts=[criterion("test_x"), once.model_copy()]),
        result(started=at(3), parts=[criterion("test_x"), once, criterion("test_z")]),
    ]
    y, x = standing(results, {}).weakest
    assert (y.latest.name, y.lost, y.graded, y.still) == ("test_y", 3, 4, True)
    assert (x.latest.name, x.lost, x.graded, x.still) == ("test_x", 2, 4, False)
    assert x.latest.reason == "r1"


def test_nothing_is_nothing() -> None:
    """Without a result, what is offered is shown."""
    assert standing([], {"a": "storage"}).domains == (DomainStanding("storage", 1, 0, 0),)
