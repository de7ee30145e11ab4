"""drain-standalone: the node is drained, and the pod without a controller is not lost."""

from collections.abc import Mapping

import pytest

from clusterdojo.cluster.client import Object
from clusterdojo.lab.values import Drawn
from fixtures import Pod, differs, names
from fixtures.allowed import SCRATCH, Allowance, deployment, moved_pods, node, pod
from fixtures.cluster import Cluster
from fixtures.objects import Resource

pytestmark = pytest.mark.lab("drain-standalone")


def allowed(values: Mapping[str, Drawn]) -> list[Allowance]:
    """node01 is cordoned, pods leave it, and the pod without a controller is made again."""
    namespace = values["namespace"]
    return [
        node("node01").spec.unschedulable,
        moved_pods(),
        deployment(namespace, values["app"]).never,
        pod(namespace, values["pod"]).anything,
        SCRATCH,
    ]


LAST_APPLIED = "kubectl.kubernetes.io/last-applied-configuration"
PLACEMENT = {"nodeName", "nodeSelector", "affinity"}  # ways to give a pod its node
TOKEN_VOLUME = "kube-api-access-"  # noqa: S105 - a volume's name: admission adds a random end


@pytest.mark.gate
def test_the_pod_is_not_lost(cluster: Cluster, values: Mapping[str, Drawn]) -> None:
    """After a forced drain nothing recreates a pod without a controller."""
    pod = cluster.pod(str(values["namespace"]), str(values["pod"]))
    assert not pod.terminating, differs(f"pod {pod.name} is being deleted")


@pytest.mark.points(3)
def test_the_pod_runs_on_node02(cluster: Cluster, values: Mapping[str, Drawn]) -> None:
    """No controller moves this pod to another node: the administrator has to."""
    pod = cluster.pod(str(values["namespace"]), str(values["pod"]))
    assert pod.node == "node02", differs(
        f"pod {pod.name} is on the wrong node",
        expected="node02",
        found=pod.node or "no node",
    )
    assert pod.ready, differs(f"pod {pod.name} on node02 is not ready")


@pytest.mark.points(2)
@pytest.mark.needs("test_the_pod_runs_on_node02")
def test_it_is_the_same_pod(cluster: Cluster, before: Cluster, values: Mapping[str, Drawn]) -> None:
    """A pod with the same name but another configuration does not do the same work."""
    namespace, name = str(values["namespace"]), str(values["pod"])
    now = _described(cluster.pod(namespace, name))
    then = _described(before.pod(namespace, name))
    changed = [part for part in then | now if now.get(part) != then.get(part)]
    assert not changed, differs(
        f"pod {name} differs from the original",
        expected="the same apart from its node",
        found=f"different {names(changed)}",
    )


@pytest.mark.points(1)
def test_node01_is_unschedulable(cluster: Cluster) -> None:
    """A node that is about to be reinstalled must not get new pods."""
    assert cluster.node("node01").unschedulable, differs(
        "node01 is not marked as unschedulable", expected="unschedulable", found="schedulable"
    )


@pytest.mark.points(2)
def test_only_daemonset_pods_are_left_on_node01(
    cluster: Cluster, values: Mapping[str, Drawn]
) -> None:
    """Reinstalling the node ends all pods that still run on it."""
    cluster.node("node01")
    left = [pod for pod in cluster.pods(node="node01") if not _of_a_daemonset(cluster, pod)]
    assert not left, differs(
        "pods are still on node01", expected="only pods of DaemonSets", found=names(left)
    )
    app = cluster.deployment(str(values["namespace"]), str(values["app"]))
    assert len(app.ready_pods) == app.replicas > 0, differs(
        f"not all replicas of {app.name} are ready on other nodes",
        expected=f"{values['replicas']} ready",
        found=f"{len(app.ready_pods)} ready",
    )


@pytest.mark.points(1)
@pytest.mark.needs("test_only_daemonset_pods_are_left_on_node01")
def test_the_daemonsets_still_run_on_every_node(cluster: Cluster, before: Cluster) -> None:
    """Every node needs its kube-proxy; a drain ignores the pods of DaemonSets."""
    now = cluster.daemonset("kube-system", "kube-proxy")
    expected = {node.name for node in before.nodes()}
    found = {pod.node for pod in now.ready_pods}
    assert found == expected, differs(
        "kube-proxy does not run on every node", expected=names(expected), found=names(found)
    )


def _of_a_daemonset(cluster: Cluster, pod: Pod) -> bool:
    """Whether an existing DaemonSet owns the pod: a claim in its metadata is not enough."""
    daemonsets = cluster.objects("daemonsets", pod.namespace)
    return any(pod.owned_by(Resource(daemonset)) for daemonset in daemonsets)


def _described(pod: Pod) -> dict[str, object]:
    """The pod's definition, without its node and the fields that the cluster adds."""
    spec = pod.raw["spec"]
    named = {"serviceAccountName", "serviceAccount", "initContainers", "containers", "volumes",
             "restartPolicy"}  # fmt: skip
    return {
        "labels": pod.labels,
        "annotations": {k: v for k, v in pod.annotations.items() if k != LAST_APPLIED},
        "ServiceAccount": spec.get("serviceAccountName"),
        "init containers": [_container(c) for c in spec.get("initContainers") or []],
        "containers": [_container(c) for c in spec["containers"]],
        "volumes": [
            volume
            for volume in spec.get("volumes") or []
            if not volume["name"].startswith(TOKEN_VOLUME)
        ],
        "restart policy": spec.get("restartPolicy"),
    } | {field: value for field, value in spec.items() if field not in named | PLACEMENT}


def _container(container: Object) -> Object:
    """The container without the mount of its service account's token."""
    mounts = [
        mount
        for mount in container.get("volumeMounts") or []
        if not mount["name"].startswith(TOKEN_VOLUME)
    ]
    return {**container, "volumeMounts": mounts}
