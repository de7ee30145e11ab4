"""The learners in a roster's rows, each once, with all that is wrong told by line."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace

from clusterdojo.reporting.learners import LONGEST, matching, shown
from clusterdojo.reporting.roster.columns import Columns, Field
from clusterdojo.reporting.roster.reading import TableRow
from clusterdojo.reporting.roster.student import Student, differ

TEST_STUDENT = "test student"
TOTALS = "points possible"  # Canvas's second row
STAFF = {"instructor", "teacher", "ta", "teaching assistant", "reader", "grader", "designer",
         "observer", "faculty", "admin", "owner", "staff"}  # fmt: skip
STAND_INS = {"n/a", "#n/a", "none", "null", "nil", "nan", "unknown", "tbd"}
ROUNDED = re.compile(r"\d([.,]\d+)?E\+\d+", re.IGNORECASE)  # 1.23E+11, of a long id
WORDS: dict[Field, str] = {"id": "id", "lms_id": "id", "login": "login", "email": "e-mail"}


@dataclass
class Found:
    """The learners of a roster.

    Attributes:
        students: Each once, in the order of the file.
        faults: What is wrong, with line numbers.
        left_out: Rows that are no learner's, with the reason.
        joined: Lines that name a learner of an earlier line again, as a second section does.
        stand_ins: Texts such as “-” that stand for no e-mail and no id, with their lines.
    """

    students: list[Student] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    left_out: list[str] = field(default_factory=list)
    joined: list[int] = field(default_factory=list)
    stand_ins: defaultdict[str, list[int]] = field(default_factory=lambda: defaultdict(list))


def students(rows: Iterable[TableRow], columns: Columns) -> Found:
    """The learners in these rows, those of the headings left out.

    Rows of one name and one id, login or e-mail are one learner. Rows of one name that differ in
    one of these are several.
    """
    found, class_ = Found(), _Class()
    for row in rows:
        if any(row.cells[len(columns.headings) :]):
            found.faults.append(f"line {row.number} has more cells than there are headings")
        elif why := _nobody(row, columns):
            found.left_out.append(f"line {row.number} ({why})")
        else:
            try:
                class_.add(_student(row, columns, found), row.number, found)
            except _RefusedError as error:
                found.faults.append(f"line {row.number} {error}")
    found.faults += class_.shared_aliases()
    found.students = class_.students
    return found


class _RefusedError(Exception):
    """A fault in a row: a sentence about its line."""


class _Class:
    """The learners so far, found by what tells them apart."""

    def __init__(self) -> None:
        self.students: list[Student] = []
        self._lines: list[int] = []
        self._by_id: dict[str, int] = {}
        self._by_name: defaultdict[str, list[int]] = defaultdict(list)
        self._by_name_and: dict[tuple[str, str, str], int] = {}

    def add(self, student: Student, line: int, found: Found) -> None:
        """Another row's learner, who may be there already.

        Raises:
            _RefusedError: They contradict an earlier row, or can't be told from one.
        """
        name = matching(student.name)
        place = self._place(student, name)
        if place is None:
            self._require_difference(student, self._by_name[name])
            place = len(self.students)
            self.students.append(student)
            self._lines.append(line)
            self._by_name[name].append(place)
        else:
            found.joined.append(line)
            self.students[place] = _together(self.students[place], student)
        if student.id:
            self._by_id[matching(student.id)] = place
        for kind, text in student.identities:
            self._by_name_and.setdefault((name, kind, matching(text)), place)

    def _place(self, student: Student, name: str) -> int | None:
        if student.id and (place := self._by_id.get(matching(student.id))) is not None:
            if matching(self.students[place].name) != name:
                line = self._lines[place]
                message = f"has the id “{student.id}” of line {line} and another name"
                raise _RefusedError(message)
            return place
        for kind, text in student.identities:
            place = self._by_name_and.get((name, kind, matching(text)))
            if place is not None and not differ(student, self.students[place], emails=False):
                return place
        return None

    def _require_difference(self, student: Student, places: Iterable[int]) -> None:
        """Points must not go to one of two learners by chance."""
        for place in places:
            if not differ(student, self.students[place]):
                message = (
                    f"has the name “{student.name}” of line {self._lines[place]}, and neither an "
                    "id nor an e-mail tells them apart"
                )
                raise _RefusedError(message)

    def shared_aliases(self) -> Iterator[str]:
        """Aliases that also mean another learner: unlike names, they can be changed."""
        places: defaultdict[str, list[int]] = defaultdict(list)
        for place, student in enumerate(self.students):
            for text in dict.fromkeys(map(matching, student.spellings)):
                places[text].append(place)
        for place, student in enumerate(self.students):
            for alias in student.aliases:
                other = next((p for p in places[matching(alias)] if p != place), None)
                if other is not None:
                    line = self._lines[other]
                    yield (
                        f"line {self._lines[place]} has the alias “{alias}”, which the learner on "
                        f"line {line} has, too"
                    )


def _together(one: Student, other: Student) -> Student:
    """One learner of two rows: a second e-mail or login is an alias."""
    sections = [*one.section.split(" and "), *other.section.split(" and ")]
    aliases = [*one.aliases, *other.aliases]
    aliases += [t for t in (other.login, other.email) if t and t not in (one.login, one.email)]
    return replace(
        one,
        id=one.id or other.id,
        login=one.login or other.login,
        email=one.email or other.email,
        lms_id=one.lms_id or other.lms_id,
        aliases=tuple(dict.fromkeys(aliases)),
        section=" and ".join(dict.fromkeys(filter(None, sections))),
    )


def _nobody(row: TableRow, columns: Columns) -> str:
    """The reason why a row is not a learner's; empty if it is."""
    role = normal_role(columns.cell(row.cells, "role"))
    if role in STAFF:
        return f"role {role}"
    if not columns.system.test_student:
        return ""
    name = matching(_name(row, columns))
    if TOTALS in name:
        return "the totals"
    if not name and not columns.cell(row.cells, "lms_id"):
        return "no name"
    if name == TEST_STUDENT and not columns.cell(row.cells, "id"):
        return "the test student"
    return ""


