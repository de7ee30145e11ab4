"""The exam's background process: prepares tasks, lets clusters wait, ends the exam when time is up.

    python -m clusterdojo.exam.preparer FOLDER

It is the only one that touches clusters. All that it knows is in exam.json: whatever is killed, the
next command starts it again, and it goes on. There is one at a time.
"""

import contextlib
import os
import shutil
import sys
import time
import traceback
from collections import Counter
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path

import psutil

from clusterdojo import isolation, processes
from clusterdojo.attempt.model import Attempt
from clusterdojo.engines.registry import engine as engine_called
from clusterdojo.errors import DojoError
from clusterdojo.exam import clock, pausing, seat
from clusterdojo.exam.budget import Cost, Step, Verb, cost, plan
from clusterdojo.exam.early import EarlyGrades
from clusterdojo.exam.ending import end
from clusterdojo.exam.folder import Exam, Exams
from clusterdojo.exam.model import ExamRecord, Readiness
from clusterdojo.exam.workers import Workers, size
from clusterdojo.files import write_atomically
from clusterdojo.lab.loading import load_lab

LOG = "preparer.log"
PID_FILE = "preparer.pid"
LOCK = "preparer.lock"
LOCK_SECONDS = 5.0
POLL_SECONDS = 0.2
TICK_SECONDS = 5.0
GRADING_TRIES = 3
RESUME_TRIES = 3


def begin(exam: Exam) -> None:
    """Start it, unless it is at work.

    Raises:
        StateError: It can't be started.
        UsageError: Another process has held the exam for long.
    """
    if is_at_work(exam):
        return
    with exam.lock():  # two commands that begin it at once must not end each other's
        if is_at_work(exam):
            return
        running = processes.launch(
            [*isolation.interpreter("clusterdojo.exam.preparer"), exam.folder],
            exam.folder, exam.folder / LOG,
            isolation.without_hooks(processes.marked(exam.keeper)), detached=True,
        )  # fmt: skip
        write_atomically(exam.folder / PID_FILE, str(running.pid))


def is_at_work(exam: Exam) -> bool:
    """Whether there is one."""
    try:
        pid = int((exam.folder / PID_FILE).read_text(encoding="ascii"))
    except (OSError, ValueError):
        return False
    return processes.is_alive(pid, exam.keeper)


def tend(exams: Exams) -> None:
    """Remove the clusters of graded exams, if a kill prevented that.

    Raises:
        StateError: It can't be started.
    """
    for exam in exams.all():
        if exam.tasks.exists() and exam.read().phase == "graded":
            begin(exam)


