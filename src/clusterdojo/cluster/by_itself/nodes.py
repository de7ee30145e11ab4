"""What controllers and kubelets write about nodes."""

from collections.abc import Iterator

from clusterdojo.cluster.by_itself.row import (
    CHANGED,
    GONE,
    LIFE,
    MADE,
    Row,
    annotation,
    new_only,
    written,
)
from clusterdojo.cluster.change import Change
from clusterdojo.cluster.client import Object
from clusterdojo.cluster.identities import JOINING_PREFIX, NODE_PREFIX
from clusterdojo.cluster.kept import ResourceKey
from clusterdojo.cluster.world import World

NODES, LEASES = ("/nodes",), ("coordination.k8s.io/leases",)
NODE: ResourceKey = ("", "nodes")
# A node's own taints: the condition that each tells, its state, and the effects that it may have.
STATE_TAINTS = {
    "node.kubernetes.io/not-ready": ("Ready", "False", {"NoSchedule", "NoExecute"}),
    "node.kubernetes.io/unreachable": ("Ready", "Unknown", {"NoSchedule", "NoExecute"}),
    "node.kubernetes.io/memory-pressure": ("MemoryPressure", "True", {"NoSchedule"}),
    "node.kubernetes.io/disk-pressure": ("DiskPressure", "True", {"NoSchedule"}),
    "node.kubernetes.io/pid-pressure": ("PIDPressure", "True", {"NoSchedule"}),
    "node.kubernetes.io/network-unavailable": ("NetworkUnavailable", "True", {"NoSchedule"}),
}
CLOSED = "node.kubernetes.io/unschedulable"


def rows() -> Iterator[Row]:
    """The rows of this subject."""
    yield Row(
        "taint of the node's state",
        NODES,
        CHANGED,
        "the node lifecycle controller taints a node by its state; only taints that agree with "
        "it are the controller's",
        ("spec", "taints", "*"),
        taint_agrees_with_the_node,
    )
    yield Row(
        "time of a taint",
        NODES,
        CHANGED,
        "a taint that went and came again has another time",
        ("spec", "taints", "*", "timeAdded"),
    )
    yield Row(
        "pod network",
        NODES,
        CHANGED,
        "the node IPAM controller gives a node its addresses once",
        ("spec", "podCIDR*"),
        new_only,
    )
    yield Row(
        "ttl",
        NODES,
        CHANGED,
        "the TTL controller counts the nodes",
        annotation("node.alpha.kubernetes.io/ttl"),
    )
    yield Row(
        "attach and detach",
        NODES,
        CHANGED,
        "every kubelet writes it about itself",
        annotation("volumes.kubernetes.io/controller-managed-attach-detach"),
        written,
    )
    yield Row(
        "heartbeats",
        LEASES,
        LIFE | CHANGED,
        "kubelets renew a lease that is named as their node",
        when=lambda c, w: c.namespace == "kube-node-lease" and names_a_node(c, w),
    )
    yield Row(
        "driver list",
        ("storage.k8s.io/csinodes", "resource.k8s.io/resourceslices"),
        LIFE | CHANGED,
        "kubelets and drivers write what drivers their node has",
        when=belongs_to_a_node,
    )
    yield Row(
        "certificate requests",
        ("certificates.k8s.io/certificatesigningrequests",),
        MADE,
        "kubelets ask for their certificates; the API server itself writes who asked",
        when=asked_by_a_node,
    )
    yield Row(
        "old certificate requests",
        ("certificates.k8s.io/certificatesigningrequests",),
        GONE,
        "the cleaner removes them after an hour or a day",
    )


def taint_agrees_with_the_node(change: Change, _: World) -> bool:
    """Whether a taint was added because the node's state asks for it, or removed as it does not."""
    there = change.new if change.new is not None else change.old
    if not isinstance(there, dict) or change.now is None:
        return False  # a field of a taint
    if there.get("value") or there.keys() - {"key", "effect", "value", "timeAdded"}:
        return False
    key, effect = there.get("key"), there.get("effect")
    if key == CLOSED:
        asked = effect == "NoSchedule" and bool((change.now.get("spec") or {}).get("unschedulable"))
        return effect == "NoSchedule" and asked == (change.new is not None)
    if key not in STATE_TAINTS:
        return False
    kind, state, effects = STATE_TAINTS[str(key)]
    return effect in effects and (_condition(change.now, kind) == state) == (change.new is not None)


def _condition(node: Object, kind: str) -> str:
    conditions = (node.get("status") or {}).get("conditions") or []
    return next((str(c.get("status")) for c in conditions if c.get("type") == kind), "")


def names_a_node(change: Change, world: World) -> bool:
    """Whether a node of that name is there, or was."""
    return any(at.find(NODE, "", change.name) for at in (world.before, world.now))


def belongs_to_a_node(change: Change, world: World) -> bool:
    """Whether a node that is there, or was, owns it."""
    thing = change.now or change.before or {}
    owners = thing.get("metadata", {}).get("ownerReferences") or []
    return any(
        owner.get("kind") == "Node"
        and any(at.find(NODE, "", str(owner.get("name"))) for at in (world.before, world.now))
        for owner in owners
    )


def asked_by_a_node(change: Change, _: World) -> bool:
    """Whether a kubelet, or a machine that joins, asked for its own certificate."""
    spec = (change.now or {}).get("spec") or {}
    user, signer = str(spec.get("username")), str(spec.get("signerName"))
    return user.startswith((NODE_PREFIX, JOINING_PREFIX)) and signer in (
        "kubernetes.io/kube-apiserver-client-kubelet",
        "kubernetes.io/kubelet-serving",
    )
