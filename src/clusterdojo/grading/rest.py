"""What still moves on real nodes, where the API does not tell, or does not tell yet.

All of it is known by the age of something, so that a state which stays as it is, right or wrong,
is at rest after a while.
"""

import contextlib
import datetime
import time
from collections.abc import Callable, Iterable, Iterator, Sequence

from clusterdojo.cluster.client import Object
from clusterdojo.cluster.settle import is_ready
from clusterdojo.cluster.snapshot import LiveSnapshot, Snapshot
from clusterdojo.grading.outcomes import NodeError, UngradableError
from clusterdojo.node.reader import NodeReader
from clusterdojo.node.state import (
    file_state,
    kubelet_config,
    manifests,
    now,
    processes,
    version_of,
)
from clusterdojo.node.units import unit
from clusterdojo.shape import UnexpectedError

POLL_SECONDS = 0.3
KUBELET_START_SECONDS = 25  # until its node is ready, on a machine out of breath
API_START_SECONDS = 45
POD_START_SECONDS = 30
ETCD_START_SECONDS = 15  # until every kubelet has renewed its lease in the store that is there now
API_BACK_SECONDS = 60  # until a kubelet that was without the API for long has reported again
STORE = ("etcd", "kube-apiserver")
MIRROR = "kubernetes.io/config.mirror"
CONTROL_PLANE = "node-role.kubernetes.io/control-plane"

UNREAD = (NodeError, UngradableError, UnexpectedError)
"""What a machine that can't be read, or that answers nonsense, raises: nobody waits for it."""

ReaderOf = Callable[[str], NodeReader]


def rested_with_nodes(
    found: LiveSnapshot | None,
    look: Callable[[], LiveSnapshot | None],
    reader: ReaderOf,
    nodes_before: Iterable[Object],
    deadline: float,
    hosts: Sequence[str] = (),
) -> LiveSnapshot | None:
    """The cluster's state once its nodes are at rest, too; None while its API does not answer.

    Args:
        found: Its state as the API told it.
        look: Asks the API again.
        reader: Reads the node of that name.
        nodes_before: The nodes when the lab began, for a cluster that does not answer.
        deadline: By time.monotonic(); then the last state counts, whatever moves.
        hosts: The machines that are no nodes: they run the cluster's etcd.
    """
    starts = ServiceStarts()
    seen: list[NodeReader] = []
    while True:
        nodes = found.objects("nodes") if found else [n for n in nodes_before if _controls(n)]
        readers = _readers([node["metadata"]["name"] for node in nodes], reader)
        stores = _readers(hosts, reader)
        seen += [known for _, known in (*readers, *stores)]
        moves = (
            _etcd_moves(found, stores, starts)
            or _moves(found, readers, starts)
            or (found is not None and _reports_come(found, readers, stores))
        )
        if not moves or time.monotonic() >= deadline:
            return found
        time.sleep(POLL_SECONDS)
        for known in seen:
            known.forget()
        found = look()


def _controls(node: Object) -> bool:
    return CONTROL_PLANE in node["metadata"].get("labels", {})


def _readers(names: Iterable[str], reader: ReaderOf) -> list[tuple[str, NodeReader]]:
    """The machines that can be read: what others do is not known, and nobody waits for it."""
    found = []
    for name in names:
        with contextlib.suppress(*UNREAD):
            found.append((name, reader(name)))
    return found


def _moves(
    found: LiveSnapshot | None, readers: list[tuple[str, NodeReader]], starts: "ServiceStarts"
) -> bool:
    for one in readers:
        with contextlib.suppress(*UNREAD):
            if found is None:
                if api_may_answer_soon(*one, starts):
                    return True
            elif next(moving_node(found, *one, starts), None):
                return True
    return False


def _reports_come(
    found: LiveSnapshot,
    readers: list[tuple[str, NodeReader]],
    stores: list[tuple[str, NodeReader]],
) -> bool:
    """Whether a kubelet has not reported yet since the API has come back.

    Without the API for a while, it tries again less and less often.
    """
    lost = {node["metadata"]["name"] for node in found.objects("nodes") if not is_ready(node)}
    if not lost:
        return False
    back = reporting = False
    for name, reader in (*readers, *stores):
        with contextlib.suppress(*UNREAD):
            back = back or _has_just_started(reader, API_BACK_SECONDS)
            kubelet = unit(reader, "kubelet") if name in lost else None
            reporting = reporting or (kubelet is not None and kubelet.active)
    return back and reporting


def _has_just_started(reader: NodeReader, seconds: float) -> bool:
    """Whether etcd or the API server was started on a machine a moment ago."""
    return any(p.name in STORE and p.age < seconds for p in processes(reader))


