"""The meaning of each column of a roster: by our own headings, or by those of other systems.

To add a system, add its headings to FIELDS; where they mean something else there, or it needs to be
recognised for another reason, add a System.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from clusterdojo.reporting.learners import shown

Field = Literal[
    "name", "first", "last", "id", "lms_id", "login", "email", "section", "aliases", "role"
]
OWN = ("name", "id", "aliases", "email", "section")
# Of several headings of one field in a file, the one that comes first here counts.
FIELDS: dict[str, Field] = {
    "name": "name",
    "full name": "name",
    "student name": "name",
    "student": "name",
    "first name": "first",
    "firstname": "first",
    "given name": "first",
    "last name": "last",
    "lastname": "last",
    "surname": "last",
    "family name": "last",
    "id": "id",
    "sis user id": "id",
    "sid": "id",
    "student id": "id",
    "id number": "id",
    "orgdefinedid": "id",
    "identifier": "id",
    "sis login id": "login",
    "login": "login",
    "login id": "login",
    "username": "login",
    "user name": "login",
    "email": "email",
    "e-mail": "email",
    "email address": "email",
    "e-mail address": "email",
    "section": "section",
    "sections": "section",
    "group": "section",
    "groups": "section",
    "aliases": "aliases",
    "github username": "aliases",  # no login of the school's, but learners may call themselves so
    "role": "role",
}
WORDS: dict[Field, str] = {"first": "first name", "last": "last name", "lms_id": "LMS id"}


@dataclass(frozen=True)
class System:
    """A learning system whose exports are rosters.

    Attributes:
        name: As people call it.
        marks: Headings by which its exports are recognised: all of one of these sets.
        fields: Headings that mean something else there.
        test_student: Whether its exports hold a learner that is none, “Test Student” without an id.
        hash_signs: Whether it writes “#” before ids, so that spreadsheets keep their zeros.
    """

    name: str
    marks: tuple[frozenset[str], ...]
    fields: Mapping[str, Field] = field(default_factory=dict)
    test_student: bool = False
    hash_signs: bool = False


def _all(*headings: str) -> frozenset[str]:
    return frozenset(headings)


SYSTEMS = (
    System(
        "Canvas",
        (_all("student", "id", "section"), _all("lastname", "firstname", "id", "section")),
        fields={"id": "lms_id"},
        test_student=True,
    ),
    System("Gradescope", (_all("sid", "email"),)),
    System("nbgrader", (_all("id", "first name", "last name"),)),
    System("Brightspace", (_all("orgdefinedid"),), hash_signs=True),
    System("Blackboard", (_all("last name", "first name", "username", "student id"),)),
    System(
        "Moodle",
        (_all("first name", "last name", "id number"), _all("first name", "surname", "id number")),
    ),
    System("GitHub Classroom", (_all("identifier", "github username"),)),
)
OTHER = System("", ())


@dataclass(frozen=True)
class Columns:
    """The headings of a file, understood.

    Attributes:
        system: Whose export it is; `OTHER` for a file of the instructor's own.
        places: Where each field is found, from 0.
        headings: As the file writes them.
    """

    system: System
    places: Mapping[Field, int]
    headings: Sequence[str]

    def cell(self, cells: Sequence[str], wanted: Field) -> str:
        """That field's cell in a row; empty if there is none."""
        place = self.places.get(wanted, len(cells))
        return cells[place] if place < len(cells) else ""

    @property
    def unknown(self) -> tuple[str, ...]:
        """Headings of the instructor's own that say nothing to reports; an export has many."""
        if self.system.name:
            return ()
        taken = set(self.places.values())
        return tuple(
            shown(text) for place, text in enumerate(self.headings) if text and place not in taken
        )

    @property
    def renamed(self) -> tuple[tuple[str, str], ...]:
        """Each field that is found by another heading than ours, in words, and that heading."""
        return tuple(
            (WORDS.get(which, which), shown(self.headings[place]))
            for which, place in self.places.items()
            if normal(self.headings[place]) != which
        )


def normal(heading: str) -> str:
    """A heading without differences of case, spaces and underscores."""
    return " ".join(heading.replace("_", " ").lower().split())


def is_known(heading: str) -> bool:
    """Whether a column with this heading says something to reports."""
    return normal(heading) in FIELDS


def understood(headings: Sequence[str]) -> Columns:
    """The columns that the headings name, in any order."""
    found: dict[str, int] = {}
    for place, text in enumerate(headings):
        found.setdefault(normal(text), place)
    system = next((s for s in SYSTEMS if any(mark <= found.keys() for mark in s.marks)), OTHER)
    places: dict[Field, int] = {}
    for heading, which in (FIELDS | dict(system.fields)).items():
        if heading in found:
            places.setdefault(which, found[heading])
    return Columns(system, places, headings)


def twice(headings: Iterable[str]) -> list[str]:
    """Known headings that a file has more than once, in their order."""
    texts = [normal(text) for text in headings]
    return [text for text in FIELDS if texts.count(text) > 1]
