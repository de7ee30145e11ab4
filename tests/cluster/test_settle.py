"""What still moves by itself, and what is at rest, right or wrong."""

import copy
import datetime
import time
from random import Random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clusterdojo.cluster.client import Api, Object, UnansweredError
from clusterdojo.cluster.settle import moving, settled, tolerates
from clusterdojo.cluster.snapshot import MOVING_KINDS, RecordedSnapshot
from tests.api_server import ApiServer
from tests.objects import CREATED, node, pod, ready, workload

LATER = datetime.datetime(2026, 1, 1, 13, tzinfo=datetime.UTC)  # an hour after CREATED
UNSCHEDULABLE = [{"type": "PodScheduled", "status": "False", "reason": "Unschedulable"}]
DELETED = {"deletionTimestamp": "2026-01-01T12:59:00Z"}
SILENT = {"key": "node.kubernetes.io/unreachable", "effect": "NoExecute"}


def moves(after: int = 0, /, **kinds: list[Object]) -> list[str]:
    """What moves in a cluster of node01 and these objects, so many seconds after LATER."""
    content = {kind: kinds.get(kind, []) for kind in MOVING_KINDS}
    content["nodes"] = kinds.get("nodes", [node()])
    now = LATER + datetime.timedelta(seconds=after)
    return list(moving(RecordedSnapshot(content), clock=lambda: now))


def deployed(
    pods: int = 2, ready_pods: int | None = None, **changes: Any
) -> dict[str, list[Object]]:
    """A Deployment, its ReplicaSet and its pods, as many as are said, all counted right."""
    good = pods if ready_pods is None else ready_pods
    counts = {"replicas": pods, "readyReplicas": good}
    deployment = workload("Deployment", **changes)
    deployment["status"] |= counts
    replicaset = workload("ReplicaSet", owner=deployment, status=counts, spec={"replicas": pods})
    made = [
        pod(f"web-{i}", replicaset, status={"conditions": ready(yes=i < good)}) for i in range(pods)
    ]
    for broken in made[good:]:
        broken["status"] |= waiting("ImagePullBackOff")
    return {"deployments": [deployment], "replicasets": [replicaset], "pods": made}


def waiting(reason: str) -> Object:
    """The status of a pod whose container waits."""
    return {
        "phase": "Pending",
        "conditions": ready(yes=False),
        "containerStatuses": [{"state": {"waiting": {"reason": reason}}}],
    }


def test_an_empty_cluster_is_at_rest() -> None:
    """There is nothing to wait for."""
    assert moves(nodes=[]) == []


def test_a_finished_application_is_at_rest() -> None:
    """The usual case is graded at once."""
    assert moves(**deployed()) == []


# Pods


def test_a_starting_pod_moves() -> None:
    """A pod that the learner has just made may become ready."""
    starting = pod(status={"phase": "Pending", "conditions": ready(yes=False)})
    assert moves(pods=[starting]) == ["pod shop/web-1 is starting"]


def test_a_running_pod_that_is_not_ready_yet_moves() -> None:
    """Its readiness probe may succeed any moment."""
    assert moves(pods=[pod(status={"conditions": ready(yes=False)})]) == [
        "pod shop/web-1 is starting"
    ]


@pytest.mark.parametrize("reason", ["CrashLoopBackOff", "ImagePullBackOff", "InvalidImageName"])
def test_a_stuck_pod_is_at_rest(reason: str) -> None:
    """A wrong image is graded as wrong at once."""
    assert moves(pods=[pod(status=waiting(reason))]) == []


def test_a_pod_stuck_in_an_init_container_is_at_rest() -> None:
    """A wrong image of an init container is graded at once, too."""
    status = waiting("PodInitializing")
    status["initContainerStatuses"] = [{"state": {"waiting": {"reason": "ImagePullBackOff"}}}]
    assert moves(pods=[pod(status=status)]) == []


def test_a_pod_that_is_pulling_its_image_moves() -> None:
    """Only a container that gave up is stuck."""
    assert moves(pods=[pod(status=waiting("ContainerCreating"))]) == ["pod shop/web-1 is starting"]


