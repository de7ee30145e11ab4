"""Learners by exams, with the sitting that counts in each cell."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

from clusterdojo.reporting.exams import ExamEntry

PREFIX = "exam:"  # no lab's id has a colon


@dataclass(frozen=True, slots=True)
class ExamColumn:
    """An exam, whatever was drawn for it.

    Attributes:
        id: The blueprint's, marked as an exam's.
        title: As the latest of its results tells it.
    """

    id: str
    title: str


@dataclass(frozen=True, slots=True)
class ExamCell:
    """A learner's sittings of an exam.

    Attributes:
        sittings: All of them, oldest first.
        chosen: The one that counts; None if there is none of which all tasks have a number.
            Practice never counts, nor, where seals were checked, does one whose seal does not hold.
        uncertain: Whether another sitting fits this learner and others.
    """

    sittings: tuple[ExamEntry, ...] = ()
    chosen: ExamEntry | None = None
    uncertain: bool = False

    @property
    def untried(self) -> bool:
        """Whether it is certain that the learner has not sat the exam."""
        return not (self.sittings or self.uncertain)

    @property
    def score(self) -> float | None:
        """Percent, of the sitting that counts."""
        return None if self.chosen is None else self.chosen.result.score


Cells = dict[tuple[str, str], ExamCell]


def column_id(entry: ExamEntry) -> str:
    """The id of the exam's column."""
    return f"{PREFIX}{entry.result.blueprint.id}"


def columns(exams: Iterable[ExamEntry]) -> list[ExamColumn]:
    """One for each blueprint, by id."""
    titles: dict[str, str] = {}
    for entry in sorted(exams, key=_by_time):
        titles[column_id(entry)] = entry.result.blueprint.title or entry.result.blueprint.id
    return [ExamColumn(one, title) for one, title in sorted(titles.items())]


def cells(
    exams: Iterable[ExamEntry],
    names: Mapping[str, str],
    choice: Literal["best", "last", "first"],
    *,
    genuine: bool = False,
) -> Cells:
    """One for each learner and exam that has a sitting.

    Args:
        exams: All that were handed in.
        names: The name to show for each spelling.
        choice: Which of several sittings counts.
        genuine: Whether only those count whose seals hold.
    """
    found: defaultdict[tuple[str, str], list[ExamEntry]] = defaultdict(list)
    for entry in exams:
        found[names[entry.result.learner], column_id(entry)].append(entry)
    return {key: _cell(sittings, choice, genuine=genuine) for key, sittings in found.items()}


def _cell(
    sittings: list[ExamEntry], choice: Literal["best", "last", "first"], *, genuine: bool
) -> ExamCell:
    ordered = tuple(sorted(sittings, key=_by_time))
    trusted = [e for e in ordered if not genuine or e.seal == "genuine"]
    counting = [e for e in trusted if not (e.result.unsettled or e.result.practice)]
    if not counting:
        return ExamCell(ordered)
    if choice == "best":
        return ExamCell(ordered, max(counting, key=lambda entry: entry.result.score))
    return ExamCell(ordered, counting[0 if choice == "first" else -1])


def _by_time(entry: ExamEntry) -> tuple[float, str, str]:
    return entry.result.started.timestamp(), entry.result.exam, entry.source
