"""What the suite asks of an engine."""

from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from clusterdojo.lab import ClusterSpec
from clusterdojo.progress import Progress


@dataclass(frozen=True)
class RunningCluster:
    """A cluster that answers: its own kubeconfig (0600) with one context, named as the cluster.

    Beside it lies access.json, the suite's own way in (see transport.Access).
    """

    name: str
    kubeconfig: Path


class Engine(Protocol):
    """Makes and ends clusters. All that belongs to one of them stays below its `folder`.

    `create` may be killed at any moment; `delete` ends whatever is there, half-made or whole,
    and may be called twice.
    """

    name: str

    def prepare(self, progress: Progress) -> None:
        """Fetch what the engine needs on this machine.

        Raises:
            RuntimeUnavailableError: It can't be had.
        """

    def tools(self) -> dict[str, Path]:
        """The programs for the learner's PATH, by name."""

    def create(self, spec: ClusterSpec, folder: Path, progress: Progress) -> RunningCluster:
        """Make a cluster and wait until its API takes objects; its nodes may need a while yet.

        Raises:
            EngineError: It could not be made; nothing of it is left.
        """

    def await_ready(self, spec: ClusterSpec, folder: Path, progress: Progress) -> None:
        """Wait until the controllers work and all nodes are ready. Call it once after `create`.

        Objects may be created meanwhile.

        Raises:
            EngineError: That does not come true.
        """

    def delete(self, folder: Path) -> None:
        """End the cluster that lives in `folder`, and remove the folder."""

    def fault(self, folder: Path) -> str | None:
        """What is wrong with the cluster seen from outside ("etcd has ended"), or None."""

    def stop_node(self, folder: Path, node: str) -> None:
        """End the node's kubelet: its heartbeats stop."""

    def start_node(self, folder: Path, node: str) -> None:
        """Start the node's kubelet again."""
