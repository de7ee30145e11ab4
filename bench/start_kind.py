"""The start of a lab on real nodes against plain kind with the same workload, in turns.

    python -m bench.start_kind [ROUNDS]

It takes most of a minute a round, so `make bench` leaves it out.
"""

import statistics
import sys

from bench.kind_stage import LAB, Plain, command
from bench.stage import show, stage, verdict

LIMIT = 1.15
ROUNDS = 5


def main(rounds: int = ROUNDS) -> None:
    """Measure and print; the ratio is taken pair by pair."""
    raw: list[float] = []
    ours: list[float] = []
    with stage() as on, Plain(on) as plain:
        for number in range(rounds):
            ours.append(on.seconds(command(on, "start")))
            (made,) = (on.folder / "state/attempts").glob("*/setup/cluster1")
            setup = made.rename(on.folder / f"setup-{number}")
            on.seconds(command(on, "stop"))
            raw.append(plain.start(setup))
            plain.stop()
    show(
        "start on real nodes, 1+1",
        {"kind create cluster --wait 120s, and rollout": raw, f"dojo start {LAB}": ours},
    )
    verdict("ratio", statistics.median(o / r for o, r in zip(ours, raw, strict=True)), LIMIT)


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
