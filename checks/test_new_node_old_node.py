"""new-node-old-node: the new node runs the application, and the old machine is out."""

from collections.abc import Mapping

import pytest

from clusterdojo.lab.values import Drawn
from fixtures import Workload, differs, names
from fixtures.allowed import SCRATCH, Allowance, deployment, moved_pods, node, secret
from fixtures.cluster import Cluster
from fixtures.credentials import credentials_on
from fixtures.node import MachineOf
from fixtures.traffic import interrupted
from fixtures.unchanged import budget_is_unchanged

pytestmark = pytest.mark.lab("new-node-old-node")

OLD, NEW, CONTROL_PLANE = "node01", "node02", "controlplane"
# What a kubelet without a certificate begins with: a token.
BOOTSTRAP = "/etc/kubernetes/bootstrap-kubelet.conf"


def allowed(values: Mapping[str, Drawn]) -> list[Allowance]:
    """One node joins, the other one leaves with its pods, and a token of kubeadm is created."""
    token = secret("kube-system", "bootstrap-token-*")
    return [
        node(NEW).anything,
        node(OLD).anything,
        moved_pods(on=OLD),
        deployment(values["namespace"], values["app"]).pods,
        token.created,
        token.deleted,
        SCRATCH,
    ]


@pytest.mark.gate
def test_the_application_serves_throughout(
    machine: MachineOf, before: Cluster, values: Mapping[str, Drawn]
) -> None:
    """With the new node in place first, pods move one by one and customers notice nothing."""
    begun = _app(before, values).created
    gap = interrupted(machine(CONTROL_PLANE), str(values["port"]), begun)
    assert gap is None, differs(
        "the application did not serve throughout", expected="no interruption", found=gap
    )


@pytest.mark.gate
def test_the_budget_was_never_changed(
    cluster: Cluster, before: Cluster, values: Mapping[str, Drawn]
) -> None:
    """A new node does not require changes to the budget of the application."""
    budget_is_unchanged(cluster, before, str(values["namespace"]), str(values["app"]))


@pytest.mark.points(3)
def test_node02_has_joined(cluster: Cluster, before: Cluster, machine: MachineOf) -> None:
    """The pods of the old node need the new node before they can move."""
    node, control_plane = cluster.node(NEW), before.node(CONTROL_PLANE)
    kubelet = machine(NEW).service("kubelet")
    assert kubelet.active, differs(f"the kubelet of {NEW} does not run", found=kubelet.state)
    assert machine(NEW).starts_with_machine("kubelet"), differs(
        f"the kubelet of {NEW} does not start with the machine"
    )
    lost = machine(NEW).lost_at_start(machine(NEW).kubelet_files())
    assert not lost, differs(
        f"the kubelet of {NEW} depends on files that are lost with its next start",
        found=names(lost),
    )
    assert node.ready, differs(f"{NEW} is not ready", expected="Ready")
    assert not node.unschedulable, differs(
        f"{NEW} is marked as unschedulable", expected="schedulable"
    )
    assert not node.taints, differs(f"{NEW} has a taint", expected="no taint")
    versions = [n.kubelet_version for n in (control_plane, node)]
    assert versions[0] == versions[1], differs(
        f"the kubelet of {NEW} has the wrong version", expected=versions[0], found=versions[1]
    )


@pytest.mark.points(1)
def test_node02_is_in_the_pool(cluster: Cluster, values: Mapping[str, Drawn]) -> None:
    """The pods run only on nodes with this label."""
    found = cluster.node(NEW).labels.get("pool")
    assert found == values["pool"], differs(
        f"{NEW} does not have the label of {OLD}",
        expected=f"pool={values['pool']}",
        found=f"pool={found}" if found is not None else "no label pool",
    )


@pytest.mark.points(3)
def test_the_application_runs_on_node02(cluster: Cluster, values: Mapping[str, Drawn]) -> None:
    """The old machine may fail at any moment, with all pods that still run on it."""
    app = _app(cluster, values)
    there = [pod for pod in app.ready_pods if pod.node == NEW]
    assert len(there) == app.replicas > 0, differs(
        f"not all replicas of {app.name} are ready on {NEW}",
        expected=f"{app.replicas} ready",
        found=f"{len(there)} ready",
    )
    # Pods that are being deleted on a removed node wait for the garbage collector.
    elsewhere = [p for p in app.pods if p.node not in (NEW, "") and not p.terminating]
    assert not elsewhere, differs(
        f"pods of {app.name} are on other nodes", expected=NEW, found=names(elsewhere)
    )


@pytest.mark.points(1)
def test_node01_is_no_node_any_more(cluster: Cluster) -> None:
    """While the node is listed, the cluster waits for it and for its pods."""
    assert cluster.find("nodes", OLD) is None, differs(f"{OLD} is still a node of the cluster")


@pytest.mark.points(2)
def test_the_old_machine_has_forgotten_the_cluster(machine: MachineOf) -> None:
    """The next owner of the machine must not get access to the cluster."""
    old = machine(OLD)
    assert not old.service("kubelet").active, differs(f"the kubelet still runs on {OLD}")
    left = credentials_on(old) + [BOOTSTRAP] * old.file(BOOTSTRAP).exists
    assert not left, differs(f"{OLD} still has credentials of the cluster", found=names(left))
    pods = old.processes_of_pods().values()
    running = {process.name for processes in pods for process in processes}
    assert not running, differs(f"pods still run on the machine {OLD}", found=names(running))


def _app(cluster: Cluster, values: Mapping[str, Drawn]) -> Workload:
    """The application's Deployment."""
    return cluster.deployment(str(values["namespace"]), str(values["app"]))
