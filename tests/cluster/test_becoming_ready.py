"""Which pods that are not ready are worth waiting for."""

import datetime
from typing import Any

import pytest

from clusterdojo.cluster.becoming_ready import may_become_ready
from clusterdojo.cluster.client import Object
from tests.objects import pod, ready

NOW = datetime.datetime(2026, 1, 1, 12, tzinfo=datetime.UTC)


def ago(seconds: float) -> str:
    """The time so long ago, as the API writes it."""
    return (NOW - datetime.timedelta(seconds=seconds)).strftime("%Y-%m-%dT%H:%M:%SZ")


def may(state: Object, container: Object | None = None, **spec: Any) -> bool:
    """Whether a pod whose container is in this state may become ready."""
    containers = [{"name": "web", "image": "web:1.0", **(container or {})}]
    status = {
        "phase": "Running",
        "conditions": ready(yes=False),
        "startTime": ago(1000),
        "containerStatuses": [{"name": "web", "ready": False, "state": state}],
    }
    return may_become_ready(pod(spec={"containers": containers, **spec}, status=status), NOW)


def running(seconds: float) -> Object:
    """The state of a container that was started so long ago."""
    return {"running": {"startedAt": ago(seconds)}}


def test_a_container_that_has_just_started_may() -> None:
    """Its kubelet tells the API a moment later."""
    assert may(running(2))


def test_a_container_whose_probes_had_their_time_may_not() -> None:
    """A probe that asks the wrong port never succeeds."""
    probe = {"readinessProbe": {"initialDelaySeconds": 20, "periodSeconds": 5}}
    assert may(running(25), probe)
    assert not may(running(60), probe)


def test_a_startup_probe_has_all_its_tries() -> None:
    """A slow program is given the time that its author asked for."""
    probe = {"startupProbe": {"periodSeconds": 10, "failureThreshold": 30}}
    assert may(running(200), probe)
    assert not may(running(400), probe)


def test_a_container_that_ended_is_started_again() -> None:
    """Unless the pod says that it is not."""
    ended = {"terminated": {"exitCode": 1}}
    assert may(ended)
    assert not may(ended, restartPolicy="Never")


def test_a_container_that_is_never_created_may_not() -> None:
    """Its volume does not exist, say: the kubelet tries for ever."""
    waiting = {"waiting": {"reason": "ContainerCreating"}}
    assert not may(waiting)


@pytest.mark.parametrize("reason", ["RunContainerError", "CreateContainerError"])
def test_a_container_that_can_not_be_run_may_not(reason: str) -> None:
    """Its program does not exist, say."""
    assert not may({"waiting": {"reason": reason}})


def test_one_container_with_a_chance_is_enough() -> None:
    """Whether the pod gets ready is known only when all are."""
    status = {
        "startTime": ago(1000),
        "containerStatuses": [
            {"name": "a", "ready": False, "state": running(900)},
            {"name": "b", "ready": False, "state": running(2)},
        ],
    }
    assert may_become_ready(pod(status=status), NOW)


def test_a_pod_of_which_nothing_is_known_may() -> None:
    """Its kubelet has not looked at it yet."""
    assert may_become_ready(pod(status={"conditions": []}), NOW)


@pytest.mark.parametrize(
    ("restarts", "seconds", "expected"),
    [(0, 3, True), (1, 12, True), (1, 30, False), (2, 3, False)],
)
def test_a_first_crash_is_waited_for(restarts: int, seconds: float, *, expected: bool) -> None:
    """A node that was restored under its pods ends them once, and starts them after 10 s."""
    container = {
        "name": "web",
        "ready": False,
        "restartCount": restarts,
        "state": {"waiting": {"reason": "CrashLoopBackOff"}},
        "lastState": {"terminated": {"exitCode": 137, "finishedAt": ago(seconds)}},
    }
    status = {
        "phase": "Running",
        "conditions": ready(yes=False),
        "startTime": ago(1000),
        "containerStatuses": [container],
    }
    assert may_become_ready(pod(status=status), NOW) is expected
