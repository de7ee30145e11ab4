"""etcd-broken: etcd runs as before on the restored data, and the cluster works again."""

from collections.abc import Mapping

import pytest

from clusterdojo.lab.values import Drawn
from fixtures import differs, names
from fixtures.allowed import (
    API_MAY_BE_SILENT,
    SCRATCH,
    SYSTEM,
    Allowance,
    everything_in,
    moved_pods,
)
from fixtures.cluster import Cluster
from fixtures.etcd import Etcd, EtcdOn
from fixtures.node import MachineOf
from fixtures.restored import nodes_report, objects_are_back, old_data_are_there

pytestmark = pytest.mark.lab("etcd-broken")

NODE, DIRECTORY = "controlplane", "/var/lib/etcd-from-backup"


def allowed(values: Mapping[str, Drawn]) -> list[Allowance]:
    """The snapshot's objects come back, and the system follows."""
    restored = everything_in(values["namespace"])
    return [API_MAY_BE_SILENT, restored, moved_pods(), SYSTEM, SCRATCH]


@pytest.mark.points(3)
def test_the_objects_are_back(
    cluster: Cluster, before: Cluster, values: Mapping[str, Drawn]
) -> None:
    """Recreated objects of the same names are not the original ones: their UIDs differ."""
    kept = ("deployments", str(values["app"])), ("configmaps", "prices"), ("secrets", "login")
    objects_are_back(cluster, before, str(values["namespace"]), kept)


@pytest.mark.points(2)
def test_etcd_keeps_its_data_in_the_restored_directory(etcd: EtcdOn) -> None:
    """The next administrator will look for the data in the agreed directory."""
    here = etcd(NODE)
    assert here.keeps_its_objects_in(DIRECTORY), differs(
        f"the running etcd does not keep its data in {DIRECTORY} on {NODE}"
    )
    assert here.was_restored(DIRECTORY), differs(
        f"the data in {DIRECTORY} is not the restored data"
    )


@pytest.mark.points(1)
@pytest.mark.needs("test_etcd_keeps_its_data_in_the_restored_directory")
def test_the_old_data_are_still_there(machine: MachineOf, values: Mapping[str, Drawn]) -> None:
    """Changes that were made after the snapshot exist only in the old directory."""
    old_data_are_there(machine(NODE), str(values["data_dir"]))


@pytest.mark.points(2)
@pytest.mark.needs("test_the_objects_are_back")
def test_etcd_runs_as_before(machine: MachineOf, before: Cluster) -> None:
    """With other options, etcd may be open to everybody or refuse its clients."""
    spec, node = before.pod("kube-system", f"etcd-{NODE}").raw["spec"], machine(NODE)
    then, process = spec["containers"][0], node.process("etcd")
    manifest = node.manifest("etcd")
    lost = node.lost_at_start([manifest.path])
    assert not lost, differs("the manifest of etcd is lost with the next start")
    containers = manifest.containers or [{}]
    assert containers[0].get("image") == then["image"], differs("etcd has another image")
    # Pod and container may each set a user: the process shows which one is used.
    user = str(node.user(process))
    was = str((spec.get("securityContext") or {}).get("runAsUser", 0))
    assert user == was, differs(
        "etcd runs as the wrong user", expected=f"user {was}", found=f"user {user}"
    )
    running = dict(Etcd(node).options)
    right = dict(word.removeprefix("--").split("=", 1) for word in then["command"][1:])
    # The path of the directory inside the container may differ.
    running.pop("data-dir", None)
    right.pop("data-dir", None)
    other = [name for name in right.keys() | running.keys() if right.get(name) != running.get(name)]
    assert not other, differs("options of etcd differ from before", found=names(other))


@pytest.mark.points(1)
@pytest.mark.needs("test_the_objects_are_back")
def test_the_application_works(
    cluster: Cluster, before: Cluster, values: Mapping[str, Drawn]
) -> None:
    """The Deployment alone serves nobody: its pods have to run again."""
    app, then = (c.deployment(str(values["namespace"]), str(values["app"]))
                 for c in (cluster, before))  # fmt: skip
    assert len(app.ready_pods) == then.replicas > 0, differs(
        f"not all replicas of {app.name} are ready",
        expected=f"{then.replicas} ready",
        found=f"{len(app.ready_pods)} ready",
    )


@pytest.mark.points(1)
@pytest.mark.needs("test_the_objects_are_back")
def test_the_nodes_report(cluster: Cluster) -> None:
    """The cluster evicts the pods of nodes whose kubelets do not report."""
    nodes_report(cluster)
