"""The time that a criterion may take; the common wait for the cluster does not count."""

import contextlib
import signal
import threading
import time
from collections.abc import Iterator
from types import FrameType
from typing import Protocol

from clusterdojo.grading.outcomes import OverdueError

CRITERION_SECONDS = 90.0
"""Restored pods are waited for up to 40 s, and a question to a node takes up to 10 s."""

AGAIN_SECONDS = 10.0
"""Code that suppresses exceptions is told again; what cleans up has as long to do so."""


class Waiting(Protocol):
    """Who knows how long the clusters were waited for."""

    @property
    def waited(self) -> float:
        """Seconds, up to now."""


@contextlib.contextmanager
def limited(waiting: Waiting | None, seconds: float = 0) -> Iterator[None]:
    """Let what is done inside take so long at most.

    Only the main thread can be interrupted, so that another one goes on without a limit.

    Args:
        waiting: Its `waited` seconds, as they grow meanwhile, are granted on top.
        seconds: The limit; 0 for that of a criterion.

    Raises:
        OverdueError: It took longer.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    limit = seconds or CRITERION_SECONDS
    begun, waited = time.monotonic(), waiting.waited if waiting else 0.0

    def left() -> float:
        granted = waiting.waited - waited if waiting else 0.0
        return begun + limit + granted - time.monotonic()

    def ring(_signal: int, _frame: FrameType | None) -> None:
        if (more := left()) > 0:
            signal.setitimer(signal.ITIMER_REAL, more, AGAIN_SECONDS)
        else:
            raise OverdueError(f"this took longer than {limit:g} s, and was ended")

    before = signal.signal(signal.SIGALRM, ring)
    signal.setitimer(signal.ITIMER_REAL, limit, AGAIN_SECONDS)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)
