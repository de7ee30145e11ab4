"""upgrade-plan: written answers about what an upgrade will do, and a cluster that was only read."""

from collections.abc import Mapping

import pytest

from clusterdojo.lab.values import Drawn
from fixtures import differs
from fixtures.answers import Answers
from fixtures.cluster import Cluster
from fixtures.node import MachineOf
from fixtures.unchanged import nodes_are_the_same, nodes_are_unchanged
from fixtures.upgraded import PACKAGES, require_control_plane, require_kubelet, target

pytestmark = pytest.mark.lab("upgrade-plan")

CONTROL_PLANE = "controlplane"
CLOSING = {"NoSchedule", "NoExecute"}


@pytest.mark.gate
def test_the_nodes_are_as_they_were(cluster: Cluster, before: Cluster) -> None:
    """A plan that opens or closes nodes is no plan."""
    nodes_are_the_same(cluster, before)
    nodes_are_unchanged(cluster, before, but="")


@pytest.mark.gate
def test_nothing_was_upgraded(
    cluster: Cluster, before: Cluster, machine: MachineOf, values: Mapping[str, Drawn]
) -> None:
    """The date was agreed on with those whose applications run here."""
    old = str(values["from_version"])
    require_control_plane(cluster, machine(CONTROL_PLANE), old)
    for node in before.nodes():
        require_kubelet(cluster, machine(node.name), old)
        for name in PACKAGES:
            begun = (name, node.name) == ("kubeadm", CONTROL_PLANE)
            wanted = target(values) if begun else old
            found = machine(node.name).package(name)
            assert found.upstream == wanted, differs(
                f"the package {name} on {node.name} was changed",
                expected=wanted,
                found=found.version,
            )


@pytest.mark.points(1)
def test_the_version_of_the_cluster(values: Mapping[str, Drawn], answers: Answers) -> None:
    """What can be upgraded to depends on the API server, not on the kubeadm that is installed."""
    form = "a version such as v1.27.3"
    answers.require_set("answers/version.txt", [f"v{values['from_version']}"], form)


@pytest.mark.points(2)
def test_the_version_to_go_to(values: Mapping[str, Drawn], answers: Answers) -> None:
    """A kubeadm goes to its own version, not to the newest one there is."""
    answers.require_set("answers/target.txt", [f"v{target(values)}"], "a version such as v1.27.3")


@pytest.mark.points(2)
def test_the_nodes_that_can_host_workloads(before: Cluster, answers: Answers) -> None:
    """What is drained from one node has to find its place on these."""
    right = [
        node.name
        for node in before.nodes()
        if not {taint["effect"] for taint in node.raw["spec"].get("taints") or []} & CLOSING
    ]
    answers.require_set("answers/nodes.txt", right, "node names, one per line", kind="node")


@pytest.mark.points(2)
def test_what_is_upgraded_by_hand(before: Cluster, answers: Answers) -> None:
    """kubeadm upgrades what runs in pods. The rest stays behind until somebody thinks of it."""
    right = [f"kubelet {node.name}" for node in before.nodes()]
    answers.require_set("answers/by-hand.txt", right, "COMPONENT NODE, one per line", kind="node")


@pytest.mark.points(2)
def test_the_steps_of_the_other_cluster(values: Mapping[str, Drawn], answers: Answers) -> None:
    """No component has to understand what is more than one minor version away."""
    major, minor = (int(part) for part in str(values["to_minor"]).split("."))
    behind = int(str(values["behind"]))
    right = [f"{major}.{step}" for step in range(minor - behind + 1, minor + 1)]
    answers.require_list("answers/steps.txt", right, "minor versions such as 1.27, in their order")