def _etcd_moves(
    found: LiveSnapshot | None, hosts: list[tuple[str, NodeReader]], starts: "ServiceStarts"
) -> bool:
    """Whether an etcd outside of the cluster was started a moment ago.

    An API server that has lost its store answers again only a while after the store does.
    """
    seconds = API_START_SECONDS if found is None else ETCD_START_SECONDS
    for name, reader in hosts:
        with contextlib.suppress(*UNREAD):
            if starts.starting(name, reader, seconds, "etcd"):
                return True
    return False


class ServiceStarts:
    """Tells a service that is starting, such as a kubelet, from one that fails again and again."""

    def __init__(self) -> None:
        self._restarts: dict[str, int] = {}

    def starting(
        self, node: str, reader: NodeReader, seconds: float, name: str = "kubelet"
    ) -> bool:
        """Whether the machine's service was started less than `seconds` ago, and has not failed."""
        service = unit(reader, name)
        if service is None:
            return False
        if service.restarts > self._restarts.setdefault(f"{node} {name}", service.restarts):
            return False
        if service.state.startswith("activating"):
            return True  # systemd waits a second before it starts it again: then it is seen
        ages = [process.age for process in processes(reader) if process.pid == service.pid]
        return service.active and any(age < seconds for age in ages)


def moving_node(
    snapshot: Snapshot, name: str, reader: NodeReader, starts: ServiceStarts
) -> Iterator[str]:
    """What is still changing on a node, each as a sentence.

    Args:
        snapshot: The cluster's state, just read.
        name: The node.
        reader: Reads it.
        starts: What earlier calls of the same check have seen.
    """
    node = next((n for n in snapshot.objects("nodes") if n["metadata"]["name"] == name), None)
    if node is not None and is_ready(node):
        yield from _moving_static_pods(snapshot, name, reader)
        if starts.starting(name, reader, KUBELET_START_SECONDS) and _unreported(node, reader):
            yield f"the kubelet of {name} has not reported its version yet"
    elif starts.starting(name, reader, KUBELET_START_SECONDS):
        yield f"the kubelet of {name} has just started"
    # Right after a restore the API tells of pods and nodes as the snapshot has them.
    if node is not None and _controls(node) and _has_just_started(reader, ETCD_START_SECONDS):
        yield f"the store or the API server on {name} has just started"


def _unreported(node: Object, reader: NodeReader) -> bool:
    """Whether the kubelet that runs is of another version than the one that reported last."""
    service = unit(reader, "kubelet")
    told = version_of(reader, service.pid) if service and service.pid else ""
    reported = node.get("status", {}).get("nodeInfo", {}).get("kubeletVersion")
    return bool(told) and reported != f"v{told}"


def _moving_static_pods(snapshot: Snapshot, node: str, reader: NodeReader) -> Iterator[str]:
    """Manifests that came, changed or went a moment ago, and that the API does not show yet."""
    folder = kubelet_config(reader).get("staticPodPath")
    state = file_state(reader, folder) if isinstance(folder, str) else None
    if state is None:
        return
    moment = now(reader)
    mirrors = {
        (pod["metadata"]["namespace"], pod["metadata"]["name"]): pod
        for pod in snapshot.objects("pods")
        if pod["spec"].get("nodeName") == node and MIRROR in pod["metadata"].get("annotations", {})
    }
    found = manifests(reader)
    for manifest in found:
        metadata = manifest.raw.get("metadata", {})
        key = (metadata.get("namespace") or "default", f"{metadata.get('name')}-{node}")
        mirror = mirrors.pop(key, None)
        if manifest.raw and _recent(manifest.changed, moment) and _older(mirror, manifest.changed):
            yield f"{manifest.path} on {node} has just changed"
    # A file that went leaves its time on the folder.
    if mirrors and _recent(state.changed, moment):
        yield f"a static pod of {node} has just been removed"


def _recent(changed: datetime.datetime, moment: datetime.datetime) -> bool:
    return moment - changed < datetime.timedelta(seconds=POD_START_SECONDS)


def _older(mirror: Object | None, changed: datetime.datetime) -> bool:
    """Whether the API's picture of a static pod was made before its manifest was changed."""
    if mirror is None:
        return True
    created = datetime.datetime.fromisoformat(mirror["metadata"]["creationTimestamp"])
    return created < changed


def api_may_answer_soon(name: str, reader: NodeReader, starts: ServiceStarts) -> bool:
    """Whether something happened on a control plane a moment ago that may bring its API back."""
    service = unit(reader, "kubelet")
    if service is None or not service.active:
        return False
    if starts.starting(name, reader, API_START_SECONDS):
        return True
    if any(p.name == "kube-apiserver" and p.age < API_START_SECONDS for p in processes(reader)):
        return True
    moment, limit = now(reader), datetime.timedelta(seconds=API_START_SECONDS)
    return any(moment - manifest.changed < limit for manifest in manifests(reader))
