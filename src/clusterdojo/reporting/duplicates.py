"""One attempt that was handed in several times: which of its results counts."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from clusterdojo.grading.result import Result
from clusterdojo.reporting.learners import UNNAMED, matching, shown
from clusterdojo.reporting.sources import Skipped
from clusterdojo.seal import SealState


@dataclass(frozen=True, slots=True)
class Entry:
    """One result that was found.

    Attributes:
        result: Without evidence, unless it was asked for.
        source: Its path, or “class.zip!results/x.json”.
        seal: What is known of it.
        exam: The id of the exam that the attempt was a task of; empty for one of its own.
    """

    result: Result
    source: str
    seal: SealState
    exam: str = ""


@dataclass(frozen=True, slots=True)
class Candidate:
    """An entry, and a checksum of the file that it was read from."""

    entry: Entry
    digest: bytes


@dataclass
class Sorted:
    """The candidates that remain.

    Attributes:
        kept: One entry for each attempt, oldest first.
        dropped: The other results of those attempts.
        shared: Attempts that several learners handed in as their own; all of them are kept.
    """

    kept: list[Entry]
    dropped: list[Skipped]
    shared: list[Skipped]


def sort_out(candidates: Iterable[Candidate]) -> Sorted:
    """Tell attempts from repetitions; the order of `candidates` makes no difference."""
    attempts: defaultdict[tuple[str, str], list[Candidate]] = defaultdict(list)
    for candidate in candidates:
        result = candidate.entry.result
        attempts[result.lab.id, result.attempt].append(candidate)
    found = Sorted([], [], [])
    for same in attempts.values():
        if len(same) == 1:
            found.kept.append(same[0].entry)
        else:
            _choose(sorted(same, key=_worth), found)
    found.kept.sort(key=lambda e: (e.result.started, e.result.attempt, e.source))
    found.dropped.sort(key=lambda s: s.source)
    found.shared.sort(key=lambda s: s.source)
    return found


def _worth(candidate: Candidate) -> tuple[Any, ...]:
    """The order of copies: a genuine seal first, then the later state of the attempt."""
    entry, result = candidate.entry, candidate.entry.result
    return entry.seal != "genuine", -len(result.checks), -result.ended.timestamp(), entry.source


def _choose(same: list[Candidate], found: Sorted) -> None:
    """Keep the first of `same` for each learner: whose attempt it was can't be told from here."""
    kept: dict[str, Candidate] = {}
    for candidate in same:
        first = kept.setdefault(matching(candidate.entry.result.learner), candidate)
        if first is not candidate:
            found.dropped.append(Skipped(candidate.entry.source, _why(candidate, first)))
    found.kept += [candidate.entry for candidate in kept.values()]
    for candidate in kept.values() if len(kept) > 1 else ():
        others = " and ".join(_who(other) for other in kept.values() if other is not candidate)
        why = f"{_who(candidate)} handed in the same attempt as {others}"
        found.shared.append(Skipped(candidate.entry.source, why))


def _who(candidate: Candidate) -> str:
    return shown(candidate.entry.result.learner) or UNNAMED


def _why(dropped: Candidate, kept: Candidate) -> str:
    source = kept.entry.source
    if dropped.digest == kept.digest:
        return f"it is the same as {source}"
    if kept.entry.seal == "genuine" != dropped.entry.seal:
        return f"it differs from {source}, whose seal holds"
    older, newer = dropped.entry.result, kept.entry.result
    if (len(older.checks), older.ended) != (len(newer.checks), newer.ended):
        return f"it is an earlier state of {source}"
    return f"it differs from {source}, which is kept; neither is later"
