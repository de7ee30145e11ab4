"""One archive about a lab's attempts, for an instructor who is asked to judge them again.

Results go in byte for byte: what they hold was redacted when it was recorded, and another byte
would break their seals. All else that may hold secrets is redacted here.
"""

import contextlib
import datetime
import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from clusterdojo import __version__
from clusterdojo.attempt.model import Attempt
from clusterdojo.attempt.store import Store
from clusterdojo.errors import DojoError, StateError, UsageError
from clusterdojo.exam.result import parse as parse_exam
from clusterdojo.grading.redaction import Censor
from clusterdojo.grading.result import Result, lab_digest, parse
from clusterdojo.lab.suite import Suite
from clusterdojo.progress import Progress, Silent
from clusterdojo.reporting.dispute_live import State, states
from clusterdojo.reporting.dispute_work import texts, unpackable
from clusterdojo.reporting.exams import is_exam
from clusterdojo.reporting.known_labs import KnownLabs
from clusterdojo.reporting.learners import matching
from clusterdojo.reporting.learners import shown as shown_name
from clusterdojo.reporting.zip_file import write
from clusterdojo.untrusted import one_line, quoted

LARGEST_RESULT = 20_000_000  # bytes; a real one is a thousandth of that


@dataclass(frozen=True)
class Kept:
    """A result that the store has: as it is, and what it says."""

    name: str
    raw: bytes
    result: Result


@dataclass
class _Contents:
    """What goes into the archive, and what its README says.

    Attributes:
        members: Text or bytes by name, in the archive's order.
        described: What each member is.
        missing: What was left out or could not be read, and why.
    """

    members: dict[str, bytes] = field(default_factory=dict)
    described: dict[str, str] = field(default_factory=dict)
    missing: list[str] = field(default_factory=list)

    def add(self, name: str, content: str | bytes, what: str) -> None:
        """Put one file in."""
        text = content.encode(errors="replace") if isinstance(content, str) else content
        self.members[name] = text
        self.described[name] = what


def archive(
    store: Store,
    suite: Suite,
    lab_id: str,
    output: Path,
    progress: Progress | None = None,
    *,
    learner: str | None = None,
) -> list[str]:
    """Write everything that helps to judge one learner's attempts at one lab into one zip file.

    Args:
        store: Where results and attempts are.
        suite: Where labs are.
        lab_id: The lab.
        output: The file; its mode is 0600.
        progress: Told of every step.
        learner: Whose attempts, however the name is spelt; may be left out where all are of one.

    Returns:
        The names of what is in it.

    Raises:
        UsageError: There is no such attempt, several learners have one, or the file can't be
            written.
    """
    shown = progress or Silent()
    contents = _Contents()
    results = _results(store, lab_id, contents)
    running = _running(store, lab_id, contents)
    names = [kept.result.learner for kept in results]
    names += [running.record.learner] if running else []
    if names:
        whose = _whose(names, learner)
        results = [kept for kept in results if matching(kept.result.learner) in whose]
        if running and matching(running.record.learner) not in whose:
            running = None
    if not results and running is None:
        suite.lab_dir(lab_id)  # where there is no such lab, that is the error
        raise UsageError(
            f"There is no attempt at {lab_id} here.",
            f"`dojo start {lab_id}` begins one, and `dojo check` leaves a result.",
        )
    _lab(suite, lab_id, results, running, contents)
    for kept in results:
        name = unpackable(f"results/{kept.name}", contents.members)
        contents.add(name, kept.raw, _described(kept.result))
    if running is None:
        contents.missing.append(
            "work/ and live/: the attempt has ended, and its clusters and files with it."
        )
    else:
        _attempt(running, contents, shown)
    readme = _readme(lab_id, results, running, contents)
    write(output, {"README.txt": readme.encode(errors="replace"), **contents.members})
    return ["README.txt", *contents.members]


def _whose(names: Iterable[str], learner: str | None) -> set[str]:
    """The spellings, as `matching` has them, of the one whose attempts are meant.

    Attempts without a name go with the only name there is.

    Raises:
        UsageError: There are several learners, or none of that name.
    """
    known = {matching(name): shown_name(name) for name in names}
    named = sorted(quoted(known[alike], 120) for alike in known if alike)
    if learner is not None and matching(learner) not in known:
        raise UsageError(
            f"There is no attempt of {shown_name(learner) or 'nobody'} at that lab.",
            f"There are attempts of {', '.join(named)}." if named else "No attempt has a name.",
        )
    if learner is not None:
        return {matching(learner)}
    if len(named) > 1:
        raise UsageError(
            f"There are attempts of {len(named)} learners at that lab.",
            f"Choose one with --learner: {', '.join(named)}.",
        )
    return set(known)


def _results(store: Store, lab_id: str, contents: _Contents) -> list[Kept]:
    """All results of the lab's attempts, the latest first."""
    found = []
    for path in sorted(store.results.glob("*.json")):
        # An attempt's id has the lab's in it; a file of another name is asked, too.
        mine = f"-{lab_id}-" in path.name
        try:
            if not path.is_file() or path.stat().st_size > LARGEST_RESULT:
                raise ValueError(path)  # noqa: TRY301 - told below, as any other fault
            raw = path.read_bytes()
            content = json.loads(raw)
            result = _parsed(content, lab_id)
        except (OSError, ValueError, AttributeError, RecursionError):
            if mine:
                contents.missing.append(f"results/{path.name}: it can't be read as a result.")
            continue
        if result is not None and result.lab.id == lab_id:
            found.append(Kept(path.name, raw, result))
    return sorted(found, key=lambda kept: (_utc(kept.result.ended), kept.name), reverse=True)