@pytest.mark.parametrize("phase", ["Succeeded", "Failed"])
def test_a_pod_that_has_ended_is_at_rest(phase: str) -> None:
    """It never becomes ready, and nobody waits for it."""
    assert moves(pods=[pod(status={"phase": phase, "conditions": ready(yes=False)})]) == []


def test_a_pod_that_no_scheduler_has_seen_moves() -> None:
    """The scheduler takes new pods within moments."""
    new = pod(spec={"nodeName": ""}, status={"phase": "Pending", "conditions": []})
    assert moves(pods=[new]) == ["pod shop/web-1 is not scheduled yet"]


def test_a_gated_pod_is_at_rest() -> None:
    """A scheduling gate opens by somebody's hand, not by itself."""
    gated = pod(
        spec={"nodeName": "", "schedulingGates": [{"name": "wait"}]},
        status={"phase": "Pending", "conditions": []},
    )
    assert moves(pods=[gated]) == []


def unschedulable() -> Object:
    """A pod that fits on no node."""
    return pod(spec={"nodeName": ""}, status={"phase": "Pending", "conditions": UNSCHEDULABLE})


def test_an_unschedulable_pod_is_at_rest() -> None:
    """A pod that fits nowhere is graded as pending at once."""
    assert moves(pods=[unschedulable()]) == []


@pytest.mark.parametrize(
    "changed",
    [
        node(metadata={"creationTimestamp": "2026-01-01T12:59:55Z"}),
        node(metadata={"managedFields": [{"time": "2026-01-01T12:59:55Z"}]}),
        node(
            status={
                "conditions": [{**ready()[0], "lastTransitionTime": "2026-01-01T12:59:55Z"}],
            }
        ),
    ],
    ids=["new", "edited", "ready again"],
)
def test_an_unschedulable_pod_moves_right_after_a_node_has_changed(changed: Object) -> None:
    """An uncordoned node takes pending pods once the scheduler's backoff is over, not at once."""
    assert moves(nodes=[changed], pods=[unschedulable()]) == [
        "pod shop/web-1 may be scheduled soon"
    ]
    assert moves(20, nodes=[changed], pods=[unschedulable()]) == []


def test_a_heartbeat_is_no_change_of_a_node() -> None:
    """Nodes report every few seconds; pending pods don't move for that."""
    beat = {"time": "2026-01-01T12:59:59Z", "subresource": "status"}
    beaten = node(metadata={"managedFields": [beat]})
    assert moves(nodes=[beaten], pods=[unschedulable()]) == []


def test_a_terminating_pod_moves() -> None:
    """Its kubelet is about to confirm that it is gone."""
    assert moves(pods=[pod(metadata=DELETED)]) == ["pod shop/web-1 is terminating"]


@pytest.mark.parametrize("nodes", [[], [node(status={"conditions": ready(yes=False)})]])
def test_a_terminating_pod_on_a_dead_node_is_at_rest(nodes: list[Object]) -> None:
    """A node that is down or gone never confirms the end of its pods."""
    assert moves(nodes=nodes, pods=[pod(metadata=DELETED)]) == []


def test_a_terminating_pod_that_no_node_has_moves() -> None:
    """A pending pod that is deleted waits for no kubelet."""
    ending = pod(metadata=DELETED, spec={"nodeName": ""})
    assert moves(pods=[ending]) == ["pod shop/web-1 is terminating"]


def test_a_terminating_pod_with_a_finalizer_is_at_rest() -> None:
    """A finalizer waits for somebody, perhaps for ever."""
    assert moves(pods=[pod(metadata={**DELETED, "finalizers": ["example.com/wait"]})]) == []


def test_a_pod_on_a_dead_node_is_at_rest() -> None:
    """Nobody reports on it any more."""
    silent = node(status={"conditions": ready(yes=False)})
    assert moves(nodes=[silent], pods=[pod(status={"conditions": ready(yes=False)})]) == []


def test_a_pod_on_a_deleted_node_is_at_rest() -> None:
    """The garbage collector takes its own time."""
    assert moves(nodes=[], pods=[pod()]) == []


# Evictions


