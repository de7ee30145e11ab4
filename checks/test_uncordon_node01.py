"""uncordon-node01: new pods run on the node again, and the moved pods stay where they are."""

from collections.abc import Mapping

import pytest

from clusterdojo.lab.values import Drawn
from fixtures import Pod, Workload, differs, names
from fixtures.allowed import SCRATCH, Allowance, deployment, moved_pods, node
from fixtures.answers import Answers
from fixtures.cluster import Cluster

pytestmark = pytest.mark.lab("uncordon-node01")


def allowed(values: Mapping[str, Drawn]) -> list[Allowance]:
    """node01 is opened, and the Deployment scaled; a criterion counts the pods that left."""
    app = deployment(values["namespace"], values["app"])
    return [
        node("node01").spec.unschedulable,
        app.spec.replicas,
        app.restarted,
        moved_pods(),
        SCRATCH,
    ]


@pytest.mark.points(2)
def test_node01_is_schedulable(cluster: Cluster) -> None:
    """The maintenance ends when the scheduler may use the node again."""
    assert not cluster.node("node01").unschedulable, differs(
        "node01 is still marked as unschedulable", expected="schedulable", found="unschedulable"
    )


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
