"""A class's results for Allure: those that the checks left beside result.json, merged.

result.json alone says what came out, since it alone can be sealed. The files beside it give what
it does not know, when each criterion was graded; all else is written again by the same writer, so
that the totals are those of `dojo check`, whatever became of those files.
"""

import contextlib
import itertools
import json
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path

from clusterdojo.errors import StateError
from clusterdojo.files import write_atomically
from clusterdojo.grading.allure import STATUS, Seen, folder_of
from clusterdojo.grading.allure import write as write_one
from clusterdojo.grading.result import Result
from clusterdojo.progress import Progress
from clusterdojo.reporting.collection import Collection, Entry
from clusterdojo.reporting.formats.allure.history import History
from clusterdojo.reporting.learners import matching, shown
from clusterdojo.reporting.output import unwritten

HISTORY = "history.jsonl"  # Allure 3 reads it where its configuration names it
OURS = ("*-result.json", "*-attachment.txt", "environment.properties", HISTORY)
LARGEST_FILE = 1_000_000  # bytes of one test result
UNREADABLE = (
    OSError, ValueError, TypeError, KeyError, OverflowError, RecursionError,
)  # fmt: skip
MOST_FILES = 1_000  # of one check; a lab has some ten criteria

Known = dict[str, tuple[Seen, str, str]]  # by criterion: when, Allure's status, points earned


@dataclass(frozen=True)
class Merged:
    """What is in the folder now.

    Attributes:
        attempts: All of them.
        kept: Those whose own Allure results told when each criterion was graded.
        differing: Sources whose own Allure results say something else than result.json.
        criteria: Of each learner's latest attempt at each lab, which is what Allure counts.
        earned: The points of those attempts, where they could be graded.
        possible: The points that those could have.
        ungradable: How many of those attempts could not be graded.
    """

    attempts: int
    kept: int
    differing: list[str]
    criteria: int
    earned: int
    possible: int
    ungradable: int


def write(collection: Collection, output: Path, progress: Progress) -> Merged:
    """Write all attempts into one folder of Allure results, with the history across attempts.

    A learner's latest attempt at a lab is what Allure counts. It shows earlier ones as retries
    of the same criterion, with all that was found, and by their outcome in its history.

    Args:
        collection: Collected with evidence, where that is to be attached.
        output: The folder; what an earlier call has written there goes.
        progress: Is told of each attempt.

    Raises:
        UsageError: The folder can't be written.
    """
    try:
        output.mkdir(mode=0o700, parents=True, exist_ok=True)
        for pattern in OURS:
            for path in output.glob(pattern):
                path.unlink()
        return _write(collection, output, progress)
    except (OSError, StateError) as error:
        raise unwritten(output, error) from error


def _write(collection: Collection, output: Path, progress: Progress) -> Merged:
    progress.stage("writing Allure results")
    groups = _by_learner_and_lab(collection.entries)
    kept, differing, done = 0, [], 0
    history = History()
    for attempts in groups:
        still_asked = {criterion.name for criterion in attempts[-1].result.criteria}
        before = None
        for number, entry in reversed(list(enumerate(attempts))):
            result = entry.result
            known = _known(entry)
            if known and {n: k[1:] for n, k in known.items()} != _as_written(result):
                differing.append(entry.source)
                progress.note(f"Allure's files beside {entry.source} differ from it; it counts.")
            kept += bool(known)
            seen = _times(result, known, before)
            before = min((s.start for s in seen.values()), default=before)
            # What the lab has ceased to ask would count as if the latest attempt had it.
            told = [c for c in result.criteria if c.name in still_asked]
            result = result.model_copy(update={"criteria": told})
            write_one(output, result, seen)
            if number < len(attempts) - 1:
                history.add(number, result, seen)
            done += 1
            progress.advance(done, len(collection.entries), entry.source)
    write_atomically(output / HISTORY, "".join(history.lines()))
    latest = [attempts[-1].result for attempts in groups]
    graded = [result for result in latest if result.outcome != "ungradable"]
    merged = Merged(
        attempts=done,
        kept=kept,
        differing=differing,
        criteria=sum(len(result.criteria) for result in latest),
        earned=sum(result.earned for result in graded),
        possible=sum(result.possible for result in graded),
        ungradable=len(latest) - len(graded),
    )
    write_atomically(output / "environment.properties", _environment(merged, latest))
    return merged


def _by_learner_and_lab(entries: Iterable[Entry]) -> list[list[Entry]]:
    """Each learner's attempts at each lab, oldest first; one learner, whatever the spelling."""
    names: dict[str, str] = {}
    groups: defaultdict[tuple[str, str], list[Entry]] = defaultdict(list)
    for entry in sorted(entries, key=lambda e: (e.result.ended, e.result.attempt)):
        key = matching(entry.result.learner)
        learner = names.setdefault(key, shown(entry.result.learner))
        result = entry.result.model_copy(update={"learner": learner})
        groups[key, result.lab.id].append(replace(entry, result=result))
    return list(groups.values())


def _known(entry: Entry) -> Known:
    """The files that the last check left beside result.json, as far as they can be read."""
    found: Known = {}
    with contextlib.suppress(OSError, ValueError):
        source = Path(entry.source)
        if not source.is_file():
            return {}  # of a zip file or an exam: nothing lies beside it
        folder = folder_of(source, len(entry.result.checks))
        paths = folder.glob("*-result.json") if folder.is_dir() else ()
        for path in itertools.islice(paths, MOST_FILES):
            with contextlib.suppress(*UNREADABLE):
                if path.is_file() and path.stat().st_size <= LARGEST_FILE:
                    test = json.loads(path.read_bytes())
                    facts = {p["name"]: p["value"] for p in test["parameters"]}
                    seen = Seen(int(test["start"]), int(test["stop"]))
                    name = str(test["fullName"]).rpartition("#")[2]
                    found[name] = (seen, test["status"], facts["earned"])
    return found


def _as_written(result: Result) -> dict[str, tuple[str, str]]:
    """A check's files for a result: each criterion's status and points."""
    return {c.name: (STATUS[c.outcome], str(c.earned)) for c in result.criteria}


def _times(result: Result, known: Known, before: int | None) -> dict[str, Seen]:
    """When each criterion was graded, in milliseconds: as was seen, else the check's time.

    Args:
        result: Whose time is believed.
        known: What was seen, believed as far as it fits.
        before: When the next attempt began to be graded: Allure takes the latest for the last.
    """
    began, ended = (int(time.timestamp() * 1000) for time in (result.started, result.ended))
    times = {}
    for criterion in result.criteria:
        seen = known[criterion.name][0] if criterion.name in known else Seen(ended, ended)
        if not began <= seen.start <= seen.stop <= ended:
            seen = Seen(ended, ended)
        if before is not None and seen.start >= before:
            seen = Seen(before - 1, before - 1)
        times[criterion.name] = seen
    return times


def _environment(merged: Merged, latest: list[Result]) -> str:
    """A word on the whole, which the report's first page shows."""
    facts = {
        "learners": len({result.learner for result in latest}),
        "labs": len({result.lab.id for result in latest}),
        "attempts": merged.attempts,
        "points": f"{merged.earned} of {merged.possible}",
        "ungradable": merged.ungradable,
    }
    return "".join(f"{name} = {value}\n" for name, value in facts.items())
