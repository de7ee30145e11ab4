"""find-app-nodes: written answers about the nodes of an application and their taints."""

from collections.abc import Mapping

import pytest

from clusterdojo.lab.values import Drawn
from fixtures import Node, differs, names
from fixtures.answers import Answers
from fixtures.cluster import Cluster

pytestmark = pytest.mark.lab("find-app-nodes")

# PreferNoSchedule is missing here: the scheduler uses such a node when there is no better one.
CLOSING = {"NoSchedule", "NoExecute"}
CONTROL_PLANE = "node-role.kubernetes.io/control-plane"


def _taints(node: Node) -> list[str]:
    """A node's taints as kubectl describe writes them."""
    return sorted(f"{key}={value}:{effect}" for key, value, effect in node.taints)


def _effects(node: Node) -> set[str]:
    """The effects of a node's taints."""
    return {effect for _, _, effect in node.taints}


@pytest.mark.gate
def test_the_nodes_are_as_they_were(cluster: Cluster, before: Cluster) -> None:
    """Looking around in production must not change it: taints keep pods off these nodes."""
    for then in before.nodes():
        now = cluster.node(then.name)
        assert now.uid == then.uid, differs(f"node {now.name} was deleted and recreated")
        assert now.taints == then.taints, differs(f"the taints of {now.name} were changed")
        assert now.unschedulable == then.unschedulable, differs(
            f"{now.name} was changed",
            expected="schedulable, as before",
            found="unschedulable",
        )


@pytest.mark.gate
def test_the_application_is_where_it_was(
    cluster: Cluster, before: Cluster, values: Mapping[str, Drawn]
) -> None:
    """You can find pods without restarting or moving them."""
    namespace, app = str(values["namespace"]), str(values["app"])
    now, then = cluster.deployment(namespace, app), before.deployment(namespace, app)
    left = {pod.uid for pod in now.pods if not pod.terminating}
    gone = [pod for pod in then.pods if pod.uid not in left]
    assert not gone, differs(
        "pods of the application were deleted",
        expected="the same pods as before",
        found=names(gone),
    )


@pytest.mark.points(2)
def test_the_nodes_that_host_the_application(
    before: Cluster, values: Mapping[str, Drawn], answers: Answers
) -> None:
    """Before you take a node away, you have to know which applications run on it."""
    app = before.deployment(str(values["namespace"]), str(values["app"]))
    right = {pod.node for pod in app.ready_pods}
    answers.require_set("answers/nodes.txt", right, "node names, one per line", kind="node")


@pytest.mark.points(2)
def test_all_taints_of_the_workers(before: Cluster, answers: Answers) -> None:
    """A single overlooked taint can keep a pod pending or evict it."""
    workers = [node for node in before.nodes() if CONTROL_PLANE not in node.labels]
    right = {f"{node.name} {taint}" for node in workers for taint in _taints(node)}
    form = "NODE KEY=VALUE:EFFECT, one taint per line"
    answers.require_set("answers/taints.txt", right, form, kind="node")


@pytest.mark.points(2)
def test_the_nodes_open_to_any_pod(before: Cluster, answers: Answers) -> None:
    """The effect of each taint decides whether a pod without tolerations can be scheduled."""
    right = {node.name for node in before.nodes() if not _effects(node) & CLOSING}
    answers.require_set("answers/open.txt", right, "node names, one per line", kind="node")


@pytest.mark.points(1)
def test_the_nodes_that_evict(before: Cluster, answers: Answers) -> None:
    """Only one effect evicts running pods: set by mistake, it empties a node."""
    right = {node.name for node in before.nodes() if "NoExecute" in _effects(node)}
    answers.require_set("answers/evicting.txt", right, "node names, one per line", kind="node")
