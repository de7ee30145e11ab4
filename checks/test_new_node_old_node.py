"""new-node-old-node: the new machine does the work, and the old one belongs to no cluster."""

from collections.abc import Mapping

import pytest

from clusterdojo.lab.values import Drawn
from fixtures import Workload, differs, names
from fixtures.cluster import Cluster
from fixtures.node import MachineOf
from fixtures.traffic import interrupted
from fixtures.unchanged import budget_is_unchanged, nodes_are_unchanged

pytestmark = pytest.mark.lab("new-node-old-node")

OLD, NEW, CONTROL_PLANE = "node01", "node02", "controlplane"
# What kubelets that know a cluster have: whoever copies one of these is that node.
CREDENTIALS = ("/etc/kubernetes/kubelet.conf", "/etc/kubernetes/bootstrap-kubelet.conf")
# Each has certificate and key; the one called -current.pem is a link to the last of them.
CLIENTS = "/var/lib/kubelet/pki", "-name", "kubelet-client-*"


@pytest.mark.gate
def test_the_application_serves_throughout(
    machine: MachineOf, before: Cluster, values: Mapping[str, Drawn]
) -> None:
    """A node is replaced so that nobody notices: a new one first, then one pod after the other."""
    begun = _app(before, values).created
    gap = interrupted(machine(CONTROL_PLANE), str(values["port"]), begun)
    assert gap is None, differs(
        "the application did not serve throughout", expected="an answer always", found=gap
    )


@pytest.mark.gate
def test_the_application_is_as_it_was(
    cluster: Cluster, before: Cluster, values: Mapping[str, Drawn]
) -> None:
    """The application's owners asked for another machine, not for another application."""
    now, then = _app(cluster, values), _app(before, values)
    assert now.uid == then.uid, differs(f"deployment {now.name} was deleted and recreated")
    assert now.replicas == then.replicas, differs(
        f"deployment {now.name} was scaled",
        expected=f"{then.replicas} replicas",
        found=f"{now.replicas} replicas",
    )
    assert now.template == then.template, differs(f"the pods of {now.name} were changed")
    budget_is_unchanged(cluster, before, then.namespace, then.name)


@pytest.mark.gate
def test_the_control_plane_is_as_it_was(cluster: Cluster, before: Cluster) -> None:
    """Work for customers on the control plane competes with what administers the cluster."""
    nodes_are_unchanged(cluster, before, but=OLD)


@pytest.mark.points(3)
def test_node02_has_joined(cluster: Cluster, before: Cluster, machine: MachineOf) -> None:
    """What the old node has to give away needs a place first."""
    node, control_plane = cluster.node(NEW), before.node(CONTROL_PLANE)
    kubelet = machine(NEW).service("kubelet")
    assert kubelet.active, differs(f"no kubelet runs on the machine {NEW}", found=kubelet.state)
    assert kubelet.enabled, differs(f"the kubelet of {NEW} does not start with its machine")
    assert node.ready, differs(f"{NEW} is not ready")
    assert not node.unschedulable, differs(f"{NEW} accepts no new pods")
    assert not node.taints, differs(f"{NEW} has a taint that keeps pods away")
    versions = [n.raw["status"]["nodeInfo"]["kubeletVersion"] for n in (control_plane, node)]
    assert versions[0] == versions[1], differs(
        f"{NEW} has another version", expected=versions[0], found=versions[1]
    )


@pytest.mark.points(1)
def test_node02_is_in_the_pool(cluster: Cluster, values: Mapping[str, Drawn]) -> None:
    """A node's labels don't move with its pods, and the pods look for them."""
    found = cluster.node(NEW).labels.get("pool")
    assert found == values["pool"], differs(
        f"{NEW} has not the label that {OLD} had",
        expected=f"pool={values['pool']}",
        found=f"pool={found}" if found is not None else "no label pool",
    )


@pytest.mark.points(3)
def test_the_application_runs_on_node02(cluster: Cluster, values: Mapping[str, Drawn]) -> None:
    """The old machine may break at any moment: whatever is still there breaks with it."""
    app = _app(cluster, values)
    there = [pod for pod in app.ready_pods if pod.node == NEW]
    assert len(there) == app.replicas > 0, differs(
        f"not all replicas of {app.name} run on {NEW}",
        expected=f"{app.replicas} ready",
        found=f"{len(there)} ready",
    )
    # What is being deleted on a node that has gone waits for the garbage collector.
    elsewhere = [p for p in app.pods if p.node not in (NEW, "") and not p.terminating]
    assert not elsewhere, differs(f"pods of {app.name} are elsewhere", found=names(elsewhere))


@pytest.mark.points(1)
def test_node01_is_no_node_any_more(cluster: Cluster) -> None:
    """A node that stays in the list is waited for, and its pods with it."""
    assert cluster.find("nodes", OLD) is None, differs(f"{OLD} is still a node of the cluster")


@pytest.mark.points(2)
def test_the_old_machine_has_forgotten_the_cluster(machine: MachineOf) -> None:
    """Whoever gets the worn machine must not get a way into the cluster with it."""
    old = machine(OLD)
    assert not old.service("kubelet").active, differs(f"the kubelet still runs on {OLD}")
    left = [path for path in CREDENTIALS if old.file(path).exists]
    left += old.run("find", *CLIENTS).text.splitlines()
    assert not left, differs(f"{OLD} still has credentials of the cluster", found=names(left))
    pods = [process.name for process in old.processes() if process.name in ("web", "kube-proxy")]
    assert not pods, differs(f"pods still run on the machine {OLD}", found=names(set(pods)))


def _app(cluster: Cluster, values: Mapping[str, Drawn]) -> Workload:
    """The application's Deployment."""
    return cluster.deployment(str(values["namespace"]), str(values["app"]))
