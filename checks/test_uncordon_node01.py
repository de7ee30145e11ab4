"""uncordon-node01: new pods run on the node again, and the moved pods stay where they are."""

from collections.abc import Mapping

import pytest

from clusterdojo.lab.values import Drawn
from fixtures import Pod, Workload, differs, names
from fixtures.answers import Answers
from fixtures.cluster import Cluster
from fixtures.unchanged import nodes_are_unchanged

pytestmark = pytest.mark.lab("uncordon-node01")


@pytest.mark.gate
def test_the_deployment_is_the_same(
    cluster: Cluster, before: Cluster, values: Mapping[str, Drawn]
) -> None:
    """Recreating a Deployment takes the whole application down."""
    now, then = _app(cluster, values), _app(before, values)
    assert now.uid == then.uid, differs(f"deployment {now.name} was deleted and recreated")


@pytest.mark.gate
def test_the_other_nodes_are_untouched(cluster: Cluster, before: Cluster) -> None:
    """Getting one node back by closing another one gains nothing."""
    nodes_are_unchanged(cluster, before, but="node01")


@pytest.mark.points(2)
def test_node01_is_schedulable(cluster: Cluster, before: Cluster) -> None:
    """The maintenance ends when the scheduler may use the node again."""
    node = cluster.node("node01")
    assert node.uid == before.node("node01").uid, differs("node01 was deleted and recreated")
    assert not node.unschedulable, differs(
        "node01 is still marked as unschedulable", expected="schedulable", found="unschedulable"
    )
    assert not node.taints, differs("node01 has a taint", expected="no taint")


@pytest.mark.points(1)
def test_all_replicas_run(cluster: Cluster, values: Mapping[str, Drawn]) -> None:
    """The capacity of node01 is back, so all replicas can run."""
    app = _app(cluster, values)
    assert app.replicas == values["target"], differs(
        f"deployment {app.name} has the wrong number of replicas",
        expected=f"{values['target']} replicas",
        found=f"{app.replicas} replicas",
    )
    assert len(app.ready_pods) == values["target"], differs(
        f"not all replicas of {app.name} are ready",
        expected=f"{values['target']} ready",
        found=f"{len(app.ready_pods)} ready",
    )


@pytest.mark.points(2)
def test_the_new_pods_run_on_node01(
    cluster: Cluster, before: Cluster, values: Mapping[str, Drawn]
) -> None:
    """Uncordoning a node affects only the pods that are created afterwards."""
    moved = {pod.uid for pod in _app(before, values).pods}
    new = [pod for pod in _app(cluster, values).pods if pod.uid not in moved]
    assert new, differs("the Deployment has no additional pods")
    elsewhere = [pod for pod in new if pod.node != "node01" or not pod.ready]
    assert not elsewhere, differs(
        "not all additional pods run on node01",
        expected="node01 for each",
        found=_places(elsewhere),
    )


@pytest.mark.points(2)
@pytest.mark.needs("test_the_new_pods_run_on_node01")
def test_the_moved_pods_stay_on_node02(
    cluster: Cluster, before: Cluster, values: Mapping[str, Drawn]
) -> None:
    """Kubernetes does not move running pods back; forcing it interrupts the application."""
    moved = {pod.uid: pod.name for pod in _app(before, values).pods}
    running = {pod.uid for pod in _app(cluster, values).ready_pods if pod.node == "node02"}
    gone = [name for uid, name in moved.items() if uid not in running]
    assert moved, "the start state has no pod to compare with"
    assert not gone, differs(
        "pods that ran on node02 are gone",
        expected="the same pods as before",
        found=f"{names(gone)} missing",
    )


@pytest.mark.points(1)
def test_the_answer_names_the_pods_on_node01(
    cluster: Cluster, values: Mapping[str, Drawn], answers: Answers
) -> None:
    """To know what the next outage affects, you have to know where an application runs."""
    there = [pod.name for pod in _app(cluster, values).pods if pod.node == "node01"]
    assert there, differs(f"no pod of {values['app']} runs on node01 yet")
    answers.require_set("answers/on-node01.txt", there, "pod names, one per line", kind="pod")


def _app(cluster: Cluster, values: Mapping[str, Drawn]) -> Workload:
    """The application's Deployment."""
    return cluster.deployment(str(values["namespace"]), str(values["app"]))


def _places(pods: list[Pod]) -> str:
    """Where each of these pods is."""
    return names(f"{pod.name} on {pod.node or 'no node'}" for pod in pods)
