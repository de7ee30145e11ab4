"""Gradebooks that Canvas imports: one file for each lab or exam, one row for each score.

Canvas takes an empty cell beside an existing score as a change to “no score”, so a file with all
labs would delete scores that were given by hand. Learners without a row and assignments without a
column keep their scores. Each file therefore has one column, and a row for each learner with a
score.
"""

import contextlib
import csv
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from clusterdojo.errors import UsageError
from clusterdojo.reporting.collection import Skipped
from clusterdojo.reporting.gradebook import Gradebook
from clusterdojo.reporting.output import STANDARD_OUTPUT, is_stream, write
from clusterdojo.reporting.roster import Student
from clusterdojo.reporting.scores import (
    EXAM_POINTS,
    columns,
    exam_columns,
    exam_score,
    learners,
    score,
)
from clusterdojo.reporting.spreadsheet import cell, faults, number, rows

ABOUT = ("Student", "ID", "SIS User ID", "SIS Login ID", "Section")
TOTALS = "Points Possible"  # Canvas takes every row whose name has these words for the totals
EXCUSED = "EX"
LONGEST_HEADING = 100_000  # characters of the first line
# Canvas takes a column with one of these words for one of its own.
RESERVED = re.compile(r"(Current|Final|Override) (Score|Points|Grade|Status)", re.IGNORECASE)
Missing = Literal["left out", "zero", "excused"]


@dataclass(frozen=True)
class Sheet:
    """One file to import.

    Attributes:
        assignment: The lab's id, or the exam's with its prefix.
        text: The file's.
        scores: How many learners have a row.
    """

    assignment: str
    text: str
    scores: int


@dataclass(frozen=True)
class _Assignment:
    id: str
    heading: str
    possible: int
    cells: dict[str, str]  # by learner; what is not to be imported is not there


def sheets(
    gradebook: Gradebook, labs: list[str] | None = None, *, missing: Missing = "left out"
) -> list[Sheet]:
    """The files; a learner has a row where a score counts.

    Canvas knows a learner by its own ID or the roster's id (SIS User ID), then by the login or the
    e-mail (SIS Login ID), then by the name.

    Args:
        gradebook: Whose scores; its roster tells ids, logins and sections.
        labs: Only these labs and exams.
        missing: What a lab that was not tried is: no row, 0, or excused (EX). One that could not
            be graded never has a row.

    Raises:
        UsageError: Nobody has tried one of `labs`.
    """
    left_out = {name for name, _ in _refused(gradebook)}
    return [
        _sheet(gradebook, assignment, left_out)
        for assignment in _assignments(gradebook, labs or [], missing)
    ]


def refused(gradebook: Gradebook) -> list[Skipped]:
    """Learners without a row, since Canvas would not find them, or would find another learner."""
    return [Skipped(name, why) for name, why in _refused(gradebook)]


def empty(made: list[Sheet]) -> list[Skipped]:
    """Labs and exams that have no file, since nobody has a score that could be imported."""
    return [Skipped(one.assignment, "no score counts") for one in made if not one.scores]


def places(output: str, made: list[Sheet]) -> list[Path]:
    """Where each file goes.

    Args:
        output: A folder, which ends in “/” or exists, gets `<lab>.csv`. A file's name is that of
            the only file; of several, those of `canvas.csv` are `canvas-<lab>.csv`.
        made: The files.

    Raises:
        UsageError: Several files can't go to standard output, or to a device.
    """
    place = Path(output)
    folder = output.endswith("/") or place.is_dir()
    # /dev/stdout is a file where the shell redirects it, and others would land beside it.
    device = not folder and (is_stream(place) or place.is_relative_to("/dev"))
    if device or place == STANDARD_OUTPUT:
        if len(made) > 1:
            raise UsageError(
                f"Canvas gets one file for each lab, and these are {len(made)} labs.",
                "Choose one lab with --points-of, or name a folder with --output.",
            )
        return [place] * len(made)
    if len(made) == 1 and not folder:
        return [place]
    found: list[Path] = []
    for sheet in made:
        name = plain(sheet.assignment)
        one = place / f"{name}.csv" if folder else place.with_stem(f"{place.stem}-{name}")
        while one in found:
            one = one.with_stem(f"{one.stem}-2")
        found.append(one)
    return found


