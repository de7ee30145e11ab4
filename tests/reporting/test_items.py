"""Item analysis: what each criterion says about a class."""

import statistics
from collections.abc import Sequence
from datetime import timedelta

import pytest

from bench.synthetic_class import OUT_OF_REACH, synthetic_labs, synthetic_learner
from clusterdojo.grading.result import CriterionResult, Result
from clusterdojo.reporting.collection import Collection, Entry
from clusterdojo.reporting.gradebook import Gradebook, gradebook
from clusterdojo.reporting.items import Item, gates, items
from tests.reporting.synthetic import NOON, criterion, result

NAMES = ("test_a", "test_b", "test_c")


def book(*results: Result) -> Gradebook:
    """The gradebook of those results."""
    return gradebook(Collection([Entry(made, made.attempt, "none") for made in results]))


def learner(number: int, earned: Sequence[int], lab: str = "drain-node01") -> Result:
    """A learner who earned some of three criteria of 1, 2 and 3 points, given as 1 and 0."""
    parts = [
        criterion(name, points, "passed" if got else "failed", reason="" if got else "not done")
        for name, points, got in zip(NAMES, (1, 2, 3), earned, strict=True)
    ]
    return result(f"Learner {number}", lab, parts=parts)


def by_name(found: list[Item]) -> dict[str, Item]:
    """The items of one lab."""
    return {item.criterion: item for item in found}


# test_a goes with the others' points, test_b against them, test_c was earned by everybody.
CLASS = [(1, 0, 1), (1, 0, 1), (1, 1, 1), (0, 1, 1), (0, 1, 1), (1, 0, 1)]


def test_difficulty_is_the_share_who_earned_it() -> None:
    """An easy criterion is near 1."""
    found = by_name(items(book(*(learner(n, row) for n, row in enumerate(CLASS)))))
    assert [found[name].n for name in NAMES] == [6, 6, 6]
    assert [found[name].difficulty for name in NAMES] == [4 / 6, 3 / 6, 1]
    assert [found[name].points for name in NAMES] == [1, 2, 3]


def test_discrimination_is_the_correlation_with_the_other_criteria() -> None:
    """The criterion itself is left out: it would go with its own points."""
    rows = [(1, 1, 1), (1, 1, 0), (1, 0, 1), (0, 1, 0), (0, 0, 0), (0, 0, 1), (1, 1, 1)]
    found = by_name(items(book(*(learner(n, row) for n, row in enumerate(rows)))))
    points = (1, 2, 3)
    for at, name in enumerate(NAMES):
        rest = [sum(p * g for p, g in zip(points, row, strict=True)) - points[at] * row[at]
                for row in rows]  # fmt: skip
        expected = statistics.correlation([row[at] for row in rows], rest)
        assert found[name].discrimination == pytest.approx(expected)


def test_what_does_not_tell_strong_from_weak_is_flagged() -> None:
    """An author looks first at what the strong ones miss."""
    found = by_name(items(book(*(learner(n, row) for n, row in enumerate(CLASS)))))
    assert found["test_b"].discrimination is not None
    assert found["test_b"].discrimination < 0
    assert found["test_b"].flags == ("does not tell strong from weak",)


def test_what_nobody_or_everybody_earns_is_flagged() -> None:
    """It has no discrimination, and that is not called a bad one."""
    rows = [(0, 1, n % 2) for n in range(6)]
    found = by_name(items(book(*(learner(n, row) for n, row in enumerate(rows)))))
    assert found["test_a"].flags == ("nobody earns it",)
    assert found["test_b"].flags == ("everybody earns it",)
    assert found["test_a"].discrimination is found["test_b"].discrimination is None


def test_few_learners_have_no_discrimination() -> None:
    """A correlation over four is an accident."""
    rows = [(1, 1, 1), (1, 1, 1), (0, 0, 0), (0, 0, 0)]
    four = items(book(*(learner(n, row) for n, row in enumerate(rows))))
    assert {item.discrimination for item in four} == {None}
    five = items(book(*(learner(n, row) for n, row in enumerate([*rows, (0, 0, 0)]))))
    assert [item.discrimination for item in five] == pytest.approx([1.0, 1.0, 1.0])


def test_a_lab_with_one_criterion_has_no_discrimination() -> None:
    """There is nothing else to compare with."""
    results = [
        result(f"Learner {n}", parts=[criterion(outcome="passed" if n % 2 else "failed")])
        for n in range(8)
    ]
    (item,) = items(book(*results))
    assert (item.n, item.difficulty, item.discrimination) == (8, 0.5, None)


