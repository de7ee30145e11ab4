"""What was found in a class's files, and what was left out, in a few lines."""

import datetime
from collections import Counter
from collections.abc import Iterator, Sequence, Sized

from clusterdojo.reporting.collection import Collection, Entry, ExamEntry
from clusterdojo.reporting.filters import learners
from clusterdojo.reporting.gradebook import Gradebook
from clusterdojo.reporting.roster.columns import OWN
from clusterdojo.reporting.sources import Skipped
from clusterdojo.untrusted import one_line

LISTED = 20  # of one kind; the report itself has all of them
LONGEST = 300  # characters of a line
A_DAY = datetime.timedelta(days=1)  # by which a learner's clock may be wrong


def summary(collection: Collection, gradebook: Gradebook | None = None) -> Iterator[str]:
    """The lines: what there is, then whatever an instructor should look at."""
    results = [entry.result for entry in collection.entries]
    labs = {result.lab.id for result in results}
    yield (
        f"{_count(results, 'result')} of {_count(_named(collection, gradebook), 'learner')} "
        f"in {_count(labs, 'lab')}{_seals(collection)}"
    )
    yield from _exams(collection)
    yield from listed("dropped as a duplicate", collection.duplicates)
    yield from listed("skipped", collection.skipped)
    yield from listed("handed in by several learners", collection.shared)
    heading = "without a genuine seal"
    if gradebook:
        heading += ", so it counts for nothing" if gradebook.genuine else ", and counts"
    yield from listed(heading, collection.unsealed)
    ungradable = [
        Skipped(entry.source, "it counts for nothing, and not as zero")
        for entry in collection.entries
        if entry.result.outcome == "ungradable"
    ]
    yield from listed("could not be graded", ungradable)
    yield from listed(
        "ended in the future, according to their own times", _of_the_future(collection)
    )
    if gradebook:
        if collection.of_other_labs:
            number = _count(range(collection.of_other_labs), "result")
            yield f"  {number} graded by other versions of labs than those here: values not checked"
        yield from _about_names(gradebook)


def _exams(collection: Collection) -> Iterator[str]:
    """How many there are, and those on which nobody can tell yet."""
    exams = [entry.result for entry in collection.exams]
    if not exams:
        return
    told = [(True, "passed"), (False, "not passed"), (None, "undecided")]
    counted = Counter(exam.passed for exam in exams)
    counts = ", ".join(f"{counted[which]} {word}" for which, word in told if counted[which])
    tasks = sum(bool(entry.exam) for entry in collection.entries)
    yield f"  {_count(exams, 'exam')}: {counts}; {tasks} of the results are their tasks'"
    unsettled = [
        Skipped(entry.source, f"tasks {', '.join(str(t.number) for t in entry.result.unsettled)}")
        for entry in collection.exams
        if entry.result.unsettled
    ]
    yield from listed("exams with tasks without a score", unsettled)


def _of_the_future(collection: Collection) -> list[Skipped]:
    """What counts as the last attempt whatever comes; a task has its exam's end."""
    latest = datetime.datetime.now(datetime.UTC) + A_DAY
    found: list[Entry | ExamEntry] = [*collection.exams]
    found += [entry for entry in collection.entries if not entry.exam]
    return [
        Skipped(one.source, f"it says that it ended on {one.result.ended:%Y-%m-%d}")
        for one in found
        if one.result.ended > latest
    ]


def _named(collection: Collection, gradebook: Gradebook | None) -> set[str]:
    """Who handed in something; a roster may put more spellings together."""
    if gradebook is None:
        named: list[Entry | ExamEntry] = [*collection.entries, *collection.exams]
        return set(learners(named))
    return {*gradebook.learners} - {*gradebook.missing, gradebook.unnamed}


def _about_names(gradebook: Gradebook) -> Iterator[str]:
    yield from (f"  roster: {one_line(note, LONGEST)}" for note in gradebook.roster_notes)
    heading = "not counted, because the name fits several learners (an id or e-mail would decide)"
    yield from listed(heading, gradebook.uncertain)
    together = [Skipped(name, f"counts as {to}") for name, to in gradebook.renamed]
    yield from listed("spelling counted under another one", together)
    unnamed = sum(len(cell.attempts) for cell in gradebook.row(gradebook.unnamed))
    if unnamed:
        yield f"  without a name: {unnamed}"
    for heading, names in (
        ("handed in nothing", gradebook.missing),
        ("not on the roster", gradebook.unlisted),
    ):
        if names:
            more = f" and {len(names) - LISTED} more" if len(names) > LISTED else ""
            yield f"  {heading}: {len(names)} ({', '.join(names[:LISTED])}{more})"
    if gradebook.unknown_columns:
        columns = one_line(", ".join(gradebook.unknown_columns), LONGEST)
        known = ", ".join(OWN)
        yield f"  columns of the roster that are not known: {columns}; known are {known}"


def _seals(collection: Collection) -> str:
    counted = Counter(entry.seal for entry in collection.entries)
    if not counted.keys() - {"none"}:
        return "; none is sealed"
    told = ", ".join(f"{count} {state}" for state, count in counted.most_common())
    return f"; seals: {told}"


def listed(heading: str, found: Sequence[Skipped]) -> Iterator[str]:
    """A heading with the number of what was found, then a line for each, up to `LISTED`."""
    if found:
        yield f"  {heading}: {len(found)}"
        for one in found[:LISTED]:
            yield f"    {one_line(f'{one.source}: {one.why}', LONGEST)}"
        if len(found) > LISTED:
            yield f"    and {len(found) - LISTED} more"


def _count(things: Sized, word: str) -> str:
    number = len(things)
    return f"{number} {word}{'' if number == 1 else 's'}"
