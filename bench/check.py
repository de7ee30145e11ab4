"""`dojo check` on a solved lab against one `kubectl get pods -A`, in turns, whole processes."""

import statistics
from pathlib import Path

from bench.stage import LAB, show, stage, verdict

ROUNDS = 15
LIMIT_SECONDS = 0.8


def main() -> None:
    """Measure and print; the difference is taken pair by pair."""
    kubectl: list[float] = []
    check: list[float] = []
    with stage() as on:
        on.seconds(on.dojo("start", LAB))
        on.seconds(on.dojo("run", "--", "kubectl", "drain", "node01", "--ignore-daemonsets"))
        (kubeconfig,) = (on.folder / "state/attempts").glob("*/kubeconfig")
        kubectl_get: list[str | Path] = [
            on.programs["kubectl"], "--kubeconfig", kubeconfig, "get", "pods", "-A",
        ]  # fmt: skip
        on.seconds(on.dojo("check"))
        for _ in range(ROUNDS):
            kubectl.append(on.seconds(kubectl_get))
            check.append(on.seconds(on.dojo("check")))
    show("check, solved", {"kubectl get pods -A": kubectl, "dojo check": check})
    pairs = zip(check, kubectl, strict=True)
    verdict("seconds more", statistics.median(c - k for c, k in pairs), LIMIT_SECONDS)


if __name__ == "__main__":
    main()