def test_a_pod_that_does_not_tolerate_no_execute_moves() -> None:
    """A new NoExecute taint ends it within moments."""
    tainted = node(spec={"taints": [SILENT]})
    assert moves(nodes=[tainted], pods=[pod()]) == ["pod shop/web-1 is about to be evicted"]


def test_a_pod_that_tolerates_for_some_seconds_moves() -> None:
    """It is evicted when they are over, so the state after that is the one to grade."""
    for_now = {"key": SILENT["key"], "operator": "Exists", "tolerationSeconds": 30}
    evicted = pod(spec={"tolerations": [for_now]})
    assert moves(nodes=[node(spec={"taints": [SILENT]})], pods=[evicted]) == [
        "pod shop/web-1 is about to be evicted"
    ]


def test_a_pod_that_tolerates_for_ever_is_at_rest() -> None:
    """A DaemonSet's pod stays whatever becomes of the node."""
    for_ever = pod(spec={"tolerations": [{"operator": "Exists"}]})
    assert moves(nodes=[node(spec={"taints": [SILENT]})], pods=[for_ever]) == []


def test_the_shortest_toleration_counts() -> None:
    """A pod with one toleration for ever and one for seconds is evicted after the seconds."""
    both = [
        {"operator": "Exists"},
        {"key": SILENT["key"], "operator": "Exists", "tolerationSeconds": 30},
    ]
    evicted = pod(spec={"tolerations": both})
    assert moves(nodes=[node(spec={"taints": [SILENT]})], pods=[evicted]) != []


CLOSED = {"key": "node.kubernetes.io/unschedulable", "effect": "NoSchedule"}


@pytest.mark.parametrize(
    ("spec", "reason"),
    [
        ({"unschedulable": True}, ["the taints of node node01 are about to change"]),
        ({"taints": [CLOSED]}, ["the taints of node node01 are about to change"]),
        ({"unschedulable": True, "taints": [CLOSED]}, []),
        ({"unschedulable": False}, []),
    ],
)
def test_a_cordon_is_over_when_the_taint_follows(spec: Object, reason: list[str]) -> None:
    """The controller manager sets it, or takes it away: a moment later, or when it has started."""
    assert moves(nodes=[node(spec=spec)]) == reason


@pytest.mark.parametrize("effect", ["NoSchedule", "PreferNoSchedule"])
def test_other_taints_evict_nobody(effect: str) -> None:
    """A cordoned or reserved node keeps what runs on it."""
    assert (
        moves(nodes=[node(spec={"taints": [{"key": "a", "effect": effect}]})], pods=[pod()]) == []
    )


@pytest.mark.parametrize(
    ("toleration", "matches"),
    [
        ({"operator": "Exists"}, True),
        ({"key": "gpu", "operator": "Exists"}, True),
        ({"key": "cpu", "operator": "Exists"}, False),
        ({"key": "gpu", "value": "yes"}, True),
        ({"key": "gpu", "operator": "Equal", "value": "yes"}, True),
        ({"key": "gpu", "value": "no"}, False),
        ({"key": "gpu"}, False),
        ({"key": "gpu", "operator": "Exists", "effect": "NoExecute"}, True),
        ({"key": "gpu", "operator": "Exists", "effect": "NoSchedule"}, False),
    ],
)
def test_tolerations_match_as_the_api_says(toleration: Object, *, matches: bool) -> None:
    """Key, operator, value and effect decide, an empty one matches all."""
    taint = {"key": "gpu", "value": "yes", "effect": "NoExecute"}
    assert tolerates(toleration, taint) is matches


# Controllers

KINDS = {"Deployment": "deployments", "ReplicaSet": "replicasets", "StatefulSet": "statefulsets",
         "DaemonSet": "daemonsets"}  # fmt: skip


@pytest.mark.parametrize("kind", KINDS)
def test_a_change_that_no_controller_has_seen_moves(kind: str) -> None:
    """What the learner applied a moment ago is waited for."""
    changed = workload(kind, metadata={"generation": 4})
    sentences = moves(**{KINDS[kind]: [changed]})
    assert sentences == [f"{kind.lower()} shop/web is not finished"]


