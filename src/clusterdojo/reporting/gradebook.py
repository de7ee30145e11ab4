"""Learners by labs, with the attempt that counts in each cell."""

import datetime
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import Literal

from clusterdojo.reporting import gradebook_exams, gradebook_names
from clusterdojo.reporting.collection import Collection, Entry, ExamEntry, Skipped
from clusterdojo.reporting.gradebook_exams import Cells, ExamCell, ExamColumn
from clusterdojo.reporting.learners import UNNAMED, matching
from clusterdojo.reporting.roster import Roster, Student
from clusterdojo.reporting.roster.naming import naming

Choice = Literal["best", "last", "first"]


@dataclass(frozen=True, slots=True)
class LabColumn:
    """A lab, as the latest of its results describes it.

    Attributes:
        id: Its folder's name.
        title: The id where no result tells a title.
        domain: Of the CKA; empty if no result tells it.
        minutes: What the exam would give; 0 where no result tells it.
        possible: The points that there are to earn.
        contents: How many versions of the lab the results come from: numbers of one are comparable.
    """

    id: str
    title: str
    domain: str
    minutes: int
    possible: int
    contents: int


@dataclass(frozen=True, slots=True)
class Cell:
    """A learner's attempts at a lab.

    Attributes:
        learner: As in `Gradebook.learners`.
        lab: The lab's id.
        attempts: All of them, oldest first.
        chosen: The one that counts; None if there is none, or none that could be graded.
        genuine: Whether only attempts count whose seals hold.
        uncertain: Whether another attempt at the lab fits this learner and others.
    """

    learner: str
    lab: str
    attempts: tuple[Entry, ...] = ()
    chosen: Entry | None = None
    genuine: bool = False
    uncertain: bool = False

    @property
    def untried(self) -> bool:
        """Whether it is certain that the learner has no attempt at the lab."""
        return not (self.attempts or self.uncertain)

    @property
    def share(self) -> float | None:
        """How much of the lab's points the chosen attempt earned, 0 to 1; None without one."""
        return None if self.chosen is None else share(self.chosen)

    @property
    def unsealed(self) -> tuple[Entry, ...]:
        """The attempts that don't count, since their seals don't hold."""
        return tuple(e for e in self.attempts if self.genuine and e.seal != "genuine")

    @property
    def counting(self) -> tuple[Entry, ...]:
        """The attempts that could count: of the others no number is known, or none is trusted."""
        trusted = (e for e in self.attempts if not self.genuine or e.seal == "genuine")
        return tuple(filter(gradable, trusted))

    @property
    def ungradable(self) -> tuple[Entry, ...]:
        """The attempts of which no number is known."""
        return tuple(entry for entry in self.attempts if not gradable(entry))


@dataclass
class Gradebook:
    """A class.

    Attributes:
        learners: Everybody by name, who handed in nothing as well; `unnamed` comes last.
        labs: By domain and id.
        cells: One for each learner and lab id, also where there is no attempt.
        choice: Which attempts count.
        missing: Learners of the roster who handed in nothing.
        unlisted: Learners who handed in something and are not on the roster, if there is one.
        renamed: Spellings that were put under another one, and that one.
        students: What is known of a learner, by the name in `learners`: from the roster, or the id
            and e-mail that they gave.
        unnamed: Stands for all who did not name themselves.
        exams: By id.
        sittings: One for each learner and exam that they have sat.
        genuine: Whether only results count whose seals hold.
        unknown_columns: Those of the roster that say nothing to reports.
        uncertain: Results whose learner may be one of several; they count for none of them.
        roster_notes: What the roster's reader took for what, and left out.
    """

    learners: list[str]
    labs: list[LabColumn]
    cells: dict[tuple[str, str], Cell]
    choice: Choice = "best"
    missing: list[str] = field(default_factory=list)
    unlisted: list[str] = field(default_factory=list)
    renamed: list[tuple[str, str]] = field(default_factory=list)
    students: dict[str, Student] = field(default_factory=dict)
    unnamed: str = UNNAMED
    exams: list[ExamColumn] = field(default_factory=list)
    sittings: Cells = field(default_factory=dict)
    genuine: bool = False
    unknown_columns: tuple[str, ...] = ()
    uncertain: list[Skipped] = field(default_factory=list)
    roster_notes: tuple[str, ...] = ()

    def exam(self, learner: str, exam: str) -> ExamCell:
        """The learner's sittings of that exam."""
        return self.sittings.get((learner, exam)) or ExamCell()

    def cell(self, learner: str, lab: str) -> Cell:
        """The learner's attempts at that lab."""
        return self.cells.get((learner, lab)) or Cell(learner, lab)

    def row(self, learner: str) -> list[Cell]:
        """The learner's cells, in the order of `labs`."""
        return [self.cell(learner, lab.id) for lab in self.labs]

    def column(self, lab: str) -> list[Cell]:
        """The lab's cells, in the order of `learners`."""
        return [self.cell(learner, lab) for learner in self.learners]

    def mean(self, learner: str) -> float | None:
        """The mean share over the labs that count for the learner, 0 to 1.

        Labs without a graded attempt are left out. None if no lab is left.
        """
        shares = [cell.share for cell in self.row(learner)]
        known = [share for share in shares if share is not None]
        return sum(known) / len(known) if known else None

    @property
    def ungradable(self) -> list[tuple[str, Entry]]:
        """Every attempt of which no number is known, with its learner."""
        return [
            (learner, entry)
            for learner in self.learners
            for cell in self.row(learner)
            for entry in cell.ungradable
        ]


