"""`dojo check` of a lab that reads nodes, on kind, against one `kubectl get pods -A`, in turns."""

import statistics
from pathlib import Path

from bench.stage import show, stage, verdict

LAB = "static-pod"
ROUNDS = 15
LIMIT_SECONDS = 1.5


def main() -> None:
    """Measure and print; the difference is taken pair by pair."""
    kubectl: list[float] = []
    check: list[float] = []
    with stage() as on:
        on.seconds(on.dojo("start", LAB, "--engine", "kind"))
        (kubeconfig,) = (on.folder / "state/attempts").glob("*/kubeconfig")
        kubectl_get: list[str | Path] = [
            on.programs["kubectl"], "--kubeconfig", kubeconfig, "get", "pods", "-A",
        ]  # fmt: skip
        # Untouched, it is at rest and earns nothing: every criterion is read all the same.
        on.seconds(on.dojo("check"), codes=(1,))
        for _ in range(ROUNDS):
            kubectl.append(on.seconds(kubectl_get))
            check.append(on.seconds(on.dojo("check"), codes=(1,)))
    show(f"check of {LAB} on kind", {"kubectl get pods -A": kubectl, "dojo check": check})
    pairs = zip(check, kubectl, strict=True)
    verdict("seconds more", statistics.median(c - k for c, k in pairs), LIMIT_SECONDS)


if __name__ == "__main__":
    main()