def test_each_learner_counts_once_and_ungradable_ones_not() -> None:
    """Who repeats a lab ten times is no ten learners, and what was not read says nothing."""
    weak = result("Ada", earned=3)
    strong = result("Ada", earned=10, started=NOON + timedelta(days=1))
    unread = result("Bob", earned=5, outcome="ungradable")
    found = items(book(weak, strong, unread))
    assert {(item.n, item.difficulty) for item in found} == {(1, 1.0)}


def test_a_gate_does_not_make_its_criteria_look_hard() -> None:
    """They hold, though the gate voids their points."""
    made = result(parts=[_gate("failed"), criterion(earned=0)], outcome="failed")
    (item,) = items(book(made))
    assert (item.criterion, item.difficulty) == ("test_a", 1.0)


def test_reasons_are_told_with_the_commonest_first() -> None:
    """An instructor sees what to explain once more."""
    why = ["b", "a", "b", "c", "d", "c", "b"]
    results = [
        result(f"Learner {n}", parts=[criterion(outcome="failed", reason=reason)])
        for n, reason in enumerate(why)
    ]
    (item,) = items(book(*results))
    assert item.reasons == (("b", 3), ("c", 2), ("a", 1))


def test_a_criterion_of_an_earlier_version_of_the_lab_is_counted_apart() -> None:
    """The latest result decides on the order; what it no longer has comes last."""
    old = result("Ada", parts=[criterion("test_old"), criterion("test_b", 2)])
    new = result("Bob", parts=[criterion("test_a"), criterion("test_b", 5)],
                 started=NOON + timedelta(days=1))  # fmt: skip
    found = [(item.criterion, item.points, item.n) for item in items(book(old, new))]
    assert found == [("test_a", 2, 1), ("test_b", 5, 2), ("test_old", 2, 1)]


def _gate(outcome: str) -> CriterionResult:
    return criterion("test_gate", 0, "passed" if outcome == "passed" else "failed", gate=True,
                     reason="the application was deleted")  # fmt: skip


def test_gates_are_counted_over_all_attempts() -> None:
    """The attempt that counts is seldom the one that did harm."""
    harm = [_gate("failed"), criterion(earned=0)]
    results = [
        result("Ada", parts=harm, outcome="failed", started=NOON),
        result("Ada", parts=harm, outcome="failed", started=NOON + timedelta(days=1)),
        result("Ada", parts=[_gate("passed"), criterion()], started=NOON + timedelta(days=2)),
        result("Bob", parts=[_gate("passed"), criterion()]),
        result("Cleo", parts=[_gate("failed"), criterion(outcome="ungradable")]),
    ]
    (gate,) = gates(book(*results))
    assert (gate.lab, gate.criterion, gate.title) == ("drain-node01", "test_gate", "gate")
    assert (gate.attempts, gate.hits, gate.learners, gate.share) == (4, 2, 1, 0.5)
    assert gate.reasons == (("the application was deleted", 2),)


def test_an_empty_gradebook_has_no_items() -> None:
    """A folder without results is no crash."""
    assert (items(book()), gates(book())) == ([], [])


def test_what_was_planted_in_a_synthetic_class_is_found() -> None:
    """The analysis of a class whose difficulties are known gives them back."""
    labs = synthetic_labs(seed=5, only=["drain-node01", "find-app-nodes", "contexts"])
    results = [r for n in range(60) for r in synthetic_learner(n, 3, labs)]
    planted = {(lab.ref.id, item.written.name): item for lab in labs for item in lab.items}
    assert all(r.suite == "synthetic" and r.values == {"synthetic": "yes"} for r in results)
    found = [i for i in items(book(*results)) if not planted[i.lab, i.criterion].written.needs]
    known = [planted[item.lab, item.criterion] for item in found]
    for item, by_design in zip(found, known, strict=True):
        out_of_reach = by_design.difficulty == OUT_OF_REACH
        assert ("nobody earns it" in item.flags) == out_of_reach
    # What is mere luck (no discrimination) has no difficulty that could be found.
    pairs = [
        (by_design.difficulty, item.difficulty)
        for item, by_design in zip(found, known, strict=True)
        if by_design.discrimination and by_design.difficulty != OUT_OF_REACH
    ]
    assert len(pairs) >= 5
    assert statistics.correlation(*zip(*pairs, strict=True)) < -0.8