class Preparer:
    """One exam's, from the first task's clusters until they are all gone again."""

    def __init__(self, exam: Exam) -> None:
        self.exam = exam
        self.workers = Workers(exam)
        self.ports = pausing.Ports()
        self.early = EarlyGrades(exam)
        self._size = size()
        self._pool = ThreadPoolExecutor(max_workers=2 * self._size)
        self._jobs: dict[int, tuple[Verb, Future[None]]] = {}
        self._unlooked: set[int] = set()
        self._failed_resumes: Counter[int] = Counter()
        self._costs: dict[int, Cost] = {}

    def run(self) -> None:
        """Work until the exam is graded, or gone."""
        self._recover()
        ticked = time.monotonic()
        while (record := self.exam.read()).phase in ("preparing", "running"):
            with contextlib.suppress(DojoError):  # such as a full disk: the exam goes on
                if record.phase == "running" and clock.left(record, clock.now()) <= 0:
                    end(self.exam)
                    continue
                if time.monotonic() - ticked >= TICK_SECONDS:
                    ticked = time.monotonic()
                    with self.exam.change() as now:
                        self._look_for_the_gone(now)
                self._go_on()
            time.sleep(POLL_SECONDS)
        for tries_left in reversed(range(GRADING_TRIES)):
            try:
                self._finish()
            except DojoError:
                if not tries_left:
                    raise
                traceback.print_exc()
                time.sleep(TICK_SECONDS)
            else:
                return

    def _finish(self) -> None:
        """Grade the exam that has ended, as far as that is not done, and end its clusters."""
        from clusterdojo.exam.grading import Grading, clear

        if self.exam.read().phase == "ended":
            self._stop_preparing()
            end(self.exam)  # again, for what a kill may have left out
            Grading(self.exam, self.workers, self.ports, self.early).run()
        elif self.exam.tasks.exists():
            clear(self.exam)  # a kill came between the result and this

    def _recover(self) -> None:
        """Take over what a killed one has left."""
        for rest in self.exam.folder.glob("aside-*"):  # of a worker that graded early
            shutil.rmtree(rest, ignore_errors=True)
        with self.exam.change() as record:
            for task in record.tasks:
                if task.readiness == "preparing":
                    task.readiness = "waiting"
            self._look_for_the_gone(record, booted=True)
            for task in record.tasks:
                with contextlib.suppress(DojoError):
                    attempt = self.exam.attempt(task.number)
                    if task.readiness == "paused" and attempt is not None:
                        pausing.hold_ports(attempt, self.ports)

    def _look_for_the_gone(self, record: ExamRecord, *, booted: bool = False) -> None:
        """See which clusters have ended, as by a reboot: they come back like paused ones.

        Args:
            record: The exam, in which it is noted.
            booted: Whether the machine may have been off. Clusters that are not always restarted
                are looked at only then, once, as soon as the container engine answers: after a
                boot that may take a while.
        """
        for task in record.tasks:
            if task.readiness != "ready" or task.number in self._jobs:
                continue
            with contextlib.suppress(DojoError):
                attempt = self.exam.attempt(task.number)
                if attempt is None:
                    task.readiness = "waiting"
                elif booted or task.number in self._unlooked or _is_always_restarted(attempt):
                    self._unlooked.add(task.number)
                    if pausing.is_gone(attempt):
                        task.readiness = "paused"
                    self._unlooked.discard(task.number)

    def _go_on(self) -> None:
        """Start the next piece of work."""
        for number in [n for n, (_, job) in self._jobs.items() if job.done()]:
            _, job = self._jobs.pop(number)
            with contextlib.suppress(DojoError):  # what came out could not be written down
                job.result()
        record = self.exam.read()
        if any(t.readiness == "preparing" and t.number not in self._jobs for t in record.tasks):
            with self.exam.change() as record:
                for task in record.tasks:
                    if task.readiness == "preparing" and task.number not in self._jobs:
                        task.readiness = "waiting"
        busy = {number: verb for number, (verb, _) in self._jobs.items()}
        for step in plan(record, self._all_costs(record), busy, self._taken()):
            if step.verb == "prepare" and not self._may_prepare(record, step.number):
                continue
            self._begin(step)

    def _taken(self) -> set[int]:
        """The tasks at which somebody sits."""
        return {number for number, _ in seat.shells(self.exam).values()}

    def _may_prepare(self, record: ExamRecord, number: int) -> bool:
        """As many at a time as there are workers; one fewer while the learner needs the machine."""
        preparing = sum(verb == "prepare" for verb, _ in self._jobs.values())
        most = self._size - (record.phase == "running")
        return preparing < (self._size if number == record.current else most)

    def _begin(self, step: Step) -> None:
        does: dict[Verb, Callable[[int], None]] = {
            "prepare": self._prepare,
            "resume": self._resume,
            "pause": self._pause,
        }
        self._jobs[step.number] = (
            step.verb,
            self._pool.submit(self._do, does[step.verb], step.number),
        )

    def _do(self, does: Callable[[int], None], number: int) -> None:
        """Do it; what nobody has thought of is that task's trouble, and not the exam's."""
        try:
            does(number)
        except DojoError:
            raise
        except Exception as error:  # noqa: BLE001 - see above
            traceback.print_exc()
            if self.exam.read().task(number).readiness == "preparing":
                self._note(number, "failed", f"{type(error).__name__}: {error}")

    def _prepare(self, number: int) -> None:
        self._note(number, "preparing")
        fault = self.workers.ask("prepare", number)
        self._note(number, "failed" if fault else "ready", fault)

    def _resume(self, number: int) -> None:
        try:
            attempt = self.exam.attempt(number)
            if attempt is not None:
                pausing.resume(attempt, self.ports)
        except (DojoError, OSError) as error:
            self._failed_resumes[number] += 1
            last = self._failed_resumes[number] >= RESUME_TRIES
            self._note(number, "failed" if last else "paused", str(error))
        else:
            self._failed_resumes[number] = 0
            self.early.drop(number)
            self._note(number, "ready" if attempt else "waiting")

    def _pause(self, number: int) -> None:
        """Let a task wait; the record says so first, so that a kill leaves nothing half-told."""
        attempt = self.exam.attempt(number)
        if attempt is None:
            return
        spent = self.exam.read().task(number).seconds
        self.early.drop(number)
        if not pausing.is_gone(attempt):  # else it is graded when it is back
            self.early.take(number, self.workers.grade_early)
        with self.exam.change() as record:
            came_by = record.current == number or record.task(number).seconds != spent
            if came_by or number in self._taken() or record.phase == "ended":
                self.early.drop(number)  # it may not hold any more
                return
            record.task(number).readiness = "paused"
        pausing.pause(attempt, self.ports)

    def _note(self, number: int, readiness: Readiness, fault: str = "") -> None:
        with self.exam.change() as record:
            task = record.task(number)
            task.readiness, task.fault = readiness, fault

    def _all_costs(self, record: ExamRecord) -> dict[int, Cost]:
        if not self._costs:
            suite = self.exam.suite()
            for task in record.tasks:
                lab = load_lab(suite.lab_dir(task.lab))
                self._costs[task.number] = cost(lab, task.engine)
        return self._costs

    def _stop_preparing(self) -> None:
        """Finish pausing and resuming. Tasks that are not ready by then are left out."""
        for number, (verb, _) in self._jobs.items():
            if verb == "prepare":
                self.workers.halt(number)
        for _, job in self._jobs.values():
            with contextlib.suppress(DojoError):
                job.result()
        with self.exam.change() as record:
            for number, (verb, _) in self._jobs.items():
                if verb == "prepare" and record.task(number).readiness == "failed":
                    record.task(number).readiness, record.task(number).fault = "waiting", ""
        self._jobs.clear()


def _is_always_restarted(attempt: Attempt) -> bool:
    return engine_called(attempt.record.engine).always_restarted


def _end_orphans(exam: Exam) -> None:
    """End workers whose preparer was killed: they would do twice what is done again."""
    for process in processes.processes(exam.keeper):
        if process.pid != os.getpid():
            with contextlib.suppress(psutil.Error):
                process.kill()


def main(folder: Path) -> None:
    """Run as the exam's preparer, unless there is another one."""
    import filelock

    exam = Exam(folder)
    lock = filelock.FileLock(folder / LOCK, timeout=LOCK_SECONDS, mode=0o600)
    try:
        lock.acquire()
    except filelock.Timeout:
        return
    write_atomically(folder / PID_FILE, str(os.getpid()))
    _end_orphans(exam)
    Preparer(exam).run()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
