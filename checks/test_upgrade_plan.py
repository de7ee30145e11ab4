"""upgrade-plan: written answers about an upgrade, and a cluster that was not changed."""

from collections.abc import Mapping

import pytest

from clusterdojo.lab.values import Drawn
from fixtures import differs
from fixtures.allowed import Allowance, thing
from fixtures.answers import Answers
from fixtures.cluster import Cluster
from fixtures.node import MachineOf
from fixtures.upgraded import PACKAGES, require_control_plane, require_kubelet, target

pytestmark = pytest.mark.lab("upgrade-plan")

CONTROL_PLANE = "controlplane"
CLOSING = {"NoSchedule", "NoExecute"}


# A plan changes nothing; it runs a Job to see whether the cluster is healthy.
allowed: list[Allowance] = [
    thing("batch/jobs", "upgrade-health-check-*", "kube-system").created,
]


@pytest.mark.gate
def test_nothing_was_upgraded(
    cluster: Cluster, before: Cluster, machine: MachineOf, values: Mapping[str, Drawn]
) -> None:
    """The owners of the applications have agreed to next week, not to today."""
    old = str(values["from_version"])
    require_control_plane(cluster, machine(CONTROL_PLANE), old)
    for node in before.nodes():
        machine(node.name).require_unchanged()
        require_kubelet(cluster, machine(node.name), old)
        for name in PACKAGES:
            begun = (name, node.name) == ("kubeadm", CONTROL_PLANE)
            wanted = target(values) if begun else old
            found = machine(node.name).package(name)
            assert found.upstream == wanted, differs(
                f"package {name} on {node.name} was changed",
                expected=wanted,
                found=found.version,
            )


@pytest.mark.points(1)
def test_the_version_of_the_cluster(values: Mapping[str, Drawn], answers: Answers) -> None:
    """The possible next versions depend on the version of the API server."""
    form = "a version such as v1.27.3"
    answers.require_set("answers/version.txt", [f"v{values['from_version']}"], form)


@pytest.mark.points(2)
def test_the_version_to_go_to(values: Mapping[str, Drawn], answers: Answers) -> None:
    """kubeadm upgrades to its own version, not to the newest one."""
    answers.require_set("answers/target.txt", [f"v{target(values)}"], "a version such as v1.27.3")


@pytest.mark.points(2)
def test_the_nodes_that_can_host_workloads(before: Cluster, answers: Answers) -> None:
    """During the upgrade, these nodes have to take the pods of drained nodes."""
    right = [
        node.name
        for node in before.nodes()
        if not {taint["effect"] for taint in node.raw["spec"].get("taints") or []} & CLOSING
    ]
    answers.require_set("answers/nodes.txt", right, "node names, one per line", kind="node")


@pytest.mark.points(2)
def test_what_is_upgraded_by_hand(before: Cluster, answers: Answers) -> None:
    """kubeadm does not upgrade these components, so the plan has to include them."""
    right = [f"kubelet {node.name}" for node in before.nodes()]
    answers.require_set("answers/by-hand.txt", right, "COMPONENT NODE, one per line", kind="node")


@pytest.mark.points(2)
def test_the_steps_of_the_other_cluster(values: Mapping[str, Drawn], answers: Answers) -> None:
    """Components support a difference of one minor version, so kubeadm can't skip one."""
    major, minor = (int(part) for part in str(values["to_minor"]).split("."))
    behind = int(str(values["behind"]))
    right = [f"{major}.{step}" for step in range(minor - behind + 1, minor + 1)]
    answers.require_list("answers/steps.txt", right, "minor versions such as 1.27, in order")
