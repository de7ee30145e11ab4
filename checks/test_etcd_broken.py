"""etcd-broken: etcd on the restored data, as it ran before, and the cluster of the snapshot."""

from collections.abc import Mapping

import pytest

from clusterdojo.values import Drawn
from fixtures import differs, names
from fixtures.cluster import Cluster
from fixtures.etcd import EtcdOn
from fixtures.node import MachineOf
from fixtures.restored import nodes_report, objects_are_back
from fixtures.unchanged import nodes_are_the_same

pytestmark = pytest.mark.lab("etcd-broken")

NODE, DIRECTORY = "controlplane", "/var/lib/etcd-from-backup"


@pytest.mark.points(3)
def test_the_objects_are_back(
    cluster: Cluster, before: Cluster, values: Mapping[str, Drawn]
) -> None:
    """Objects of the same names on an empty store are others: nothing refers to them."""
    kept = ("deployments", str(values["app"])), ("configmaps", "prices"), ("secrets", "login")
    objects_are_back(cluster, before, str(values["namespace"]), kept)
    nodes_are_the_same(cluster, before)


@pytest.mark.points(3)
def test_etcd_keeps_its_data_in_the_restored_directory(etcd: EtcdOn) -> None:
    """Where the data are has to be where everybody will look for them next time."""
    here = etcd(NODE)
    assert here.keeps_its_objects_in(DIRECTORY), differs(
        f"the etcd that runs does not keep its data in {DIRECTORY} of {NODE}"
    )
    assert here.was_restored(DIRECTORY), differs(
        f"the data in {DIRECTORY} are not the restored ones"
    )


@pytest.mark.points(2)
@pytest.mark.needs("test_the_objects_are_back")
def test_etcd_runs_as_before(machine: MachineOf, before: Cluster) -> None:
    """An etcd with other options is another one: open to everybody, or deaf to its clients."""
    spec = before.pod("kube-system", f"etcd-{NODE}").raw["spec"]
    manifest = machine(NODE).manifest("etcd").raw["spec"]
    then = spec["containers"][0]
    assert manifest["containers"][0]["image"] == then["image"], differs("etcd has another image")
    user, was = (s["securityContext"].get("runAsUser", 0) for s in (manifest, spec))
    assert user == was, differs("etcd runs as another user", expected=f"user {was}", found=user)
    running = machine(NODE).process("etcd").flags
    right = dict(word.removeprefix("--").split("=", 1) for word in then["command"][1:])
    # Which name the directory has in the container is not said.
    running.pop("data-dir", None)
    right.pop("data-dir", None)
    other = [name for name in right.keys() | running.keys() if right.get(name) != running.get(name)]
    assert not other, differs("some options of etcd differ from before", found=names(other))


@pytest.mark.points(1)
@pytest.mark.needs("test_the_objects_are_back")
def test_the_application_works(
    cluster: Cluster, before: Cluster, values: Mapping[str, Drawn]
) -> None:
    """A Deployment that is back is an intention; its pods have to run again."""
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
    """Kubelets that had met an empty cluster have to find the old one again."""
    nodes_report(cluster)
