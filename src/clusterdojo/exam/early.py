"""Grades of tasks that wait, taken just before their clusters are paused.

A paused cluster stays as it is until the learner comes back to the task. So what the task earns
when it is paused it earns at the end, and no cluster has to come back only to be graded. No file
tells such a grade before the exam has ended: it is kept in the background process's memory. Where
that is killed, or an answer was written meanwhile, the task is graded at the end like others.
"""

import contextlib
import math
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from clusterdojo import check
from clusterdojo.attempt import Attempt
from clusterdojo.errors import StateError
from clusterdojo.exam.folder import Exam
from clusterdojo.files import unwritable, write_atomically
from clusterdojo.settle import moving
from clusterdojo.snapshot import MOVING_KINDS, LiveSnapshot
from clusterdojo.suite import Suite

AT_THE_END = "It is graded when the exam has ended."


@dataclass(frozen=True)
class _Kept:
    files: dict[Path, bytes]
    work: list[tuple[str, int, int]]


class EarlyGrades:
    """One exam's, each until its task is resumed or the exam has ended."""

    def __init__(self, exam: Exam) -> None:
        self._exam = exam
        self._kept: dict[int, _Kept] = {}
        shutil.rmtree(exam.aside, ignore_errors=True)  # what a killed process has left

    def take(self, number: int, ask: Callable[[int], str]) -> None:
        """Have a task graded that is about to wait.

        Args:
            number: The task.
            ask: Has the task of that number graded aside; returns why that failed, or nothing.
        """
        attempt, aside = self._exam.attempt(number), self._exam.aside_store(number)
        try:
            before = work_state(attempt) if attempt else []
            if attempt is not None and not ask(number):
                self._kept[number] = _Kept(_files(aside.results), before)
        except OSError:
            pass  # it is graded at the end
        finally:
            shutil.rmtree(aside.root, ignore_errors=True)

    def drop(self, number: int) -> None:
        """Forget what a task earned: the learner comes back to it."""
        self._kept.pop(number, None)

    def give(self, number: int) -> bool:
        """Put a task's grade where results are, if it still holds; returns whether it does.

        Raises:
            StateError: It can't be written.
        """
        kept, attempt = self._kept.get(number), self._exam.attempt(number)
        if kept is None or attempt is None or work_state(attempt) != kept.work:
            return False
        results = self._exam.store(number).results
        # What goes with a result comes before it: a result that is there is whole.
        for path in sorted(kept.files, key=lambda path: path.suffix == ".json"):
            _write(results / path, kept.files[path])
        return True


def grade_aside(exam: Exam, suite: Suite, attempt: Attempt, number: int) -> None:
    """Grade a task into a folder aside from its results.

    Raises:
        DojoError: It can't be graded, or not yet: something in it still changes by itself.
    """
    _must_rest(attempt)
    aside, so_far = exam.aside_store(number), exam.store(number).result(attempt.record.id)
    with contextlib.suppress(FileNotFoundError):  # the checks of an exam for practice
        text = so_far.read_text(encoding="utf-8")
        write_atomically(aside.result(attempt.record.id), text)
    result = check.check(aside, suite, attempt)
    if result.faults or any(c.outcome == "ungradable" for c in result.criteria):
        raise StateError("The task can't be graded now.", AT_THE_END)
    _must_rest(attempt)


def _must_rest(attempt: Attempt) -> None:
    """See that nothing changes by itself any more, be it in an hour."""
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


def _files(folder: Path) -> dict[Path, bytes]:
    return {p.relative_to(folder): p.read_bytes() for p in folder.rglob("*") if p.is_file()}


def _write(path: Path, content: bytes) -> None:
    if path.suffix == ".json":
        write_atomically(path, content.decode())
        return
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        path.touch(mode=0o600)
        path.write_bytes(content)
    except OSError as error:
        raise unwritable(path, error) from error