def write_all(output: str, made: list[Sheet]) -> list[Path]:
    """Write the files that have a score, to where `places` has them.

    Raises:
        UsageError: No file has a score, a file can't be written, or a result calls its lab so that
            another file would be replaced.
    """
    made = [sheet for sheet in made if sheet.scores]
    if not made:
        raise UsageError(
            "There is no score for Canvas to import.",
            "`dojo report class` shows which attempts count, and why others do not.",
        )
    written = places(output, made)
    for place in written:
        if place != Path(output) and place.is_file() and not _is_gradebook(place):
            raise UsageError(
                f"{place} is not a gradebook for Canvas, and would be replaced.",
                "Name an empty folder with --output, which ends in /.",
            )
    for sheet, place in zip(made, written, strict=True):
        write(place, [sheet.text])
    return written


def _is_gradebook(place: Path) -> bool:
    """Whether an earlier gradebook is there. Canvas's own export has more columns behind."""
    with contextlib.suppress(OSError, csv.Error, StopIteration, UnicodeDecodeError):
        with place.open(encoding="utf-8", newline="") as file:
            headings = next(csv.reader([file.readline(LONGEST_HEADING)]))
        return tuple(headings[:-1]) == ABOUT
    return False


def plain(assignment: str) -> str:
    """An assignment's id as a part of a file's name; a result may call its lab anything."""
    return re.sub(r"[^a-zA-Z0-9_.-]+", "-", assignment).strip("-.")[:80] or "lab"


def _assignments(gradebook: Gradebook, labs: list[str], missing: Missing) -> Iterator[_Assignment]:
    names = learners(gradebook)
    zero = missing == "zero"
    for lab in columns(gradebook, labs):
        cells = {name: gradebook.cell(name, lab.id) for name in names}
        found = {name: number(score(of, lab, missing_as_zero=zero)) for name, of in cells.items()}
        absent = [name for name, of in cells.items() if of.untried]
        heading = _heading(lab.id, lab.title)
        yield _Assignment(lab.id, heading, lab.possible, _told(found, absent, missing))
    for exam in exam_columns(gradebook, labs):
        sat = {name: gradebook.exam(name, exam.id) for name in names}
        found = {name: number(exam_score(of, missing_as_zero=zero)) for name, of in sat.items()}
        absent = [name for name, of in sat.items() if of.untried]
        heading = _heading(exam.id, exam.title)
        yield _Assignment(exam.id, heading, EXAM_POINTS, _told(found, absent, missing))


def _told(found: dict[str, str], absent: list[str], missing: Missing) -> dict[str, str]:
    if missing == "excused":
        found = found | dict.fromkeys(absent, EXCUSED)
    return {name: text for name, text in found.items() if text}


def _sheet(gradebook: Gradebook, assignment: _Assignment, left_out: set[str]) -> Sheet:
    blank = [""] * (len(ABOUT) - 1)
    lines = [
        [*ABOUT, assignment.heading],
        [f"    {TOTALS}", *blank, number(assignment.possible)],
    ]
    told = [(n, text) for n, text in assignment.cells.items() if n not in left_out]
    lines += [[*_about(_student(gradebook, name)), text] for name, text in told]
    return Sheet(assignment.id, rows(lines), len(told))


def _heading(assignment: str, title: str) -> str:
    """As Canvas writes it, “Title (id)”; a number would be the id of one of its own assignments."""
    name = re.sub(r"[^\w.:-]+", "-", assignment)
    name = f"lab {name}" if name.isdecimal() else name
    if title == assignment or RESERVED.search(title):
        return cell(name)
    return cell(f"{title} ({name})")


def _student(gradebook: Gradebook, name: str) -> Student:
    return gradebook.students.get(name, Student(name))


def _about(student: Student) -> list[str]:
    """What identifies stands as it is; where something else does, the name is free text."""
    name = student.name
    if student.lms_id or student.id or student.login:
        name = cell(name.replace(TOTALS, TOTALS.replace(" ", "-")))
    return [name, student.lms_id, student.id, student.login, cell(student.section)]


def _refused(gradebook: Gradebook) -> Iterator[tuple[str, str]]:
    strangers = {*gradebook.unlisted}  # Canvas would take the id or e-mail that they claim
    for name in learners(gradebook):
        if name in strangers:
            yield name, "no such learner is on the roster"
            continue
        student = _student(gradebook, name)
        texts = [text for text in (student.lms_id, student.id, student.login) if text]
        for text in texts or [student.name]:
            if why := faults(text) or _read_otherwise(text, by_name=not texts):
                yield name, f"Canvas would find this learner by “{text}”, but {why}"
                break


def _read_otherwise(text: str, *, by_name: bool) -> str:
    if by_name:
        return "it would take the row for the totals" if TOTALS in text else ""
    if re.fullmatch(r"-?[0-9.,]+%?", text):
        *first, last = re.split("[.,]", text.rstrip(".,"))
        if text != ("".join(first) + "." if first else "") + last:
            return "it would read another number"
    return ""
