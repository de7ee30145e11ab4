"""drain-node01: everything that can move has left node01, and nothing comes back."""

from collections.abc import Mapping

import pytest

from clusterdojo.lab.values import Drawn
from fixtures import differs, names
from fixtures.cluster import Cluster
from fixtures.unchanged import nodes_are_unchanged, pods_were_replaced_one_by_one

pytestmark = pytest.mark.lab("drain-node01")


@pytest.mark.gate
def test_the_application_keeps_its_replicas(
    cluster: Cluster, before: Cluster, values: Mapping[str, Drawn]
) -> None:
    """A node is drained for the application's sake: it must still be there, and complete."""
    now = cluster.deployment(str(values["namespace"]), str(values["app"]))
    then = before.deployment(str(values["namespace"]), str(values["app"]))
    assert now.uid == then.uid, differs(f"deployment {now.name} was deleted and made again")
    assert now.replicas == then.replicas, differs(
        f"deployment {now.name} was scaled",
        expected=f"{then.replicas} replicas",
        found=f"{now.replicas} replicas",
    )
    assert now.template == then.template, differs(f"the pods of {now.name} were changed")


@pytest.mark.gate
def test_the_other_nodes_are_untouched(cluster: Cluster, before: Cluster) -> None:
    """Draining the wrong node takes away the capacity that the pods need now."""
    nodes_are_unchanged(cluster, before, but="node01")


@pytest.mark.points(2)
def test_node01_is_unschedulable(cluster: Cluster, before: Cluster) -> None:
    """Draining marks the node first, so that nothing comes back to it."""
    node = cluster.node("node01")
    assert node.uid == before.node("node01").uid, differs("node01 was deleted and made again")
    assert node.unschedulable, differs(
        "node01 still accepts new pods", expected="unschedulable", found="schedulable"
    )


@pytest.mark.points(3)
def test_no_application_pod_is_left_on_node01(
    cluster: Cluster, values: Mapping[str, Drawn]
) -> None:
    """What still runs on the node when it is switched off is lost at once."""
    cluster.node("node01")
    app = cluster.deployment(str(values["namespace"]), str(values["app"]))
    left = [pod for pod in app.pods if pod.node == "node01"]
    assert not left, differs(
        "pods of the application are still on node01", expected="none", found=names(left)
    )
    assert len(app.ready_pods) == app.replicas > 0, differs(
        "not all replicas serve elsewhere",
        expected=f"{app.replicas} ready",
        found=f"{len(app.ready_pods)} ready",
    )


@pytest.mark.points(1)
@pytest.mark.needs("test_no_application_pod_is_left_on_node01")
def test_the_agent_still_runs_on_every_worker(
    cluster: Cluster, before: Cluster, values: Mapping[str, Drawn]
) -> None:
    """A DaemonSet belongs to its node: it is ignored by a drain, not removed for it."""
    agent, then = (c.daemonset(str(values["namespace"]), "node-agent") for c in (cluster, before))
    assert agent.uid == then.uid, differs(f"daemonset {agent.name} was deleted and made again")
    assert agent.template == then.template, differs(f"the pods of {agent.name} were changed")
    expected = {"node01", "node02"}
    found = {pod.node for pod in agent.ready_pods}
    assert found == expected, differs(
        "the agent does not run on every worker", expected=names(expected), found=names(found)
    )


@pytest.mark.points(1)
@pytest.mark.needs("test_no_application_pod_is_left_on_node01")
def test_the_disruption_budget_is_as_it_was(
    cluster: Cluster, before: Cluster, values: Mapping[str, Drawn]
) -> None:
    """The budget is the application owner's promise; a drain waits for it."""
    namespace, app = str(values["namespace"]), str(values["app"])
    now, then = (c.get("poddisruptionbudgets", app, namespace) for c in (cluster, before))
    assert now.uid == then.uid, differs("the PodDisruptionBudget was deleted and made again")
    assert now.raw["spec"] == then.raw["spec"], differs("the PodDisruptionBudget was changed")
    pods_were_replaced_one_by_one(
        cluster.deployment(namespace, app), before.deployment(namespace, app)
    )
