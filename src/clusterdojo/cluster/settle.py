"""Waiting until a cluster is at rest: controllers need time, a cluster at rest needs none."""

import datetime
import time
from collections.abc import Callable, Iterable, Iterator
from typing import TypeVar

from clusterdojo.cluster.becoming_ready import may_become_ready, time_of
from clusterdojo.cluster.client import Api, Object
from clusterdojo.cluster.snapshot import MOVING_KINDS, LiveSnapshot, Snapshot

POLL_SECONDS = 0.1
# The scheduler tries a pod again after a backoff of at most 10 s once a node has changed.
SCHEDULER_BACKOFF_SECONDS = 12
# A scheduler takes a new pod within moments. One that is ignored for longer stays ignored.
SCHEDULER_SECONDS = 45
# An eviction further away than this is not waited for, and one overdue for so long won't come.
EVICTION_SECONDS = 60
# The controller manager taints a node that was lost, and takes that back, within moments.
TAINTING_SECONDS = 30
CLOSED_TAINT = "node.kubernetes.io/unschedulable"
LOST_TAINTS = ("node.kubernetes.io/not-ready", "node.kubernetes.io/unreachable")
Seen = TypeVar("Seen", bound=Snapshot)
ENDED = ("Succeeded", "Failed")


def settled(api: Api, deadline_seconds: float, poll_seconds: float = POLL_SECONDS) -> LiveSnapshot:
    """One snapshot of the cluster, taken when nothing moves any more or at the deadline.

    Raises:
        UnansweredError: The API server does not answer.
    """
    return at_rest(lambda: _live(api), deadline_seconds, poll_seconds)[0]


def at_rest(
    look: Callable[[], Seen], deadline_seconds: float, poll_seconds: float
) -> tuple[Seen, str | None]:
    """The first state in which nothing moves by itself, or the last one and what moves in it.

    Args:
        look: Reads the state.
        deadline_seconds: How long to wait at most.
        poll_seconds: How long to wait between two looks.
    """
    deadline = time.monotonic() + deadline_seconds
    while True:
        snapshot = look()
        left = deadline - time.monotonic()
        moves = next(moving(snapshot, patience=left), None)
        if moves is None or left <= 0:
            return snapshot, moves
        time.sleep(poll_seconds)


def _live(api: Api) -> LiveSnapshot:
    snapshot = LiveSnapshot(api)
    snapshot.load(MOVING_KINDS)
    return snapshot


def moving(
    snapshot: Snapshot,
    clock: Callable[[], datetime.datetime] | None = None,
    patience: float = EVICTION_SECONDS,
) -> Iterator[str]:
    """What is still changing by itself, each as a sentence such as "pod shop/web-1 is starting".

    Args:
        snapshot: The state to look at.
        clock: Tells the time; the tests bring their own.
        patience: In seconds: an eviction that is announced for later is nothing to wait for.
    """
    now = clock() if clock else datetime.datetime.now(datetime.UTC)
    nodes = {node["metadata"]["name"]: node for node in snapshot.objects("nodes")}
    nodes_changed = max((_changed(node) for node in nodes.values()), default=None)
    scheduling = _scheduling_since(snapshot.objects("pods"))
    for name, node in nodes.items():
        if _taints_move(node, now):
            yield f"the taints of node {name} are about to change"
    for pod in snapshot.objects("pods"):
        if reason := _pod_moves(pod, nodes, now, nodes_changed, scheduling, patience):
            yield f"pod {_name(pod)} {reason}"
    yield from _moving_workloads(snapshot)


def _moving_workloads(snapshot: Snapshot) -> Iterator[str]:
    pods_of = _by_owner(p for p in snapshot.objects("pods") if not _is_ending(p))
    for kind in ("replicasets", "statefulsets", "daemonsets"):
        for workload in snapshot.objects(kind):
            if _set_moves(kind, workload, pods_of.get(workload["metadata"]["uid"], [])):
                yield f"{kind.removesuffix('s')} {_name(workload)} is not finished"
    sets_of = _by_owner(snapshot.objects("replicasets"))
    for deployment in snapshot.objects("deployments"):
        if _deployment_moves(deployment, sets_of.get(deployment["metadata"]["uid"], [])):
            yield f"deployment {_name(deployment)} is not finished"
    for job in snapshot.objects("jobs"):
        if _job_moves(job, pods_of.get(job["metadata"]["uid"], [])):
            yield f"job {_name(job)} has not started"


