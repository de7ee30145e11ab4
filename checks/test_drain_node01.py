"""drain-node01: the node is drained, and the application and its budget are as they were."""

from collections.abc import Mapping

import pytest

from clusterdojo.lab.values import Drawn
from fixtures import differs, names
from fixtures.cluster import Cluster
from fixtures.unchanged import (
    budget_is_unchanged,
    nodes_are_unchanged,
    pods_were_replaced_one_by_one,
)

pytestmark = pytest.mark.lab("drain-node01")


@pytest.mark.gate
def test_the_application_keeps_its_replicas(
    cluster: Cluster, before: Cluster, values: Mapping[str, Drawn]
) -> None:
    """Draining protects the application: afterwards it must be there, with all its replicas."""
    now = cluster.deployment(str(values["namespace"]), str(values["app"]))
    then = before.deployment(str(values["namespace"]), str(values["app"]))
    assert now.uid == then.uid, differs(f"deployment {now.name} was deleted and recreated")
    assert now.replicas == then.replicas, differs(
        f"deployment {now.name} was scaled",
        expected=f"{then.replicas} replicas",
        found=f"{now.replicas} replicas",
    )
    assert now.template == then.template, differs(
        f"the pod template of deployment {now.name} was changed"
    )


@pytest.mark.gate
def test_the_other_nodes_are_untouched(cluster: Cluster, before: Cluster) -> None:
    """The pods of node01 need the capacity of the other nodes."""
    nodes_are_unchanged(cluster, before, but="node01")


@pytest.mark.points(2)
def test_node01_is_unschedulable(cluster: Cluster, before: Cluster) -> None:
    """An unschedulable node gets no new pods, so that what was evicted stays away."""
    node = cluster.node("node01")
    assert node.uid == before.node("node01").uid, differs("node01 was deleted and recreated")
    assert node.unschedulable, differs(
        "node01 is not marked as unschedulable", expected="unschedulable", found="schedulable"
    )


@pytest.mark.points(3)
def test_no_application_pod_is_left_on_node01(
    cluster: Cluster, values: Mapping[str, Drawn]
) -> None:
    """Pods that are still on the node go down with it when it is switched off."""
    cluster.node("node01")
    app = cluster.deployment(str(values["namespace"]), str(values["app"]))
    left = [pod for pod in app.pods if pod.node == "node01"]
    assert not left, differs(
        f"pods of {app.name} are still on node01", expected="none", found=names(left)
    )
    assert len(app.ready_pods) == app.replicas > 0, differs(
        f"not all replicas of {app.name} are ready on other nodes",
        expected=f"{app.replicas} ready",
        found=f"{len(app.ready_pods)} ready",
    )


@pytest.mark.points(1)
@pytest.mark.needs("test_no_application_pod_is_left_on_node01")
def test_the_agent_still_runs_on_every_worker(
    cluster: Cluster, before: Cluster, values: Mapping[str, Drawn]
) -> None:
    """A drain ignores the pods of DaemonSets; nobody has to delete them for it."""
    agent, then = (c.daemonset(str(values["namespace"]), "node-agent") for c in (cluster, before))
    assert agent.uid == then.uid, differs(f"daemonset {agent.name} was deleted and recreated")
    assert agent.template == then.template, differs(
        f"the pod template of daemonset {agent.name} was changed"
    )
    expected = {"node01", "node02"}
    found = {pod.node for pod in agent.ready_pods}
    assert found == expected, differs(
        f"{agent.name} does not run on every worker", expected=names(expected), found=names(found)
    )


@pytest.mark.points(1)
@pytest.mark.needs("test_no_application_pod_is_left_on_node01")
def test_the_disruption_budget_is_as_it_was(
    cluster: Cluster, before: Cluster, values: Mapping[str, Drawn]
) -> None:
    """The budget belongs to the owners of the application: a drain waits for it, all the time."""
    namespace, app = str(values["namespace"]), str(values["app"])
    budget_is_unchanged(cluster, before, namespace, app)
    pods_were_replaced_one_by_one(
        cluster.deployment(namespace, app), before.deployment(namespace, app)
    )
