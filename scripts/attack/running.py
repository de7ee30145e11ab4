"""Many cases, some at once: each in a process of its own, which ends what it has started."""

import multiprocessing
from collections.abc import Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait

from clusterdojo.lab.suite import Suite
from clusterdojo.proof.interrupts import interrupts_wait, take_interrupts
from scripts.attack.cases import Case
from scripts.attack.rows import Row
from scripts.attack.trying import try_case


def run(suite: Suite, cases: Sequence[Case], jobs: int, seed: int, commit: str) -> Iterator[Row]:
    """The rows, as they come. At Ctrl-C, the cases under way end their clusters, without a row."""
    due = iter(cases)
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(jobs, context, initializer=take_interrupts) as pool:
        running: set[Future[Row]] = set()
        try:
            while True:
                while len(running) < jobs and (case := next(due, None)):
                    with interrupts_wait():  # a process that is started now inherits that
                        running.add(pool.submit(try_case, suite, case, seed, commit))
                if not running:
                    return
                done, running = wait(running, return_when=FIRST_COMPLETED)
                for future in done:
                    yield future.result()
        finally:
            for future in running:
                future.cancel()
