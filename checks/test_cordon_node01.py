"""cordon-node01: the node gets no new pods, and the pods on it are not interrupted."""

from collections.abc import Mapping

import pytest

from clusterdojo.lab.values import Drawn
from fixtures import differs, names
from fixtures.allowed import SCRATCH, Allowance, deployment, moved_pods, node
from fixtures.cluster import Cluster
from fixtures.unchanged import containers_were_left_alone

pytestmark = pytest.mark.lab("cordon-node01")


def allowed(values: Mapping[str, Drawn]) -> list[Allowance]:
    """node01 is closed, and a Deployment created; a criterion counts the pods that left."""
    return [
        node("node01").spec.unschedulable,
        node("node01").spec.taints,
        moved_pods(),
        deployment(values["namespace"], values["app"]).created,
        SCRATCH,
    ]


@pytest.mark.gate
def test_the_calculation_is_not_interrupted(
    cluster: Cluster, before: Cluster, values: Mapping[str, Drawn]
) -> None:
    """Nine days of work are in the memory of this pod; a new pod of that name has lost them."""
    namespace, name = str(values["namespace"]), str(values["pod"])
    now, then = cluster.pod(namespace, name), before.pod(namespace, name)
    assert now.uid == then.uid, differs(f"pod {name} was deleted and recreated")
    assert now.ready, differs(f"pod {name} is not ready", expected="Ready")
    containers_were_left_alone(now, then)


@pytest.mark.points(2)
def test_node01_is_unschedulable(cluster: Cluster) -> None:
    """While the node is schedulable, new pods may heat up the broken machine."""
    assert cluster.node("node01").unschedulable, differs(
        "node01 is not marked as unschedulable", expected="unschedulable", found="schedulable"
    )


@pytest.mark.points(1)
@pytest.mark.needs("test_node01_is_unschedulable")
def test_the_other_pods_of_node01_stay(
    cluster: Cluster, before: Cluster, values: Mapping[str, Drawn]
) -> None:
    """A cordon leaves running pods alone."""
    pods = before.pods(node="node01")
    then = {pod.uid: pod.name for pod in pods if pod.name != values["pod"]}
    running = {pod.uid for pod in cluster.pods(node="node01") if pod.ready}
    gone = [name for uid, name in then.items() if uid not in running]
    assert then, "the start state has no pod on node01"
    assert not gone, differs(
        "pods that ran on node01 are gone from there",
        expected="the same pods as before",
        found=f"{names(gone)} missing",
    )


@pytest.mark.points(2)
def test_the_new_deployment_runs(cluster: Cluster, values: Mapping[str, Drawn]) -> None:
    """A cordoned node must not keep the next application from running."""
    app = cluster.deployment(str(values["namespace"]), str(values["app"]))
    assert app.images == [values["image"]], differs(
        f"deployment {app.name} has the wrong image",
        expected=values["image"],
        found=names(app.images),
    )
    assert app.replicas == values["replicas"], differs(
        f"deployment {app.name} has the wrong number of replicas",
        expected=f"{values['replicas']} replicas",
        found=f"{app.replicas} replicas",
    )
    assert len(app.ready_pods) == values["replicas"], differs(
        f"not all replicas of {app.name} are ready",
        expected=f"{values['replicas']} ready",
        found=f"{len(app.ready_pods)} ready",
    )


@pytest.mark.points(2)
def test_none_of_its_pods_is_on_node01(cluster: Cluster, values: Mapping[str, Drawn]) -> None:
    """A cordon affects new pods only: pods that came before it stay on the node."""
    app = cluster.deployment(str(values["namespace"]), str(values["app"]))
    assert app.ready_pods, differs(f"no pod of deployment {app.name} is ready")
    there = [pod for pod in (*app.pods, *app.strays) if pod.node == "node01"]
    assert not there, differs(
        f"pods of {app.name} are on node01", expected="none", found=names(there)
    )
