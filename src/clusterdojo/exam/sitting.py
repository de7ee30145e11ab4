"""One exam from the learner's side: what the view and the plain commands do with it."""

import datetime
import time

from clusterdojo.attempt.model import Attempt
from clusterdojo.errors import DojoError, EngineError, UsageError
from clusterdojo.exam import clock, preparer, seat
from clusterdojo.exam.ending import end
from clusterdojo.exam.folder import Exam
from clusterdojo.exam.model import ExamRecord, TaskRecord
from clusterdojo.exam.view.protocol import Shell, ShortResult
from clusterdojo.grading.result import Result
from clusterdojo.progress import Progress, Silent

POLL_SECONDS = 0.1
READY_SECONDS = 600.0
BACK_SECONDS = 30.0  # a preparer that ends again and again is not waited for longer
WAITS_FOR = {
    "waiting": "its clusters wait for memory or for their turn",
    "preparing": "its clusters are being made",
    "paused": "its clusters are being brought back",
    "ready": "it is ready",
}


class LocalSitting:
    """An exam on this machine. It fulfils the view's protocol `Sitting`."""

    def __init__(self, exam: Exam) -> None:
        self.exam = exam

    def record(self) -> ExamRecord:
        """exam.json as it is on the disk now."""
        return self.exam.read()

    def left(self) -> float:
        """Seconds until time is up."""
        return self.exam.left()

    def task_text(self, number: int) -> str | None:
        """The task in Markdown; None while it is not made yet."""
        if self.record().phase not in ("preparing", "running"):
            return None
        try:
            attempt = self.exam.attempt(number)
            return None if attempt is None else attempt.task.read_text(encoding="utf-8")
        except (OSError, DojoError):
            return None  # it is being made, or ended

    def choose(self, number: int) -> None:
        """This task is before the learner from now on.

        Raises:
            UsageError: There is no such task, or the exam does not run.
        """
        preparer.begin(self.exam)
        self._running()
        with self.exam.change() as record:
            first_time = not task_of(record, number).seconds
            if record.current != number and record.phase == "running":
                record.current = number
        if first_time:
            begin_attempt(self.exam, number)

    def flag(self, number: int, *, on: bool) -> None:
        """Mark the task to come back to, or take the mark away.

        Raises:
            UsageError: There is no such task, or the exam has ended.
        """
        self._running()
        with self.exam.change() as record:
            task_of(record, number).flagged = on

    def seat(self, number: int, progress: Progress) -> Attempt:
        """Sit down at a task: it is the current one, and its clusters are there.

        Raises:
            UsageError: There is no such task, or the exam does not run.
            EngineError: Its clusters can't be had.
        """
        self.choose(number)
        deadline = time.monotonic() + READY_SECONDS
        told = ""
        while True:
            task = task_of(self._running(), number)
            attempt = self.exam.attempt(number) if task.readiness == "ready" else None
            if attempt is not None:
                return attempt
            if task.readiness == "failed":
                raise EngineError(
                    f"Task {number} can't be worked on: {task.fault}",
                    "Go on with another one; the result lists this one separately.",
                )
            if time.monotonic() > deadline:
                raise UsageError(
                    f"Task {number} is not ready: {WAITS_FOR[task.readiness]}.",
                    "Go on with another one, and come back.",
                )
            preparer.begin(self.exam)
            if told != task.readiness:
                told = task.readiness
                progress.stage(f"task {number}: {WAITS_FOR[told]}")
            time.sleep(POLL_SECONDS)

    def shell_command(self, number: int) -> Shell:
        """The task's shell. A paused task is brought back first.

        Raises:
            UsageError: The task is not made yet.
            EngineError: Its clusters can't be had.
        """
        task = task_of(self._running(), number)
        if task.readiness in ("waiting", "preparing"):
            self.choose(number)
            raise UsageError(
                f"Task {number} is not ready: {WAITS_FOR[task.readiness]}.",
                "Read it again in a moment, or go on with another one.",
            )
        attempt = self.seat(number, Silent())
        return Shell(*seat.command(self.exam, number, attempt))

    def check(self, number: int) -> Result:
        """Grade one task now; in practice only.

        Raises:
            UsageError: This is no practice, or the task is not ready.
        """
        if not self._running().practice:
            raise UsageError(
                "An exam shows results only after it has ended.",
                "`dojo exam start --practice` starts one that allows checks.",
            )
        attempt = self.seat(number, Silent())
        from clusterdojo.grading.check import check  # it loads what grades

        return check(self.exam.store(number), self.exam.suite(), attempt)

    def submit(self, progress: Progress) -> ShortResult:
        """End the exam if it has not ended, see it graded, and say how it went.

        Raises:
            UsageError: It has not begun.
            DojoError: It can't be graded now; called again, it goes on.
        """
        if self.record().phase == "preparing":
            raise UsageError(
                "The exam has not begun: there is nothing to submit.",
                "`dojo exam resume` begins it, `dojo exam stop` abandons it.",
            )
        end(self.exam)
        self.await_grade(progress)
        return verdict(self.exam)

    def await_grade(self, progress: Progress) -> None:
        """Wait until the background process has graded the exam.

        Raises:
            EngineError: It does not get it done.
        """
        progress.stage("grading")
        began, starts = time.monotonic(), 0
        while (record := self.record()).phase != "graded":
            done = sum(task.graded for task in record.tasks)
            progress.advance(done, len(record.tasks), f"{done} of {len(record.tasks)}")
            if not preparer.is_at_work(self.exam):
                if starts and time.monotonic() - began > BACK_SECONDS:
                    raise EngineError(
                        f"The exam can't be graded: its process ended {starts} times.",
                        f"{self.exam.folder / preparer.LOG} shows why; then `dojo exam submit`.",
                    )
                starts += 1
                preparer.begin(self.exam)
            time.sleep(POLL_SECONDS)
        progress.advance(len(record.tasks), len(record.tasks))

    def _running(self) -> ExamRecord:
        """The record of an exam whose clock runs.

        Raises:
            UsageError: It does not.
        """
        record = self.record()
        if record.phase == "preparing":
            raise UsageError("The exam has not begun.", "`dojo exam resume` begins it.")
        if record.phase != "running" or clock.left(record, clock.now()) <= 0:
            raise UsageError("The exam has ended.", "`dojo exam result` shows how it came out.")
        return record


def task_of(record: ExamRecord, number: int) -> TaskRecord:
    """The task of that number.

    Raises:
        UsageError: There is none.
    """
    try:
        return record.task(number)
    except KeyError:
        raise UsageError(
            f"There is no task {number}.", f"The exam's tasks are 1 to {len(record.tasks)}."
        ) from None


def begin_attempt(exam: Exam, number: int) -> None:
    """An attempt begins when its task is shown, whenever its clusters were made."""
    attempt = exam.attempt(number)
    if attempt is not None:
        attempt.record.started = datetime.datetime.now(datetime.UTC)
        attempt.save()


def verdict(exam: Exam) -> ShortResult:
    """The result of a graded exam, in short.

    Raises:
        StateError: It can't be read.
    """
    from clusterdojo.exam.result import path_of, read

    result = read(path_of(exam.results, exam.folder.name))
    return ShortResult(
        passed=result.passed,
        score=result.score,
        score_without_ungradable=(
            result.score if result.score_of_graded is None else result.score_of_graded
        ),
        ungradable=tuple(task.number for task in result.unsettled),
        domains={domain.domain: domain.score for domain in result.domains},
        command="dojo exam result",
    )
