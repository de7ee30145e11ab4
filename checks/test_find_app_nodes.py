"""find-app-nodes: written answers about the nodes of an application and their taints."""

from collections.abc import Mapping

import pytest

from clusterdojo.lab.values import Drawn
from fixtures import Node
from fixtures.allowed import Allowance
from fixtures.answers import Answers
from fixtures.cluster import Cluster

pytestmark = pytest.mark.lab("find-app-nodes")


allowed: list[Allowance] = []  # only look

# PreferNoSchedule is missing here: the scheduler uses such a node when there is no better one.
CLOSING = {"NoSchedule", "NoExecute"}
CONTROL_PLANE = "node-role.kubernetes.io/control-plane"


def _taints(node: Node) -> list[str]:
    """A node's taints as kubectl describe writes them."""
    return sorted(f"{key}={value}:{effect}" for key, value, effect in node.taints)


def _effects(node: Node) -> set[str]:
    """The effects of a node's taints."""
    return {effect for _, _, effect in node.taints}


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
