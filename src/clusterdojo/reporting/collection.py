"""A class's results, collected from any tree of files, with all that was wrong with them told.

One process reads them all: to hand a result from another process over takes as long as to read it.
"""

import contextlib
import gc
import hashlib
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from clusterdojo.exam.result import parse as parse_exam
from clusterdojo.exam.sealing import seal_state
from clusterdojo.grading.result import API_VERSION, FIRST_VERSION, parse
from clusterdojo.lab.suite import Suite
from clusterdojo.lab.suite import suite as chosen_suite
from clusterdojo.reporting.duplicates import Candidate, Entry, sort_out
from clusterdojo.reporting.exams import (
    ExamCandidate,
    ExamEntry,
    attempts_in,
    is_exam,
    known_version,
    sort_out_exams,
)
from clusterdojo.reporting.known_labs import KnownLabs
from clusterdojo.reporting.plausible import implausible
from clusterdojo.reporting.plausible_exam import implausible_exam
from clusterdojo.reporting.sources import FOREIGN, FOREIGN_LISTED, Found, Skipped, Sources
from clusterdojo.seal import Key, SealState, state_of

__all__ = ["SEALS", "Collection", "Entry", "ExamEntry", "Skipped", "collect", "each"]

MANY = 100_000  # objects, as a class has; a small collection is not worth any special care
SEALS: dict[SealState, str] = {
    "none": "it has no seal",
    "broken": "it was changed after it was sealed",
    "another key": "it is not sealed with this key",
}
NO_RESULT = "it is JSON, but not the result of an attempt or an exam"


@dataclass
class Collection:
    """What was found.

    Attributes:
        entries: One for each attempt, oldest first; those of exams as well.
        skipped: Files that are broken, too large or no results.
        duplicates: Results that were dropped since another one of the same attempt is kept.
        shared: Attempts and exams that several learners handed in as their own; they count, too.
        foreign: How many files are neither JSON nor zip files.
        exams: One for each exam, oldest first.
        checked: Whether seals were checked, with a key.
        of_other_labs: How many of `entries` were graded by labs that are not here in the same
            version; their drawn values can't be checked.
    """

    entries: list[Entry] = field(default_factory=list)
    skipped: list[Skipped] = field(default_factory=list)
    duplicates: list[Skipped] = field(default_factory=list)
    shared: list[Skipped] = field(default_factory=list)
    foreign: int = 0
    exams: list[ExamEntry] = field(default_factory=list)
    checked: bool = False
    of_other_labs: int = 0

    @property
    def unsealed(self) -> list[Skipped]:
        """What has no seal by the key with which seals were checked; a task has its exam's."""
        sealed: list[Entry | ExamEntry] = [*self.exams]
        sealed += [entry for entry in self.entries if not entry.exam]
        return [
            Skipped(one.source, SEALS[one.seal])
            for one in sealed
            if self.checked and one.seal in SEALS
        ]


def collect(
    paths: Sequence[Path],
    key: Key | None = None,
    *,
    keep_evidence: bool = False,
    suite: Suite | None = None,
) -> Collection:
    """All results in files, folders and zip files, each attempt once.

    Args:
        paths: Where to look; folders with all that is in them.
        key: The instructor's, to check seals with.
        keep_evidence: Whether to keep what the criteria have read: most of a result's size.
        suite: Whose labs drawn values are compared with; the chosen one, if not given.

    Raises:
        UsageError: One of `paths` does not exist, or the chosen suite has no labs.
    """
    sources = Sources()
    reader = _Reader(key, KnownLabs(suite or chosen_suite()), keep_evidence=keep_evidence)
    candidates: list[Candidate] = []
    exam_candidates: list[ExamCandidate] = []
    with _no_pauses():
        for one in _candidates(sources, paths, reader):
            if isinstance(one, Candidate):
                candidates.append(one)
            else:
                exam_candidates.append(one)
        exams = sort_out_exams(exam_candidates)
        tasks = {e.source: e for exam in exams.kept for e in exam.entries()}
        found = sort_out([*candidates, *(Candidate(entry, b"") for entry in tasks.values())])
    skipped = [*sources.skipped, *_foreign(sources.foreign)]
    # Of an exam that was handed in by several, its tasks need not be told one by one.
    shared = [*exams.shared, *(one for one in found.shared if one.source not in tasks)]
    return Collection(
        entries=found.kept,
        exams=exams.kept,
        skipped=sorted(skipped, key=lambda s: (s.source, s.why)),
        duplicates=sorted([*exams.dropped, *found.dropped], key=lambda s: s.source),
        shared=sorted(shared, key=lambda s: s.source),
        foreign=len(sources.foreign),
        checked=key is not None,
        of_other_labs=sum(reader.labs.changed(entry.result) for entry in found.kept),
    )


