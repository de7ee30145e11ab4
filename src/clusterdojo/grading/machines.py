"""The nodes' insides while a check runs: who may be asked, and what it means when one is silent."""

import contextlib
import time
from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor

from clusterdojo.engines.protocol import NodeAccess
from clusterdojo.errors import DojoError
from clusterdojo.grading.outcomes import NodeAnswerError, NodeDownError, UngradableError
from clusterdojo.node.reader import NodeReader, WayIn
from clusterdojo.node.shell import QuestionError, SilentNodeError

# `docker exec` may end a moment before the engine calls the container stopped.
NOTICE_SECONDS = 3.0
POLL_SECONDS = 0.1
CANNOT_RUN = (126, 127)  # how docker, as a shell, says that there is no such program


class Machines:
    """The readers of all nodes that a check asks for. Close them when it is over."""

    def __init__(self, access: Callable[[str], NodeAccess] | None) -> None:
        """Prepare to read.

        Args:
            access: Gives the way into the nodes of the cluster of that name; None if the
                clusters have no such way.
        """
        self._access = access
        self._readers: dict[tuple[str, str], NodeReader] = {}
        self._away: UngradableError | None = None
        self.faults: list[str] = []

    def reader(self, cluster: str, node: str) -> NodeReader:
        """The node's reader, the same one for the whole check.

        Raises:
            UngradableError: Nodes can't be read here. Reading raises that, too, where the container
                engine does not answer, and NodeDownError where the node is stopped or gone.
        """
        if self._away:
            raise self._away
        if (cluster, node) not in self._readers:
            self._readers[cluster, node] = self._open(cluster, node)
        return self._readers[cluster, node]

    def open(self, nodes: Iterable[tuple[str, str]]) -> None:
        """Begin to open readers in the background, by the names of cluster and node."""
        pool = ThreadPoolExecutor()
        for cluster, node in nodes:
            with contextlib.suppress(UngradableError):
                pool.submit(self.reader(cluster, node).open)
        pool.shutdown(wait=False)

    def hosts(self, cluster: str) -> list[str]:
        """The cluster's machines that are not nodes; empty if nothing can be read."""
        with contextlib.suppress(DojoError, LookupError):
            return self._access(cluster).hosts() if self._access else []
        return []

    def noted(self, cluster: str, node: str) -> Mapping[str, str]:
        """How the machine's configuration was when the lab began; empty if nobody noted it."""
        with contextlib.suppress(DojoError, LookupError):
            return self._access(cluster).noted(node) if self._access else {}
        return {}

    def close(self) -> None:
        """End everything that was started on the nodes."""
        while self._readers:
            self._readers.popitem()[1].close()

    def _open(self, cluster: str, node: str) -> NodeReader:
        if self._access is None:
            msg = "this cluster's nodes can't be read from inside: grade the lab on real nodes"
            raise UngradableError(msg)
        try:
            access = self._access(cluster)
            command = access.command(node)
        except (DojoError, LookupError) as error:
            raise UngradableError(str(error)) from error
        way = WayIn(command, lambda: access.bring_shell(node), access.programs())
        return NodeReader(way, lambda error: self._explained(access, node, error))

    def _explained(self, access: NodeAccess, node: str, error: SilentNodeError) -> Exception:
        """Whose doing it is that a node fell silent."""
        if self._away:
            return self._away
        deadline = time.monotonic() + NOTICE_SECONDS
        try:
            while True:
                if down := access.fault(node):
                    return self._down(down)
                if isinstance(error, QuestionError):
                    return NodeAnswerError(f"{node}: {error}")
                # One that answers too late is running; one whose shell ended may be going down.
                if error.code is None or time.monotonic() > deadline:
                    break
                time.sleep(POLL_SECONDS)
        except DojoError as away:
            # An engine that hangs is waited for once, not once a node.
            self._away = UngradableError(str(away))
            return self._away
        if error.code in CANNOT_RUN:
            return self._down(f"{node} can't run any program")
        return UngradableError(f"{node} can't be read: {error}")

    def _down(self, reason: str) -> NodeDownError:
        if reason not in self.faults:
            self.faults.append(reason)
        return NodeDownError(reason)