def normal_role(text: str) -> str:
    """A role's word without differences of case and spaces."""
    return " ".join(text.lower().split())


def _name(row: TableRow, columns: Columns) -> str:
    whole = shown(columns.cell(row.cells, "name"))
    parts = (columns.cell(row.cells, "first"), columns.cell(row.cells, "last"))
    return whole or shown(" ".join(parts))


def _student(row: TableRow, columns: Columns, found: Found) -> Student:
    texts = {which: _identity(row, columns, which, found) for which in WORDS}
    name = _name(row, columns)
    if not matching(name) and columns.system.name:
        # An export is as it is: somebody without a name is called by what tells them apart.
        name = texts["id"] or texts["email"] or texts["login"] or texts["lms_id"]
    if not matching(name):
        raise _RefusedError("has no name")
    aliases = map(shown, columns.cell(row.cells, "aliases").split(";"))
    return Student(
        name,
        id=texts["id"],
        aliases=tuple(alias for alias in aliases if matching(alias)),
        email=texts["email"] or (texts["login"] if "@" in texts["login"] else ""),
        section=_filled(shown(columns.cell(row.cells, "section"))),
        login=texts["login"],
        lms_id=texts["lms_id"],
        first=shown(columns.cell(row.cells, "first")),
        last=shown(columns.cell(row.cells, "last")),
    )


def _identity(row: TableRow, columns: Columns, which: Field, found: Found) -> str:
    """The text that identifies a learner, unchanged: another system knows no other one."""
    text, word = columns.cell(row.cells, which), WORDS[which]
    if columns.system.hash_signs and which in ("id", "login"):
        text = text.removeprefix("#")
    if not _filled(text):
        if text:
            found.stand_ins[text].append(row.number)
        return ""
    if not text.isprintable():
        raise _RefusedError(f"has an {word} with an invisible character: {text!r}")
    if len(text) > LONGEST:
        raise _RefusedError(f"has an {word} of more than {LONGEST} characters")
    if which == "id" and ROUNDED.fullmatch(text):
        raise _RefusedError(f"has the id {text}, which a spreadsheet has rounded")
    return text


def _filled(text: str) -> str:
    """The text; empty if it stands for none, such as “-” or “n/a”."""
    words = any(c.isalnum() for c in text)
    return text if words and text.lower() not in STAND_INS else ""
