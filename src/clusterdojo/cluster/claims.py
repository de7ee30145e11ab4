"""What a cluster says of itself and is not so, by the trail of who did what.

Nodes and pods say that they are ready, objects say whose they are, and anybody can write that.
"""

from collections.abc import Iterable, Iterator

from clusterdojo.cluster.audit_entry import Entry
from clusterdojo.cluster.client import Object
from clusterdojo.cluster.identities import NODE_PREFIX
from clusterdojo.cluster.kept import controller_of
from clusterdojo.cluster.trail import Trail, named, unmade, who

# The controller that makes what an owner of this kind owns.
MAKERS = {
    "CronJob": "cronjob-controller",
    "DaemonSet": "daemon-set-controller",
    "Deployment": "deployment-controller",
    "Job": "job-controller",
    "ReplicaSet": "replicaset-controller",
    "ReplicationController": "replication-controller",
    "StatefulSet": "statefulset-controller",
}


def claims(trail: Trail, objects: Iterable[Object]) -> Iterator[str]:
    """Which of these nodes and pods are not what they say, each as a sentence."""
    for raw in objects:
        ready = [
            one for one in raw.get("status", {}).get("conditions") or []
            if (one.get("type"), one.get("status")) == ("Ready", "True")
        ]  # fmt: skip
        yield from filter(None, [forged_owner(trail, raw), forged_node(trail, raw)])
        if ready and (why := forged_status(trail, raw)):
            yield why


def forged_status(trail: Trail, raw: Object) -> str | None:
    """Why the status of a node or a pod is not what its own kubelet reported, or None."""
    one = trail.patiently(trail.reporter, raw) if trail.is_new(raw) else trail.reporter(raw)
    if lease := _renewed_by_hand(trail, raw, one):
        return f"the lease of {named(raw)} was written by {who(lease)}"
    if one is None:
        return f"nobody is on record as reporting {named(raw)}" if trail.is_new(raw) else None
    is_node = raw.get("kind") == "Node"
    node = raw["metadata"]["name"] if is_node else raw.get("spec", {}).get("nodeName")
    anothers = one.user.startswith(NODE_PREFIX) and one.user != f"{NODE_PREFIX}{node}"
    if trail.is_hand(one) or anothers:
        return f"the status of {named(raw)} was written by {who(one)}"
    return None


def _renewed_by_hand(trail: Trail, raw: Object, report: Entry | None) -> Entry | None:
    """Who kept a node's lease fresh by hand, unless its kubelet has reported since."""
    if raw.get("kind") != "Node":
        return None
    key = ("coordination.k8s.io", "leases", "kube-node-lease", raw["metadata"]["name"])
    for one in reversed(trail.about(*key)):
        if one.done and trail.is_hand(one):
            return None if report is not None and report.time > one.time else one
    return None


def forged_node(trail: Trail, raw: Object) -> str | None:
    """Why a pod's node is not the scheduler's choice, or None: somebody bound it by hand.

    A pod that was made with a node in its spec needs no scheduler.
    """
    made = trail.maker(raw)
    for one in reversed(trail.of(raw)):
        if one is made:
            return None
        if one.done and one.subresource == "binding" and trail.is_hand(one):
            return f"the node of {named(raw)} was chosen by {who(one)}"
    return None


def status_by_hand(trail: Trail, raw: Object) -> str | None:
    """Why the status of a workload is not its controller's, which writes all of it, or None."""
    for one in reversed(trail.of(raw)):
        if one.done and one.subresource == "status":
            if trail.is_hand(one):
                return f"the status of {named(raw)} was written by {who(one)}"
            return None
    return None


def forged_owner(trail: Trail, raw: Object) -> str | None:
    """Why the object was not made by a controller like the one that owns it, or None.

    A controller may adopt what another of its kind has made, and sets may also be adopted that
    somebody made, as when a backup is applied: their pods are made by a controller all the
    same. A reference that somebody has written is a claim.
    """
    maker = MAKERS.get(_owner_kind(raw))
    if maker is None:
        return None
    if not trail.is_new(raw):
        then = trail.before().get(raw["metadata"].get("uid", ""))
        was = then is None or _owner_kind(then) == _owner_kind(raw)
        return None if was else f"{named(raw)} was not made by the {maker}"
    creator = trail.patiently(trail.maker, raw)
    if creator is None:
        return unmade(raw)
    by_it = creator.controller == maker and not trail.is_hand(creator)
    adopted = raw.get("kind") != "Pod" and _was_adopted(trail, raw, maker)
    return None if by_it or adopted else f"{named(raw)} was made by {who(creator)}"


def _was_adopted(trail: Trail, raw: Object, maker: str) -> bool:
    """Whether a controller has written the reference to the owner."""
    return any(
        one.done
        and one.controller == maker
        and not trail.is_hand(one)
        and "ownerReferences" in one.part("metadata")
        for one in trail.of(raw)
        if one.verb == "patch" and not one.subresource
    )


def first_owner(trail: Trail, raw: Object) -> str:
    """The uid of the controller that the object began with, or had at the start; "" for none.

    Whoever removes a label lets a pod leave its controller, and run on.
    """
    then = trail.before().get(raw["metadata"].get("uid", ""))
    made = None if then else trail.maker(raw)
    first = then or (made.answer if made and not trail.is_hand(made) else {})
    owner = controller_of(first) if first.get("metadata") else None
    return str(owner.get("uid")) if owner else ""


def _owner_kind(raw: Object) -> str:
    """The kind of the object's controller, by its reference; empty if it names none."""
    owner = controller_of(raw)
    return str(owner.get("kind")) if owner else ""
