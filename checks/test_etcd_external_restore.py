"""etcd-external-restore: the cluster as the snapshot has it, on a service that will stay so."""

from collections.abc import Mapping

import pytest

from clusterdojo.lab.values import Drawn
from fixtures import differs, names
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
from fixtures.unchanged import nodes_are_the_same

pytestmark = pytest.mark.lab("etcd-external-restore")

HOST, DIRECTORY = "etcd-server", "/var/lib/etcd-data-new"


@pytest.mark.gate
def test_the_nodes_are_the_same(cluster: Cluster, before: Cluster) -> None:
    """With a new, empty store the nodes come by themselves, and everything else is lost."""
    nodes_are_the_same(cluster, before)


@pytest.mark.points(3)
def test_what_the_snapshot_holds_is_back(
    cluster: Cluster, before: Cluster, values: Mapping[str, Drawn]
) -> None:
    """What was made anew has another UID; an API server that ran on tells of the old store."""
    lost = ("deployments", str(values["app"])), ("configmaps", "prices"), ("secrets", "login")
    objects_are_back(cluster, before, str(values["namespace"]), lost)


@pytest.mark.points(2)
@pytest.mark.needs("test_what_the_snapshot_holds_is_back")
def test_what_came_after_is_gone(cluster: Cluster) -> None:
    """A restored cluster is that of the snapshot, not a mixture of two times."""
    found = cluster.find("namespaces", "experiments")
    assert found is None, differs("the namespace experiments, made after the snapshot, is there")


@pytest.mark.points(2)
def test_etcd_keeps_its_data_in_the_new_directory(etcd: EtcdOn) -> None:
    """Where the task says is where everybody will look for the data next time."""
    assert etcd(HOST).has_open(DIRECTORY), differs(
        f"the etcd that runs does not keep its data in {DIRECTORY} of {HOST}"
    )


@pytest.mark.points(1)
@pytest.mark.needs("test_etcd_keeps_its_data_in_the_new_directory")
def test_the_directory_is_a_restored_one(etcd: EtcdOn) -> None:
    """A restore begins a new store with a new membership; copied files are the old store."""
    assert etcd(HOST).was_restored(DIRECTORY), differs(
        f"the data in {DIRECTORY} were not put there by a restore of a snapshot"
    )


@pytest.mark.points(1)
@pytest.mark.needs("test_etcd_keeps_its_data_in_the_new_directory")
def test_the_old_data_are_still_there(machine: MachineOf, values: Mapping[str, Drawn]) -> None:
    """The old data stay untouched beside the new: a restore that went wrong can be undone."""
    old_data_are_there(machine(HOST), str(values["data_dir"]))


@pytest.mark.points(1)
@pytest.mark.needs("test_etcd_keeps_its_data_in_the_new_directory")
def test_etcd_may_write_there_and_nobody_else(machine: MachineOf, etcd: EtcdOn) -> None:
    """A service that faces the network is no business of root, and its data are no one else's."""
    host = machine(HOST)
    user = host.run("ps", "-o", "user=", "-p", str(etcd(HOST).process.pid)).text.strip()
    assert user == "etcd", differs("etcd runs as another user", expected="etcd", found=user)
    for path in (DIRECTORY, f"{DIRECTORY}/member/snap/db", f"{DIRECTORY}/member/wal"):
        file = host.file(path)
        assert (file.owner, file.group) == ("etcd", "etcd"), differs(
            f"{path} is not etcd's", expected="etcd:etcd", found=f"{file.owner}:{file.group}"
        )
    mode = host.file(DIRECTORY).mode
    assert int(mode, 8) & 0o077 == 0, differs(
        f"others than etcd may look into {DIRECTORY}", expected="mode 700", found=f"mode {mode}"
    )


@pytest.mark.points(2)
@pytest.mark.needs("test_etcd_keeps_its_data_in_the_new_directory")
def test_it_does_so_after_the_next_start(machine: MachineOf) -> None:
    """What was started by hand, or differs from the unit's file, is gone with the next start."""
    host = machine(HOST)
    service = host.service("etcd")
    assert service.active, differs("the service etcd does not run", found=service.state)
    assert service.pid == host.process("etcd").pid, differs("the etcd that runs is no service")
    assert service.enabled, differs(
        "the service won't start with the machine", expected="enabled", found=service.file_state
    )
    show = ("systemctl", "show", "--value", "etcd")
    stale = host.run(*show, "--property=NeedDaemonReload").text.strip()
    assert stale == "no", differs("the unit's file is not what systemd has read")
    made_of = host.run(*show, "--property=FragmentPath", "--property=DropInPaths").text.split()
    passing = [path for path in made_of if path.startswith("/run/")]
    assert not passing, differs("files of the unit are gone then", found=names(passing))
    told = host.run(*show, "--property=ExecStart").text
    command = told.partition("argv[]=")[2].partition(" ; ")[0]
    assert command == " ".join(host.process("etcd").argv), differs(
        "the etcd that runs was not started as the unit says now"
    )


@pytest.mark.points(1)
@pytest.mark.needs("test_what_the_snapshot_holds_is_back")
def test_the_nodes_report_again(cluster: Cluster) -> None:
    """A kubelet that can't renew its lease is given up after a minute, and its pods are moved."""
    nodes_report(cluster)


@pytest.mark.points(2)
@pytest.mark.needs("test_what_the_snapshot_holds_is_back")
def test_controllers_and_kubelets_work_again(
    cluster: Cluster, before: Cluster, machine: MachineOf, values: Mapping[str, Drawn]
) -> None:
    """They had seen later revisions than the store has now: some must be started anew."""
    after_restore_works(cluster, before)
    # Last of all: it may wait, and the leases above are judged by the clock.
    restored_pods_run(cluster, machine, str(values["namespace"]), str(values["app"]))
