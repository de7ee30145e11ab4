"""`dojo start` against `kwokctl create cluster --wait`, in turns, with the same programs."""

import statistics
from pathlib import Path

from bench.stage import LAB, ROUNDS, Stage, show, stage, verdict

LIMIT = 1.5


def main() -> None:
    """Measure and print; the ratio is taken pair by pair."""
    raw: list[float] = []
    ours: list[float] = []
    with stage() as on:
        for number in range(ROUNDS):
            raw.append(_kwokctl(on, on.folder / f"raw-{number}"))
            ours.append(on.seconds(on.dojo("start", LAB)))
            on.seconds(on.dojo("stop"))
    show("start", {"kwokctl create cluster --wait": raw, f"dojo start {LAB}": ours})
    verdict("ratio", statistics.median(o / r for o, r in zip(ours, raw, strict=True)), LIMIT)


def _kwokctl(on: Stage, folder: Path) -> float:
    programs = {
        "kube-apiserver": "kube-apiserver", "kube-controller-manager": "kube-controller-manager",
        "kube-scheduler": "kube-scheduler", "etcd": "etcd", "kwok-controller": "kwok",
    }  # fmt: skip
    kwokctl = on.programs["kwokctl"]
    on.environment |= {"KWOK_WORKDIR": str(folder), "PATH": _path(on)}
    options = [f"--{flag}-binary={on.programs[name]}" for flag, name in programs.items()]
    common: list[str | Path] = [kwokctl, "--name", "bench"]
    took = on.seconds(
        [*common, "create", "cluster", "--runtime", "binary", "--wait", "60s",
         "--kubeconfig", folder.parent / "raw.kubeconfig", *options]
    )  # fmt: skip
    on.seconds([*common, "delete", "cluster", "--kubeconfig", folder.parent / "raw.kubeconfig"])
    return took


def _path(on: Stage) -> str:
    """Kwokctl looks for kubectl on the PATH."""
    return f"{on.programs['kubectl'].parent}:{on.environment['PATH']}"


if __name__ == "__main__":
    main()
