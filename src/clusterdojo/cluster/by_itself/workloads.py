"""What controllers and kubelets do with pods, and with what makes them."""

import datetime
from collections.abc import Iterator

from clusterdojo.cluster.becoming_ready import time_of
from clusterdojo.cluster.by_itself.ownership import has_its_controller
from clusterdojo.cluster.by_itself.row import ANEW, CHANGED, GONE, Row, annotation, new_only
from clusterdojo.cluster.change import Change
from clusterdojo.cluster.client import Object
from clusterdojo.cluster.differences import same
from clusterdojo.cluster.kept import ResourceKey, controller_of, uid_of
from clusterdojo.cluster.settle import tolerates
from clusterdojo.cluster.world import APPS, World, strings_of

PODS, SETS = ("/pods",), ("apps/replicasets",)
NODE: ResourceKey = ("", "nodes")
MIRROR, HASH = "kubernetes.io/config.mirror", "kubernetes.io/config.hash"


def rows_of_pods() -> Iterator[Row]:
    """The rows of this subject."""
    yield Row(
        "binding",
        PODS,
        CHANGED,
        "the scheduler binds a pod that waited for a node",
        ("spec", "nodeName"),
        new_only,
    )
    yield Row(
        "node gone",
        PODS,
        GONE,
        "the garbage collector removes pods of nodes that are gone, which counts itself",
        when=its_node_is_gone,
    )
    yield Row(
        "evicted by a taint",
        PODS,
        GONE,
        "pods leave a node whose taints they do not tolerate, which counts itself",
        when=its_node_evicts_it,
    )
    yield Row(
        "no longer for this node",
        PODS,
        GONE,
        "a DaemonSet removes its pod from a node that it no longer fits, which counts itself",
        when=its_daemonset_left_the_node,
    )
    yield Row(
        "job tracking",
        PODS,
        CHANGED,
        "the Job controller lets go of a pod that it has counted",
        ("metadata", "finalizers", "*"),
        lambda c, _: c.old == "batch.kubernetes.io/job-tracking",
    )
    yield Row(
        "mirror pods",
        PODS,
        ANEW,
        "a kubelet makes its picture of the same static pod again",
        when=mirrors_the_same_file,
    )
    yield Row(
        "seen by the kubelet",
        PODS,
        CHANGED,
        "the kubelet notes when it read the static pod",
        annotation("kubernetes.io/config.seen"),
        is_mirror,
    )


def rows_of_workloads() -> Iterator[Row]:
    """The rows of this subject."""
    yield Row(
        "revision",
        ("apps/deployments",),
        CHANGED,
        "the Deployment controller counts roll-outs",
        annotation("deployment.kubernetes.io/revision"),
    )
    yield Row(
        "template generation",
        ("apps/daemonsets",),
        CHANGED,
        "the API server counts roll-outs",
        annotation("deprecated.daemonset.template.generation"),
    )
    for path in (("metadata", "annotations", "*"), ("spec", "replicas")):
        yield Row(
            f"replica sets of deployments, {path[-1]}",
            SETS,
            CHANGED,
            "the Deployment controller scales its ReplicaSets, and copies its annotations to them",
            path,
            has_its_controller,
        )
    yield Row(
        "autoscaling",
        ("apps/*", "/replicationcontrollers"),
        CHANGED,
        "an autoscaler that nobody changed sets the replicas within its limits",
        ("spec", "replicas"),
        scaled_by_its_autoscaler,
    )
    yield Row(
        "finished jobs",
        ("batch/jobs",),
        GONE,
        "a finished Job goes by itself after the time that it names",
        when=outlived_its_time,
    )


def its_node_is_gone(change: Change, world: World) -> bool:
    """Whether the node that a pod was bound to does not exist any more."""
    node = _node_of(change.before)
    return (
        bool(node)
        and bool(world.before.find(NODE, "", node))
        and not world.now.find(NODE, "", node)
    )


def its_node_evicts_it(change: Change, world: World) -> bool:
    """Whether the pod's node has a taint that ends pods, and the pod does not tolerate it."""
    if change.before is None:
        return False
    node = world.now.find(NODE, "", _node_of(change.before))
    taints = ((node or {}).get("spec") or {}).get("taints") or []
    tolerations = (change.before.get("spec") or {}).get("tolerations") or []
    return any(
        taint.get("effect") == "NoExecute"
        and not any(tolerates(t, taint) and t.get("tolerationSeconds") is None for t in tolerations)
        for taint in taints
    )


def its_daemonset_left_the_node(change: Change, world: World) -> bool:
    """Whether the DaemonSet has no pod any more on a node that was changed."""
    if change.before is None:
        return False
    found = world.owner(("", "pods"), change.before, at=world.now)
    if found is None or found[0] != (APPS, "daemonsets"):
        return False
    name = _node_of(change.before)
    node, then = (at.find(NODE, "", name) for at in (world.now, world.before))
    if node is None or then is None or _wants(node, then):
        return False
    uid = uid_of(found[1])
    pods = world.now.of(("", "pods")).values()
    return not any(
        _node_of(pod) == name and (controller_of(pod) or {}).get("uid") == uid for pod in pods
    )


def _wants(node: Object, then: Object) -> bool:
    """Whether a node takes the same pods as before."""
    return same(
        (node.get("spec") or {}).get("taints"), (then.get("spec") or {}).get("taints")
    ) and (strings_of(node, "labels") == strings_of(then, "labels"))


def _node_of(pod: Object | None) -> str:
    return str(((pod or {}).get("spec") or {}).get("nodeName") or "")


def is_mirror(change: Change, _: World) -> bool:
    """Whether a pod is a kubelet's picture of a static pod."""
    return MIRROR in strings_of(change.before, "annotations")


def mirrors_the_same_file(change: Change, world: World) -> bool:
    """Whether both pods are pictures of the same file."""
    then, now = (strings_of(t, "annotations") for t in (change.before, change.now))
    return is_mirror(change, world) and MIRROR in now and then.get(HASH) == now.get(HASH)


def scaled_by_its_autoscaler(change: Change, world: World) -> bool:
    """Whether an autoscaler, the same as before, may have chosen this number."""
    hpas: ResourceKey = ("autoscaling", "horizontalpodautoscalers")
    for (namespace, name), now in world.now.of(hpas).items():
        then = world.before.find(hpas, namespace, name)
        spec = now.get("spec") or {}
        target = spec.get("scaleTargetRef") or {}
        if namespace != change.namespace or then is None or not same(then.get("spec"), spec):
            continue
        if (target.get("kind"), target.get("name")) == (change.kind, change.name):
            low, high = spec.get("minReplicas", 1), spec.get("maxReplicas", 0)
            return isinstance(change.new, int) and low <= change.new <= high
    return False


def outlived_its_time(change: Change, world: World) -> bool:
    """Whether a Job says how long after its end it may stay, and that is over."""
    seconds = ((change.before or {}).get("spec") or {}).get("ttlSecondsAfterFinished")
    if not isinstance(seconds, int):
        return False
    begun = time_of((change.before or {}).get("metadata", {}).get("creationTimestamp"))
    return begun is not None and begun + datetime.timedelta(seconds=seconds) <= world.time
