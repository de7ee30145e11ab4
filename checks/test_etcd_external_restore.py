"""etcd-external-restore: the service etcd runs on the restored data, and the cluster works."""

from collections.abc import Mapping

import pytest

from clusterdojo.lab.values import Drawn
from clusterdojo.node.lasting import files_of_service
from fixtures import differs, names
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

pytestmark = pytest.mark.lab("etcd-external-restore")

USER_ID = 2  # in a line of /etc/passwd
HOST, DIRECTORY = "etcd-server", "/var/lib/etcd-data-new"


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
    assert etcd(HOST).has_open(DIRECTORY), differs(
        f"the running etcd does not keep its data in {DIRECTORY} on {HOST}"
    )


@pytest.mark.points(1)
@pytest.mark.needs("test_etcd_keeps_its_data_in_the_new_directory")
def test_the_directory_is_a_restored_one(etcd: EtcdOn) -> None:
    """A restore creates a new etcd with new members; copied files are still the old one."""
    assert etcd(HOST).was_restored(DIRECTORY), differs(
        f"the data in {DIRECTORY} does not come from restoring a snapshot"
    )


@pytest.mark.points(1)
@pytest.mark.needs("test_etcd_keeps_its_data_in_the_new_directory")
def test_the_old_data_are_still_there(machine: MachineOf, values: Mapping[str, Drawn]) -> None:
    """With the old data untouched, a failed restore can be undone."""
    old_data_are_there(machine(HOST), str(values["data_dir"]))


@pytest.mark.points(1)
@pytest.mark.needs("test_etcd_keeps_its_data_in_the_new_directory")
def test_etcd_may_write_there_and_nobody_else(machine: MachineOf, etcd: EtcdOn) -> None:
    """A network service should not run as root, and only its own user needs the data."""
    host = machine(HOST)
    users = (line.split(":") for line in host.file("/etc/passwd").text.splitlines())
    etcds = {user[2] for user in users if user[0] == "etcd" and len(user) > USER_ID}
    user = str(host.user(etcd(HOST).process))
    assert user in etcds, differs("etcd runs as the wrong user", expected="etcd", found=user)
    for path in (DIRECTORY, f"{DIRECTORY}/member/snap/db", f"{DIRECTORY}/member/wal"):
        file = host.file(path)
        assert (file.owner, file.group) == ("etcd", "etcd"), differs(
            f"{path} does not belong to etcd",
            expected="etcd:etcd",
            found=f"{file.owner}:{file.group}",
        )
    mode = host.file(DIRECTORY).mode
    assert int(mode, 8) & 0o077 == 0, differs(
        f"other users can access {DIRECTORY}", expected="mode 700", found=f"mode {mode}"
    )


@pytest.mark.points(2)
@pytest.mark.needs("test_etcd_keeps_its_data_in_the_new_directory")
def test_it_does_so_after_the_next_start(machine: MachineOf) -> None:
    """Only the unit files on disk take effect after the next start of the machine."""
    host = machine(HOST)
    service = host.service("etcd")
    assert service.active, differs("the service etcd does not run", found=service.state)
    assert service.pid == host.process("etcd").pid, differs("the running etcd is not the service's")
    assert host.starts_with_machine("etcd"), differs(
        "the service etcd does not start with the machine",
        expected="enabled",
        found=service.file_state,
    )
    assert not service.stale, differs("the unit file was changed after systemd read it")
    lost = host.lost_at_start(files_of_service(service))
    assert not lost, differs("files of the unit are lost with the next start", found=names(lost))
    assert host.command(service) == host.process("etcd").argv, differs(
        "the running etcd was not started with the options of the unit"
    )


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
