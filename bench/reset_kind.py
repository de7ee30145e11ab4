"""`dojo reset` on real nodes against a fresh start of the same lab, in turns.

    python -m bench.reset_kind [ROUNDS]

A reset takes the spare over, so it is asked for once there is one; that time is shown, too.
"""

import statistics
import sys
import time

from bench.kind_stage import LAB, command
from bench.stage import Stage, show, stage, verdict
from clusterdojo.attempt import spare
from clusterdojo.attempt.store import Store

LIMIT = 0.5
ROUNDS = 3
SPARE_SECONDS = 600.0


def main(rounds: int = ROUNDS) -> None:
    """Measure and print; the ratio is taken pair by pair."""
    figures: dict[str, list[float]] = {"start": [], "until there is a spare": [], "reset": []}
    with stage() as on:
        on.environment[spare.VARIABLE] = "yes"
        for _ in range(rounds):
            figures["start"].append(on.seconds(command(on, "start")))
            figures["until there is a spare"].append(_await_spare(on))
            figures["reset"].append(on.seconds(command(on, "reset")))
            on.seconds(command(on, "stop"))
    show(f"reset on real nodes, 1+1, {LAB}", figures)
    pairs = zip(figures["reset"], figures["start"], strict=True)
    verdict("ratio", statistics.median(r / s for r, s in pairs), LIMIT)


def _await_spare(on: Stage) -> float:
    began = time.monotonic()
    on.seconds(command(on, "spare"))
    attempt = Store(on.folder / "state").current()
    while spare.state(attempt) != "ready":
        if time.monotonic() - began > SPARE_SECONDS:
            sys.exit("no spare was made: is there memory for one?")
        time.sleep(0.2)
    return time.monotonic() - began


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
