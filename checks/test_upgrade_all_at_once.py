"""upgrade-all-at-once: all nodes have the new version, and answers about what was down."""

from collections.abc import Mapping

import pytest

from clusterdojo.lab.values import Drawn
from fixtures import differs
from fixtures.allowed import Allowance
from fixtures.answers import Answers
from fixtures.cluster import Cluster
from fixtures.node import MachineOf
from fixtures.traffic import BEGINS_WITHIN, measurements
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

pytestmark = pytest.mark.lab("upgrade-all-at-once")

CONTROL_PLANE = "controlplane"
NODES = (CONTROL_PLANE, "node01", "node02")
API, WORKLOAD, NOTHING = "api", "workload", "nothing"
FORM = "api or workload or both, one per line, or nothing"


def allowed(values: Mapping[str, Drawn]) -> list[Allowance]:
    """kubeadm upgrades the system, and nodes are drained; criteria look at how they end."""
    return allowed_upgrade("*", values)


@pytest.mark.points(2)
def test_the_packages_are_upgraded_and_held(
    machine: MachineOf, values: Mapping[str, Drawn]
) -> None:
    """The installed version runs after the next start, and only a hold keeps it."""
    for node in NODES:
        require_packages(machine(node), target(values))
        require_held(machine(node))


@pytest.mark.points(2)
def test_the_control_plane_runs_the_new_version(
    cluster: Cluster, machine: MachineOf, values: Mapping[str, Drawn]
) -> None:
    """The control plane is upgraded first: kubelets must not be newer than the API server."""
    require_control_plane(cluster, machine(CONTROL_PLANE), target(values))


@pytest.mark.points(1)
def test_etcd_and_the_addons_belong_to_it(machine: MachineOf, values: Mapping[str, Drawn]) -> None:
    """Each Kubernetes release is tested with certain versions of these components."""
    nodes = [machine(node) for node in NODES]
    require_etcd_and_addons(nodes[0], nodes, target(values))


@pytest.mark.points(1)
@pytest.mark.needs("test_the_control_plane_runs_the_new_version")
def test_the_cluster_knows_its_version(cluster: Cluster, values: Mapping[str, Drawn]) -> None:
    """Joining nodes and later upgrades use the version that kubeadm stores in the cluster."""
    require_recorded(cluster, target(values))


@pytest.mark.points(2)
def test_the_kubelets_run_the_new_version(
    cluster: Cluster, machine: MachineOf, values: Mapping[str, Drawn]
) -> None:
    """kubeadm does not upgrade the kubelets: you have to do it on each node."""
    for node in NODES:
        require_kubelet(cluster, machine(node), target(values))


@pytest.mark.points(1)
@pytest.mark.needs("test_the_kubelets_run_the_new_version")
def test_the_nodes_are_back(cluster: Cluster, before: Cluster) -> None:
    """While a node is cordoned, its pods wait or crowd the other nodes."""
    for node in NODES:
        require_back(cluster, before, node)


@pytest.mark.points(1)
@pytest.mark.needs("test_the_kubelets_run_the_new_version")
def test_the_application_runs_again(
    cluster: Cluster, before: Cluster, values: Mapping[str, Drawn]
) -> None:
    """The application must be complete again when the night is over."""
    namespace, name = str(values["namespace"]), str(values["app"])
    now, then = cluster.deployment(namespace, name), before.deployment(namespace, name)
    assert len(now.ready_pods) == then.replicas, differs(
        f"not all pods of {name} are ready",
        expected=f"{then.replicas} ready",
        found=f"{len(now.ready_pods)} ready",
    )


@pytest.mark.points(2)
@pytest.mark.needs("test_the_kubelets_run_the_new_version")
def test_what_was_down(
    machine: MachineOf, before: Cluster, values: Mapping[str, Drawn], answers: Answers
) -> None:
    """To choose a strategy for the next upgrade, you have to know what this one interrupted."""
    begun = before.deployment(str(values["namespace"]), str(values["app"])).created
    record = measurements(machine(CONTROL_PLANE), str(values["port"]), begun)
    assert record[0].at - begun <= BEGINS_WITHIN, "the beginning of the record is missing"
    api = [f"{API} {line.time}" for line in record if not line.api]
    workload = [f"{WORKLOAD} {line.time}" for line in record if not line.served]
    right = [*api[:1], *workload[:1]] or [NOTHING]
    answers.require_set("answers/down.txt", right, "NAME TIME, one per line, or nothing")


@pytest.mark.points(1)
def test_what_one_by_one_would_cost(answers: Answers) -> None:
    """Several workers keep an application available, but not a single control plane."""
    answers.require_set("answers/one-by-one.txt", [API], FORM)


@pytest.mark.points(1)
def test_what_three_control_planes_are_good_for(answers: Answers) -> None:
    """Whatever must stay available needs more than one instance."""
    answers.require_set("answers/three-control-planes.txt", [NOTHING], FORM)
