"""Grading a whole exam: several tasks at a time, those that waited last, then the result."""

from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

from clusterdojo.engines.registry import engine as engine_called
from clusterdojo.errors import DojoError
from clusterdojo.exam import pausing
from clusterdojo.exam.early import EarlyGrades
from clusterdojo.exam.folder import Exam
from clusterdojo.exam.model import TaskRecord
from clusterdojo.exam.workers import Workers, size

if TYPE_CHECKING:
    from clusterdojo.exam.result import TaskOutcome

OFFERED = ("ready", "paused")


class Grading:
    """The grading of one exam that has ended; done again after a kill, it goes on."""

    def __init__(
        self, exam: Exam, workers: Workers, ports: pausing.Ports, early: EarlyGrades
    ) -> None:
        self.exam = exam
        self.workers = workers
        self.ports = ports
        self.early = early
        self._memory_is_wanted = False
        self._found: dict[int, TaskOutcome] = {}

    def run(self) -> None:
        """Grade what is not graded, write the result, end all clusters."""
        record = self.exam.read()
        left = [task for task in record.tasks if not task.graded]
        # What runs comes first: it gives its memory back to what has to be woken up.
        left.sort(key=lambda task: task.readiness == "paused")
        self._memory_is_wanted = any(task.readiness == "paused" for task in left)
        with ThreadPoolExecutor(max_workers=size()) as pool:
            list(pool.map(self._grade, left))
        self.workers.dismiss()
        conclude(self.exam, self._found)

    def _grade(self, task: TaskRecord) -> None:
        ran = False
        if task.readiness in ("paused", "failed") and self.early.give(task.number):
            task.fault = ""  # even if it did not come back: nothing has changed since
        elif task.readiness in OFFERED:
            ran = True
            task.fault = self._woken(task) or self.workers.ask("grade", task.number)
        # Read at once: in an exam for practice somebody's own check may be under way.
        if outcome := outcome_of(self.exam, task):
            self._found[task.number] = outcome
        with self.exam.change() as record:
            graded = record.task(task.number)
            graded.graded, graded.fault = True, task.fault
        if ran:
            self._let_go(task)

    def _woken(self, task: TaskRecord) -> str:
        """Bring back a task whose clusters wait or have ended; why that can't be, or nothing."""
        attempt = self.exam.attempt(task.number)
        if attempt is None:
            return ""
        try:
            if task.readiness == "paused" or pausing.has_ended(attempt):
                pausing.resume(attempt, self.ports)
        except DojoError as error:
            return str(error)
        return ""

    def _let_go(self, task: TaskRecord) -> None:
        """Give the memory of a graded task to those that are not graded yet."""
        attempt = self.exam.attempt(task.number)
        if self._memory_is_wanted and attempt and engine_called(task.engine).can_pause:
            pausing.pause(attempt, self.ports)


def conclude(exam: Exam, found: "Mapping[int, TaskOutcome] | None" = None) -> None:
    """Write the result of an exam whose tasks are graded, then end its clusters.

    Args:
        exam: The exam.
        found: What came out of tasks, where it is known already.

    Raises:
        DojoError: That can't be done now; called again, it goes on.
    """
    from clusterdojo.exam.result import exam_result, write
    from clusterdojo.seal import Key

    record = exam.read()
    known = dict(found or {})
    for task in record.tasks:
        if task.number not in known and (outcome := outcome_of(exam, task)):
            known[task.number] = outcome
    result = exam_result(record, known, digest=record.digest, unfilled=record.unfilled)
    write(exam.results, result, Key.read(exam.key) if exam.key.exists() else None)
    with exam.change() as graded:
        graded.phase = "graded"
    clear(exam)


def outcome_of(exam: Exam, task: TaskRecord) -> "TaskOutcome | None":
    """The outcome of a task; None if it was not offered."""
    from clusterdojo.exam.result import TaskOutcome
    from clusterdojo.grading.result import read
    from clusterdojo.seal import Key

    attempt = exam.attempt(task.number)
    if attempt is None or task.readiness not in (*OFFERED, "failed"):
        return None
    # No other file in that folder: anybody may have put it there.
    path = exam.store(task.number).result(attempt.record.id)
    if task.fault or not path.exists():
        return TaskOutcome(None, task.fault or "it left no result")
    try:
        result = read(path)
        key = Key.read(exam.key) if exam.key.exists() else None
    except DojoError as error:
        return TaskOutcome(None, str(error))
    if key is not None and key.state(result.model_dump(mode="json")) != "genuine":
        return TaskOutcome(None, "its result was changed after it was sealed")
    return TaskOutcome(result)


def clear(exam: Exam) -> None:
    """End all clusters of the exam, and remove what belongs to its tasks; exam.json stays.

    Raises:
        DojoError: The container engine does not answer, for one.
    """
    import shutil

    from clusterdojo.attempt import ending
    from clusterdojo.progress import Silent

    problems: list[DojoError] = []
    with ThreadPoolExecutor(max_workers=size()) as pool:
        jobs = {
            store: pool.submit(ending.stop, store, Silent(), everything=True)
            for store in exam.stores()
        }
    for store, future in jobs.items():
        try:
            future.result()
        except DojoError as error:
            problems.append(error)
            continue
        shutil.rmtree(store.root, ignore_errors=True)
    if problems:
        raise problems[0]
    for rest in (exam.tasks, exam.shells, *exam.folder.glob("aside-*")):
        shutil.rmtree(rest, ignore_errors=True)
