"""upgrade-skipped: the missing steps are done on both nodes, and nothing was undone."""

from collections.abc import Mapping

import pytest

from clusterdojo.lab.values import Drawn
from fixtures import differs
from fixtures.allowed import Allowance
from fixtures.cluster import Cluster
from fixtures.node import MachineOf
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

pytestmark = pytest.mark.lab("upgrade-skipped")

CONTROL_PLANE, WORKER = "controlplane", "node01"
NODES = (CONTROL_PLANE, WORKER)


def allowed(values: Mapping[str, Drawn]) -> list[Allowance]:
    """kubeadm upgrades the system, and nodes are drained; criteria look at how they end."""
    return allowed_upgrade("*", values)


@pytest.mark.gate
def test_the_control_plane_stays_upgraded(
    cluster: Cluster, machine: MachineOf, values: Mapping[str, Drawn]
) -> None:
    """Downgrades are not supported: older versions may not understand the stored data."""
    require_control_plane(cluster, machine(CONTROL_PLANE), target(values))
    nodes = [machine(node) for node in NODES]
    # Nodes that are still cordoned do not count as a downgrade.
    require_etcd_and_addons(nodes[0], nodes, target(values), dns_may_be_away=True)
    require_recorded(cluster, target(values))


@pytest.mark.points(2)
def test_the_packages_are_upgraded(machine: MachineOf, values: Mapping[str, Drawn]) -> None:
    """The installed version is the one that runs after the next start of the machine."""
    for node in NODES:
        require_packages(machine(node), target(values))


@pytest.mark.points(1)
@pytest.mark.needs("test_the_packages_are_upgraded")
def test_the_packages_are_held(machine: MachineOf) -> None:
    """Without a hold, the next system update may install a kubelet that is too new."""
    for node in NODES:
        require_held(machine(node))


@pytest.mark.points(2)
def test_the_kubelet_of_the_control_plane(
    cluster: Cluster, machine: MachineOf, values: Mapping[str, Drawn]
) -> None:
    """kubeadm does not upgrade the kubelet: you have to do it."""
    require_kubelet(cluster, machine(CONTROL_PLANE), target(values))


@pytest.mark.points(2)
def test_the_kubelet_of_the_worker(
    cluster: Cluster, machine: MachineOf, values: Mapping[str, Drawn]
) -> None:
    """The old kubelet keeps running until it is restarted, whichever version is installed."""
    require_kubelet(cluster, machine(WORKER), target(values))


@pytest.mark.points(1)
@pytest.mark.needs("test_the_kubelet_of_the_control_plane", "test_the_kubelet_of_the_worker")
def test_the_nodes_are_back(cluster: Cluster, before: Cluster) -> None:
    """It is easy to forget to uncordon a node whose pods still run."""
    for node in NODES:
        require_back(cluster, before, node)


@pytest.mark.points(1)
@pytest.mark.needs("test_the_kubelet_of_the_worker")
def test_the_application_runs_there(cluster: Cluster, values: Mapping[str, Drawn]) -> None:
    """The upgrade is finished when the application runs on the node again."""
    app = cluster.deployment(str(values["namespace"]), str(values["app"]))
    there = [pod for pod in app.ready_pods if pod.node == WORKER]
    assert len(there) == values["replicas"], differs(
        f"not all pods of {app.name} are ready on {WORKER}",
        expected=f"{values['replicas']} ready",
        found=f"{len(there)} ready",
    )
