"""contexts-real: how two clusters are built, and a change that belongs on one of them only."""

from collections.abc import Callable, Mapping

import pytest

from clusterdojo.lab.values import Drawn
from fixtures import differs, names
from fixtures.answers import Answers
from fixtures.cluster import Cluster
from fixtures.etcd import Etcd
from fixtures.etcd_unchanged import external_etcd_is_unchanged, stacked_etcd_is_unchanged
from fixtures.node import MachineOf
from fixtures.restarted import but_started_with_machines
from fixtures.unchanged import application_is_unchanged, nodes_are_unchanged, pods_are_the_same

pytestmark = pytest.mark.lab("contexts-real")

Clusters = Mapping[str, Cluster]
Machines = Mapping[str, MachineOf]
Values = Mapping[str, Drawn]

OWNER, CONTROL_PLANE = "/etc/cluster-owner", "controlplane"
STACKED, EXTERNAL, HOST = "cluster1", "cluster2", "etcd-server"
HOSTS = {STACKED: (), EXTERNAL: (HOST,)}  # the machines that are no nodes


def _other(clusters: Clusters, values: Values) -> str:
    """The name of the cluster on which nothing is to be done."""
    (name,) = (name for name in clusters if name != values["goal"])
    return name


@pytest.mark.gate
def test_the_other_cluster_is_untouched(
    clusters: Clusters, befores: Clusters, machines: Machines, values: Values
) -> None:
    """The right work on the wrong cluster is an outage there: look at the context first."""
    name = _other(clusters, values)
    now, then = clusters[name], befores[name]
    nodes_are_unchanged(now, then, but="")
    place = str(values["namespace"]), str(values["app"])
    application_is_unchanged(now, then, *place)
    # A restart asks for the same pods, and replaces those that served.
    app, was = now.deployment(*place), then.deployment(*place)
    pods_are_the_same(app, but_started_with_machines(was, app, machines[name], then))
    present, were = ({o["metadata"]["name"] for o in c.objects("namespaces")} for c in (now, then))
    assert present == were, differs(
        f"{name} has other namespaces", expected=names(were), found=names(present)
    )
    if name == STACKED:
        stacked_etcd_is_unchanged(now, then, machines[name])
    else:
        external_etcd_is_unchanged(machines[name](HOST), then)
    for machine in (*(node.name for node in then.nodes()), *HOSTS[name]):
        assert not machines[name](machine).file(OWNER).exists, differs(
            f"{OWNER} was written on {machine} of {name}"
        )


@pytest.mark.points(2)
def test_the_nodes_of_each_cluster(befores: Clusters, answers: Answers) -> None:
    """A machine that runs the cluster's store, and no kubelet, is no node."""
    right = {f"{name} {len(cluster.nodes())}" for name, cluster in befores.items()}
    answers.require_set("answers/nodes.txt", right, "CLUSTER NUMBER, one line a cluster")


@pytest.mark.points(3)
def test_the_etcd_of_each_cluster(
    befores: Clusters, etcds: Callable[[str, str], Etcd], answers: Answers
) -> None:
    """Where the store is decides where it is saved, restored and mended."""
    pod = befores[STACKED].pod("kube-system", f"etcd-{CONTROL_PLANE}").raw
    (stacked,) = (
        volume["hostPath"]["path"]
        for volume in pod["spec"]["volumes"]
        if volume["name"] == "etcd-data"
    )
    external = etcds(EXTERNAL, HOST).process.flags["data-dir"]
    right = {f"{STACKED} stacked {stacked}", f"{EXTERNAL} external {external}"}
    form = "CLUSTER stacked|external DIRECTORY, one line a cluster"
    answers.require_set("answers/etcd.txt", right, form)


@pytest.mark.points(2)
def test_the_application_has_its_replicas(
    clusters: Clusters, befores: Clusters, values: Values
) -> None:
    """The change has to arrive where it was meant for, and the new pods have to run there."""
    place = str(values["namespace"]), str(values["app"])
    name = str(values["goal"])
    app = clusters[name].deployment(*place)
    assert app.replicas == values["replicas"], differs(
        f"{name}: deployment {app.name} has another number of replicas",
        expected=values["replicas"],
        found=app.replicas,
    )
    assert app.template == befores[name].deployment(*place).template, differs(
        f"{name}: the pods of deployment {app.name} were changed, not only their number"
    )
    assert len(app.ready_pods) == app.replicas, differs(
        f"{name}: not all replicas are ready",
        expected=f"{app.replicas} ready",
        found=f"{len(app.ready_pods)} ready",
    )


@pytest.mark.points(1)
def test_the_owner_is_on_the_machine(machines: Machines, values: Values) -> None:
    """A machine is no part of what kubectl reaches: which one ssh opens is looked at, too."""
    name = str(values["goal"])
    found = machines[name](CONTROL_PLANE).file(OWNER).text.split()
    # Once is asked for; who has written it twice has told nothing else.
    assert set(found) == {values["team"]}, differs(
        f"{OWNER} on the control plane of {name} is not right",
        expected=values["team"],
        found=" ".join(found) or "an empty file",
    )
