"""upgrade-controlplane: the control plane has the new version, the worker is unchanged."""

from collections.abc import Mapping

import pytest

from clusterdojo.lab.values import Drawn
from fixtures import differs
from fixtures.allowed import SCRATCH, SYSTEM, Allowance, moved_pods, node
from fixtures.cluster import Cluster
from fixtures.node import MachineOf
from fixtures.restarted import but_started_with_machines
from fixtures.traffic import interrupted
from fixtures.unchanged import (
    pods_are_the_same,
)
from fixtures.upgraded import (
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


def allowed(_: Mapping[str, Drawn]) -> list[Allowance]:
    """kubeadm upgrades the system, and the control plane may be drained."""
    here = node(NODE)
    return [
        SYSTEM,
        here.spec.unschedulable,
        here.spec.taints,
        here.metadata.annotations["kubeadm.alpha.kubernetes.io/*"],
        moved_pods(on=NODE),
        SCRATCH,
    ]


@pytest.mark.gate
def test_the_worker_is_as_it_was(
    cluster: Cluster, machine: MachineOf, values: Mapping[str, Drawn]
) -> None:
    """Workers are upgraded after the control plane: this one is planned for next week."""
    require_kubelet(cluster, machine(WORKER), str(values["from_version"]))
    require_packages(machine(WORKER), str(values["from_version"]))
    require_held(machine(WORKER))


@pytest.mark.gate
def test_the_application_is_as_it_was(
    cluster: Cluster, before: Cluster, machine: MachineOf, values: Mapping[str, Drawn]
) -> None:
    """Upgrading the control plane does not require changes to the pods on the workers."""
    namespace, app = str(values["namespace"]), str(values["app"])
    now, then = cluster.deployment(namespace, app), before.deployment(namespace, app)
    pods_are_the_same(now, but_started_with_machines(then, now, machine, before))


@pytest.mark.gate
def test_the_application_serves_throughout(
    machine: MachineOf, before: Cluster, values: Mapping[str, Drawn]
) -> None:
    """Running pods keep serving while the API server is down: customers notice nothing."""
    app = before.deployment(str(values["namespace"]), str(values["app"]))
    away = interrupted(machine(NODE), str(values["port"]), app.created)
    assert away is None, differs(
        "the application did not serve throughout", expected="no interruption", found=away
    )


@pytest.mark.points(2)
def test_the_packages_are_upgraded(machine: MachineOf, values: Mapping[str, Drawn]) -> None:
    """Programs that are not from a package are overwritten by the next one, or never updated."""
    require_packages(machine(NODE), target(values))


@pytest.mark.points(1)
@pytest.mark.needs("test_the_packages_are_upgraded")
def test_the_packages_are_held(machine: MachineOf) -> None:
    """Without a hold, the next system update may install a kubelet that is too new."""
    require_held(machine(NODE))


@pytest.mark.points(3)
def test_the_control_plane_runs_the_new_version(
    cluster: Cluster, machine: MachineOf, values: Mapping[str, Drawn]
) -> None:
    """The control plane is upgraded first: kubelets must not be newer than the API server."""
    require_control_plane(cluster, machine(NODE), target(values))


@pytest.mark.points(2)
def test_etcd_and_the_addons_belong_to_it(machine: MachineOf, values: Mapping[str, Drawn]) -> None:
    """Each Kubernetes release is tested with certain versions of these components."""
    nodes = [machine(NODE), machine(WORKER)]
    require_etcd_and_addons(nodes[0], nodes, target(values))


@pytest.mark.points(1)
@pytest.mark.needs("test_the_control_plane_runs_the_new_version")
def test_the_cluster_knows_its_version(cluster: Cluster, values: Mapping[str, Drawn]) -> None:
    """Joining nodes and later upgrades use the version that kubeadm stores in the cluster."""
    require_recorded(cluster, target(values))


@pytest.mark.points(2)
def test_the_kubelet_runs_the_new_version(
    cluster: Cluster, machine: MachineOf, values: Mapping[str, Drawn]
) -> None:
    """kubeadm does not upgrade the kubelet: you have to do it."""
    require_kubelet(cluster, machine(NODE), target(values))


@pytest.mark.points(1)
@pytest.mark.needs("test_the_kubelet_runs_the_new_version")
def test_the_node_is_back(cluster: Cluster, before: Cluster) -> None:
    """A control plane node has to be schedulable, too, for pods that tolerate its taint."""
    require_back(cluster, before, NODE)
