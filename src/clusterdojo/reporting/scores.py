"""What a gradebook's file says of one learner and one lab or exam: points, or nothing."""

from clusterdojo.errors import UsageError
from clusterdojo.reporting.gradebook import Cell, Gradebook, LabColumn
from clusterdojo.reporting.gradebook_exams import ExamCell, ExamColumn
from clusterdojo.untrusted import quoted

EXAM_POINTS = 100  # an exam's score is in per cent


def score(cell: Cell, lab: LabColumn, *, missing_as_zero: bool = False) -> float | None:
    """The points that count, or None if there is nothing that could be graded.

    Args:
        cell: The learner's attempts at the lab.
        lab: Its total is what the points are told of, also those of a content with another total.
        missing_as_zero: Whether no attempt at all is 0. One that could not be graded never is.
    """
    if cell.untried:
        return 0.0 if missing_as_zero else None
    if cell.chosen is None:
        return None
    result = cell.chosen.result
    if result.possible == lab.possible:
        return float(result.earned)
    return None if cell.share is None else round(cell.share * lab.possible, 2)


def exam_score(cell: ExamCell, *, missing_as_zero: bool = False) -> float | None:
    """The percent that count, or None if a task has no number, or it was practice."""
    if cell.untried:
        return 0.0 if missing_as_zero else None
    return cell.score


def learners(gradebook: Gradebook) -> list[str]:
    """Everybody with a name, those who handed in nothing included."""
    return [name for name in gradebook.learners if name != gradebook.unnamed]


def columns(gradebook: Gradebook, wanted: list[str]) -> list[LabColumn]:
    """The labs with these ids; all of them where none is named.

    Raises:
        UsageError: Nobody has tried one of them, be it a lab or an exam.
    """
    known = [*(lab.id for lab in gradebook.labs), *(exam.id for exam in gradebook.exams)]
    if unknown := [lab for lab in wanted if lab not in known]:
        raise UsageError(
            f"There is no result of {', '.join(unknown)}.",
            f"There are results of {', '.join(quoted(one, 80) for one in known) or 'no lab'}.",
        )
    return [lab for lab in gradebook.labs if not wanted or lab.id in wanted]


def exam_columns(gradebook: Gradebook, wanted: list[str]) -> list[ExamColumn]:
    """The exams with these ids; all of them where none is named."""
    return [exam for exam in gradebook.exams if not wanted or exam.id in wanted]
