"""Exams on the pages: each one with its tasks, and a class's learners by exams."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from clusterdojo.exam.result import ExamResult, TaskResult
from clusterdojo.lab.suite import Suite
from clusterdojo.reporting.collection import Entry, ExamEntry
from clusterdojo.reporting.exam_words import clock, depends, facts, percent, points, score, verdict
from clusterdojo.reporting.exam_words import why as why_no_number
from clusterdojo.reporting.formats.html.page import NO_NUMBER
from clusterdojo.reporting.gradebook import Gradebook
from clusterdojo.reporting.known_labs import KnownLabs
from clusterdojo.reporting.solutions import Solution, solution_of

BADGES = {True: "passed", False: "failed", None: "ungradable"}


@dataclass(frozen=True)
class TaskView:
    """One task.

    Attributes:
        task: As it came out.
        badge: Of its points: solved, lost in part or whole, or without a number.
        points: What it earned of what it weighs.
        time: For how long it was before the learner.
        why: Why it has no score; or empty.
        entry: Its attempt; None if there is none.
        solution: None if the suite has none for it.
    """

    task: TaskResult
    badge: str
    points: str
    time: str
    why: str
    entry: Entry | None
    solution: Solution | None


@dataclass(frozen=True)
class ExamView:
    """One exam.

    Attributes:
        exam: Its result.
        place: Tells it from the others on the page.
        seal: What is known of it.
        badge: Passed, failed, or neither.
        verdict: The same in words.
        score: In a sentence.
        depends: Why it is neither passed nor failed; or empty.
        facts: What else is to be known.
        tasks: In their order.
    """

    exam: ExamResult
    place: int
    seal: str
    badge: str
    verdict: str
    score: str
    depends: str
    facts: list[str]
    tasks: list[TaskView]


def exam_views(exams: Iterable[ExamEntry], suite: Suite) -> list[ExamView]:
    """The newest first; with the solutions, since they are graded."""
    labs = KnownLabs(suite)
    ordered = sorted(exams, key=lambda e: (e.result.started, e.result.exam), reverse=True)
    return [
        ExamView(
            exam=entry.result,
            place=place,
            seal=entry.seal,
            badge=BADGES[entry.result.passed],
            verdict=verdict(entry.result).lower(),
            score=score(entry.result),
            depends=depends(entry.result),
            facts=facts(entry.result),
            tasks=[_task(entry, task, labs) for task in entry.result.tasks],
        )
        for place, entry in enumerate(ordered, 1)
    ]


def _task(entry: ExamEntry, task: TaskResult, labs: KnownLabs) -> TaskView:
    return TaskView(
        task=task,
        badge=BADGES[None if task.share is None else task.share == 1],
        points=points(task),
        time=clock(task.seconds),
        why=why_no_number(task),
        entry=entry.entry(task),
        solution=solution_of(task.result, labs) if task.result else None,
    )


@dataclass(frozen=True)
class Sitting:
    """A line in the class page's list of all exams that were sat."""

    learner: str
    entry: ExamEntry
    badge: str
    verdict: str
    score: str
    of_graded: str
    notes: str
    counts: bool


def sittings(book: Gradebook) -> list[Sitting]:
    """All that were handed in, by learner, the oldest first."""
    found = []
    for learner in book.learners:
        for column in book.exams:
            cell = book.exam(learner, column.id)
            found += [_sitting(learner, one, counts=one is cell.chosen) for one in cell.sittings]
    return found


def _sitting(learner: str, entry: ExamEntry, *, counts: bool) -> Sitting:
    exam = entry.result
    lacking = ", ".join(str(task.number) for task in exam.unsettled)
    notes = [f"no score for {lacking}"] if lacking else []
    return Sitting(
        learner=learner,
        entry=entry,
        badge=BADGES[exam.passed],
        verdict=verdict(exam).lower(),
        score=percent(exam.score),
        of_graded=percent(exam.score_of_graded),
        notes="; ".join([*notes, *facts(exam)]),
        counts=counts,
    )


def exam_rows(book: Gradebook) -> list[tuple[str, Sequence[tuple[str, str]]]]:
    """Each learner who sat an exam, with badge and text of the sitting that counts, by exam."""
    rows: list[tuple[str, Sequence[tuple[str, str]]]] = []
    for learner in book.learners:
        cells = [book.exam(learner, column.id) for column in book.exams]
        if any(cell.sittings for cell in cells):
            texts = []
            for cell in cells:
                if cell.chosen is not None:
                    text = percent(cell.chosen.result.score)
                    texts.append((BADGES[cell.chosen.result.passed], text))
                else:
                    texts.append(("", "does not count" if cell.sittings else NO_NUMBER))
            rows.append((learner, texts))
    return rows