@pytest.mark.parametrize("kind", KINDS)
def test_a_controller_that_is_being_deleted_moves(kind: str) -> None:
    """It is gone in a moment."""
    assert moves(**{KINDS[kind]: [workload(kind, metadata=DELETED)]}) != []


@pytest.mark.parametrize("kind", KINDS)
def test_a_deleted_controller_with_a_finalizer_is_at_rest(kind: str) -> None:
    """A finalizer waits for somebody, perhaps for ever."""
    stuck = workload(kind, metadata={**DELETED, "finalizers": ["example.com/wait"]})
    assert moves(**{KINDS[kind]: [stuck]}) == []


def test_a_replicaset_with_too_few_pods_moves() -> None:
    """It is about to make another one."""
    state = deployed()
    del state["pods"][0]
    assert "replicaset shop/web is not finished" in moves(**state)


def test_a_replicaset_that_makes_up_for_an_ending_pod_moves() -> None:
    """A pod that is being deleted is no replica any more."""
    state = deployed()
    state["pods"][0]["metadata"] |= DELETED
    assert "replicaset shop/web is not finished" in moves(**state)


def test_a_replicaset_that_may_make_no_pod_is_at_rest() -> None:
    """A quota or an unknown service account stops it until somebody mends that."""
    state = deployed(ready_pods=0)
    state["pods"] = []
    failure = {"type": "ReplicaFailure", "status": "True"}
    for kind in ("replicasets", "deployments"):
        state[kind][0]["status"] = {"observedGeneration": 3, "conditions": [failure]}
    assert moves(**state) == []


def test_a_replicaset_does_not_count_pods_that_have_ended() -> None:
    """A pod that a full node threw out stays as Failed for days, beside its replacement."""
    state = deployed()
    [replicaset] = state["replicasets"]
    state["pods"].append(
        pod("web-out", replicaset, status={"phase": "Failed", "conditions": ready(yes=False)})
    )
    assert moves(**state) == []


def test_a_count_that_is_out_of_date_moves() -> None:
    """A criterion that reads readyReplicas does not see the past."""
    state = deployed()
    state["replicasets"][0]["status"]["readyReplicas"] = 1
    assert "replicaset shop/web is not finished" in moves(**state)
    assert "deployment shop/web is not finished" in moves(**state)


def test_a_statefulset_that_can_go_on_moves() -> None:
    """Its pods are made one by one, each when the last one is ready."""
    owner = workload("StatefulSet", status={"replicas": 1, "readyReplicas": 1})
    assert moves(statefulsets=[owner], pods=[pod("web-0", owner)]) == [
        "statefulset shop/web is not finished"
    ]


def test_a_statefulset_that_waits_for_a_stuck_pod_is_at_rest() -> None:
    """The next pod is never made, so nothing is left to wait for."""
    owner = workload("StatefulSet", status={"replicas": 1, "readyReplicas": 0})
    stuck = pod("web-0", owner, status=waiting("ImagePullBackOff"))
    assert moves(statefulsets=[owner], pods=[stuck]) == []


def test_a_statefulset_between_two_pods_of_an_update_moves() -> None:
    """All pods are ready for a moment before the next old one is replaced."""
    owner = workload(
        "StatefulSet",
        status={"updatedReplicas": 1, "currentRevision": "web-1", "updateRevision": "web-2"},
    )
    pods = [pod(f"web-{i}", owner) for i in range(2)]
    assert moves(statefulsets=[owner], pods=pods) != []


def test_a_daemonset_without_a_pod_for_a_node_moves() -> None:
    """A node that has just joined gets its pod in a moment."""
    owner = workload("DaemonSet")
    assert moves(daemonsets=[owner], pods=[pod("agent-1", owner)]) == [
        "daemonset shop/web is not finished"
    ]


def test_a_daemonset_with_all_its_pods_is_at_rest() -> None:
    """Nothing is left for it to do."""
    owner = workload("DaemonSet")
    pods = [pod(f"agent-{i}", owner) for i in range(2)]
    assert moves(daemonsets=[owner], pods=pods) == []


