"""What the suite asks of an engine."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from clusterdojo.lab.model import ClusterSpec
from clusterdojo.progress import Progress


@dataclass(frozen=True)
class RunningCluster:
    """A cluster that answers: its own kubeconfig (0600) with one context, named as the cluster.

    Beside it lies access.json, the suite's own way in (see transport.Access).
    """

    name: str
    kubeconfig: Path


class NodeAccess(Protocol):
    """The inside of one cluster's nodes, by a way that the learner can't close."""

    def command(self, node: str) -> list[str]:
        """The arguments before a program's that run it on the node as root, stdin attached.

        Raises:
            ContainerEngineError: There is no container engine on this machine.
            LookupError: The cluster has no such node.
        """

    def fault(self, node: str) -> str | None:
        """Why nothing can be run on the node ("node01 is stopped", "node01 is gone"), or None.

        Raises:
            LookupError: The cluster has no such node.
            ContainerEngineError: The container engine does not answer.
        """

    def hosts(self) -> list[str]:
        """The cluster's machines that are no nodes of it: such as that of an etcd outside of it."""


class Engine(Protocol):
    """Makes and ends clusters. All that belongs to one of them stays below its `folder`.

    `create` may be killed at any moment; `delete` ends whatever is there, half-made or whole,
    and may be called twice.
    """

    name: str
    real_nodes: bool  # whether a node has an inside

    def prepare(self, progress: Progress, clusters: Sequence[ClusterSpec] = ()) -> None:
        """Fetch what the engine needs on this machine to make `clusters`.

        Raises:
            RuntimeUnavailableError: A program can't be had.
            ImageError: A node image can't be had.
            ContainerEngineError: The container engine, where one is needed, does not answer.
            UsageError: The engine does not have a cluster's Kubernetes version.
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
        """End the cluster that lives in `folder`, and remove the folder.

        Raises:
            ContainerEngineError: The container engine, where one is needed, does not answer; the
                folder stays.
        """

    def fault(self, folder: Path) -> str | None:
        """What is wrong with the cluster seen from outside ("etcd has ended"), or None."""

    def nodes(self, folder: Path) -> NodeAccess:
        """The inside of the cluster's nodes.

        Raises:
            EngineError: Its nodes are simulated: they have none.
        """

    def stop_node(self, folder: Path, node: str) -> None:
        """Let the node fail: its heartbeats stop."""

    def start_node(self, folder: Path, node: str) -> None:
        """Bring the node back."""
