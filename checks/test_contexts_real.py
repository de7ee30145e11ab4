"""contexts-real: answers about two clusters, and changes that belong on one of them only."""

from collections.abc import Callable, Mapping

import pytest

from clusterdojo.lab.values import Drawn
from fixtures import differs
from fixtures.allowed import SCRATCH, Allowance, deployment
from fixtures.answers import Answers
from fixtures.cluster import Cluster
from fixtures.etcd import Etcd
from fixtures.etcd_unchanged import external_etcd_is_unchanged, stacked_etcd_is_unchanged
from fixtures.node import MachineOf
from fixtures.restarted import but_started_with_machines
from fixtures.unchanged import pods_are_the_same

pytestmark = pytest.mark.lab("contexts-real")

Clusters = Mapping[str, Cluster]
Machines = Mapping[str, MachineOf]
Values = Mapping[str, Drawn]

OWNER, CONTROL_PLANE = "/etc/cluster-owner", "controlplane"
STACKED, EXTERNAL, HOST = "cluster1", "cluster2", "etcd-server"
HOSTS = {STACKED: (), EXTERNAL: (HOST,)}  # the machines that are no nodes


def allowed(values: Values) -> dict[str, list[Allowance]]:
    """All changes belong on one cluster."""
    app = deployment(values["namespace"], values["app"])
    return {str(values["goal"]): [app.spec.replicas, app.pods, SCRATCH]}


def _other(clusters: Clusters, values: Values) -> str:
    """The name of the cluster that must not be changed."""
    (name,) = (name for name in clusters if name != values["goal"])
    return name


@pytest.mark.gate
def test_the_other_cluster_is_untouched(
    clusters: Clusters, befores: Clusters, machines: Machines, values: Values
) -> None:
    """Its pods and its etcd go on running, and its machines are left alone, too."""
    name = _other(clusters, values)
    now, then = clusters[name], befores[name]
    place = str(values["namespace"]), str(values["app"])
    # A restart asks for the same pods, and replaces those that served.
    app, was = now.deployment(*place), then.deployment(*place)
    pods_are_the_same(app, but_started_with_machines(was, app, machines[name], then))
    if name == STACKED:
        stacked_etcd_is_unchanged(now, then, machines[name])
    else:
        external_etcd_is_unchanged(machines[name](HOST), then)
    for machine in (*(node.name for node in then.nodes()), *HOSTS[name]):
        machines[name](machine).require_unchanged()
        assert not machines[name](machine).file(OWNER).exists, differs(
            f"{OWNER} was written on {machine} of {name}"
        )


@pytest.mark.points(2)
def test_the_nodes_of_each_cluster(befores: Clusters, answers: Answers) -> None:
    """A machine that runs etcd but no kubelet is not a node."""
    right = {f"{name} {len(cluster.nodes())}" for name, cluster in befores.items()}
    answers.require_set("answers/nodes.txt", right, "CLUSTER NUMBER, one line per cluster")


@pytest.mark.points(3)
def test_the_etcd_of_each_cluster(
    befores: Clusters, etcds: Callable[[str, str], Etcd], answers: Answers
) -> None:
    """You have to know where etcd runs to back it up, restore it or repair it."""
    pod = befores[STACKED].pod("kube-system", f"etcd-{CONTROL_PLANE}").raw
    (stacked,) = (
        volume["hostPath"]["path"]
        for volume in pod["spec"]["volumes"]
        if volume["name"] == "etcd-data"
    )
    external = etcds(EXTERNAL, HOST).options["data-dir"]
    right = {f"{STACKED} stacked {stacked}", f"{EXTERNAL} external {external}"}
    form = "CLUSTER stacked|external DIRECTORY, one line per cluster"
    answers.require_set("answers/etcd.txt", right, form)


@pytest.mark.points(2)
def test_the_application_has_its_replicas(
    clusters: Clusters, befores: Clusters, values: Values
) -> None:
    """The change has to reach the right cluster, and its new pods have to run there."""
    place = str(values["namespace"]), str(values["app"])
    name = str(values["goal"])
    app = clusters[name].deployment(*place)
    assert app.replicas == values["replicas"], differs(
        f"{name}: deployment {app.name} has the wrong number of replicas",
        expected=values["replicas"],
        found=app.replicas,
    )
    assert app.template == befores[name].deployment(*place).template, differs(
        f"{name}: the pod template of deployment {app.name} was changed"
    )
    assert len(app.ready_pods) == app.replicas, differs(
        f"{name}: not all replicas of {app.name} are ready",
        expected=f"{app.replicas} ready",
        found=f"{len(app.ready_pods)} ready",
    )


@pytest.mark.points(1)
def test_the_owner_is_on_the_machine(machines: Machines, values: Values) -> None:
    """The context of kubectl does not affect ssh: check the name of the machine, too."""
    name = str(values["goal"])
    found = machines[name](CONTROL_PLANE).file(OWNER).text.split()
    lost = machines[name](CONTROL_PLANE).lost_at_start([OWNER])
    assert not lost, differs(f"{OWNER} on the control plane of {name} is lost with its next start")
    # Once is enough, but writing the same line twice does no harm.
    assert set(found) == {values["team"]}, differs(
        f"{OWNER} on the control plane of {name} has the wrong content",
        expected=values["team"],
        found=" ".join(found) or "an empty file",
    )
