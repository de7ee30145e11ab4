"""What the measurements of real nodes have in common: a lab of one worker, and plain kind."""

import os
import shutil
import sys
from pathlib import Path
from typing import Self

import yaml

from bench.stage import Stage
from clusterdojo import binaries as runtime
from clusterdojo import images
from clusterdojo.attempt import spare
from clusterdojo.attempt.ending import stop
from clusterdojo.attempt.starting import reset, start
from clusterdojo.attempt.store import Store
from clusterdojo.engines.kind.config import Host, configuration
from clusterdojo.engines.ports import free_ports
from clusterdojo.lab.loading import load_lab
from clusterdojo.lab.suite import Suite
from clusterdojo.progress import Silent

LAB = "drain-node01"
HERE = Path(__file__).parent.parent
NODES = """
clusters:
  - nodes:
      - {name: controlplane, role: control-plane}
      - {name: node01}
"""


def suite(folder: Path) -> Suite:
    """A suite with one lab: that of the other measurements, on a cluster of one worker."""
    root = folder / "suite"
    if not root.exists():
        shutil.copytree(HERE / "labs" / LAB, root / "labs" / LAB)
        file = root / "labs" / LAB / "lab.yaml"
        text = file.read_text()
        file.write_text(text.replace("\nvalues:", f"{NODES}\nvalues:"))
        for name in ("checks", "fixtures", "conftest.py"):
            (root / name).symlink_to(HERE / name)
    return Suite(root)


def command(on: Stage, verb: str) -> list[str]:
    """The command line that starts, resets or stops the lab as `dojo` would, or makes its spare."""
    return [sys.executable, "-m", "bench.kind_stage", verb, str(on.folder)]


class Plain:
    """kind itself, with the same nodes, image and workload."""

    def __init__(self, on: Stage) -> None:
        self.on = on
        self.programs = runtime.require(["kind", "kubectl"])
        self.image = images.require()
        self.spec = load_lab(suite(on.folder).lab_dir(LAB)).clusters[0]
        self.kubeconfig = on.folder / "plain.kubeconfig"
        self.name = f"bench-{os.getpid()}"

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def start(self, setup: Path) -> float:
        """Make a cluster and roll the workload out; seconds."""
        config = self.on.folder / "plain.yaml"
        nodes = {node.name: self.image for node in self.spec.nodes}
        config.write_text(configuration(self.spec, free_ports(1)[0], Host.look(), nodes))
        took = self.on.seconds(
            [self.programs["kind"], "create", "cluster", "--name", self.name, "--config", config,
             "--kubeconfig", self.kubeconfig, "--wait", "120s"]
        )  # fmt: skip
        kubectl: list[str | Path] = [self.programs["kubectl"], "--kubeconfig", self.kubeconfig]
        took += self.on.seconds([*kubectl, "apply", "-f", setup])
        namespace = _namespace(setup)
        for kind in ("deployment", "daemonset"):
            took += self.on.seconds([*kubectl, "-n", namespace, "rollout", "status", kind])
        return took

    def stop(self) -> None:
        """Delete it."""
        self.on.seconds(
            [self.programs["kind"], "delete", "cluster", "--name", self.name,
             "--kubeconfig", self.kubeconfig]
        )  # fmt: skip


def _namespace(setup: Path) -> str:
    """The lab's only namespace, which its first file makes."""
    first = min(setup.glob("*.yaml"))
    return str(yaml.safe_load(first.read_text())["metadata"]["name"])


def main(verb: str, folder: Path) -> None:
    """Be one `dojo` command on the measurement's own suite."""
    store, labs = Store(folder / "state"), suite(folder)
    if verb == "start":
        start(store, labs, LAB, "kind", 1, Silent())
    elif verb == "reset":
        reset(store, Silent())
    elif verb == "spare":
        spare.begin(store.current(), labs.lab_dir(LAB))
    else:
        stop(store, Silent(), everything=True)


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]))
