"""Exams among the results: recognised, judged, and taken apart into their attempts."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from clusterdojo.exam.result import API_VERSION, KIND, ExamResult, TaskResult
from clusterdojo.reporting.duplicates import Entry
from clusterdojo.reporting.learners import UNNAMED, matching, shown
from clusterdojo.reporting.sources import Skipped
from clusterdojo.seal import SealState


@dataclass(frozen=True, slots=True)
class ExamEntry:
    """One exam's result that was found.

    Attributes:
        result: Its attempts are without evidence, unless it was asked for.
        source: Its path, or “class.zip!results/exam-x.json”.
        seal: What is known of it; it covers the attempts.
    """

    result: ExamResult
    source: str
    seal: SealState

    def entry(self, task: TaskResult) -> Entry | None:
        """The attempt at one task as a result of its own; None if there is none.

        Its minutes are those for which the learner had the task before them: from the attempt's
        start, before the exam's, to the grading at its end, all tasks would have taken the same.
        """
        if task.result is None:
            return None
        minutes = round(task.seconds / 60, 1)
        result = task.result.model_copy(update={"minutes_used": minutes})
        return Entry(result, f"{self.source}#{task.number}", self.seal, self.result.exam)

    def entries(self) -> Iterator[Entry]:
        """All of its attempts, in the tasks' order."""
        return filter(None, map(self.entry, self.result.tasks))


@dataclass(frozen=True, slots=True)
class ExamCandidate:
    """An exam, and a checksum of the file that it was read from."""

    entry: ExamEntry
    digest: bytes


@dataclass
class SortedExams:
    """What is left of all candidates: see `duplicates.Sorted`."""

    kept: list[ExamEntry] = field(default_factory=list)
    dropped: list[Skipped] = field(default_factory=list)
    shared: list[Skipped] = field(default_factory=list)


def is_exam(content: Any) -> bool:
    """Whether plain data claim to be an exam's result."""
    return isinstance(content, dict) and content.get("kind") == KIND


def known_version(content: dict[str, Any]) -> bool:
    """Whether this version reads it."""
    return content.get("apiVersion") == API_VERSION


def attempts_in(content: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """The attempts' results in an exam's, as plain data of any shape."""
    tasks = content.get("tasks")
    for task in tasks if isinstance(tasks, list) else []:
        if isinstance(task, dict) and isinstance(task.get("result"), dict):
            yield task["result"]


def sort_out_exams(candidates: Iterable[ExamCandidate]) -> SortedExams:
    """Tell exams from repetitions; the order of `candidates` makes no difference."""
    same_id: defaultdict[str, list[ExamCandidate]] = defaultdict(list)
    for candidate in candidates:
        same_id[candidate.entry.result.exam].append(candidate)
    found = SortedExams()
    for same in same_id.values():
        _choose(sorted(same, key=_worth), found)
    found.kept.sort(key=lambda e: (e.result.started, e.result.exam, e.source))
    found.dropped.sort(key=lambda s: s.source)
    found.shared.sort(key=lambda s: s.source)
    return found


def _worth(candidate: ExamCandidate) -> tuple[bool, int, str]:
    """A seal that holds comes first, then what has more of it graded."""
    entry = candidate.entry
    return entry.seal != "genuine", len(entry.result.unsettled), entry.source


def _choose(same: list[ExamCandidate], found: SortedExams) -> None:
    kept: dict[str, ExamCandidate] = {}
    for candidate in same:
        first = kept.setdefault(matching(candidate.entry.result.learner), candidate)
        if first is not candidate:
            alike = candidate.digest == first.digest
            why = f"it {'is the same as' if alike else 'differs from'} {first.entry.source}"
            found.dropped.append(Skipped(candidate.entry.source, why))
    found.kept += [candidate.entry for candidate in kept.values()]
    for candidate in kept.values() if len(kept) > 1 else ():
        others = " and ".join(_who(other) for other in kept.values() if other is not candidate)
        why = f"{_who(candidate)} handed in the same exam as {others}"
        found.shared.append(Skipped(candidate.entry.source, why))


def _who(candidate: ExamCandidate) -> str:
    return shown(candidate.entry.result.learner) or UNNAMED
