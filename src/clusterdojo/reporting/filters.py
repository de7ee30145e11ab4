"""Results by learner: the learners of all results, and the results of one."""

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TypeVar

from clusterdojo.errors import UsageError
from clusterdojo.exam import result as exam_result
from clusterdojo.exam.result import ExamResult
from clusterdojo.lab.suite import Suite
from clusterdojo.reporting.collection import SEALS, Collection, Entry, ExamEntry, Skipped, each
from clusterdojo.reporting.known_labs import KnownLabs
from clusterdojo.reporting.learners import UNNAMED, matching, named, shown
from clusterdojo.reporting.plausible_exam import implausible_exam
from clusterdojo.seal import Key
from clusterdojo.untrusted import quoted

NAMES_SHOWN = 10
LONGEST = 120  # characters of a name or an id
E = TypeVar("E", bound=Entry | ExamEntry)  # of an attempt or an exam: both have a learner


def learners(entries: Iterable[Entry | ExamEntry]) -> list[str]:
    """Everybody who named themselves, each once, in the last spelling."""
    names = {matching(e.result.learner): shown(e.result.learner) for e in entries}
    return sorted(name for alike, name in names.items() if alike)


def of_learner(entries: Sequence[E], learner: str | None) -> list[E]:
    """The results of one learner, however they spell their name; all of them for None.

    A name, an id or an e-mail alone also selects learners who gave more than that.

    Raises:
        UsageError: There are none.
    """
    if learner is None:
        return list(entries)
    alike = "" if learner == UNNAMED else matching(learner)
    if found := [e for e in entries if matching(e.result.learner) == alike]:
        return found
    if alike and (found := [e for e in entries if alike in _parts(e.result.learner)]):
        return found
    raise UsageError(f"There is no result of {shown(learner) or 'nobody'}.", _there(entries))


def _parts(learner: str) -> set[str]:
    """The name, the id and the e-mail in “Wei Zhang (1001) <wz@example.org>”."""
    who = named(learner)
    return {matching(who.name), matching(who.id), matching(who.email)}


def learners_own(
    collection: Collection, learner: str | None
) -> tuple[list[Entry], list[ExamEntry]]:
    """The attempts and the exams of one learner, however they spell their name; all for None.

    Raises:
        UsageError: There are none.
    """
    return _apart(of_learner(_all(collection), learner))


def one_learners(
    collection: Collection, learner: str | None
) -> tuple[str, list[Entry], list[ExamEntry]]:
    """The name, the attempts and the exams of the only learner there is, or of the named one.

    Raises:
        UsageError: There are several learners, or no results.
    """
    name, found = one_learner(_all(collection), learner)
    return name, *_apart(found)


def _all(collection: Collection) -> list[Entry | ExamEntry]:
    return [*collection.entries, *collection.exams]


def _apart(found: Iterable[Entry | ExamEntry]) -> tuple[list[Entry], list[ExamEntry]]:
    entries: list[Entry] = []
    exams: list[ExamEntry] = []
    for one in found:
        if isinstance(one, Entry):
            entries.append(one)
        else:
            exams.append(one)
    return entries, exams


def one_learner(entries: Sequence[E], learner: str | None) -> tuple[str, list[E]]:
    """The name and the results of the only learner there is, or of the one that is named.

    Results without a name go with the only name there is.

    Raises:
        UsageError: There are several learners, or no results.
    """
    chosen = of_learner(entries, learner)
    names = learners(chosen)
    if not chosen:
        raise UsageError(
            "There are no results yet.", "`dojo start LAB` and `dojo check` leave one."
        )
    if len(names) > 1:
        raise UsageError(
            f"These are results of {len(names)} learners.",
            f"Choose one with --learner: {_listed(names)}.",
        )
    return (names[0] if names else ""), chosen


def last_of_lab(entries: Sequence[Entry], lab: str, learner: str | None) -> Entry:
    """The last result of that lab.

    Raises:
        UsageError: There is none, or several learners have one.
    """
    if found := [entry for entry in entries if entry.result.lab.id == lab]:
        _, chosen = one_learner(found, learner)
        return max(chosen, key=lambda entry: entry.result.ended)
    if Path(lab).is_dir():
        raise UsageError(
            f"{lab} is a folder, and none of the results is of a lab with that name.",
            "Name one result in it, or a lab for your latest result.",
        )
    raise UsageError(
        f"There is no result of the lab {lab}, and no such file.",
        "`dojo start LAB` and `dojo check` leave a result; `dojo list` shows all labs.",
    )


def only_one(file: Path, key: Key | None) -> Entry | ExamEntry:
    """The result in a file, which is checked as every report checks those that it collects.

    Raises:
        UsageError: There is none, or more than one.
    """
    found = list(each([file], key))
    bad = next((one for one in found if isinstance(one, Skipped)), None)
    if bad is not None:
        raise UsageError(
            f"{file.name} can't be used: {bad.why}.", "Name a result.json that `dojo check` wrote."
        )
    results = [one for one in found if not isinstance(one, Skipped)]
    if len(results) != 1:
        raise UsageError(f"{file.name} holds {len(results)} results.", "Name a file with one.")
    return results[0]


def exam_in(file: Path, suite: Suite) -> ExamResult:
    """The exam's result in a file among one's own, checked as every report checks it.

    Raises:
        StateError: It can't be read.
        UsageError: It can't be right.
    """
    result = exam_result.read(file)
    if why := implausible_exam(result) or KnownLabs(suite).implausible_exam(result):
        raise UsageError(
            f"{file} can't be right: {why}.", "Move the file away; no report counts it."
        )
    return result


def require_genuine(entry: Entry | ExamEntry) -> None:
    """Refuse a result without a seal that holds.

    Raises:
        UsageError: Its seal is not by the key with which it was checked.
    """
    if entry.seal in SEALS:
        raise UsageError(
            f"The result can't be trusted: {SEALS[entry.seal]}.",
            "Ask for the file that `dojo check` wrote; without --key, seals are not checked.",
        )


def last_exam(collection: Collection, exam_id: str | None, learner: str | None) -> ExamEntry:
    """The last exam, or the one of that id.

    Raises:
        UsageError: There is none, or several learners have one.
    """
    wanted = [e for e in collection.exams if exam_id in (None, e.result.exam)]
    if not wanted:
        ids = ", ".join(quoted(e.result.exam, LONGEST) for e in collection.exams[-NAMES_SHOWN:])
        raise UsageError(
            f"There is no result of {'an exam' if exam_id is None else f'the exam {exam_id}'}.",
            f"Choose one of: {ids}." if ids else "An exam leaves one once it is graded.",
        )
    _, chosen = one_learner(wanted, learner)
    return max(chosen, key=lambda entry: (entry.result.ended, entry.result.exam))


def _there(entries: Iterable[Entry | ExamEntry]) -> str:
    names = learners(entries)
    return f"There are results of {_listed(names)}." if names else "No result has a name."


def _listed(names: Sequence[str]) -> str:
    more = len(names) - NAMES_SHOWN
    # They are copied behind --learner.
    listed = ", ".join(quoted(name, LONGEST) for name in names[:NAMES_SHOWN])
    return listed + (f" and {more} more" if more > 0 else "")
