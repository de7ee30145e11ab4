"""upgrade-cluster: all nodes have the new version, and the application served throughout."""

from collections.abc import Mapping

import pytest

from clusterdojo.lab.values import Drawn
from fixtures import differs
from fixtures.allowed import Allowance
from fixtures.cluster import Cluster
from fixtures.node import MachineOf
from fixtures.traffic import interrupted
from fixtures.unchanged import budget_is_unchanged
from fixtures.upgraded import (
    allowed_upgrade,
    require_back,
    require_control_plane,
    require_etcd_and_addons,
    require_held,
    require_kubelet,
    require_packages,
    require_recorded,
    target,
)

pytestmark = pytest.mark.lab("upgrade-cluster")

CONTROL_PLANE = "controlplane"
NODES = (CONTROL_PLANE, "node01", "node02")


def allowed(values: Mapping[str, Drawn]) -> list[Allowance]:
    """kubeadm upgrades the system, and nodes are drained; criteria look at how they end."""
    return allowed_upgrade("*", values)


@pytest.mark.gate
def test_the_budget_was_never_changed(
    cluster: Cluster, before: Cluster, values: Mapping[str, Drawn]
) -> None:
    """An upgrade may move pods, but it needs no change to the budget of the application."""
    budget_is_unchanged(cluster, before, str(values["namespace"]), str(values["app"]))


@pytest.mark.points(2)
def test_the_packages_are_upgraded(machine: MachineOf, values: Mapping[str, Drawn]) -> None:
    """Programs that are not from a package are overwritten by the next one, or never updated."""
    for node in NODES:
        require_packages(machine(node), target(values))


@pytest.mark.points(1)
@pytest.mark.needs("test_the_packages_are_upgraded")
def test_the_packages_are_held(machine: MachineOf) -> None:
    """Without a hold, the next system update may install a kubelet that is too new."""
    for node in NODES:
        require_held(machine(node))


@pytest.mark.points(3)
def test_the_control_plane_runs_the_new_version(
    cluster: Cluster, machine: MachineOf, values: Mapping[str, Drawn]
) -> None:
    """The control plane is upgraded first: kubelets must not be newer than the API server."""
    require_control_plane(cluster, machine(CONTROL_PLANE), target(values))


@pytest.mark.points(2)
def test_etcd_and_the_addons_belong_to_it(machine: MachineOf, values: Mapping[str, Drawn]) -> None:
    """Each Kubernetes release is tested with certain versions of these components."""
    nodes = [machine(node) for node in NODES]
    require_etcd_and_addons(nodes[0], nodes, target(values))


@pytest.mark.points(1)
@pytest.mark.needs("test_the_control_plane_runs_the_new_version")
def test_the_cluster_knows_its_version(cluster: Cluster, values: Mapping[str, Drawn]) -> None:
    """Joining nodes and later upgrades use the version that kubeadm stores in the cluster."""
    require_recorded(cluster, target(values))


@pytest.mark.points(3)
def test_the_kubelets_run_the_new_version(
    cluster: Cluster, machine: MachineOf, values: Mapping[str, Drawn]
) -> None:
    """kubeadm does not upgrade the kubelets: you have to do it on each node."""
    for node in NODES:
        require_kubelet(cluster, machine(node), target(values))


@pytest.mark.points(1)
@pytest.mark.needs("test_the_kubelets_run_the_new_version")
def test_the_nodes_are_back(cluster: Cluster, before: Cluster) -> None:
    """A node that stays cordoned takes no pods when the next one is drained."""
    for node in NODES:
        require_back(cluster, before, node)


@pytest.mark.points(2)
@pytest.mark.needs("test_the_kubelets_run_the_new_version")
def test_the_application_served_throughout(
    cluster: Cluster, before: Cluster, machine: MachineOf, values: Mapping[str, Drawn]
) -> None:
    """With two workers and several pods, one of them can be unavailable at any time."""
    namespace, name = str(values["namespace"]), str(values["app"])
    then = before.deployment(namespace, name)
    away = interrupted(machine(CONTROL_PLANE), str(values["port"]), then.created)
    assert away is None, differs(
        f"{name} did not serve throughout", expected="no interruption", found=away
    )
    now = cluster.deployment(namespace, name)
    assert len(now.ready_pods) == then.replicas, differs(
        f"not all pods of {name} are ready",
        expected=f"{then.replicas} ready",
        found=f"{len(now.ready_pods)} ready",
    )
