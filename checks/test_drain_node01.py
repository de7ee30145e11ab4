"""drain-node01: the node is drained, and the application and its budget are as they were."""

from collections.abc import Mapping

import pytest

from clusterdojo.lab.values import Drawn
from fixtures import differs, names
from fixtures.allowed import SCRATCH, Allowance, deployment, moved_pods, node
from fixtures.cluster import Cluster
from fixtures.unchanged import budget_is_unchanged, pods_were_replaced_one_by_one

pytestmark = pytest.mark.lab("drain-node01")


def allowed(values: Mapping[str, Drawn]) -> list[Allowance]:
    """node01 is cordoned, and pods move, perhaps more than once."""
    app = deployment(values["namespace"], values["app"])
    return [node("node01").spec.unschedulable, moved_pods(), app.never, SCRATCH]


@pytest.mark.points(2)
def test_node01_is_unschedulable(cluster: Cluster) -> None:
    """An unschedulable node gets no new pods, so that what was evicted stays away."""
    assert cluster.node("node01").unschedulable, differs(
        "node01 is not marked as unschedulable", expected="unschedulable", found="schedulable"
    )


@pytest.mark.points(3)
def test_no_application_pod_is_left_on_node01(
    cluster: Cluster, values: Mapping[str, Drawn]
) -> None:
    """Pods that are still on the node go down with it when it is switched off."""
    cluster.node("node01")
    app = cluster.deployment(str(values["namespace"]), str(values["app"]))
    left = [pod for pod in (*app.pods, *app.strays) if pod.node == "node01"]
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
    cluster: Cluster, values: Mapping[str, Drawn]
) -> None:
    """A drain ignores the pods of DaemonSets; nobody has to delete them for it."""
    agent = cluster.daemonset(str(values["namespace"]), "node-agent")
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