def test_a_daemonset_between_two_pods_of_an_update_moves() -> None:
    """All pods are ready for a moment before the next old one is replaced."""
    owner = workload("DaemonSet", status={"updatedNumberScheduled": 1})
    pods = [pod(f"agent-{i}", owner) for i in range(2)]
    assert moves(daemonsets=[owner], pods=pods) != []


def test_a_deployment_between_two_steps_of_its_roll_out_moves() -> None:
    """All pods are ready, but not all of them are new."""
    state = deployed(status={"updatedReplicas": 1})
    assert moves(**state) == ["deployment shop/web is not finished"]


def test_a_stuck_roll_out_is_at_rest() -> None:
    """A wrong image is graded as wrong at once, not when the deadline has passed."""
    state = deployed(pods=3, ready_pods=2, status={"updatedReplicas": 1})
    assert moves(**state) == []


def test_a_paused_roll_out_is_at_rest() -> None:
    """It goes on by somebody's hand."""
    state = deployed(spec={"paused": True}, status={"updatedReplicas": 1})
    assert moves(**state) == []


def test_a_deployment_whose_pods_are_not_available_yet_moves() -> None:
    """minReadySeconds is a time that passes by itself."""
    state = deployed(spec={"minReadySeconds": 10}, status={"availableReplicas": 1})
    assert moves(**state) == ["deployment shop/web is not finished"]


def job(**changes: Any) -> Object:
    """A Job that has to succeed once."""
    made = workload("Job", "once", **changes)
    made["spec"] |= {"completions": 1}
    made["status"] = changes.get("status", {})
    return made


def test_a_job_without_a_pod_moves() -> None:
    """Its controller is about to make one."""
    assert moves(jobs=[job()]) == ["job shop/once has not started"]


def test_a_job_that_runs_is_at_rest() -> None:
    """Work may take hours; a criterion says what it wants of it."""
    assert moves(jobs=[job()], pods=[pod("once-1", job())]) == []


def test_a_suspended_job_is_at_rest() -> None:
    """It goes on by somebody's hand."""
    assert moves(jobs=[job(spec={"suspend": True})]) == []


@pytest.mark.parametrize("over", ["Complete", "Failed"])
def test_a_job_that_is_over_is_at_rest(over: str) -> None:
    """Its pods may be gone long since."""
    conditions = [{"type": over, "status": "True"}]
    assert moves(jobs=[job(status={"conditions": conditions})]) == []


def test_a_job_whose_pod_has_just_succeeded_moves() -> None:
    """A criterion that reads the Job's condition does not see the past."""
    done = pod("once-1", job(), status={"phase": "Succeeded", "conditions": ready(yes=False)})
    assert moves(jobs=[job(status={"active": 1})], pods=[done]) != []


# Waiting


@pytest.fixture
def calm(api_server: ApiServer) -> ApiServer:
    """A cluster at rest."""
    api_server.hold("nodes", node())
    api_server.hold("pods", pod())
    return api_server


@pytest.mark.usefixtures("calm")
def test_a_cluster_at_rest_is_not_waited_for(api: Api) -> None:
    """Right or wrong, its grade is there at once."""
    began = time.monotonic()
    assert settled(api, 30).objects("pods") == [pod()]
    assert time.monotonic() - began < 2


def test_what_moves_is_waited_for(api: Api, calm: ApiServer) -> None:
    """The snapshot that is graded is the one after the last movement."""
    starting = pod(status={"phase": "Pending", "conditions": ready(yes=False)})
    calm.hold("pods", starting)
    answer = calm.answer

    def later(path: str, query: dict[str, str]) -> tuple[int, Object]:
        if len(calm.asked) > 2 * len(MOVING_KINDS):
            calm.hold("pods", pod())
        return answer(path, query)

    calm.answer = later  # type: ignore[method-assign]
    assert settled(api, 30).objects("pods") == [pod()]


def test_what_moves_for_ever_is_graded_at_the_deadline(api: Api, calm: ApiServer) -> None:
    """A check ends, whatever the cluster does."""
    starting = pod(status={"phase": "Pending", "conditions": ready(yes=False)})
    calm.hold("pods", starting)
    began = time.monotonic()
    assert settled(api, 0.3).objects("pods") == [starting]
    assert 0.3 <= time.monotonic() - began < 3


