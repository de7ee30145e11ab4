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

from clusterdojo.grading.result import API_VERSION, FIRST_VERSION, parse
from clusterdojo.grading.seal import Key, state_of
from clusterdojo.reporting.duplicates import Candidate, Entry, sort_out
from clusterdojo.reporting.plausible import implausible
from clusterdojo.reporting.sources import FOREIGN, FOREIGN_LISTED, Found, Skipped, Sources

__all__ = ["Collection", "Entry", "Skipped", "collect"]

MANY = 100_000  # objects, as a class has; a small collection is not worth any special care
NO_RESULT = "it is JSON, but no result of an attempt"


@dataclass
class Collection:
    """What was found.

    Attributes:
        entries: One for each attempt, oldest first.
        skipped: Files that are broken, too large or no results.
        duplicates: Results that were dropped since another one of the same attempt is kept.
        shared: Attempts that several learners handed in as their own; they are in `entries`, too.
        foreign: How many files are neither JSON nor zip files.
    """

    entries: list[Entry] = field(default_factory=list)
    skipped: list[Skipped] = field(default_factory=list)
    duplicates: list[Skipped] = field(default_factory=list)
    shared: list[Skipped] = field(default_factory=list)
    foreign: int = 0


def collect(
    paths: Sequence[Path], key: Key | None = None, *, keep_evidence: bool = False
) -> Collection:
    """All results in files, folders and zip files, each attempt once.

    Args:
        paths: Where to look; folders with all that is in them.
        key: The instructor's, to check seals with.
        keep_evidence: Whether to keep what the criteria have read: most of a result's size.

    Raises:
        UsageError: One of `paths` does not exist.
    """
    sources = Sources()
    with _no_pauses():
        found = sort_out(_candidates(sources, paths, key, keep_evidence=keep_evidence))
    skipped = [*sources.skipped, *_foreign(sources.foreign)]
    return Collection(
        entries=found.kept,
        skipped=sorted(skipped, key=lambda s: (s.source, s.why)),
        duplicates=found.dropped,
        shared=found.shared,
        foreign=len(sources.foreign),
    )


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
    sources: Sources, paths: Sequence[Path], key: Key | None, *, keep_evidence: bool
) -> Iterator[Candidate]:
    for found in sources.read(paths):
        try:
            yield _candidate(found, key, keep_evidence=keep_evidence)
        except _NotTakenError as error:
            sources.skip(found.source, str(error))


class _NotTakenError(Exception):
    """Why a file is no result that counts."""


def _candidate(found: Found, key: Key | None, *, keep_evidence: bool) -> Candidate:
    try:
        content = json.loads(found.text)
    except json.JSONDecodeError as error:
        why = f"it is not JSON: line {error.lineno}, column {error.colno}"
        raise _NotTakenError(why) from error
    except (ValueError, RecursionError) as error:
        raise _NotTakenError("it is not JSON") from error
    _recognise(content)
    try:
        seal = state_of(content, key)  # before anything is changed
        if not keep_evidence:
            _drop_evidence(content)
        result = parse(content)
    except (ValueError, RecursionError) as error:
        raise _NotTakenError(f"it is no whole result: {_fault(error)}") from error
    if why := implausible(result):
        raise _NotTakenError(f"it can't be right: {why}")
    digest = hashlib.blake2b(found.text, digest_size=16).digest()
    return Candidate(Entry(result, found.source, seal), digest)


def _recognise(content: Any) -> None:
    if not isinstance(content, dict) or content.get("kind") != "Result":
        raise _NotTakenError(NO_RESULT)
    version = content.get("apiVersion")
    if not isinstance(version, str) or not version.startswith("clusterdojo.dev/"):
        raise _NotTakenError(NO_RESULT)
    if version not in (API_VERSION, FIRST_VERSION):
        why = f"it is of version {_one_line(version)}, which a newer clusterdojo may read"
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
