"""The workers of one background process, as many as work at a time."""

import contextlib
import json
import os
import subprocess
import threading
from typing import Literal

from clusterdojo import isolation, processes
from clusterdojo.exam.folder import Exam

FEWEST, MOST = 2, 3
LOG = "worker.log"
TASK_SECONDS = 1800.0  # an upgrade lab's start with images to build, on a slow machine
TRIES = 2  # the system may end a worker that takes too much memory
ENDED = "its process has ended"

Verb = Literal["prepare", "grade", "grade early"]


def size() -> int:
    """How many tasks are prepared or graded at a time."""
    return min(MOST, max(FEWEST, os.cpu_count() or FEWEST))


class Workers:
    """Hands tasks to workers, each of which has one at a time.

    Who has prepared stays to grade: at the end nobody has to wait until pytest is loaded. There is
    one worker more than tasks are prepared at a time: a task that has to make room is graded first.
    """

    def __init__(self, exam: Exam) -> None:
        self._exam = exam
        self._idle: list[subprocess.Popen[str]] = []
        self._working: dict[int, subprocess.Popen[str]] = {}
        self._halted: set[int] = set()
        self._lock = threading.Lock()
        self._room = threading.Semaphore(size() + 1)

    def ask(self, verb: Verb, number: int) -> str:
        """Have one task prepared or graded; returns why that failed, or nothing."""
        return self._answer(verb, number).get("fault", "")

    def grade_early(self, number: int) -> str:
        """The result.json of a task that is about to wait; empty if it can't be graded now."""
        return self._answer("grade early", number).get("result", "")

    def _answer(self, verb: Verb, number: int) -> dict[str, str]:
        with self._room:
            for _ in range(TRIES):
                told = self._try(verb, number)
                if told is not None:
                    return told
                if number in self._halted:
                    break
        return {"fault": ENDED}

    def _try(self, verb: Verb, number: int) -> dict[str, str] | None:
        """A worker's answer; None if it has ended meanwhile."""
        worker = self._free() or self._hire()
        with self._lock:
            self._working[number] = worker
        timer = threading.Timer(TASK_SECONDS, self.halt, (number,))
        timer.start()
        try:
            told = _exchange(worker, json.dumps({"do": verb, "number": number}))
        finally:
            timer.cancel()
            with self._lock:
                del self._working[number]
        if told is None:
            _end(worker)
        else:
            with self._lock:
                self._idle.append(worker)
        return told

    def _free(self) -> "subprocess.Popen[str] | None":
        """A worker that has nothing to do, and has not been ended by somebody."""
        with self._lock:
            while self._idle:
                worker = self._idle.pop()
                if worker.poll() is None:
                    return worker
                _end(worker)
        return None

    def halt(self, number: int) -> None:
        """End the worker that has this task; nobody else gets it."""
        with self._lock:
            worker = self._working.get(number)
            if worker is not None:
                self._halted.add(number)
                worker.kill()

    def dismiss(self) -> None:
        """End those who have nothing to do."""
        with self._lock:
            idle, self._idle = self._idle, []
        for worker in idle:
            _end(worker)

    def _hire(self) -> "subprocess.Popen[str]":
        log = self._exam.folder / LOG
        log.touch(mode=0o600)
        with log.open("a", encoding="utf-8") as said:
            return subprocess.Popen(
                [*isolation.interpreter("clusterdojo.exam.worker"), str(self._exam.folder)],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=said,
                text=True,
                cwd=self._exam.folder,
                env=isolation.without_hooks(processes.marked(self._exam.keeper)),
                umask=0o077,
            )


def _exchange(worker: "subprocess.Popen[str]", line: str) -> dict[str, str] | None:
    """The worker's answer; None if it has ended."""
    if worker.stdin is None or worker.stdout is None:
        return None
    try:
        worker.stdin.write(line + "\n")
        worker.stdin.flush()
        told = json.loads(worker.stdout.readline())
        return {key: str(value) for key, value in told.items()}
    except (OSError, ValueError, AttributeError):
        return None


def _end(worker: "subprocess.Popen[str]") -> None:
    worker.kill()
    with contextlib.suppress(OSError):
        worker.communicate()
