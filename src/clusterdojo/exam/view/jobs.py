"""Slow work outside the view's thread: one job at a time, in order."""

import queue
import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Protocol

from textual.message import Message

from clusterdojo.errors import DojoError


class Finished(Message):
    """A job is done; the view calls `then` in its own thread."""

    def __init__(self, then: Callable[[], object]) -> None:
        super().__init__()
        self.then = then


@dataclass(frozen=True)
class Job:
    """One piece of work.

    Attributes:
        work: Called outside of the view's thread.
        then: Told what `work` returned.
        failed: Told of a DojoError of `work`.
        crashed: Told of anything else, which is an error of the program.
    """

    work: Callable[[], Any]
    then: Callable[[Any], object]
    failed: Callable[[DojoError], object]
    crashed: Callable[[Exception], object]

    def run(self) -> Callable[[], object]:
        """Do the work; returns what is to be called with the outcome."""
        try:
            outcome = self.work()
        except DojoError as error:
            told = error
            return lambda: self.failed(told)
        except Exception as error:  # noqa: BLE001 - the view's thread raises it
            problem = error
            return lambda: self.crashed(problem)
        return lambda: self.then(outcome)


class Jobs(Protocol):
    """Who runs jobs."""

    def put(self, job: Job) -> None:
        """Run it after those that were put before."""


class JobThread:
    """A thread that does not keep the program from ending: who leaves does not wait for it."""

    def __init__(self, post: Callable[[Finished], object]) -> None:
        self._post = post
        self._queue: queue.SimpleQueue[Job] = queue.SimpleQueue()
        threading.Thread(target=self._run, name="exam-jobs", daemon=True).start()

    def put(self, job: Job) -> None:
        """Run it after those that were put before."""
        self._queue.put(job)

    def _run(self) -> None:
        while True:
            self._post(Finished(self._queue.get().run()))