def test_an_api_server_that_ends_meanwhile_is_told(api: Api, calm: ApiServer) -> None:
    """Waiting does not turn silence into a state."""
    starting = pod(status={"phase": "Pending", "conditions": ready(yes=False)})
    calm.hold("pods", starting)
    answer = calm.answer

    def ended(path: str, query: dict[str, str]) -> tuple[int, Object]:
        if len(calm.asked) > 2 * len(MOVING_KINDS):
            raise ConnectionError
        return answer(path, query)

    calm.answer = ended  # type: ignore[method-assign]
    with pytest.raises(UnansweredError):
        settled(api, 30)


def test_the_fixed_clock_is_later_than_every_object() -> None:
    """The tests above look back at their objects from an hour after."""
    assert datetime.datetime.fromisoformat(CREATED) < LATER


# Real control planes


def component(name: str, *, is_ready: bool = True, seconds: int = 3600) -> Object:
    """A static pod of the control plane, ready or not since so long before LATER."""
    since = (LATER - datetime.timedelta(seconds=seconds)).isoformat()
    conditions = [{**ready(yes=is_ready)[0], "lastTransitionTime": since}]
    metadata = {"namespace": "kube-system", "labels": {"component": name}}
    made = pod(name, metadata=metadata, status={"conditions": conditions})
    if not is_ready:
        made["status"] |= waiting("CrashLoopBackOff")
    return made


def ignored(seconds: int) -> Object:
    """A pod that was made so long before LATER, and that no scheduler has looked at."""
    created = (LATER - datetime.timedelta(seconds=seconds)).isoformat()
    return pod(
        metadata={"creationTimestamp": created},
        spec={"nodeName": ""},
        status={"phase": "Pending", "conditions": []},
    )


def test_without_a_scheduler_pending_pods_are_at_rest() -> None:
    """Nobody will take them: that is the state to grade."""
    api_server = component("kube-apiserver")
    assert moves(pods=[api_server, ignored(1)]) == []
    assert moves(pods=[api_server, component("kube-scheduler", is_ready=False), ignored(1)]) == []


def test_a_scheduler_that_has_just_come_takes_old_pods() -> None:
    """They waited for it, and the check waits for them."""
    came = component("kube-scheduler", seconds=5)
    assert moves(pods=[component("kube-apiserver"), came, ignored(600)]) == [
        "pod shop/web-1 is not scheduled yet"
    ]


def test_a_pod_that_the_scheduler_ignores_is_at_rest() -> None:
    """It asks for another scheduler, say, which does not exist."""
    pods = [component("kube-apiserver"), component("kube-scheduler"), ignored(600)]
    assert moves(pods=pods) == []
    assert moves(pods=[ignored(600)]) == []  # where the scheduler is no pod


def leaving(limit: int, added: int) -> dict[str, list[Object]]:
    """A pod that tolerates so many seconds of a taint that was added so long before LATER."""
    time_added = (LATER - datetime.timedelta(seconds=added)).isoformat()
    tolerations = [{"operator": "Exists", "tolerationSeconds": limit}]
    return {
        "nodes": [node(spec={"taints": [{**SILENT, "timeAdded": time_added}]})],
        "pods": [pod(spec={"tolerations": tolerations})],
    }


@pytest.mark.parametrize(
    ("limit", "added", "moving_"),
    [
        (5, 0, True),
        (300, 10, False),  # nobody waits five minutes
        (300, 290, True),
        (300, 290 + 120, False),  # whoever evicts is down
    ],
)
def test_an_eviction_is_waited_for_when_it_is_near(limit: int, added: int, moving_: bool) -> None:  # noqa: FBT001 - a table
    """The taint's time tells when it comes."""
    assert bool(moves(**leaving(limit, added))) == moving_


