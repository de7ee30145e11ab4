"""A Ctrl-C while workers start is kept, and says nothing."""

import multiprocessing
import os
import signal
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool

import pytest

from clusterdojo.proof.interrupts import INTERRUPTED, interrupts_wait, take_interrupts


def test_an_interrupt_waits_for_the_end_of_the_block() -> None:
    """It is not lost."""
    reached = []

    def interrupted() -> None:
        with interrupts_wait():
            os.kill(os.getpid(), signal.SIGINT)
            reached.append("the end of the block")

    with pytest.raises(KeyboardInterrupt):
        interrupted()
    assert reached


def _interrupt_oneself() -> None:
    os.kill(os.getpid(), signal.SIGINT)
    take_interrupts()


def test_a_worker_that_was_interrupted_while_it_loaded_ends_in_silence(
    capfd: pytest.CaptureFixture[str],
) -> None:
    """Its task fails for whoever waits for it; no traceback is on the terminal."""
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(1, context, initializer=_interrupt_oneself) as pool:
        with interrupts_wait():
            asked = pool.submit(os.getpid)
        with pytest.raises(BrokenProcessPool):
            asked.result(timeout=60)
    said = capfd.readouterr()
    assert "Traceback" not in said.err + said.out
    assert INTERRUPTED == 128 + signal.SIGINT


def test_a_worker_works_and_can_be_interrupted_afterwards() -> None:
    """The mask that it inherited is gone."""
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(1, context, initializer=take_interrupts) as pool:
        with interrupts_wait():
            asked = pool.submit(signal.pthread_sigmask, signal.SIG_BLOCK, [])
        assert signal.SIGINT not in asked.result(timeout=60)
