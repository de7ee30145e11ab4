"""Ctrl-C while worker processes start: it waits until they have loaded what they run."""

import contextlib
import os
import signal
from collections.abc import Iterator

INTERRUPTED = 130


@contextlib.contextmanager
def interrupts_wait() -> Iterator[None]:
    """Hold Ctrl-C back in this thread, and in the processes that are started meanwhile."""
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def take_interrupts() -> None:
    """Begin as a worker: a Ctrl-C that came while modules were loaded ends it, without a word."""
    try:
        signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGINT})
    except KeyboardInterrupt:
        os._exit(INTERRUPTED)  # nothing was begun that would have to be cleared away
