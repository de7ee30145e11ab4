"""upgrade-controlplane: one node at the new version in all that runs there, the other as it was."""

from collections.abc import Mapping

import pytest

from clusterdojo.lab.values import Drawn
from fixtures import differs
from fixtures.cluster import Cluster
from fixtures.node import MachineOf
from fixtures.restarted import but_started_with_machines
from fixtures.traffic import interrupted
from fixtures.unchanged import (
    nodes_are_the_same,
    nodes_are_unchanged,
    pods_are_the_same,
)
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

pytestmark = pytest.mark.lab("upgrade-controlplane")

NODE, WORKER = "controlplane", "node01"


@pytest.mark.gate
def test_no_node_was_made_anew(cluster: Cluster, before: Cluster) -> None:
    """A node is upgraded where it is: its name, its certificates and its data stay."""
    nodes_are_the_same(cluster, before)


@pytest.mark.gate
def test_the_worker_is_as_it_was(
    cluster: Cluster, before: Cluster, machine: MachineOf, values: Mapping[str, Drawn]
) -> None:
    """A kubelet must never be newer than the API server: workers come after the control plane."""
    nodes_are_unchanged(cluster, before, but=NODE)
    require_kubelet(cluster, machine(WORKER), str(values["from_version"]))
    require_packages(machine(WORKER), str(values["from_version"]))
    require_held(machine(WORKER))


@pytest.mark.gate
def test_the_application_is_as_it_was(
    cluster: Cluster, before: Cluster, machine: MachineOf, values: Mapping[str, Drawn]
) -> None:
    """What runs on the worker has nothing to do with the upgrade of the control plane."""
    namespace, app = str(values["namespace"]), str(values["app"])
    require_application(cluster, before, namespace, app)
    now, then = cluster.deployment(namespace, app), before.deployment(namespace, app)
    pods_are_the_same(now, but_started_with_machines(then, now, machine, before))


@pytest.mark.gate
def test_the_application_serves_throughout(
    machine: MachineOf, before: Cluster, values: Mapping[str, Drawn]
) -> None:
    """Without an API server nothing changes, but all that runs goes on: customers see nothing."""
    app = before.deployment(str(values["namespace"]), str(values["app"]))
    away = interrupted(machine(NODE), str(values["port"]), app.created)
    assert away is None, differs(
        "the application did not serve throughout", expected="an answer always", found=away
    )


@pytest.mark.points(2)
def test_the_packages_are_upgraded(machine: MachineOf, values: Mapping[str, Drawn]) -> None:
    """What does not come from the package is overwritten by the next one, or never again."""
    require_packages(machine(NODE), target(values))


@pytest.mark.points(1)
@pytest.mark.needs("test_the_packages_are_upgraded")
def test_the_packages_are_held(machine: MachineOf) -> None:
    """Else the machine's next update brings a kubelet that the API server does not know yet."""
    require_held(machine(NODE))


@pytest.mark.points(3)
def test_the_control_plane_runs_the_new_version(
    cluster: Cluster, machine: MachineOf, values: Mapping[str, Drawn]
) -> None:
    """API server, controller manager and scheduler go up together, and before everything else."""
    require_control_plane(cluster, machine(NODE), target(values))


@pytest.mark.points(2)
def test_etcd_and_the_addons_belong_to_it(machine: MachineOf, values: Mapping[str, Drawn]) -> None:
    """Each Kubernetes was tested with one etcd and one CoreDNS, and kube-proxy is part of it."""
    nodes = [machine(NODE), machine(WORKER)]
    require_etcd_and_addons(nodes[0], nodes, target(values))


@pytest.mark.points(1)
@pytest.mark.needs("test_the_control_plane_runs_the_new_version")
def test_the_cluster_knows_its_version(cluster: Cluster, values: Mapping[str, Drawn]) -> None:
    """The next node that joins, and the next upgrade, go by what kubeadm keeps in the cluster."""
    require_recorded(cluster, target(values))


@pytest.mark.points(2)
def test_the_kubelet_runs_the_new_version(
    cluster: Cluster, machine: MachineOf, values: Mapping[str, Drawn]
) -> None:
    """kubeadm upgrades what the kubelet runs, not the kubelet."""
    require_kubelet(cluster, machine(NODE), target(values))


@pytest.mark.points(1)
@pytest.mark.needs("test_the_kubelet_runs_the_new_version")
def test_the_node_is_back(cluster: Cluster, before: Cluster) -> None:
    """A node that stays closed is missing: also the one of the control plane, for its own pods."""
    require_back(cluster, before, NODE)
