"""How soon `dojo check --watch` shows the new grade after a change in the cluster."""

import statistics
import subprocess
import time

from bench.stage import LAB, ROUNDS, Stage, show, stage, verdict

LIMIT_SECONDS = 0.2


def main() -> None:
    """Measure and print: from the end of kubectl's process to the line that shows its effect."""
    delays: list[float] = []
    with stage() as on:
        on.seconds(on.dojo("start", LAB))
        (kubeconfig,) = (on.folder / "state/attempts").glob("*/kubeconfig")
        watching = subprocess.Popen(
            on.dojo("check", "--watch"), env=on.environment, stdout=subprocess.PIPE, text=True
        )
        _read_table(watching)
        try:
            for _ in range(ROUNDS):
                delays += [_delay(on, watching, verb, str(kubeconfig)) for verb in VERBS]
        finally:
            watching.terminate()
            watching.communicate()
    show("check --watch", {"from the change to the new grade": delays})
    verdict("seconds", statistics.median(delays), LIMIT_SECONDS)


VERBS = ("cordon", "uncordon")


def _delay(on: Stage, watching: "subprocess.Popen[str]", verb: str, kubeconfig: str) -> float:
    on.seconds([on.programs["kubectl"], "--kubeconfig", kubeconfig, verb, "node01"])
    changed = time.perf_counter()
    _read_table(watching)
    return max(0.0, time.perf_counter() - changed)


def _read_table(watching: "subprocess.Popen[str]") -> None:
    """Read up to the line that ends each grade."""
    for line in watching.stdout or ():
        if line.startswith("watching"):
            return


if __name__ == "__main__":
    main()
