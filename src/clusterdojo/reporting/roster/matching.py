"""Which learner of a class a result is of: by id, login or e-mail, or by the name."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from clusterdojo.errors import UsageError
from clusterdojo.reporting.learners import Named, matching, named
from clusterdojo.reporting.roster.columns import OTHER, Columns, is_known, twice, understood
from clusterdojo.reporting.roster.reading import NoTableError, TableRow, read_text, rows
from clusterdojo.reporting.roster.student import Student
from clusterdojo.reporting.roster.students import Found, students

DO = (
    "It needs a first line with the column `name` and, optionally, `id`, `aliases` (separated by "
    "“;”), `email` and `section`. An export of a learning system, such as Canvas, works as it is."
)
SHOWN = 10  # of one kind


class Roster:
    """All learners of a class.

    Attributes:
        students: In the order of the file.
        unknown: Columns that say nothing to reports, such as “Phone”, as the file writes them.
        notes: What was taken for what, and what was left out: sentences for the instructor.
    """

    def __init__(
        self, members: Iterable[Student], unknown: Sequence[str] = (), notes: Sequence[str] = ()
    ) -> None:
        members = list(members)
        emails = Counter(matching(one.email) for one in members if one.email)
        self._shared = {email for email, count in emails.items() if count > 1}
        # Canvas knows learners by their logins, and an e-mail that is theirs alone may be one.
        self.students = tuple(
            replace(one, login=one.email) if one.email and not one.login and self._own(one) else one
            for one in members
        )
        self.unknown = tuple(unknown)
        self.notes = (*notes, *_about_shared(members, self._shared))
        self._by_identity: defaultdict[str, dict[int, None]] = defaultdict(dict)
        self._by_name: defaultdict[str, dict[int, None]] = defaultdict(dict)
        for place, student in enumerate(self.students):
            for text in self._identities(student):
                self._by_identity[matching(text)][place] = None
            for text in (student.name, student.email):
                self._by_name[matching(text)][place] = None

    def fitting(self, learner: str) -> list[int]:
        """The places in `students` of all whom a result's learner may be; empty for a stranger.

        An id, a login or an e-mail decides, also as “Name <e-mail>” or “Name (id)”. A name alone
        may fit several learners.
        """
        if text := matching(learner):
            whole = {**self._by_identity.get(text, {}), **self._by_name.get(text, {})}
            return sorted(whole) or self._fitting_parts(named(learner))
        return []

    def _fitting_parts(self, who: Named) -> list[int]:
        given = [text for text in (who.id, who.email) if text]
        found = [p for p in (self._by_identity.get(matching(text)) for text in given) if p]
        if found:
            common = [place for place in found[0] if all(place in places for places in found)]
            return common or sorted({place for places in found for place in places})
        by_name = self._by_name.get(matching(who.name), {}) if given and matching(who.name) else {}
        return [place for place in by_name if not self._contradicts(who, self.students[place])]

    def _own(self, student: Student) -> bool:
        return matching(student.email) not in self._shared

    def _identities(self, student: Student) -> Iterator[str]:
        for kind, text in student.identities:
            if kind != "e-mail" or self._own(student):
                yield text
        yield from student.aliases

    def _contradicts(self, who: Named, student: Student) -> bool:
        """Whether a namesake gives another id or e-mail than this learner's."""
        other_id = who.id and student.id and matching(who.id) != matching(student.id)
        email = student.email if self._own(student) else ""
        return bool(other_id or (who.email and email and matching(who.email) != matching(email)))

    @classmethod
    def read(cls, path: Path) -> "Roster":
        """The roster in a CSV file, which may be the export of a learning system.

        Raises:
            UsageError: It can't be read, or lines are wrong; all of them are told.
        """
        text = read_text(path)
        try:
            lines = rows(text, is_known)
        except NoTableError as error:
            raise UsageError(f"{path} is not a roster: {error}.", DO) from error
        heads = lines[0] if lines else TableRow(1, ())
        columns = understood(heads.cells)
        faults = [f"line {heads.number} has the column {one} twice" for one in twice(heads.cells)]
        if not columns.places.keys() & {"name", "first", "last"}:
            faults = [f"line {heads.number} has no column `name`"]
            found = Found()
        else:
            found = students(lines[1:], columns)
        faults += found.faults or ([] if found.students or faults else ["it lists no learners"])
        if faults:
            more = len(faults) - SHOWN
            told = "; ".join(faults[:SHOWN]) + (f"; and {more} more" if more > 0 else "")
            raise UsageError(f"{path} is not a roster: {told}.", DO)
        return cls(found.students, columns.unknown, tuple(_notes(found, columns)))


def _notes(found: Found, columns: Columns) -> Iterator[str]:
    """Notes on the file that an instructor might not expect."""
    taken = ", ".join(f"{which} from “{heading}”" for which, heading in columns.renamed)
    if columns.system is not OTHER:
        yield f"read as an export of {columns.system.name}{f': {taken}' if taken else ''}"
    elif taken:
        yield f"read with {taken}"
    if found.left_out:
        yield f"left out: {_listed(found.left_out)}"
    if found.joined:
        yield f"counted once, because an earlier line has the same learner: {_lines(found.joined)}"
    for text, lines in found.stand_ins.items():
        yield f"“{text}” counts as an empty cell: {_lines(lines)}"


def _about_shared(members: Iterable[Student], shared: Iterable[str]) -> Iterator[str]:
    for email in sorted(shared):
        names = [one.name for one in members if matching(one.email) == email]
        yield f"{email} identifies nobody, since several learners have it: {_listed(names)}"


def _lines(numbers: Sequence[int]) -> str:
    return ("line " if len(numbers) == 1 else "lines ") + _listed([str(one) for one in numbers])


def _listed(texts: Sequence[str]) -> str:
    more = len(texts) - SHOWN
    return ", ".join(texts[:SHOWN]) + (f" and {more} more" if more > 0 else "")