def gradable(entry: Entry) -> bool:
    """Whether the attempt has a score."""
    return entry.result.outcome != "ungradable" and entry.result.possible > 0


def share(entry: Entry) -> float | None:
    """How much of its points an attempt earned, 0 to 1; None if it has no score."""
    return entry.result.earned / entry.result.possible if gradable(entry) else None


def gradebook(
    collection: Collection,
    choice: Choice = "best",
    roster: Roster | None = None,
    *,
    unsealed: bool = False,
) -> Gradebook:
    """The class's results by learner and lab.

    Args:
        collection: All that was handed in.
        choice: Which of several attempts at a lab, or sittings of an exam, counts; ungradable
            ones never do.
        roster: Who belongs to the class; it also decides how names are spelt.
        unsealed: Where seals were checked: whether results count whose seals don't hold, too.
    """
    genuine = collection.checked and not unsealed
    found: list[Entry | ExamEntry] = [*collection.entries, *collection.exams]
    whose = naming((entry.result.learner for entry in found), roster)
    names = whose.names
    attempts: defaultdict[tuple[str, str], list[Entry]] = defaultdict(list)
    for entry in collection.entries:
        if name := names.get(entry.result.learner):
            attempts[name, entry.result.lab.id].append(entry)
    present = set(names.values())
    learners = sorted(present | {*whose.listed}, key=_by_name)
    labs = _columns(collection.entries)
    cells = {
        (learner, lab.id): _cell(
            learner, lab.id, attempts.get((learner, lab.id), ()), choice, genuine=genuine
        )
        for learner in learners
        for lab in labs
    }
    for learner, lab_id in gradebook_names.perhaps(
        ((entry.result.learner, entry.result.lab.id) for entry in collection.entries), whose
    ):
        if cell := cells.get((learner, lab_id)):
            cells[learner, lab_id] = replace(cell, uncertain=True)
    exams = [exam for exam in collection.exams if exam.result.learner in names]
    sittings = gradebook_exams.cells(exams, names, choice, genuine=genuine)
    for learner, exam_id in gradebook_names.perhaps(
        ((exam.result.learner, gradebook_exams.column_id(exam)) for exam in collection.exams), whose
    ):
        cell_of_exam = sittings.get((learner, exam_id), ExamCell())
        sittings[learner, exam_id] = replace(cell_of_exam, uncertain=True)
    perhaps_present = {one for fitting in whose.uncertain.values() for one in fitting}
    return Gradebook(
        learners=learners,
        labs=labs,
        cells=cells,
        choice=choice,
        missing=sorted({*whose.listed} - present - perhaps_present, key=_by_name),
        unlisted=sorted(present - {*whose.listed, UNNAMED}, key=_by_name) if roster else [],
        renamed=gradebook_names.renamed(whose),
        students=whose.students,
        exams=gradebook_exams.columns(collection.exams),
        sittings=sittings,
        genuine=genuine,
        unknown_columns=roster.unknown if roster else (),
        uncertain=gradebook_names.uncertain(found, whose),
        roster_notes=roster.notes if roster else (),
    )


def _by_name(learner: str) -> tuple[bool, str, str]:
    return learner == UNNAMED, matching(learner), learner


def _columns(entries: Iterable[Entry]) -> list[LabColumn]:
    found: defaultdict[str, list[Entry]] = defaultdict(list)
    for entry in entries:
        found[entry.result.lab.id].append(entry)
    columns = [_column(lab, of_lab) for lab, of_lab in found.items()]
    return sorted(columns, key=lambda column: (column.domain, column.id))


def _column(lab: str, entries: list[Entry]) -> LabColumn:
    # Earlier versions of result.json have no title, and an ungradable one may lack criteria.
    told = max(entries, key=lambda e: (bool(e.result.lab.title), *_by_time(e)))
    points = max(entries, key=lambda e: (gradable(e), *_by_time(e)))
    return LabColumn(
        id=lab,
        title=told.result.lab.title or lab,
        domain=told.result.lab.domain,
        minutes=told.result.lab.minutes,
        possible=points.result.possible,
        contents=len({entry.result.lab.digest for entry in entries}),
    )


def _by_time(entry: Entry) -> tuple[datetime.datetime, str, str]:
    return entry.result.started, entry.result.attempt, entry.source


def _cell(
    learner: str, lab: str, entries: Iterable[Entry], choice: Choice, *, genuine: bool
) -> Cell:
    found = Cell(learner, lab, tuple(sorted(entries, key=_by_time)), genuine=genuine)
    if not (graded := found.counting):
        return found
    if choice == "best":
        # The earliest of equals: max takes the first that it meets.
        chosen = max(graded, key=lambda e: e.result.earned / e.result.possible)
    else:
        chosen = graded[0 if choice == "first" else -1]
    return replace(found, chosen=chosen)
