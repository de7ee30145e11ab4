"""A gradebook with the columns of `nbgrader export`: one row a learner and lab."""

import datetime

from clusterdojo.reporting.gradebook import Gradebook
from clusterdojo.reporting.roster import Student
from clusterdojo.reporting.scores import columns, learners, score
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
        labs: Only these labs.
        missing_as_zero: Whether a lab that was not tried counts as 0, as it does for nbgrader.

    Raises:
        UsageError: Nobody has tried one of `labs`.
    """
    lines: list[list[str]] = [list(COLUMNS)]
    for lab in columns(gradebook, labs or []):
        for name in learners(gradebook):
            attempts = gradebook.cell(name, lab.id)
            points = score(attempts, lab, missing_as_zero=missing_as_zero)
            text, none_late = ("", "") if points is None else (str(points), "0.0")
            when = _moment(attempts.chosen.result.ended) if attempts.chosen else ""
            student = gradebook.students.get(name, Student(name))
            lines.append(
                [
                    cell(lab.id), "", when, *_about(student),
                    text, none_late, text, str(float(lab.possible)),
                ]
            )  # fmt: skip
    return rows(lines)


def _about(student: Student) -> list[str]:
    """Id, last name, first name, address. A name is split only where it says how."""
    last, _, first = student.name.partition(",")
    return [cell(text) for text in (student.id or student.name, last, first, student.email)]


def _moment(time: datetime.datetime) -> str:
    """In UTC without saying so, as nbgrader writes it."""
    return str(time.astimezone(datetime.UTC).replace(tzinfo=None))