def _taints_move(node: Object, now: datetime.datetime) -> bool:
    """Whether the node was lost, came back or was (un)cordoned, and its taints don't say so yet."""
    closed = any(taint["key"] == CLOSED_TAINT for taint in node["spec"].get("taints", []))
    if closed != bool(node["spec"].get("unschedulable")):
        return True  # until then pods may come that should not, or must wait that need not
    lost = any(taint["key"] in LOST_TAINTS for taint in node["spec"].get("taints", []))
    if is_ready(node) != lost:
        return False
    since = [
        time_of(condition.get("lastTransitionTime"))
        for condition in node.get("status", {}).get("conditions", [])
        if condition["type"] == "Ready"
    ]
    limit = datetime.timedelta(seconds=TAINTING_SECONDS)
    return any(changed is not None and now - changed < limit for changed in since)


def _by_owner(objects: Iterable[Object]) -> dict[str, list[Object]]:
    owned: dict[str, list[Object]] = {}
    for thing in objects:
        for owner in thing["metadata"].get("ownerReferences", []):
            owned.setdefault(owner["uid"], []).append(thing)
    return owned


def _pod_moves(  # noqa: PLR0911 - a list of cases, each with its own answer
    pod: Object,
    nodes: dict[str, Object],
    now: datetime.datetime,
    nodes_changed: datetime.datetime | None,
    scheduling: datetime.datetime | None,
    patience: float,
) -> str | None:
    metadata, spec, status = pod["metadata"], pod["spec"], pod.get("status", {})
    node = nodes.get(spec.get("nodeName", ""))
    if metadata.get("deletionTimestamp"):
        # A dead node never confirms that its pod is gone, and a finalizer may wait for ever.
        dead = spec.get("nodeName") and (node is None or not is_ready(node))
        return None if dead or metadata.get("finalizers") else "is terminating"
    if not spec.get("nodeName"):
        if spec.get("schedulingGates"):
            return None
        unschedulable = any(
            condition["type"] == "PodScheduled" and condition.get("reason") == "Unschedulable"
            for condition in status.get("conditions", [])
        )
        if not unschedulable:
            return "is not scheduled yet" if _may_be_seen(pod, scheduling, now) else None
        backoff = datetime.timedelta(seconds=SCHEDULER_BACKOFF_SECONDS)
        retried = nodes_changed is not None and now - nodes_changed < backoff
        return "may be scheduled soon" if retried else None
    if node is None:
        return None  # its node is gone; the garbage collector takes its own time
    if _will_be_evicted(spec, node, now, patience):
        return "is about to be evicted"
    if not is_ready(node) or status.get("phase") in ENDED:
        return None
    if status.get("phase") == "Pending" or not _ready(status):
        return "is starting" if may_become_ready(pod, now) else None
    return None


def _scheduling_since(pods: Iterable[Object]) -> datetime.datetime | None:
    """Since when there is a scheduler at work; None if it is down.

    A control plane of static pods shows its scheduler among them; others show nothing.
    """
    components: dict[str, list[Object]] = {}
    for pod in pods:
        if pod["metadata"].get("namespace") == "kube-system":
            component = pod["metadata"].get("labels", {}).get("component", "")
            components.setdefault(component, []).append(pod)
    if "kube-apiserver" not in components:
        return datetime.datetime.min.replace(tzinfo=datetime.UTC)
    since = [_ready_since(pod) for pod in components.get("kube-scheduler", ())]
    return min((time_ for time_ in since if time_), default=None)


def _ready_since(pod: Object) -> datetime.datetime | None:
    for condition in pod.get("status", {}).get("conditions", []):
        if condition["type"] == "Ready" and condition["status"] == "True":
            return time_of(condition.get("lastTransitionTime"))
    return None


def _may_be_seen(pod: Object, scheduling: datetime.datetime | None, now: datetime.datetime) -> bool:
    """Whether a scheduler may take the pod that none has looked at."""
    if scheduling is None:
        return False
    since = max(scheduling, time_of(pod["metadata"].get("creationTimestamp")) or now)
    return now - since < datetime.timedelta(seconds=SCHEDULER_SECONDS)


def _will_be_evicted(spec: Object, node: Object, now: datetime.datetime, patience: float) -> bool:
    """Whether a NoExecute taint on the pod's node will end it, now or soon, by its tolerations."""
    for taint in node["spec"].get("taints", []):
        if taint["effect"] != "NoExecute":
            continue
        matching = [t for t in spec.get("tolerations", []) if tolerates(t, taint)]
        limits = [t["tolerationSeconds"] for t in matching if "tolerationSeconds" in t]
        if matching and not limits:
            continue
        # Of several tolerations that match, the shortest counts.
        elapsed = now - (time_of(taint.get("timeAdded")) or now)
        left = min(limits, default=0) - elapsed.total_seconds()
        if -EVICTION_SECONDS < left <= patience:
            return True
    return False


def tolerates(toleration: Object, taint: Object) -> bool:
    """Whether the toleration matches the taint, by the rules of the API's documentation."""
    if toleration.get("effect") and toleration["effect"] != taint["effect"]:
        return False
    if toleration.get("operator") == "Exists":
        return toleration.get("key") in (None, "", taint["key"])
    return bool(
        toleration.get("key") == taint["key"]
        and toleration.get("value", "") == taint.get("value", "")
    )


