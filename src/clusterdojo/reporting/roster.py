"""Who belongs to a class: a CSV file with a line for each learner."""

import csv
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from clusterdojo.errors import UsageError
from clusterdojo.reporting.learners import matching, shown

COLUMNS = ("name", "id", "aliases", "email", "section")
DO = (
    "It needs a first line with the column `name` and, where you have them, `id`, `aliases` "
    "(separated by “;”), `email` and `section`."
)
FAULTS_SHOWN = 10


@dataclass(frozen=True)
class Student:
    """One learner of the class.

    Attributes:
        name: As reports show it.
        id: The school's own; empty where the roster has none.
        aliases: What they call themselves elsewhere.
        email: Empty where the roster has none.
        section: Of the class; empty where the roster has none.
    """

    name: str
    id: str = ""
    aliases: tuple[str, ...] = ()
    email: str = ""
    section: str = ""

    @property
    def spellings(self) -> tuple[str, ...]:
        """All that a result's learner may be called if it is this one."""
        return tuple(text for text in (self.name, self.id, self.email, *self.aliases) if text)


class Roster:
    """All learners of a class.

    Attributes:
        students: In the order of the file.
        unknown: Columns that say nothing to reports, such as “E-Mail”, as the file writes them.
    """

    def __init__(self, students: list[Student], unknown: Sequence[str] = ()) -> None:
        self.students = tuple(students)
        self.unknown = tuple(unknown)
        self._by_name = {matching(text): s for s in students for text in s.spellings}

    def find(self, name: str) -> Student | None:
        """Who calls themselves so, by name, alias, id or email; None for a stranger."""
        return self._by_name.get(matching(name))

    @classmethod
    def read(cls, path: Path) -> "Roster":
        """The roster in a CSV file; comma, semicolon or tab separate its columns.

        Raises:
            UsageError: It can't be read, or lines are wrong; all of them are told.
        """
        try:
            text = path.read_text(encoding="utf-8-sig")
        except UnicodeDecodeError as error:
            raise UsageError(
                f"{path} is not in UTF-8.", "Save it as “CSV UTF-8” and try again."
            ) from error
        except OSError as error:
            raise UsageError(
                f"{path} can't be read: {error.strerror}.", "Name a CSV file with your class."
            ) from error
        students, faults = _students(text)
        if faults:
            more = len(faults) - FAULTS_SHOWN
            told = "; ".join(faults[:FAULTS_SHOWN]) + (f"; and {more} more" if more > 0 else "")
            raise UsageError(f"{path} is no roster: {told}.", DO)
        return cls(students, _unknown(text))


def _students(text: str) -> tuple[list[Student], list[str]]:
    """All learners, and what is wrong, with line numbers."""
    lines = _lines(text)
    try:
        number, header = next(lines, (1, []))
        columns = [cell.strip().lower() for cell in header]
        faults = [
            f"line {number} names the column {name} twice"
            for name in COLUMNS
            if columns.count(name) > 1
        ]
        if "name" not in columns:
            return [], [f"line {number} names no column `name`"]
        students: list[Student] = []
        known: dict[str, tuple[int, Student]] = {}
        for number, cells in lines:
            student, fault = _student(columns, cells)
            if fault:
                faults.append(f"line {number} {fault}")
                continue
            for spelling in student.spellings:
                line, other = known.setdefault(matching(spelling), (number, student))
                if other is not student:
                    faults.append(f"line {number} calls “{spelling}” who is on line {line} already")
            students.append(student)
    except csv.Error as error:
        return [], [f"it is no CSV: {error}"]
    return students, faults or ([] if students else ["nobody is in it"])


def _unknown(text: str) -> list[str]:
    """The names in the first line that are none of a column's."""
    _, header = next(_lines(text))
    return [shown(cell) for cell in header if cell.strip().lower() not in ("", *COLUMNS)]


def _lines(text: str) -> Iterator[tuple[int, list[str]]]:
    """Each line that is not empty, with the number of its last row in the file."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text), strict=True)
    for cells in reader:
        if any(cell.strip() for cell in cells):
            yield reader.line_num, cells


def _delimiter(text: str) -> str:
    """Whatever separates most of the columns that the first line names."""
    first = next((line for line in text.splitlines() if line.strip()), "")

    def known(delimiter: str) -> int:
        cells = (cell.strip().strip('"').strip().lower() for cell in first.split(delimiter))
        return sum(cell in COLUMNS for cell in cells)

    return max((",", ";", "\t"), key=known)


def _student(columns: list[str], cells: list[str]) -> tuple[Student, str]:
    if any(cell.strip() for cell in cells[len(columns) :]):
        return Student(""), "has more cells than line 1 names columns"
    row = {column: cell for column, cell in zip(columns, cells, strict=False) if column in COLUMNS}
    name = shown(row.get("name", ""))
    if not matching(name):
        return Student(""), "has no name"
    aliases = tuple(a for a in map(shown, row.get("aliases", "").split(";")) if matching(a))
    texts = {column: shown(row.get(column, "")) for column in ("id", "email", "section")}
    return Student(name, aliases=aliases, **texts), ""
