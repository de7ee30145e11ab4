"""`dojo check` of a restored etcd, on kind, once the cluster has settled: whole processes."""

import subprocess

from bench.stage import Stage, show, stage, verdict
from clusterdojo.attempt import spare

LAB = "etcd-snapshot-restore"
ROUNDS = 10
LIMIT_SECONDS = 4.0


def main() -> None:
    """Measure and print; the slowest check is held against the limit."""
    with stage() as on:
        on.environment[spare.VARIABLE] = "no"  # it would be made meanwhile
        start = on.seconds(on.dojo("start", LAB, "--engine", "kind"))
        script = on.seconds(on.dojo("run", "--", "bash", "-euo", "pipefail", "-c", _solution(on)))
        # Solved, or it ends here; it waits until the cluster is at rest, as the others find it.
        settling = on.seconds(on.dojo("check"))
        checks = [on.seconds(on.dojo("check")) for _ in range(ROUNDS)]
    show(
        f"check of {LAB} on kind, solved",
        {"start": [start], "solution": [script], "the first check": [settling], "checks": checks},
    )
    verdict("seconds of the slowest one", max(checks), LIMIT_SECONDS)


def _solution(on: Stage) -> str:
    """The script that a learner would type, with the values of this attempt."""
    shown = subprocess.run(
        on.dojo("solution", "--yes"), env=on.environment, capture_output=True, text=True, check=True
    )
    return shown.stdout


if __name__ == "__main__":
    main()
