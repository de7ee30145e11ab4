"""The workers of one background process, as many as work at a time."""

import contextlib
import json
import os
import subprocess
import sys
import threading
from typing import Literal

from clusterdojo.engines import processes
from clusterdojo.exam.folder import Exam

FEWEST, MOST = 2, 3
LOG = "worker.log"
TASK_SECONDS = 1800.0  # an upgrade lab's start with images to build, on a slow machine


def size() -> int:
    """How many tasks are prepared or graded at a time."""
    return min(MOST, max(FEWEST, os.cpu_count() or FEWEST))


Verb = Literal["prepare", "grade", "grade early"]


class Crew:
    """Hands tasks to workers, each of which has one at a time.

    Who has prepared stays to grade: at the end nobody has to wait until pytest is loaded.
    """

    def __init__(self, exam: Exam) -> None:
        self._exam = exam
        self._idle: list[subprocess.Popen[str]] = []
        self._working: dict[int, subprocess.Popen[str]] = {}
        self._lock = threading.Lock()

    def ask(self, verb: Verb, number: int) -> str:
        """Have one task prepared or graded; returns why that failed, or nothing."""
        with self._lock:
            worker = self._idle.pop() if self._idle else None
        worker = worker or self._hire()
        with self._lock:
            self._working[number] = worker
        timer = threading.Timer(TASK_SECONDS, worker.kill)
        timer.start()
        try:
            told = _exchange(worker, json.dumps({"do": verb, "number": number}))
        finally:
            timer.cancel()
            with self._lock:
                del self._working[number]
        if told is None:
            _end(worker)
            return "the process that was at it has ended"
        with self._lock:
            self._idle.append(worker)
        return told

    def halt(self, number: int) -> None:
        """End the worker that has this task."""
        with self._lock:
            worker = self._working.get(number)
        if worker is not None:
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
                [sys.executable, "-P", "-m", "clusterdojo.exam.worker", str(self._exam.folder)],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=said,
                text=True,
                cwd=self._exam.folder,
                env=processes.marked(self._exam.keeper),
                umask=0o077,
            )


def _exchange(worker: "subprocess.Popen[str]", line: str) -> str | None:
    """What the worker answers; None where it has ended."""
    if worker.stdin is None or worker.stdout is None:
        return None
    try:
        worker.stdin.write(line + "\n")
        worker.stdin.flush()
        return str(json.loads(worker.stdout.readline())["fault"])
    except (OSError, ValueError, KeyError):
        return None


def _end(worker: "subprocess.Popen[str]") -> None:
    worker.kill()
    with contextlib.suppress(OSError):
        worker.communicate()