def _set_moves(kind: str, workload: Object, pods: list[Object]) -> bool:
    """Whether a ReplicaSet, StatefulSet or DaemonSet has still to make, end or replace pods."""
    spec, status = workload["spec"], workload.get("status", {})
    if (early := _unobserved(workload)) is not None:
        return early
    if kind == "replicasets":  # it does not count pods that have ended, and leaves them lying
        pods = [pod for pod in pods if _phase(pod) not in ENDED]
    ready = sum(_ready(pod.get("status", {})) for pod in pods)
    strategy = spec.get("updateStrategy", {})
    by_itself = strategy.get("type") != "OnDelete"
    if kind == "daemonsets":
        wanted: int = status.get("desiredNumberScheduled", 0)
        updated: int = status.get("updatedNumberScheduled", wanted)
        return len(pods) < wanted or (by_itself and updated < wanted and ready == len(pods))
    if len(pods) != spec.get("replicas", 1):
        # A StatefulSet makes its pods one by one: it waits for one that is stuck.
        return kind == "replicasets" or ready == len(pods)
    if kind == "statefulsets" and by_itself and ready == len(pods):
        partition = strategy.get("rollingUpdate", {}).get("partition", 0)
        if status.get("updateRevision") != status.get("currentRevision") and not partition:
            return True
    return bool(ready != status.get("readyReplicas", 0))


def _deployment_moves(deployment: Object, sets: list[Object]) -> bool:
    """Whether a Deployment's roll-out still goes on; one that is stuck is at rest."""
    spec, status = deployment["spec"], deployment.get("status", {})
    if (early := _unobserved(deployment)) is not None:
        return early

    def total(count: str) -> int:
        return sum(s.get("status", {}).get(count, 0) for s in sets)

    if any(total(count) != status.get(count, 0) for count in ("replicas", "readyReplicas")):
        return True
    replicas, ready = status.get("replicas", 0), status.get("readyReplicas", 0)
    if spec.get("minReadySeconds") and status.get("availableReplicas", 0) < ready:
        return True
    unfinished = replicas != spec["replicas"] or status.get("updatedReplicas", 0) < replicas
    return bool(unfinished and ready == replicas)


def _unobserved(workload: Object) -> bool | None:
    """True or False where the workload's conditions alone decide whether it moves, else None."""
    metadata, status = workload["metadata"], workload.get("status", {})
    if metadata.get("deletionTimestamp"):
        return not metadata.get("finalizers")
    if workload["spec"].get("paused"):
        return False
    if status.get("observedGeneration", 0) < metadata.get("generation", 0):
        return True
    failing = any(
        condition["type"] == "ReplicaFailure" and condition["status"] == "True"
        for condition in status.get("conditions", [])
    )
    return False if failing else None


def _job_moves(job: Object, pods: list[Object]) -> bool:
    """Whether a Job has not begun, or has done its work and not been told so."""
    conditions = job.get("status", {}).get("conditions", [])
    over = any(c["type"] in ("Complete", "Failed") and c["status"] == "True" for c in conditions)
    if over or job["spec"].get("suspend"):
        return False
    done = sum(_phase(pod) == "Succeeded" for pod in pods)
    return not pods or (done == len(pods) and done >= job["spec"].get("completions", 1))


def _phase(pod: Object) -> str:
    return str(pod.get("status", {}).get("phase", ""))


def _is_ending(thing: Object) -> bool:
    return bool(thing["metadata"].get("deletionTimestamp"))


def is_ready(node: Object) -> bool:
    """Whether the node's kubelet reports that it can run pods."""
    return any(
        condition["type"] == "Ready" and condition["status"] == "True"
        for condition in node.get("status", {}).get("conditions", [])
    )


def _ready(status: Object) -> bool:
    return any(
        condition["type"] == "Ready" and condition["status"] == "True"
        for condition in status.get("conditions", [])
    )


def _changed(node: Object) -> datetime.datetime:
    """When somebody last changed the node, its heartbeats left aside."""
    times = [node["metadata"]["creationTimestamp"]]
    times += [
        entry["time"]
        for entry in node["metadata"].get("managedFields", [])
        if "time" in entry and entry.get("subresource") != "status"
    ]
    times += [
        condition["lastTransitionTime"]
        for condition in node.get("status", {}).get("conditions", [])
        if condition["type"] == "Ready" and condition.get("lastTransitionTime")
    ]
    return max(datetime.datetime.fromisoformat(time_) for time_ in times)


def _name(thing: Object) -> str:
    return f"{thing['metadata']['namespace']}/{thing['metadata']['name']}"