def _parsed(content: dict[str, Any], lab_id: str) -> Result | None:
    """The attempt that a result tells of; an exam's tells of one at the lab, or of none."""
    if not is_exam(content):
        return parse(content)
    attempts = (task.result for task in parse_exam(content).tasks)
    return next((one for one in attempts if one is not None and one.lab.id == lab_id), None)


def _utc(time: datetime.datetime) -> datetime.datetime:
    """A time that can be compared: one that was edited may lack its zone."""
    return time if time.tzinfo else time.replace(tzinfo=datetime.UTC)


def _running(store: Store, lab_id: str, contents: _Contents) -> Attempt | None:
    try:
        attempt = store.running()
    except StateError as error:
        contents.missing.append(f"work/ and live/: the attempt under way can't be read: {error}")
        return None
    return attempt if attempt and attempt.record.lab == lab_id else None


def _lab(
    suite: Suite, lab_id: str, results: list[Kept], running: Attempt | None, contents: _Contents
) -> None:
    """The task and the checks: what was asked, and how it is graded."""
    try:
        text, what = _task(suite, results, running)
        contents.add("task.md", text, what)
    except (DojoError, OSError, UnicodeDecodeError) as error:
        contents.missing.append(f"task.md: {_said(error)}")
    if running is not None:
        try:
            suite = running.suite()
        except DojoError as error:
            contents.missing.append(f"checks/: {_said(error)}")
            return
    module = suite.check_module(lab_id)
    try:
        contents.add(f"checks/{module.name}", module.read_bytes(), "how the lab is graded now")
    except OSError as error:
        contents.missing.append(f"checks/{module.name}: {_said(error)}")
    with contextlib.suppress(OSError):
        now = lab_digest(suite, lab_id)
        if any(kept.result.lab.digest != now for kept in results):
            contents.missing.append(
                "The lab as it was then: it has changed since one of these results was made, so "
                "task and checks may differ from those that were used."
            )


def _task(suite: Suite, results: list[Kept], running: Attempt | None) -> tuple[str, str]:
    if running is not None:
        return running.task.read_text(encoding="utf-8"), "what the learner reads"
    text = KnownLabs(suite).rendered(results[0].result, "task.md")
    return text, "what the learner read, with the latest result's values"


def _attempt(running: Attempt, contents: _Contents, shown: Progress) -> None:
    """What is there only while the attempt is under way."""
    secrets: set[str] = set()
    found: list[State] = []
    for state in states(running, shown):
        found.append(state)
        secrets |= state.secrets
    censor = Censor(secrets - {name for state in found for name in state.names})
    for state in found:
        for member in state.members:
            told = censor.data(member.content)
            text = json.dumps(told, indent=1, ensure_ascii=False, default=str) + "\n"
            contents.add(member.name, text, member.what)
        contents.missing += [censor.text(text) for text in state.missing]
    shown.stage("reading the work folder")
    kept, left_out = texts(running.work)
    for name, text in kept.items():
        contents.add(f"work/{name}", censor.text(text), "the learner's file, redacted")
    contents.missing += [f"work/{name}: {why}" for name, why in left_out]


def _described(result: Result) -> str:
    seal = "with a seal" if result.seal else "without a seal"
    return (
        f"{result.earned} of {result.possible} points, {result.outcome}, "
        f"{_utc(result.ended):%Y-%m-%d %H:%M %Z}, {seal}"
    )


def _said(error: Exception) -> str:
    if isinstance(error, DojoError):
        return str(error)
    if isinstance(error, OSError):
        return f"it can't be read: {error.strerror}."
    return "it is not readable text."


def _readme(lab_id: str, results: list[Kept], running: Attempt | None, contents: _Contents) -> str:
    learners = dict.fromkeys(kept.result.learner for kept in results)
    if running is not None:
        learners[running.record.learner] = None
    names = ", ".join(one_line(name, 100) or "(no name)" for name in learners)
    now = datetime.datetime.now(datetime.UTC)
    state = "is under way" if running else "has ended"
    return "\n".join(
        [
            f"Attempts at the lab {lab_id}, for an instructor to judge.",
            "",
            f"Made by clusterdojo {__version__} on {now:%Y-%m-%d %H:%M} UTC.",
            f"Learner: {names}",
            f"Results: {len(results)}, the latest first. The latest attempt {state}."
            if results
            else "Results: none, the attempt was never checked. It is under way.",
            "",
            "What is in it",
            *(
                f"  {one_line(name, 200)}: {what}"
                for name, what in contents.described.items()
            ),
            "",
            "What was left out, or could not be read",
            *(f"  {one_line(text, 500)}" for text in contents.missing or ["nothing"]),
            "",
            "What is redacted",
            "  Data of Secrets, private keys, tokens, and values with names like password appear",
            "  as (redacted), also if Secrets' data is in the learner's files. The results are",
            "  exactly as they were recorded, so their seals can be checked with the",
            "  instructor's key. The learner's machine made this archive: only the sealed parts",
            "  are protected against changes.",
            "",
        ]
    )  # fmt: skip
