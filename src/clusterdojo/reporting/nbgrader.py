"""A gradebook with the columns of `nbgrader export`: one row a learner and lab or exam."""

import datetime

from clusterdojo.reporting.gradebook import Gradebook
from clusterdojo.reporting.roster import Student
from clusterdojo.reporting.scores import (
    EXAM_POINTS,
    columns,
    exam_columns,
    exam_score,
    learners,
    score,
)
from clusterdojo.reporting.spreadsheet import cell, rows

COLUMNS = (
    "assignment", "duedate", "timestamp", "student_id", "last_name", "first_name", "email",
    "raw_score", "late_submission_penalty", "score", "max_score",
)  # fmt: skip


def document(
    gradebook: Gradebook,
    labs: list[str] | None = None,
    *,
    missing_as_zero: bool = False,
) -> str:
    """The file's text; scores are empty, not 0, where nothing could be graded.

    Args:
        gradebook: Whose scores; without a roster's id, a learner's id is the name.
        labs: Only these labs and exams.
        missing_as_zero: Whether a lab that was not tried counts as 0, as it does for nbgrader.

    Raises:
        UsageError: Nobody has tried one of `labs`.
    """
    lines: list[list[str]] = [list(COLUMNS)]
    for lab in columns(gradebook, labs or []):
        for name in learners(gradebook):
            attempts = gradebook.cell(name, lab.id)
            points = score(attempts, lab, missing_as_zero=missing_as_zero)
            chosen = attempts.chosen
            when = chosen.result.ended if chosen else None
            lines.append(_row(gradebook, lab.id, when, name, points, lab.possible))
    for exam in exam_columns(gradebook, labs or []):
        for name in learners(gradebook):
            sittings = gradebook.exam(name, exam.id)
            points = exam_score(sittings, missing_as_zero=missing_as_zero)
            when = sittings.chosen.result.ended if sittings.chosen else None
            lines.append(_row(gradebook, exam.id, when, name, points, EXAM_POINTS))
    return rows(lines)


def _row(
    gradebook: Gradebook, assignment: str, when: datetime.datetime | None, name: str,
    points: float | None, most: int,
) -> list[str]:  # fmt: skip
    text, none_late = ("", "") if points is None else (str(points), "0.0")
    student = gradebook.students.get(name, Student(name))
    return [
        cell(assignment), "", _moment(when) if when else "", *_about(student),
        text, none_late, text, str(float(most)),
    ]  # fmt: skip


def _about(student: Student) -> list[str]:
    """Id, last name, first name, address. A name is split only where it says how."""
    last, _, first = student.name.partition(",")
    return [cell(text) for text in (student.id or student.name, last, first, student.email)]


def _moment(time: datetime.datetime) -> str:
    """In UTC without saying so, as nbgrader writes it."""
    return str(time.astimezone(datetime.UTC).replace(tzinfo=None))
