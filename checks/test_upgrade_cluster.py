"""upgrade-cluster: every node at the new version, and an application that never was away."""

from collections.abc import Mapping

import pytest

from clusterdojo.lab.values import Drawn
from fixtures import differs
from fixtures.cluster import Cluster
from fixtures.node import MachineOf
from fixtures.traffic import interrupted
from fixtures.unchanged import budget_is_unchanged, nodes_are_the_same
from fixtures.upgraded import (
    require_application,
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


@pytest.mark.gate
def test_no_node_was_made_anew(cluster: Cluster, before: Cluster) -> None:
    """A node is upgraded where it is: one that joins again has lost its pods and its history."""
    nodes_are_the_same(cluster, before)


@pytest.mark.gate
def test_the_application_is_as_it_was(
    cluster: Cluster, before: Cluster, values: Mapping[str, Drawn]
) -> None:
    """Who upgrades nodes moves pods, and changes nothing about them, nor about their protection."""
    namespace, app = str(values["namespace"]), str(values["app"])
    require_application(cluster, before, namespace, app)
    budget_is_unchanged(cluster, before, namespace, app)


@pytest.mark.points(2)
def test_the_packages_are_upgraded(machine: MachineOf, values: Mapping[str, Drawn]) -> None:
    """What does not come from the package is overwritten by the next one, or never again."""
    for node in NODES:
        require_packages(machine(node), target(values))


@pytest.mark.points(1)
@pytest.mark.needs("test_the_packages_are_upgraded")
def test_the_packages_are_held(machine: MachineOf) -> None:
    """Else a machine's next update brings a kubelet that the API server does not know yet."""
    for node in NODES:
        require_held(machine(node))


@pytest.mark.points(3)
def test_the_control_plane_runs_the_new_version(
    cluster: Cluster, machine: MachineOf, values: Mapping[str, Drawn]
) -> None:
    """API server, controller manager and scheduler go up together, and before everything else."""
    require_control_plane(cluster, machine(CONTROL_PLANE), target(values))


@pytest.mark.points(2)
def test_etcd_and_the_addons_belong_to_it(machine: MachineOf, values: Mapping[str, Drawn]) -> None:
    """Each Kubernetes was tested with one etcd and one CoreDNS, and kube-proxy is part of it."""
    nodes = [machine(node) for node in NODES]
    require_etcd_and_addons(nodes[0], nodes, target(values))


@pytest.mark.points(1)
@pytest.mark.needs("test_the_control_plane_runs_the_new_version")
def test_the_cluster_knows_its_version(cluster: Cluster, values: Mapping[str, Drawn]) -> None:
    """The next node that joins, and the next upgrade, go by what kubeadm keeps in the cluster."""
    require_recorded(cluster, target(values))


@pytest.mark.points(3)
def test_the_kubelets_run_the_new_version(
    cluster: Cluster, machine: MachineOf, values: Mapping[str, Drawn]
) -> None:
    """kubeadm upgrades what the kubelets run, not the kubelets."""
    for node in NODES:
        require_kubelet(cluster, machine(node), target(values))


@pytest.mark.points(1)
@pytest.mark.needs("test_the_kubelets_run_the_new_version")
def test_the_nodes_are_back(cluster: Cluster, before: Cluster) -> None:
    """A node that stays closed is missing, and is noticed when the next one is drained."""
    for node in NODES:
        require_back(cluster, before, node)


@pytest.mark.points(2)
@pytest.mark.needs("test_the_kubelets_run_the_new_version")
def test_the_application_served_throughout(
    cluster: Cluster, before: Cluster, machine: MachineOf, values: Mapping[str, Drawn]
) -> None:
    """Two workers and several pods are there for this: that one can be missing."""
    namespace, name = str(values["namespace"]), str(values["app"])
    then = before.deployment(namespace, name)
    away = interrupted(machine(CONTROL_PLANE), str(values["port"]), then.created)
    assert away is None, differs(
        f"{name} did not serve throughout", expected="an answer always", found=away
    )
    now = cluster.deployment(namespace, name)
    assert len(now.ready_pods) == then.replicas, differs(
        f"not all pods of {name} are ready",
        expected=f"{then.replicas} ready",
        found=f"{len(now.ready_pods)} ready",
    )
