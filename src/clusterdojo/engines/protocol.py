"""What the suite asks of an engine.

Nothing above this floor tests an engine's name: what engines differ in is asked here. registry.py
finds them.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from clusterdojo.cluster.audit_log import AuditLog
from clusterdojo.engines.finding import Finding
from clusterdojo.lab.model import ClusterSpec
from clusterdojo.node.known import Known
from clusterdojo.progress import Progress


@dataclass(frozen=True)
class RunningCluster:
    """A cluster that answers.

    Beside the kubeconfig lies access.json, the suite's own way in (see transport.Access), and the
    same as own.kubeconfig, for kubectl.

    Attributes:
        name: As in lab.yaml; the cluster's folder is called so, too.
        kubeconfig: The learner's way in (0600), in JSON, with one cluster, user and context, each
            named as the cluster.
    """

    name: str
    kubeconfig: Path


class NodeAccess(Protocol):
    """The inside of one cluster's nodes, by a way that the learner can't close."""

    def command(self, node: str, *, terminal: bool = False) -> list[str]:
        """The arguments before a program's that run it on the node as root, stdin attached.

        Args:
            node: Its name in lab.yaml.
            terminal: Whether stdin is a terminal, which the program gets as one.

        Raises:
            ContainerEngineError: There is no container engine on this machine.
            LookupError: The cluster has no such node.
        """

    def bring_shell(self, node: str) -> str | None:
        """Put a shell onto the node that needs nothing of it, and give its path there.

        Whoever runs it removes the file. None where the cluster has none, or can't take it.
        """

    def programs(self) -> Mapping[str, Known]:
        """The programs that the suite has put onto the nodes, by sha256; empty if unknown."""

    def noted(self, node: str) -> Mapping[str, str]:
        """How the configuration of the machine was when the lab began; see node.places."""

    def fault(self, node: str) -> str | None:
        """Why nothing can be run on the node ("node01 is stopped", "node01 is gone"), or None.

        Raises:
            LookupError: The cluster has no such node.
            ContainerEngineError: The container engine does not answer.
        """

    def hosts(self) -> list[str]:
        """The cluster's machines that are not nodes, such as the host of an external etcd."""


class Engine(Protocol):
    """Makes and ends clusters. All that belongs to one of them stays below its `folder`.

    `create` may be killed at any moment; `delete` ends whatever is there, half-made or whole,
    and may be called twice.

    Attributes:
        name: What lab.yaml and --engine call it: the name of its folder in engines/.
        real_nodes: Whether a node has an inside: a machine with files, processes and a kubelet.
        embedded: Whether the suite brings all that the engine needs, so that it runs on every
            machine. Its labs decide the exit code of `dojo doctor`, and packs are drawn from them.
        quick: Whether a start takes seconds. A proof with little time does all of such an engine,
            and a reset waits for new clusters instead of keeping spare ones.
        can_pause: Whether a cluster can wait without taking memory, see `pause`.
        always_restarted: Whether a cluster of which something has ended is brought back at any
            time. Otherwise only after a boot: a machine that is off may be the learner's work.
    """

    name: str
    real_nodes: bool
    embedded: bool
    quick: bool
    can_pause: bool
    always_restarted: bool

    # This machine

    def unavailable(self) -> str | None:
        """Why the engine can't be used on this machine ("no docker program"), or None."""

    def examine(self) -> list[Finding]:
        """What the engine needs of this machine, for `dojo doctor`; host.py has what all need."""

    def prepare(self, progress: Progress, clusters: Sequence[ClusterSpec] = ()) -> None:
        """Fetch what the engine needs on this machine to make `clusters`.

        Raises:
            RuntimeUnavailableError: A program can't be had.
            ImageError: A node image can't be had.
            ContainerEngineError: The container engine, where one is needed, does not answer.
            UsageError: The engine can't make one of the clusters, see `unfit`.
        """

    def tools(self) -> dict[str, Path]:
        """The programs for the learner's PATH, by name."""

    # What a cluster takes, before there is one

    def unfit(self, spec: ClusterSpec) -> list[str]:
        """Why the engine can't make this cluster ("cluster1 is to be upgraded"); empty if it can.

        Asked without preparing anything, on any machine.
        """

    def memory_mib(self, spec: ClusterSpec) -> int:
        """What the cluster takes while it runs, a lab's workload included, in MiB."""

    # One cluster's life

    def create(self, spec: ClusterSpec, folder: Path, progress: Progress) -> RunningCluster:
        """Make a cluster and wait until its API takes objects; its nodes may need a while yet.

        Raises:
            EngineError: It could not be made; nothing of it is left.
        """

    def await_ready(self, spec: ClusterSpec, folder: Path, progress: Progress) -> None:
        """Wait until the controllers work and all nodes are ready. Call it once after `create`.

        Objects may be created meanwhile.

        Raises:
            PortTakenError: Another program took a port before the cluster used it: made again, the
                cluster gets others.
            EngineError: That does not come true.
        """

    def owns(self, folder: Path) -> bool:
        """Whether the cluster in `folder`, half-made or whole, is one of this engine's."""

    def delete(self, folder: Path) -> None:
        """End the cluster that lives in `folder`, and remove the folder.

        Raises:
            ContainerEngineError: The container engine, where one is needed, does not answer; the
                folder stays.
        """

    def fault(self, folder: Path) -> str | None:
        """What is wrong with the cluster seen from outside ("etcd has ended"), or None.

        Raises:
            ContainerEngineError: The container engine, where one is needed, does not answer.
        """

    # Waiting, and coming back

    def pause(self, folder: Path) -> None:
        """Let the cluster wait: nothing of it runs, and its memory is free.

        Raises:
            EngineError: Clusters of this engine can't (`can_pause`).
        """

    def resume(self, folder: Path) -> None:
        """Bring a paused cluster back as it was, or one that has ended, as by a reboot.

        Raises:
            EngineError: It does not come back.
            ContainerEngineError: The container engine, where one is needed, does not answer.
        """

    def is_gone(self, folder: Path) -> bool:
        """Whether the cluster has to come back: it is paused, or has ended.

        Raises:
            ContainerEngineError: The container engine, where one is needed, does not answer.
        """

    def ports(self, folder: Path) -> list[int]:
        """The ports on 127.0.0.1 that a paused cluster will need again, so that they are kept."""

    # What its API server writes down

    def audit_log(self, folder: Path) -> AuditLog | None:
        """Where the API server of the cluster in `folder` writes who did what; None if nowhere."""

    # Its nodes

    def nodes(self, folder: Path) -> NodeAccess:
        """The inside of the cluster's nodes.

        Raises:
            EngineError: Its nodes are simulated: they have none.
        """

    def stop_node(self, folder: Path, node: str) -> None:
        """Let the node fail: its heartbeats stop."""

    def start_node(self, folder: Path, node: str) -> None:
        """Bring the node back."""
