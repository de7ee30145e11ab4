"""Item analysis: how hard each criterion is, and whether it tells strong from weak learners.

Each learner counts once a lab, with the attempt that their gradebook cell has chosen.
"""

import statistics
from collections import Counter
from dataclasses import dataclass, field
from typing import Literal

from clusterdojo.grading.result import CriterionResult, Result
from clusterdojo.reporting.gradebook import Gradebook

Flag = Literal["nobody earns it", "everybody earns it", "does not tell strong from weak"]

FEWEST = 5  # learners; a correlation over fewer is an accident
WEAK = 0.2  # a correlation below it is the usual rule of thumb for an item to look at
REASONS = 3


@dataclass(frozen=True)
class Item:
    """A criterion over the class.

    It counts as earned where it passed, also where a gate voided the attempt's points: gates are
    told apart, and would make every criterion look alike.

    Attributes:
        lab: The lab's id.
        criterion: The test function's name.
        title: The name as a sentence would say it.
        points: That it gives.
        n: How many learners were graded on it.
        difficulty: The share of them who earned it, 0 to 1; an easy one is near 1.
        discrimination: How earning it goes with the points for the lab's other criteria: their
            point-biserial correlation, -1 to 1. None with fewer than five learners, or where
            either does not vary.
        flags: What an author should look at.
        reasons: Why it was not earned, the commonest reasons first, and how often.
    """

    lab: str
    criterion: str
    title: str
    points: int
    n: int
    difficulty: float
    discrimination: float | None
    flags: tuple[Flag, ...]
    reasons: tuple[tuple[str, int], ...]


@dataclass(frozen=True)
class Gate:
    """How often a gate failed, over all graded attempts.

    Attributes:
        lab: The lab's id.
        criterion: The test function's name.
        title: The name as a sentence would say it.
        attempts: How many were graded on it.
        hits: How many of them lost their points by it.
        learners: How many learners those were.
        reasons: Why, the commonest reasons first, and how often.
    """

    lab: str
    criterion: str
    title: str
    attempts: int
    hits: int
    learners: int
    reasons: tuple[tuple[str, int], ...]

    @property
    def share(self) -> float:
        """Of the attempts, 0 to 1."""
        return self.hits / self.attempts


@dataclass
class _Tally:
    latest: CriterionResult
    earned: list[bool] = field(default_factory=list)
    rest: list[float] = field(default_factory=list)  # of the other criteria's points; NaN for none
    learners: set[str] = field(default_factory=set)  # who ran into a gate
    reasons: Counter[str] = field(default_factory=Counter)

    def told(self) -> tuple[tuple[str, int], ...]:
        ordered = sorted(self.reasons.items(), key=lambda counted: (-counted[1], counted[0]))
        return tuple(ordered[:REASONS])


def items(book: Gradebook) -> list[Item]:
    """All criteria that give points, lab by lab, in the order of the gradebook and of the labs."""
    found: list[Item] = []
    for lab in book.labs:
        chosen = [cell.chosen.result for cell in book.column(lab.id) if cell.chosen]
        found += [_item(lab.id, tally) for tally in _tallies(chosen).values()]
    return found


def gates(book: Gradebook) -> list[Gate]:
    """All gates, lab by lab in the gradebook's order."""
    found: list[Gate] = []
    for lab in book.labs:
        tallies: dict[str, _Tally] = {}
        for cell in book.column(lab.id):
            for entry in cell.counting:
                for criterion in entry.result.criteria:
                    if criterion.gate:
                        tally = tallies.setdefault(criterion.name, _Tally(criterion))
                        held = criterion.outcome == "passed"
                        tally.earned.append(held)
                        if not held:
                            tally.learners.add(cell.learner)
                            tally.reasons[criterion.reason] += 1
        found += [_gate(lab.id, tally) for tally in tallies.values()]
    return found


def _tallies(results: list[Result]) -> dict[str, _Tally]:
    """What the class did, by the criterion's name; the latest result decides on the order."""
    tallies: dict[str, _Tally] = {}
    for result in sorted(results, key=lambda r: (r.started, r.attempt), reverse=True):
        criteria = [criterion for criterion in result.criteria if not criterion.gate]
        total = sum(c.points for c in criteria if c.outcome == "passed")
        possible = sum(c.points for c in criteria)
        for criterion in criteria:
            earned = criterion.outcome == "passed"
            others = possible - criterion.points
            rest = total - (criterion.points if earned else 0)
            tally = tallies.setdefault(criterion.name, _Tally(criterion))
            tally.earned.append(earned)
            # As a share, since another version of the lab may have other points.
            tally.rest.append(rest / others if others else 0.0)
            if not earned:
                tally.reasons[criterion.reason] += 1
    return tallies


def _item(lab: str, tally: _Tally) -> Item:
    n, right = len(tally.earned), sum(tally.earned)
    discrimination = _correlation(tally.earned, tally.rest)
    flags: list[Flag] = []
    if not right:
        flags.append("nobody earns it")
    if right == n:
        flags.append("everybody earns it")
    if discrimination is not None and discrimination < WEAK:
        flags.append("does not tell strong from weak")
    return Item(
        lab=lab,
        criterion=tally.latest.name,
        title=tally.latest.title,
        points=tally.latest.points,
        n=n,
        difficulty=right / n,
        discrimination=discrimination,
        flags=tuple(flags),
        reasons=tally.told(),
    )


def _gate(lab: str, tally: _Tally) -> Gate:
    return Gate(
        lab=lab,
        criterion=tally.latest.name,
        title=tally.latest.title,
        attempts=len(tally.earned),
        hits=tally.earned.count(False),
        learners=len(tally.learners),
        reasons=tally.told(),
    )


def _correlation(earned: list[bool], rest: list[float]) -> float | None:
    if len(earned) < FEWEST or min(rest) == max(rest) or min(earned) == max(earned):
        return None
    return statistics.correlation([float(e) for e in earned], rest)
