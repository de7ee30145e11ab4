"""Whether a pod that is not ready may still become so, or is stuck.

A kubelet says why a container waits, but not that a probe will never succeed: that is told by the
time that passed.
"""

import datetime

from clusterdojo.cluster.client import Object

STUCK_REASONS = frozenset(
    {"CrashLoopBackOff", "ImagePullBackOff", "ErrImagePull", "CreateContainerConfigError",
     "CreateContainerError", "RunContainerError", "InvalidImageName", "ErrImageNeverPull"}
)  # fmt: skip
# A container that ended once is started again after 10 s, and so is one that a restored cluster has
# back while its node has ended it. Only the second such wait is the beginning of a long one.
FIRST_BACKOFF_SECONDS = 20
# Volumes, network and image of a container that is still being created have their time.
CREATING_SECONDS = 60
PROBE_MARGIN_SECONDS = 10


def may_become_ready(pod: Object, now: datetime.datetime) -> bool:
    """Whether a pod that is not ready may be without anybody's doing.

    It may not when one of its containers gave up, or when all that are not ready have had the
    time that their probes give them.
    """
    spec, status = pod["spec"], pod.get("status", {})
    main = status.get("containerStatuses", [])
    for container in [*main, *status.get("initContainerStatuses", [])]:
        waits_for = container.get("state", {}).get("waiting", {}).get("reason")
        if waits_for in STUCK_REASONS and not _is_back_soon(container, now):
            return False
    specs = {container.get("name"): container for container in spec.get("containers", [])}
    unready = [container for container in main if not container.get("ready")]
    return not unready or any(
        _is_back_soon(c, now)
        or _may_become_ready(specs.get(c.get("name"), {}), c.get("state", {}), pod, now)
        for c in unready
    )


def _is_back_soon(container: Object, now: datetime.datetime) -> bool:
    """Whether a container waits after its first end."""
    reason = container.get("state", {}).get("waiting", {}).get("reason")
    ended = time_of(container.get("lastState", {}).get("terminated", {}).get("finishedAt"))
    limit = datetime.timedelta(seconds=FIRST_BACKOFF_SECONDS)
    first = reason == "CrashLoopBackOff" and container.get("restartCount", 0) <= 1
    return first and ended is not None and now - ended < limit


def _may_become_ready(
    container: Object, state: Object, pod: Object, now: datetime.datetime
) -> bool:
    if "terminated" in state:
        return bool(pod["spec"].get("restartPolicy", "Always") != "Never")
    if "running" in state:
        since, seconds = state["running"].get("startedAt"), _probe_seconds(container)
    else:
        since, seconds = pod["status"].get("startTime"), CREATING_SECONDS
    began = time_of(since)
    return began is None or now - began < datetime.timedelta(seconds=seconds)


def _probe_seconds(container: Object) -> float:
    """How long a container's probes take to find it ready, if it is."""
    seconds = PROBE_MARGIN_SECONDS
    for probe, tries in (
        ("startupProbe", "failureThreshold"),
        ("readinessProbe", "successThreshold"),
    ):
        if settings := container.get(probe):
            times = settings.get(tries, 3 if tries == "failureThreshold" else 1)
            seconds += settings.get("initialDelaySeconds", 0)
            seconds += settings.get("periodSeconds", 10) * times + settings.get("timeoutSeconds", 1)
    return seconds


def time_of(text: str | None) -> datetime.datetime | None:
    """A time as the API writes it."""
    return datetime.datetime.fromisoformat(text) if text else None
