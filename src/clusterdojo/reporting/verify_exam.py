"""Which results of exams are genuine, as far as that can be known.

A seal that holds says that nobody without the key has changed the file. It does not say who sat
there, nor what ran: SECURITY.md.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from clusterdojo.errors import UsageError
from clusterdojo.exam.clock import in_words
from clusterdojo.exam.pack import Pack
from clusterdojo.exam.result import ExamResult, TaskResult
from clusterdojo.reporting.collection import SEALS, Entry, ExamEntry, each
from clusterdojo.reporting.exam_words import clock, lateness
from clusterdojo.reporting.verify import line
from clusterdojo.seal import Key

OF_A_LAB = "the result of a lab, not of an exam: `dojo report verify` checks its seal"


@dataclass(frozen=True)
class ExamVerdict:
    """What is known of one file.

    Attributes:
        source: Its path, or “class.zip!results/exam-x.json”.
        told: What it is: the seal, or that it is no exam's result.
        against: What speaks against it; nothing does where it is empty.
        judged: Whether it is an exam's result, or should be one.
        notes: What else to know before it is graded: practice, other minutes, tasks without a
            number.
    """

    source: str
    told: str
    against: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    judged: bool = True

    @property
    def good(self) -> bool:
        """Whether nothing speaks against it. Without a key, nothing but its own content can."""
        return not self.against


def verdicts(
    paths: Sequence[Path], key: Key | None = None, pack: Pack | None = None
) -> Iterator[ExamVerdict]:
    """One for each exam's result in files, folders and zip files, and for what can't be read.

    Args:
        paths: Where to look.
        key: The instructor's.
        pack: What the learners were given.

    Raises:
        UsageError: One of `paths` does not exist, or the pack is not one that the key has made.
    """
    if key and pack and not pack.genuine(key):
        raise UsageError(
            f"The pack {pack.digest} does not have a genuine seal of this key.",
            "Name the pack that `dojo exam pack` wrote, and the key that it used.",
        )
    for one in each(paths, key):
        if isinstance(one, ExamEntry):
            yield _verdict(one, key, pack)
        elif isinstance(one, Entry):
            yield ExamVerdict(line(one.source), OF_A_LAB, judged=False)
        else:
            yield ExamVerdict(line(one.source), "not accepted", (line(one.why),))


def _verdict(entry: ExamEntry, key: Key | None, pack: Pack | None) -> ExamVerdict:
    exam = entry.result
    against = [SEALS[entry.seal]] if key and entry.seal in SEALS else []
    against += [*_rules(exam), *(_pack(exam, pack) if pack else ())]
    told = entry.seal if entry.seal != "none" else "no seal"
    return ExamVerdict(line(entry.source), told, tuple(against), tuple(_notes(exam, pack)))


def _rules(exam: ExamResult) -> Iterator[str]:
    """What can't come of an exam that was sat as it is meant to be."""
    for task in exam.tasks:
        helped = task.result and (task.result.hints or task.result.solution_seen)
        if helped and not exam.practice:
            yield f"task {task.number} used hints or the solution, which an exam never shows"


def _pack(exam: ExamResult, pack: Pack) -> Iterator[str]:
    """What differs from the exam that was handed out."""
    if exam.pack != pack.digest:
        yield "it was not started from this pack"
    drawn = pack.drawn
    told = (exam.blueprint.id, exam.blueprint.digest, exam.seed, exam.minutes, exam.pass_percent)
    given = (drawn.blueprint, pack.blueprint_digest, drawn.seed, drawn.minutes, drawn.pass_percent)
    words = ("blueprint", "blueprint's content", "seed", "minutes", "pass mark")
    differing = [word for word, a, b in zip(words, told, given, strict=True) if a != b]
    if differing:
        yield f"differs from the pack in: {', '.join(differing)}"
    if exam.practice:
        yield "checks were allowed, which a pack never allows"
    expected, sat = (
        {task.number: (task.lab, task.engine, task.seed, task.weight) for task in tasks}
        for tasks in (drawn.tasks, exam.tasks)
    )
    if others := sorted(n for n in expected.keys() | sat if expected.get(n) != sat.get(n)):
        yield f"tasks that are not in the pack: {_listed(others)}"
    if other_labs := [task.number for task in exam.tasks if _of_another_lab(task, pack)]:
        yield f"tasks graded by other versions of their labs than the pack's: {_listed(other_labs)}"


def _of_another_lab(task: TaskResult, pack: Pack) -> bool:
    return task.result is not None and task.result.lab.digest != pack.labs.get(task.lab)


def _notes(exam: ExamResult, pack: Pack | None) -> Iterator[str]:
    if exam.pack and pack is None:
        yield f"says that it is of the pack {line(exam.pack)}; --pack FILE compares it"
    if exam.practice and pack is None:
        yield "practice: checks were allowed"
    if exam.minutes_overridden and pack is None:
        yield f"{in_words(exam.minutes)} instead of {exam.blueprint.minutes}"
    yield from lateness(exam)
    if exam.slept_seconds:
        yield f"{clock(exam.slept_seconds)} asleep were given back"
    if exam.unsettled:
        yield f"no score for {_listed([task.number for task in exam.unsettled])}"


def _listed(numbers: Sequence[int]) -> str:
    return ", ".join(map(str, numbers))