@pytest.mark.parametrize("is_ready", [True, False])
def test_a_node_that_changed_moves_until_its_taints_say_so(is_ready: bool) -> None:  # noqa: FBT001 - a table
    """What is evicted and scheduled depends on the taints, which come and go a moment later."""
    since = (LATER - datetime.timedelta(seconds=3)).isoformat()
    conditions = [{**ready(yes=is_ready)[0], "lastTransitionTime": since}]
    old, new = ([SILENT], []) if is_ready else ([], [SILENT])
    lagging, settled_ = (
        node(spec={"taints": taints}, status={"conditions": conditions}) for taints in (old, new)
    )
    assert moves(nodes=[lagging]) == ["the taints of node node01 are about to change"]
    assert moves(nodes=[settled_]) == []
    assert moves(60, nodes=[lagging]) == []  # whoever taints is down


# Any cluster

PHASES: st.SearchStrategy[Object] = st.sampled_from(
    [
        {"conditions": ready()},
        {"phase": "Pending", "conditions": []},
        {"phase": "Pending", "conditions": UNSCHEDULABLE},
        {"phase": "Succeeded", "conditions": ready(yes=False)},
        {"phase": "Running", "conditions": ready(yes=False)},
        waiting("ImagePullBackOff"),
        waiting("ContainerCreating"),
    ]
)
TAINTS = st.lists(st.sampled_from([SILENT, {"key": "node.kubernetes.io/unschedulable",
                                            "effect": "NoSchedule"}]), max_size=2)  # fmt: skip


JUST_NOW = (LATER - datetime.timedelta(seconds=2)).isoformat()
METADATA: list[Object] = [{}, DELETED, {**DELETED, "finalizers": ["x"]}]


@st.composite
def clusters(draw: st.DrawFn) -> dict[str, list[Object]]:
    """Nodes, a Deployment with its pods, and pods of nobody, in any state."""
    nodes = [
        node(
            name,
            metadata={"creationTimestamp": draw(st.sampled_from([CREATED, JUST_NOW]))},
            spec={"taints": draw(TAINTS), "unschedulable": draw(st.booleans())},
            status={"conditions": ready(yes=draw(st.booleans()))},
        )
        for name in draw(st.lists(st.sampled_from(["node01", "node02"]), unique=True))
    ]
    made = deployed(draw(st.integers(0, 3)), 0, status={"updatedReplicas": draw(st.integers(0, 3))})
    for number in range(draw(st.integers(0, 4))):
        one = pod(
            f"own-{number}",
            metadata=draw(st.sampled_from(METADATA)),
            spec={"nodeName": draw(st.sampled_from(["", "node01", "node02", "gone"]))},
        )
        one["metadata"]["creationTimestamp"] = CREATED
        one["status"] = {"phase": "Running", **draw(PHASES)}
        made["pods"].append(one)
    return made | {"nodes": nodes}


@given(clusters(), st.randoms(use_true_random=False))
def test_the_order_of_objects_makes_no_difference(
    cluster: dict[str, list[Object]], chance: Random
) -> None:
    """The API lists objects by name; what moves does not depend on names."""
    shuffled = {kind: objects.copy() for kind, objects in cluster.items()}
    for objects in shuffled.values():
        chance.shuffle(objects)
    assert sorted(moves(**shuffled)) == sorted(moves(**cluster))


@given(clusters())
def test_looking_changes_nothing(cluster: dict[str, list[Object]]) -> None:
    """A second look at the same state finds the same."""
    before = copy.deepcopy(cluster)
    assert moves(**cluster) == moves(**cluster)
    assert cluster == before


@given(clusters(), clusters())
def test_a_cluster_rests_only_if_every_part_rests(
    cluster: dict[str, list[Object]], other: dict[str, list[Object]]
) -> None:
    """Pods of nobody that move still move beside others, whatever these do."""
    alone = [one for one in cluster["pods"] if one["metadata"]["name"].startswith("own-")]
    more = copy.deepcopy([o for o in other["pods"] if o["metadata"]["name"].startswith("own-")])
    for one in more:
        one["metadata"]["name"] = f"more-{one['metadata']['name']}"
    nodes = cluster["nodes"]
    there = set(moves(nodes=nodes, pods=alone)) | set(moves(nodes=nodes, pods=more))
    assert set(moves(nodes=nodes, pods=alone + more)) == there
