"""A gradebook that Canvas imports: one row a learner, one column a lab or exam."""

from clusterdojo.reporting.gradebook import Gradebook, LabColumn
from clusterdojo.reporting.gradebook_exams import ExamColumn
from clusterdojo.reporting.roster import Student
from clusterdojo.reporting.scores import (
    EXAM_POINTS,
    columns,
    exam_columns,
    exam_score,
    learners,
    score,
)
from clusterdojo.reporting.spreadsheet import cell, number, rows

ABOUT = ("Student", "ID", "SIS User ID", "SIS Login ID", "Section")
TOTALS = "Points Possible"  # Canvas takes every row whose name has these words for the totals


def document(
    gradebook: Gradebook,
    labs: list[str] | None = None,
    *,
    missing_as_zero: bool = False,
) -> str:
    """The file's text; a cell is empty, not 0, where nothing could be graded.

    Canvas knows a learner by the roster's id (SIS User ID), by the address (SIS Login ID), or by
    the name; its own ID is not known here.

    Args:
        gradebook: Whose scores; its roster tells ids, addresses and sections.
        labs: Only these labs and exams.
        missing_as_zero: Whether a lab that was not tried counts as 0.

    Raises:
        UsageError: Nobody has tried one of `labs`.
    """
    wanted, exams = columns(gradebook, labs or []), exam_columns(gradebook, labs or [])
    blank = [""] * (len(ABOUT) - 1)
    lines = [
        [*ABOUT, *map(_heading, wanted), *map(_heading, exams)],
        [
            f"    {TOTALS}",
            *blank,
            *(number(lab.possible) for lab in wanted),
            *(number(EXAM_POINTS) for _ in exams),
        ],
    ]
    for name in learners(gradebook):
        scores = [
            score(gradebook.cell(name, lab.id), lab, missing_as_zero=missing_as_zero)
            for lab in wanted
        ]
        scores += [
            exam_score(gradebook.exam(name, exam.id), missing_as_zero=missing_as_zero)
            for exam in exams
        ]
        lines.append([*_about(gradebook.students.get(name, Student(name))), *map(number, scores)])
    return rows(lines)


def _heading(lab: LabColumn | ExamColumn) -> str:
    """As Canvas writes it, “Title (id)”; a number would be the id of one of its own assignments."""
    lab_id = f"lab {lab.id}" if lab.id.isdecimal() else lab.id
    return cell(f"{lab.title} ({lab_id})" if lab.title != lab.id else lab_id)


def _about(student: Student) -> list[str]:
    told = student.name.replace(TOTALS, TOTALS.replace(" ", "-"))
    return [cell(told), "", *map(cell, (student.id, student.email, student.section))]
