"""When a change follows from the state of other objects, by Kubernetes' own rules."""

import base64
import binascii
import datetime
from dataclasses import dataclass, field

from clusterdojo.cluster.becoming_ready import time_of
from clusterdojo.cluster.change import Change
from clusterdojo.cluster.client import Object
from clusterdojo.cluster.differences import same
from clusterdojo.cluster.kept import Kept, ResourceKey, Trail, controller_of, uid_of
from clusterdojo.cluster.settle import tolerates

APPS, BATCH = "apps", "batch"
# Which controllers make which objects. A claim to belong to anything else proves nothing.
MAKERS: dict[ResourceKey, tuple[tuple[str, ResourceKey], ...]] = {
    ("", "pods"): (
        ("ReplicaSet", (APPS, "replicasets")),
        ("StatefulSet", (APPS, "statefulsets")),
        ("DaemonSet", (APPS, "daemonsets")),
        ("Job", (BATCH, "jobs")),
        ("ReplicationController", ("", "replicationcontrollers")),
    ),
    (APPS, "replicasets"): (("Deployment", (APPS, "deployments")),),
    (BATCH, "jobs"): (("CronJob", (BATCH, "cronjobs")),),
    (APPS, "controllerrevisions"): (
        ("DaemonSet", (APPS, "daemonsets")),
        ("StatefulSet", (APPS, "statefulsets")),
    ),
    ("storage.k8s.io", "csistoragecapacities"): (
        ("Deployment", (APPS, "deployments")),
        ("ReplicaSet", (APPS, "replicasets")),
        ("DaemonSet", (APPS, "daemonsets")),
        ("StatefulSet", (APPS, "statefulsets")),
    ),
}
NODES, SERVICES, NAMESPACES = ("", "nodes"), ("", "services"), ("", "namespaces")
MIRROR, HASH = "kubernetes.io/config.mirror", "kubernetes.io/config.hash"
SERVICE_NAME = "kubernetes.io/service-name"
AUTOMANAGED = "kube-aggregator.kubernetes.io/automanaged"
AUTOUPDATE = "apf.kubernetes.io/autoupdate-spec"
PROVISIONED = "pv.kubernetes.io/provisioned-by"
BOOTSTRAP_TOKEN = "bootstrap.kubernetes.io/token"  # noqa: S105 - a type of Secret
IDENTITY = "apiserver.kubernetes.io/identity"
LEADERS = {"kube-scheduler", "kube-controller-manager"}
# The controller manager's own identities, as accounts in kube-system.
CONTROLLER_ACCOUNTS = ("-controller", "-binder", "-publisher", "-cleaner", "-signer", "-collector")
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


@dataclass
class World:
    """A cluster at two moments.

    Attributes:
        before: What it kept when the lab began.
        now: What it keeps now.
        time: When now is.
        trail: Who did it, if the cluster keeps a log.
    """

    before: Kept
    now: Kept
    time: datetime.datetime = field(default_factory=lambda: datetime.datetime.now(datetime.UTC))
    trail: Trail | None = None

    def owner(
        self, key: ResourceKey, thing: Object, *, at: Kept
    ) -> tuple[ResourceKey, Object] | None:
        """The object whose controller makes such things, and to which this one belongs."""
        claimed = controller_of(thing)
        for kind, owner_key in MAKERS.get(key, ()):
            if claimed is not None and claimed.get("kind") == kind:
                namespace = str(thing["metadata"].get("namespace") or "")
                found = at.find(owner_key, namespace, str(claimed.get("name")))
                if found is not None and uid_of(found) == claimed.get("uid"):
                    return owner_key, found
        return None


def _key(change: Change) -> ResourceKey:
    return change.group, change.resource


def _metadata(thing: Object | None, field_name: str) -> dict[str, str]:
    found = (thing or {}).get("metadata", {}).get(field_name)
    return found if isinstance(found, dict) else {}


def was_ending(change: Change, _: World) -> bool:
    """Whether it was being deleted when the lab began."""
    return bool((change.before or {}).get("metadata", {}).get("deletionTimestamp"))


