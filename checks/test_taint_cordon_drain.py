"""taint-cordon-drain: one node is tainted, one cordoned, one drained, each as its need demands."""

from collections.abc import Mapping

import pytest

from clusterdojo.lab.values import Drawn
from fixtures import Node, differs, names
from fixtures.allowed import SCRATCH, Allowance, deployment, moved_pods, node
from fixtures.cluster import Cluster
from fixtures.objects import Resource

pytestmark = pytest.mark.lab("taint-cordon-drain")


def allowed(values: Mapping[str, Drawn]) -> list[Allowance]:
    """Criteria look at cordons, taints and pods of each of the three nodes."""
    workers = [node(_name(values, number)) for number in range(3)]
    return [
        *(worker.spec.unschedulable for worker in workers),
        *(worker.spec.taints for worker in workers),
        moved_pods(),
        deployment(values["namespace"], values["batch"]).spec.replicas,
        deployment(values["namespace"], "*").restarted,
        SCRATCH,
    ]


@pytest.mark.points(2)
def test_the_gpu_node_lets_only_tolerating_pods_in(
    cluster: Cluster, values: Mapping[str, Drawn]
) -> None:
    """A taint reserves a node: pods that tolerate it may come, all others stay away."""
    node = _node(cluster, values, 0)
    assert not node.unschedulable, differs(
        f"{node.name} takes no new pods at all", expected="schedulable", found="unschedulable"
    )
    assert node.taints == {(values["key"], values["value"], "NoSchedule")}, differs(
        f"{node.name} does not have exactly the taint of the task",
        expected=f"{values['key']}={values['value']}:NoSchedule",
        found=_taints(node),
    )


@pytest.mark.points(1)
@pytest.mark.needs("test_the_gpu_node_lets_only_tolerating_pods_in")
def test_the_pods_of_the_gpu_node_stay(
    cluster: Cluster, before: Cluster, values: Mapping[str, Drawn]
) -> None:
    """Reserving a node for new pods need not interrupt the pods that already run there."""
    _require_same_pods(cluster, before, _name(values, 0))


@pytest.mark.points(2)
def test_the_node_with_the_worn_disk_is_closed(
    cluster: Cluster, values: Mapping[str, Drawn]
) -> None:
    """Every new pod wears the disk, including those that tolerate a taint."""
    node = _node(cluster, values, 1)
    assert node.unschedulable, differs(
        f"{node.name} is not marked as unschedulable", expected="unschedulable", found="schedulable"
    )
    assert not node.taints, differs(
        f"{node.name} has a taint that it does not need", expected="no taint", found=_taints(node)
    )


@pytest.mark.points(1)
@pytest.mark.needs("test_the_node_with_the_worn_disk_is_closed")
def test_the_pods_of_the_worn_node_stay(
    cluster: Cluster, before: Cluster, values: Mapping[str, Drawn]
) -> None:
    """A cordon leaves running pods alone: they stay until somebody decides to move them."""
    _require_same_pods(cluster, before, _name(values, 1))


@pytest.mark.points(2)
def test_the_node_to_be_switched_off_is_empty(
    cluster: Cluster, values: Mapping[str, Drawn]
) -> None:
    """Pods that are still on the node tonight go down with it."""
    node = _node(cluster, values, 2)
    assert node.unschedulable, differs(
        f"{node.name} is not marked as unschedulable", expected="unschedulable", found="schedulable"
    )
    assert not node.taints, differs(
        f"{node.name} has a taint that it does not need", expected="no taint", found=_taints(node)
    )
    daemonsets = [Resource(raw) for raw in cluster.objects("daemonsets")]
    pods = cluster.pods(node=node.name)
    left = [pod for pod in pods if not any(pod.owned_by(owner) for owner in daemonsets)]
    assert not left, differs(
        f"pods are still on {node.name}", expected="only pods of DaemonSets", found=names(left)
    )
    assert len(left) < len(pods), differs(f"the pods of DaemonSets are gone from {node.name}")


@pytest.mark.points(1)
def test_all_replicas_run(cluster: Cluster, values: Mapping[str, Drawn]) -> None:
    """Replicas count only once they run: a pod without a node does no work."""
    batch = cluster.deployment(str(values["namespace"]), str(values["batch"]))
    assert batch.replicas == values["target"], differs(
        f"deployment {batch.name} has the wrong number of replicas",
        expected=f"{values['target']} replicas",
        found=f"{batch.replicas} replicas",
    )
    assert len(batch.ready_pods) == values["target"], differs(
        f"not all replicas of {batch.name} are ready",
        expected=f"{values['target']} ready",
        found=f"{len(batch.ready_pods)} ready",
    )


@pytest.mark.points(1)
def test_the_added_pods_run_on_the_gpu_node(
    cluster: Cluster, before: Cluster, values: Mapping[str, Drawn]
) -> None:
    """The reserved node must take the pods that it is reserved for."""
    namespace, name = str(values["namespace"]), str(values["batch"])
    then = before.deployment(namespace, name)
    old = {pod.uid for pod in then.pods}
    new = [pod for pod in cluster.deployment(namespace, name).ready_pods if pod.uid not in old]
    there = [pod for pod in new if pod.node == _name(values, 0)]
    # One pod more may be new, and elsewhere: the one that had to leave the node to be switched off.
    wanted = int(str(values["target"])) - then.replicas
    assert len(there) >= wanted > 0, differs(
        f"the additional pods of {name} do not all run on {_name(values, 0)}",
        expected=f"{wanted} new pods",
        found=f"{len(there)} new pods",
    )


def _name(values: Mapping[str, Drawn], number: int) -> str:
    """The node of the task's first, second or third step, counted from 0."""
    nodes = values["nodes"]
    assert isinstance(nodes, list)
    return nodes[number]


def _node(cluster: Cluster, values: Mapping[str, Drawn], number: int) -> Node:
    """That node as it is now."""
    return cluster.node(_name(values, number))


def _taints(node: Node) -> str:
    """The node's taints as kubectl writes them."""
    return names(
        f"{key}={value}:{effect}" if value else f"{key}:{effect}"
        for key, value, effect in node.taints
    )


def _require_same_pods(cluster: Cluster, before: Cluster, node: str) -> None:
    """Every pod that was on the node still runs there."""
    then = {pod.uid: pod.name for pod in before.pods(node=node)}
    running = {pod.uid for pod in cluster.pods(node=node) if pod.ready}
    gone = [name for uid, name in then.items() if uid not in running]
    assert then, f"the start state has no pod on {node}"
    assert not gone, differs(
        f"pods that ran on {node} are gone from there",
        expected="the same pods as before",
        found=f"{names(gone)} missing",
    )
