"""Grades of tasks that wait, taken just before their clusters are paused.

A paused cluster stays as it is until the learner comes back to the task. So what the task earns
when it is paused it earns at the end, and no cluster has to come back only to be graded. Nobody can
read such a grade before the exam has ended: it is kept in the background process's memory. Where
that is killed, or an answer was written meanwhile, the task is graded at the end like others.
"""

import contextlib
import math
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from clusterdojo.attempt.model import Attempt
from clusterdojo.attempt.store import Store
from clusterdojo.cluster.settle import moving
from clusterdojo.cluster.snapshot import MOVING_KINDS, LiveSnapshot
from clusterdojo.errors import StateError, UsageError
from clusterdojo.exam.folder import Exam
from clusterdojo.files import write_atomically
from clusterdojo.grading import check

AT_THE_END = "It is graded when the exam has ended."


@dataclass(frozen=True)
class _Kept:
    result: str
    work: list[tuple[str, int, int]]


class EarlyGrades:
    """One exam's, each until its task has been resumed or the exam has ended."""

    def __init__(self, exam: Exam) -> None:
        self._exam = exam
        self._kept: dict[int, _Kept] = {}

    def take(self, number: int, graded: Callable[[int], str]) -> None:
        """Have a task graded that is about to wait.

        Args:
            number: The task.
            graded: Gives its result.json; empty if it can't be graded now.
        """
        self.drop(number)
        attempt = self._exam.attempt(number)
        if attempt is not None:
            before = work_state(attempt)
            if result := graded(number):
                self._kept[number] = _Kept(result, before)

    def drop(self, number: int) -> None:
        """Forget what a task earned: it may earn something else from now on."""
        self._kept.pop(number, None)

    def give(self, number: int) -> bool:
        """Put a task's grade where results are, if it still holds; returns whether it does.

        Raises:
            StateError: It can't be written.
        """
        kept, attempt = self._kept.get(number), self._exam.attempt(number)
        if kept is None or attempt is None or work_state(attempt) != kept.work:
            return False
        write_atomically(self._exam.store(number).result(attempt.record.id), kept.result)
        return True


def grade_aside(exam: Exam, attempt: Attempt, number: int) -> str:
    """Grade a task beside its results, in a folder that is gone afterwards.

    Returns:
        Its result.json, in which the checks of an exam for practice are as well.

    Raises:
        DojoError: It can't be graded, or not yet: something in it still changes by itself.
    """
    _must_rest(attempt)
    with tempfile.TemporaryDirectory(dir=exam.folder, prefix="aside-") as folder:
        aside = Store(Path(folder))
        path = aside.result(attempt.record.id)
        so_far = exam.store(number).result(attempt.record.id)
        if exam.read().practice and so_far.exists():
            write_atomically(path, so_far.read_text(encoding="utf-8"))
        result = check.check(aside, exam.suite(), attempt)
        if result.faults or any(c.outcome == "ungradable" for c in result.criteria):
            raise UsageError("The task can't be graded now.", AT_THE_END)
        text = path.read_text(encoding="utf-8")
    _must_rest(attempt)
    return text


def _must_rest(attempt: Attempt) -> None:
    """Require that the clusters are at rest: nothing changes by itself any more."""
    for name in attempt.record.clusters:
        snapshot = LiveSnapshot(attempt.api(name))
        snapshot.load(MOVING_KINDS)
        for reason in moving(snapshot, patience=math.inf):
            raise StateError(f"{name} is not at rest: {reason}.", AT_THE_END)


def work_state(attempt: Attempt) -> list[tuple[str, int, int]]:
    """Every file of the learner's, with the moment of its last change and its size.

    The copy that is graded at the end has the same; of folders it has no more than the names.
    """
    state = []
    for path in attempt.work.rglob("*"):
        with contextlib.suppress(OSError):  # removed meanwhile
            stat = path.stat()
            changed = (0, 0) if path.is_dir() else (stat.st_mtime_ns, stat.st_size)
            state.append((str(path), *changed))
    return sorted(state)