def in_lost_namespace(change: Change, world: World) -> bool:
    """Whether its namespace is gone, going, or another one."""
    if not change.namespace:
        return False
    before, now = (at.find(NAMESPACES, "", change.namespace) for at in (world.before, world.now))
    return (
        before is not None
        and (now is None or uid_of(now) != uid_of(before) or _is_ending(now))
        and not _is_ending(before)
    )


def _is_ending(thing: Object) -> bool:
    return bool(thing["metadata"].get("deletionTimestamp"))


def lost_its_owner(change: Change, world: World) -> bool:
    """Whether all objects that it belonged to existed when the lab began, and are gone now."""
    owners = (change.before or {}).get("metadata", {}).get("ownerReferences") or []
    uids = {str(owner.get("uid")) for owner in owners}
    return bool(uids) and uids <= world.before.uids and not uids & world.now.uids


def names_a_lost_owner(change: Change, world: World) -> bool:
    """Whether the reference that is gone names an object that is gone."""
    uid = change.path[2]
    return change.new is None and uid in world.before.uids and uid not in world.now.uids


def has_its_controller(change: Change, world: World) -> bool:
    """Whether the object that it belongs to is there, before and now."""
    thing = change.before or change.now or {}
    return all(world.owner(_key(change), thing, at=at) for at in (world.before, world.now))


def made_by_its_controller(change: Change, world: World) -> bool:
    """Whether it belongs to an object whose controller makes such things, and did."""
    if change.now is None or world.owner(_key(change), change.now, at=world.now) is None:
        return False
    if world.trail is None:
        return True
    who = world.trail.creator(change.group, change.resource, change.namespace, change.name)
    return who is None or who.startswith("system:")


def its_owner_was_changed(change: Change, world: World) -> bool:
    """Whether somebody changed the object, or one above it, since the lab began."""
    thing = change.before
    key = _key(change)
    for _ in range(3):  # a pod, its ReplicaSet, its Deployment
        if thing is None:
            return False
        found = world.owner(key, thing, at=world.before)
        if found is None:
            return False
        key, owner = found
        metadata = owner["metadata"]
        now = world.now.find(key, str(metadata.get("namespace") or ""), str(metadata.get("name")))
        if (
            now is not None
            and uid_of(now) == uid_of(owner)
            and not same(now.get("spec"), owner.get("spec"))
        ):
            return True
        thing = owner
    return False


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
    return any(at.find(NODES, "", change.name) for at in (world.before, world.now))


def belongs_to_a_node(change: Change, world: World) -> bool:
    """Whether a node that is there, or was, owns it."""
    thing = change.now or change.before or {}
    owners = thing.get("metadata", {}).get("ownerReferences") or []
    return any(
        owner.get("kind") == "Node"
        and any(at.find(NODES, "", str(owner.get("name"))) for at in (world.before, world.now))
        for owner in owners
    )


def asked_by_a_node(change: Change, _: World) -> bool:
    """Whether a kubelet, or a machine that joins, asked for its own certificate."""
    spec = (change.now or {}).get("spec") or {}
    user, signer = str(spec.get("username")), str(spec.get("signerName"))
    return user.startswith(("system:node:", "system:bootstrap:")) and signer in (
        "kubernetes.io/kube-apiserver-client-kubelet",
        "kubernetes.io/kubelet-serving",
    )


def its_node_is_gone(change: Change, world: World) -> bool:
    """Whether the node that a pod was bound to does not exist any more."""
    node = _node_of(change.before)
    return (
        bool(node)
        and bool(world.before.find(NODES, "", node))
        and not world.now.find(NODES, "", node)
    )


def its_node_evicts_it(change: Change, world: World) -> bool:
    """Whether the pod's node has a taint that ends pods, and the pod does not tolerate it."""
    if change.before is None:
        return False
    node = world.now.find(NODES, "", _node_of(change.before))
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
    node, then = (at.find(NODES, "", name) for at in (world.now, world.before))
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
    ) and (_metadata(node, "labels") == _metadata(then, "labels"))


def _node_of(pod: Object | None) -> str:
    return str(((pod or {}).get("spec") or {}).get("nodeName") or "")