def each(
    paths: Sequence[Path], key: Key | None = None, suite: Suite | None = None
) -> Iterator[Entry | ExamEntry | Skipped]:
    """Every file in files, folders and zip files that is a result, or should be one.

    Copies come as often as they are there. A file that is neither JSON nor a zip file comes only
    where it is named.

    Args:
        paths: Where to look.
        key: The instructor's, to check seals with.
        suite: Whose labs drawn values are compared with; the chosen one, if not given.

    Raises:
        UsageError: One of `paths` does not exist, or the chosen suite has no labs.
    """
    sources = Sources()
    reader = _Reader(key, KnownLabs(suite or chosen_suite()), keep_evidence=False)
    for one in _candidates(sources, paths, reader):
        yield one.entry
    named = {str(path) for path in paths}
    foreign = (Skipped(source, FOREIGN) for source in sources.foreign if source in named)
    yield from sorted([*sources.skipped, *foreign], key=lambda s: (s.source, s.why))


@contextlib.contextmanager
def _no_pauses() -> Iterator[None]:
    """Let nothing look for cycles in results: there are none, and the search takes seconds."""
    enabled, before = gc.isenabled(), gc.get_count()[0]
    gc.disable()
    try:
        yield
    finally:
        if gc.get_count()[0] - before > MANY:
            gc.freeze()  # nor later on, when the reports are made
        if enabled:
            gc.enable()


def _candidates(
    sources: Sources, paths: Sequence[Path], reader: "_Reader"
) -> Iterator[Candidate | ExamCandidate]:
    for found in sources.read(paths):
        try:
            yield reader.candidate(found)
        except _NotTakenError as error:
            sources.skip(found.source, str(error))


class _NotTakenError(Exception):
    """The reason why a file does not count as a result."""


@dataclass(frozen=True)
class _Reader:
    """What it takes to read a file.

    Attributes:
        key: The instructor's, to check seals with.
        labs: What drawn values are compared with.
        keep_evidence: Whether to keep what the criteria have read.
    """

    key: Key | None
    labs: KnownLabs
    keep_evidence: bool

    def candidate(self, found: Found) -> Candidate | ExamCandidate:
        """The result in a file.

        Raises:
            _NotTakenError: There is none that counts.
        """
        try:
            content = json.loads(found.text)
        except json.JSONDecodeError as error:
            why = f"it is not JSON: line {error.lineno}, column {error.colno}"
            raise _NotTakenError(why) from error
        except (ValueError, RecursionError) as error:
            raise _NotTakenError("it is not JSON") from error
        _recognise(content)
        digest = hashlib.blake2b(found.text, digest_size=16).digest()
        try:
            if is_exam(content):
                return ExamCandidate(self._exam(content, found.source), digest)
            return Candidate(self._attempt(content, found.source), digest)
        except (ValueError, RecursionError) as error:
            raise _NotTakenError(f"it is not a complete result: {_fault(error)}") from error

    def _attempt(self, content: dict[str, Any], source: str) -> Entry:
        seal = state_of(content, self.key)  # before anything is changed
        if not self.keep_evidence:
            _drop_evidence(content)
        result = parse(content)
        if why := implausible(result) or self.labs.implausible(result):
            raise _NotTakenError(f"it can't be right: {why}")
        return Entry(result, source, seal)

    def _exam(self, content: dict[str, Any], source: str) -> ExamEntry:
        seal = seal_state(content, self.key, str(content.get("pack") or ""))
        for attempt in () if self.keep_evidence else attempts_in(content):
            _drop_evidence(attempt)
        result = parse_exam(content)
        if why := implausible_exam(result) or self.labs.implausible_exam(result):
            raise _NotTakenError(f"it can't be right: {why}")
        return ExamEntry(result, source, seal)


def _recognise(content: Any) -> None:
    if not isinstance(content, dict) or not (content.get("kind") == "Result" or is_exam(content)):
        raise _NotTakenError(NO_RESULT)
    version = content.get("apiVersion")
    if not isinstance(version, str) or not version.startswith("clusterdojo.dev/"):
        raise _NotTakenError(NO_RESULT)
    read = known_version(content) if is_exam(content) else version in (API_VERSION, FIRST_VERSION)
    if not read:
        why = f"it has version {_one_line(version)}, which a newer clusterdojo may read"
        raise _NotTakenError(why)


def _drop_evidence(content: dict[str, Any]) -> None:
    """Before it is validated: that halves the time, and the memory."""
    criteria = content.get("criteria")
    for criterion in criteria if isinstance(criteria, list) else []:
        if isinstance(criterion, dict) and isinstance(criterion.get("evidence"), list):
            criterion["evidence"] = []


def _fault(error: Exception) -> str:
    """The first thing that is wrong, where it is."""
    cause = error.__cause__
    if isinstance(cause, ValidationError):
        first = cause.errors(include_url=False, include_input=False)[0]
        place = ".".join(str(part) for part in first["loc"])
        return _one_line(f"{place}: {first['msg']}" if place else first["msg"])
    return _one_line(str(error))


def _one_line(text: str, longest: int = 200) -> str:
    visible = "".join(c if c.isprintable() else " " for c in text)
    return " ".join(visible.split())[:longest]


def _foreign(sources: list[str]) -> list[Skipped]:
    if len(sources) <= FOREIGN_LISTED:
        return [Skipped(source, FOREIGN) for source in sources]
    return [Skipped(f"{len(sources):,} other files", "they are neither .json nor .zip")]
