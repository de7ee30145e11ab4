"""`dojo start` and `dojo check` of this checkout against another one, in turns.

    git worktree add /tmp/before COMMIT
    python -m bench.against /tmp/before [ROUNDS]

Processor time tells more than the clock on a machine that does other things as well; it is that of
the command and of all that it has started. Memory is that of the cluster's processes, shared pages
divided. `make bench` leaves it out: it needs a second checkout.
"""

import resource
import statistics
import sys
from collections.abc import Iterator
from pathlib import Path

from bench.stage import LAB, Stage, show, stage, verdict
from clusterdojo import processes

ROUNDS = 6
CHECKS = 5
START_LIMIT, CHECK_LIMIT, MEMORY_LIMIT = 1.05, 1.1, 1.05
Row = dict[str, list[float]]


def main(before: str, rounds: int = ROUNDS) -> None:
    """Measure and print; each ratio is taken pair by pair."""
    sides = {"before": Path(before), "now": Path(__file__).parent.parent}
    figures: dict[str, Row] = {}

    with stage() as on:
        for number in range(rounds):
            # Whoever begins finds the caches cold: they take turns in that, too.
            for side in sorted(sides, reverse=bool(number % 2)):
                on.begin = _begin(sides[side])
                for what, value in _measured(on):
                    figures.setdefault(what, {}).setdefault(side, []).append(value)
    for what, row in figures.items():
        show(what, row)
    for what, limit in (
        ("start, seconds", START_LIMIT), ("start, processor seconds", START_LIMIT),
        ("start, cluster's MiB", MEMORY_LIMIT), ("check, seconds", CHECK_LIMIT),
        ("check, processor seconds", CHECK_LIMIT),
    ):  # fmt: skip
        pairs = zip(figures[what]["now"], figures[what]["before"], strict=True)
        verdict(what, statistics.median(now / then for now, then in pairs), limit)


def _begin(checkout: Path) -> str:
    """What runs that checkout's `dojo` as if it were installed.

    PYTHONPATH would do it as well, and would let every check begin again, isolated.
    """
    paths = [str(checkout / "src"), str(checkout)]
    return f"import sys; sys.path[:0] = {paths}; from clusterdojo.cli import main; main()"


def _measured(on: Stage) -> Iterator[tuple[str, float]]:
    """Start the lab, look at its processes, check it a few times, end it."""
    used = _used()
    yield "start, seconds", on.seconds(on.dojo("start", LAB, "--seed", "1"))
    living = processes.processes(on.folder)
    times = [process.cpu_times() for process in living]
    cluster = sum(t.user + t.system for t in times)
    yield "start, processor seconds", _used() - used + cluster
    yield "start, cluster's MiB", sum(p.memory_full_info().pss for p in living) / 2**20
    on.seconds(on.dojo("run", "--", "kubectl", "drain", "node01", "--ignore-daemonsets"))
    on.seconds(on.dojo("check"))
    used = _used()
    seconds = [on.seconds(on.dojo("check")) for _ in range(CHECKS)]
    yield "check, seconds", statistics.median(seconds)
    yield "check, processor seconds", (_used() - used) / CHECKS
    on.seconds(on.dojo("stop"))


def _used() -> float:
    """Processor seconds of all children that have ended."""
    ended = resource.getrusage(resource.RUSAGE_CHILDREN)
    return ended.ru_utime + ended.ru_stime


if __name__ == "__main__":
    main(sys.argv[1], *map(int, sys.argv[2:]))
