"""etcd-snapshot-restore: etcd runs on the restored data, and the cluster works again."""

from collections.abc import Mapping

import pytest

from clusterdojo.lab.values import Drawn
from fixtures import differs
from fixtures.allowed import (
    SCRATCH,
    SYSTEM,
    Allowance,
    deployment,
    everything_in,
    moved_pods,
    namespace,
)
from fixtures.cluster import Cluster
from fixtures.etcd import EtcdOn
from fixtures.node import MachineOf
from fixtures.restored import (
    after_restore_works,
    nodes_report,
    objects_are_back,
    old_data_are_there,
    restored_pods_run,
)

pytestmark = pytest.mark.lab("etcd-snapshot-restore")

NODE, DIRECTORY = "controlplane", "/var/lib/etcd-from-backup"


def allowed(values: Mapping[str, Drawn]) -> list[Allowance]:
    """The snapshot's objects come back, the system follows, and a Deployment is created."""
    return [
        everything_in(values["namespace"]),
        everything_in("experiments"),
        deployment("default", "after-restore").anything,
        namespace("default").metadata.annotations,
        moved_pods(),
        SYSTEM,
        SCRATCH,
    ]


@pytest.mark.points(3)
def test_what_the_snapshot_holds_is_back(
    cluster: Cluster, before: Cluster, values: Mapping[str, Drawn]
) -> None:
    """Recreated objects have other UIDs; an API server that kept running serves the old data."""
    lost = ("deployments", str(values["app"])), ("configmaps", "prices"), ("secrets", "login")
    objects_are_back(cluster, before, str(values["namespace"]), lost)


@pytest.mark.points(2)
@pytest.mark.needs("test_what_the_snapshot_holds_is_back")
@pytest.mark.symptom
def test_what_came_after_is_gone(cluster: Cluster) -> None:
    """A restored cluster is the one of the snapshot, without anything that came later."""
    found = cluster.find("namespaces", "experiments")
    assert found is None, differs(
        "namespace experiments was created after the snapshot and still exists"
    )


@pytest.mark.points(2)
def test_etcd_keeps_its_data_in_the_new_directory(etcd: EtcdOn) -> None:
    """The next administrator will look for the data in the agreed directory."""
    assert etcd(NODE).keeps_its_objects_in(DIRECTORY), differs(
        f"the running etcd does not keep its data in {DIRECTORY} on {NODE}"
    )


@pytest.mark.points(1)
@pytest.mark.needs("test_etcd_keeps_its_data_in_the_new_directory")
def test_the_directory_is_a_restored_one(etcd: EtcdOn) -> None:
    """A restore creates a new etcd with new members; copied files are still the old one."""
    assert etcd(NODE).was_restored(DIRECTORY), differs(
        f"the data in {DIRECTORY} does not come from restoring a snapshot"
    )


@pytest.mark.points(1)
@pytest.mark.needs("test_etcd_keeps_its_data_in_the_new_directory")
def test_the_old_data_are_still_there(machine: MachineOf, values: Mapping[str, Drawn]) -> None:
    """With the old data untouched, a failed restore can be undone."""
    old_data_are_there(machine(NODE), str(values["data_dir"]))


@pytest.mark.points(1)
@pytest.mark.needs("test_what_the_snapshot_holds_is_back")
def test_the_nodes_report_again(cluster: Cluster) -> None:
    """The cluster evicts the pods of a node whose kubelet does not renew its lease."""
    nodes_report(cluster)


@pytest.mark.points(2)
@pytest.mark.needs("test_what_the_snapshot_holds_is_back")
def test_controllers_and_kubelets_work_again(
    cluster: Cluster, before: Cluster, machine: MachineOf, values: Mapping[str, Drawn]
) -> None:
    """Some have seen later revisions than etcd has now, and may have to be restarted."""
    after_restore_works(cluster, before)
    # This comes last, since it may wait, and the leases above are compared with the clock.
    restored_pods_run(cluster, machine, str(values["namespace"]), str(values["app"]))
