"""The total of an exam's tasks: exact, independent of their order, and never rounded up."""

import math
from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction

WHOLE = 100


@dataclass(frozen=True)
class Weighed:
    """A task as it counts.

    Attributes:
        weight: Percent of the exam.
        share: How much of the task's points was earned, 0 to 1; None if no number stands for
            it, since it could not be graded or was never offered.
    """

    weight: float
    share: Fraction | None


@dataclass(frozen=True)
class Score:
    """Percent, with one decimal, rounded down: what is shown has been earned.

    Attributes:
        at_least: As if tasks without a score had earned nothing; the total includes them.
        of_graded: Of the tasks that have a number alone; None if none has.
        at_most: As if tasks without a score had earned everything.
    """

    at_least: float
    of_graded: float | None
    at_most: float

    def passed(self, pass_percent: int) -> bool | None:
        """Whether the mark is reached; None if that depends on tasks without a score."""
        if self.at_least >= pass_percent:
            return True
        return False if self.at_most < pass_percent else None


def score(tasks: Iterable[Weighed]) -> Score:
    """The score of these tasks, be they all of an exam or those of one domain."""
    earned = graded = total = Fraction(0)
    for task in tasks:
        # As it is written: a sum of binary fractions would depend on the order.
        weight = Fraction(str(task.weight))
        total += weight
        if task.share is not None:
            graded += weight
            earned += weight * task.share
    if not total:
        return Score(0.0, None, float(WHOLE))
    return Score(
        at_least=_percent(earned, total),
        of_graded=_percent(earned, graded) if graded else None,
        at_most=_percent(earned + total - graded, total),
    )


def _percent(part: Fraction, whole: Fraction) -> float:
    return math.floor(part / whole * WHOLE * 10) / 10