def is_mirror(change: Change, _: World) -> bool:
    """Whether a pod is a kubelet's picture of a static pod."""
    return MIRROR in _metadata(change.before, "annotations")


def mirrors_the_same_file(change: Change, world: World) -> bool:
    """Whether both pods are pictures of the same file."""
    then, now = (_metadata(t, "annotations") for t in (change.before, change.now))
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


def belongs_to_a_service(change: Change, world: World) -> bool:
    """Whether a Service of that name is there, or was."""
    thing = change.now or change.before
    name = _metadata(thing, "labels").get(SERVICE_NAME) or change.name
    if change.resource == "endpointslices" and SERVICE_NAME not in _metadata(thing, "labels"):
        return False
    return any(at.find(SERVICES, change.namespace, name) for at in (world.before, world.now))


def address_of_a_service(change: Change, world: World) -> bool:
    """Whether a Service has the address, or had it."""
    spec = (change.now or change.before or {}).get("spec") or {}
    parent = spec.get("parentRef") or {}
    place = str(parent.get("namespace") or ""), str(parent.get("name") or "")
    return parent.get("resource") == "services" and any(
        at.find(SERVICES, *place) for at in (world.before, world.now)
    )


def claim_of_a_statefulset(change: Change, world: World) -> bool:
    """Whether the claim is named as a StatefulSet names those of its pods."""
    for (namespace, name), owner in world.now.of((APPS, "statefulsets")).items():
        templates = (owner.get("spec") or {}).get("volumeClaimTemplates") or []
        starts = [f"{t.get('metadata', {}).get('name')}-{name}-" for t in templates]
        if namespace == change.namespace and any(
            change.name.startswith(start) and change.name.removeprefix(start).isdigit()
            for start in starts
        ):
            return True
    return False


def volume_of_a_claim(change: Change, world: World) -> bool:
    """Whether a provisioner made the volume for a claim that is there, or was."""
    thing = change.now or change.before
    claim = ((thing or {}).get("spec") or {}).get("claimRef") or {}
    place = str(claim.get("namespace") or ""), str(claim.get("name") or "")
    claimed = any(
        at.find(("", "persistentvolumeclaims"), *place) for at in (world.before, world.now)
    )
    made = PROVISIONED in _metadata(thing, "annotations")
    if change.happened == "deleted":
        return made and world.now.find(("", "persistentvolumeclaims"), *place) is None
    return claimed and (made or change.happened == "changed")


def account_of_a_controller(change: Change, _: World) -> bool:
    """Whether it is an account of the controller manager, which makes them when it needs them."""
    return change.namespace == "kube-system" and change.name.endswith(CONTROLLER_ACCOUNTS)


def has_expired(change: Change, world: World) -> bool:
    """Whether a token of kubeadm was to be removed by now."""
    thing = change.before or {}
    if thing.get("type") != BOOTSTRAP_TOKEN:
        return False
    try:
        text = base64.b64decode((thing.get("data") or {}).get("expiration", "")).decode()
        expires = time_of(text)
    except (binascii.Error, ValueError):
        return False
    return expires is not None and expires <= world.time


def lease_of_the_control_plane(change: Change, _: World) -> bool:
    """Whether a part of the control plane holds it."""
    thing = change.now or change.before
    return change.namespace == "kube-system" and (
        change.name in LEADERS or _metadata(thing, "labels").get(IDENTITY) == "kube-apiserver"
    )


def is_automanaged(change: Change, _: World) -> bool:
    """Whether the API server itself made the entry."""
    return all(
        AUTOMANAGED in _metadata(thing, "labels") for thing in (change.before, change.now) if thing
    )


def updates_itself(change: Change, _: World) -> bool:
    """Whether the API server keeps it up to date, before and now."""
    return all(
        _metadata(thing, "annotations").get(AUTOUPDATE) == "true"
        for thing in (change.before, change.now)
    )


def is_aggregated(change: Change, _: World) -> bool:
    """Whether the role is the sum of others, before and now."""
    return all((thing or {}).get("aggregationRule") for thing in (change.before, change.now))
