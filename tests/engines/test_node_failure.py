"""A simulated node can fail and come back, and the cluster does what a real one does about it."""

import contextlib
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from clusterdojo.cluster.client import Api, Object, RefusedError
from clusterdojo.cluster.settle import is_ready, moving, settled
from clusterdojo.engines.kwok.engine import KwokEngine
from clusterdojo.lab.model import ClusterSpec, NodeSpec
from clusterdojo.progress import Silent

pytestmark = pytest.mark.slow

GRACE, EVICTION = 4, 3
SLACK = 15.0  # seconds that a busy machine may add to any of these
DEADLINE = 60.0
UNREACHABLE = "node.kubernetes.io/unreachable"
PODS = "/api/v1/namespaces/default/pods"
CONTAINERS = [{"name": "web", "image": "nginx:1.29"}]


@dataclass
class Outage:
    """What was seen of node01's failure and return.

    Attributes:
        noticed: Seconds from the stop until the node was tainted as unreachable.
        node: node01 when its pods had been evicted.
        pods: All pods of namespace default at that time, by name.
        at_rest: Whether nothing moved any more then.
        later: The names of the pods that were terminating a few seconds later still.
        back: node01 after it was started again.
        pods_back: All pods of namespace default at that time, by name.
    """

    noticed: float
    node: Object
    pods: dict[str, Object]
    at_rest: bool
    later: set[str]
    back: Object
    pods_back: dict[str, Object]


def _until(what: Callable[[], bool]) -> None:
    deadline = time.monotonic() + DEADLINE
    while not what():
        assert time.monotonic() < deadline, "did not happen in time"
        time.sleep(0.1)


def _pods(api: Api) -> dict[str, Object]:
    return {pod["metadata"]["name"]: pod for pod in (api.get(PODS) or {})["items"]}


def _node(api: Api) -> Object:
    node = api.get("/api/v1/nodes/node01")
    assert node is not None
    return node


def _evicts(node: Object) -> bool:
    taints = node["spec"].get("taints", [])
    return any((t["key"], t["effect"]) == (UNREACHABLE, "NoExecute") for t in taints)


def _terminating(pods: dict[str, Object]) -> set[str]:
    return {name for name, pod in pods.items() if "deletionTimestamp" in pod["metadata"]}


def _created(api: Api, path: str, body: Object) -> bool:
    with contextlib.suppress(RefusedError):  # the namespace's service account is not there yet
        api.post(path, body)
        return True
    return False


@pytest.fixture(scope="module")
def outage(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Outage]:
    """One cluster lives through one outage; the tests look at what was seen."""
    spec = ClusterSpec(
        nodes=[NodeSpec(name="node01"), NodeSpec(name="node02")],
        node_monitor_grace_seconds=GRACE,
        eviction_seconds=EVICTION,
    )
    engine, folder = KwokEngine(), tmp_path_factory.mktemp("outage") / "cluster1"
    engine.prepare(Silent())
    api = Api(engine.create(spec, folder, Silent()).kubeconfig, spec.name)
    engine.await_ready(spec, folder, Silent())
    try:
        yield _outage(engine, folder, api)
    finally:
        engine.delete(folder)


def _outage(engine: KwokEngine, folder: Path, api: Api) -> Outage:
    standalone = {
        "apiVersion": "v1",
        "kind": "Pod",
        "metadata": {"name": "standalone"},
        "spec": {"nodeName": "node01", "containers": CONTAINERS},
    }
    replicated = {
        "apiVersion": "apps/v1",
        "kind": "ReplicaSet",
        "metadata": {"name": "web"},
        "spec": {
            "replicas": 4,
            "selector": {"matchLabels": {"app": "web"}},
            "template": {
                "metadata": {"labels": {"app": "web"}},
                "spec": {"containers": CONTAINERS},
            },
        },
    }
    _until(lambda: _created(api, PODS, standalone))
    _until(lambda: _created(api, "/apis/apps/v1/namespaces/default/replicasets", replicated))
    settled(api, DEADLINE)

    engine.stop_node(folder, "node01")
    began = time.monotonic()
    _until(lambda: _evicts(_node(api)))
    noticed = time.monotonic() - began
    snapshot = settled(api, DEADLINE)
    at_rest = next(moving(snapshot), None) is None
    node, pods = _node(api), _pods(api)
    time.sleep(3)  # nothing may happen: there is no event to wait for
    later = _terminating(_pods(api))

    engine.start_node(folder, "node01")
    with contextlib.suppress(AssertionError):  # the tests say what is missing
        _until(lambda: is_ready(_node(api)) and not _terminating(_pods(api)))
    settled(api, DEADLINE)
    return Outage(noticed, node, pods, at_rest, later, _node(api), _pods(api))


def test_a_silent_node_is_noticed_after_the_grace_period(outage: Outage) -> None:
    """A stopped node is not ready and unreachable once the grace period is over, not before."""
    # A heartbeat may be a quarter of the grace period old when the node stops.
    assert GRACE * 0.5 <= outage.noticed <= GRACE + SLACK
    ready = next(c for c in outage.node["status"]["conditions"] if c["type"] == "Ready")
    assert (ready["status"], ready["reason"]) == ("Unknown", "NodeStatusUnknown")
    effects = {t["effect"] for t in outage.node["spec"]["taints"] if t["key"] == UNREACHABLE}
    assert effects == {"NoSchedule", "NoExecute"}


def test_its_pods_are_evicted_after_the_eviction_time(outage: Outage) -> None:
    """Every pod that was on the node is being deleted, as long after the taint as the lab says."""
    on_node = {n: p for n, p in outage.pods.items() if p["spec"].get("nodeName") == "node01"}
    assert "standalone" in on_node
    assert set(on_node) == _terminating(outage.pods)
    tainted = next(
        datetime.fromisoformat(t["timeAdded"])
        for t in outage.node["spec"]["taints"]
        if (t["key"], t["effect"]) == (UNREACHABLE, "NoExecute")
    )
    for pod in on_node.values():
        grace = timedelta(seconds=pod["metadata"]["deletionGracePeriodSeconds"])
        evicted = datetime.fromisoformat(pod["metadata"]["deletionTimestamp"]) - grace
        assert EVICTION - 1 <= (evicted - tainted).total_seconds() <= EVICTION + SLACK


def test_a_dead_node_confirms_nothing(outage: Outage) -> None:
    """The evicted pods stay terminating, and a cluster that waits for them is at rest."""
    assert outage.at_rest
    assert outage.later == _terminating(outage.pods) > set()


def test_a_replicaset_makes_up_for_the_outage(outage: Outage) -> None:
    """Its pods come back on the other node; the standalone pod does not."""
    alive = {n: p for n, p in outage.pods.items() if n not in _terminating(outage.pods)}
    assert len(alive) == 4
    assert {pod["spec"]["nodeName"] for pod in alive.values()} == {"node02"}
    assert all(name.startswith("web-") for name in alive)


def test_a_started_node_is_ready_again(outage: Outage) -> None:
    """Its heartbeats are back: the node is ready and carries no taint."""
    assert is_ready(outage.back)
    assert not outage.back["spec"].get("taints")


def test_a_started_node_removes_what_was_evicted(outage: Outage) -> None:
    """The returned kubelet ends the pods that it should have ended; the others stay."""
    assert len(outage.pods_back) == 4
    assert not _terminating(outage.pods_back)
