"""A gradebook with the columns of `nbgrader export`: one row a learner and lab or exam."""

import datetime

from clusterdojo.reporting.collection import Skipped
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
from clusterdojo.reporting.spreadsheet import cell, faults, rows

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
        gradebook: Whose scores; without an id of the roster's, a learner's id is the name.
        labs: Only these labs and exams.
        missing_as_zero: Whether a lab that was not tried counts as 0, as it does for nbgrader.

    Raises:
        UsageError: Nobody has tried one of `labs`.
    """
    lines: list[list[str]] = [list(COLUMNS)]
    left_out = {one.source for one in refused(gradebook)}
    known = [name for name in learners(gradebook) if name not in left_out]
    for lab in columns(gradebook, labs or []):
        for name in known:
            attempts = gradebook.cell(name, lab.id)
            points = score(attempts, lab, missing_as_zero=missing_as_zero)
            chosen = attempts.chosen
            when = chosen.result.ended if chosen else None
            lines.append(_row(gradebook, lab.id, when, name, points, lab.possible))
    for exam in exam_columns(gradebook, labs or []):
        for name in known:
            sittings = gradebook.exam(name, exam.id)
            points = exam_score(sittings, missing_as_zero=missing_as_zero)
            when = sittings.chosen.result.ended if sittings.chosen else None
            lines.append(_row(gradebook, exam.id, when, name, points, EXAM_POINTS))
    return rows(lines)


def refused(gradebook: Gradebook) -> list[Skipped]:
    """Learners who have no rows, since their id can't be written as it is."""
    found = []
    for name in learners(gradebook):
        student = gradebook.students.get(name, Student(name))
        if why := faults(_id(student, name)):
            found.append(Skipped(name, f"its id would be “{_id(student, name)}”, but {why}"))
    return found


def _row(
    gradebook: Gradebook, assignment: str, when: datetime.datetime | None, name: str,
    points: float | None, most: int,
) -> list[str]:  # fmt: skip
    text, none_late = ("", "") if points is None else (str(points), "0.0")
    student = gradebook.students.get(name, Student(name))
    about = [_id(student, name), *map(cell, (*_names(student), student.email))]
    return [
        cell(assignment), "", _moment(when) if when else "", *about,
        text, none_late, text, str(float(most)),
    ]  # fmt: skip


def _id(student: Student, name: str) -> str:
    """The id; without one the name, which tells namesakes apart."""
    return student.id or name


def _names(student: Student) -> tuple[str, str]:
    """Last name and first name. A whole name is split only where it says how."""
    if student.first or student.last:
        return student.last, student.first
    last, _, first = student.name.partition(",")
    return last, first


def _moment(time: datetime.datetime) -> str:
    """In UTC without saying so, as nbgrader writes it."""
    return str(time.astimezone(datetime.UTC).replace(tzinfo=None))
