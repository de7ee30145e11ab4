"""node-outage: the lost pod is back, and one application sits out short outages."""

import math
from collections.abc import Mapping

import pytest

from clusterdojo.cluster.client import Object
from clusterdojo.cluster.settle import tolerates
from clusterdojo.lab.values import Drawn
from fixtures import differs, names
from fixtures.allowed import SCRATCH, Allowance, deployment, moved_pods, node, pod
from fixtures.cluster import Cluster

pytestmark = pytest.mark.lab("node-outage")


def allowed(values: Mapping[str, Drawn]) -> list[Allowance]:
    """The pod is made again, and the Deployment rolled out with other tolerations.

    The dead node may be cordoned, and declared out of service, which frees the lost pods.
    """
    namespace = values["namespace"]
    api = deployment(namespace, values["api"])
    return [
        pod(namespace, values["pod"]).anything,
        api.spec.template.spec.tolerations,
        api.restarted,
        moved_pods(),
        node(DEAD).spec.unschedulable,
        node(DEAD).spec.taints["node.kubernetes.io/out-of-service:NoExecute"],
        SCRATCH,
    ]


DEAD = "node01"
CONTROL_PLANE = "node-role.kubernetes.io/control-plane"
UNREACHABLE = {"key": "node.kubernetes.io/unreachable", "effect": "NoExecute"}
OTHER_TAINTS = (
    {"key": "node.kubernetes.io/not-ready", "effect": "NoExecute"},
    {"key": "node.kubernetes.io/not-ready", "effect": "NoSchedule"},
    {"key": "node.kubernetes.io/unreachable", "effect": "NoSchedule"},
    {"key": "node.kubernetes.io/unschedulable", "effect": "NoSchedule"},
    {"key": CONTROL_PLANE, "effect": "NoSchedule"},
    {"key": "example.com/any", "effect": "NoExecute"},
    {"key": "example.com/any", "effect": "NoSchedule"},
)
CONTAINER_FIELDS = ("name", "image", "command", "args", "env", "ports")


def _stays(tolerations: list[Object], taint: Object) -> float:
    """How many seconds a pod stays on a node with this taint; the shortest time counts."""
    matching = [toleration for toleration in tolerations if tolerates(toleration, taint)]
    if not matching:
        return 0
    limits = [t["tolerationSeconds"] for t in matching if t.get("tolerationSeconds") is not None]
    return float(max(0, min(limits))) if limits else math.inf


def _told(seconds: float) -> str:
    """The time as a message says it."""
    if seconds == math.inf:
        return "never evicted"
    return f"{seconds:g} s" if seconds else "no toleration of its own"


@pytest.mark.points(3)
def test_the_pod_runs_on_a_healthy_worker(
    cluster: Cluster, before: Cluster, values: Mapping[str, Drawn]
) -> None:
    """No controller replaces a standalone pod: whoever is on call has to do it."""
    namespace, name = str(values["namespace"]), str(values["pod"])
    pod = cluster.pod(namespace, name)
    assert pod.uid != before.pod(namespace, name).uid, differs(
        f"pod {name} is still the lost one", expected="a new pod", found="the lost pod"
    )
    known = {node.uid for node in before.nodes()}
    workers = [
        node
        for node in cluster.nodes()
        if node.ready and node.uid in known and CONTROL_PLANE not in node.labels
    ]
    assert pod.node in {node.name for node in workers}, differs(
        f"pod {name} is not on a healthy worker",
        expected=f"one of {names(workers)}",
        found=pod.node or "no node",
    )
    assert pod.ready, differs(f"pod {name} is not ready")


@pytest.mark.points(1)
@pytest.mark.needs("test_the_pod_runs_on_a_healthy_worker")
def test_the_pod_is_what_it_was(
    cluster: Cluster, before: Cluster, values: Mapping[str, Drawn]
) -> None:
    """A replacement has to do the same work, and its Service has to find it."""
    namespace, name = str(values["namespace"]), str(values["pod"])
    now, then = cluster.pod(namespace, name), before.pod(namespace, name)
    missing = then.labels.items() - now.labels.items()
    assert not missing, differs(
        f"pod {name} lacks labels", expected=names(f"{key}={value}" for key, value in missing)
    )
    deadline = now.raw["spec"].get("activeDeadlineSeconds")
    assert deadline is None, differs(
        f"pod {name} ends for good after a while", expected="no deadline", found=f"{deadline} s"
    )
    now_runs, then_runs = (
        [{field: c.get(field) for field in CONTAINER_FIELDS} for c in pod.raw["spec"]["containers"]]
        for pod in (now, then)
    )
    assert len(now_runs) == len(then_runs), differs(
        f"pod {name} has another number of containers", expected=len(then_runs), found=len(now_runs)
    )
    for container_now, container_then in zip(now_runs, then_runs, strict=True):
        for field in CONTAINER_FIELDS:
            assert container_now[field] == container_then[field], differs(
                f"the container's field {field} differs",
                expected=container_then[field],
                found=container_now[field] or "none",
            )


@pytest.mark.points(2)
def test_the_deployment_sets_the_time(cluster: Cluster, values: Mapping[str, Drawn]) -> None:
    """New pods get their tolerations from the template."""
    api = cluster.deployment(str(values["namespace"]), str(values["api"]))
    found = _stays(api.template.get("tolerations") or [], UNREACHABLE)
    assert found == values["seconds"], differs(
        f"new pods of {api.name} would stay on an unreachable node for another time",
        expected=f"{values['seconds']} s",
        found=_told(found),
    )


@pytest.mark.points(2)
def test_its_running_pods_have_the_time(cluster: Cluster, values: Mapping[str, Drawn]) -> None:
    """The next outage affects the pods that run now."""
    api = cluster.deployment(str(values["namespace"]), str(values["api"]))
    wrong = [
        pod
        for pod in api.pods
        if not pod.terminating and _stays(pod.tolerations, UNREACHABLE) != values["seconds"]
    ]
    assert not wrong, differs(
        f"pods of {api.name} would stay on an unreachable node for another time",
        expected=f"{values['seconds']} s",
        found="; ".join(f"{p.name}: {_told(_stays(p.tolerations, UNREACHABLE))}" for p in wrong),
    )
    assert len(api.ready_pods) == api.replicas > 0, differs(
        f"not all replicas of {api.name} are ready",
        expected=f"{api.replicas} ready",
        found=f"{len(api.ready_pods)} ready",
    )


@pytest.mark.points(1)
@pytest.mark.needs("test_its_running_pods_have_the_time")
def test_other_taints_are_tolerated_as_before(
    cluster: Cluster, before: Cluster, values: Mapping[str, Drawn]
) -> None:
    """A toleration that is too wide puts or keeps pods on nodes where they can't work."""
    namespace = str(values["namespace"])
    now = cluster.deployment(namespace, str(values["api"]))
    then = before.deployment(namespace, str(values["api"]))
    own = [t for pod in now.pods for t in pod.tolerations if t.get("key")]
    written = [
        {"key": t["key"], "value": t.get("value", ""), "effect": t.get("effect") or "NoExecute"}
        for t in own
    ]
    others = [t for t in written if (t["key"], t["effect"]) != tuple(UNREACHABLE.values())]
    for running in now.ready_pods:
        for taint in [*OTHER_TAINTS, *others]:
            expected = _stays(then.ready_pods[0].tolerations, taint)
            found = _stays(running.tolerations, taint)
            assert found == expected, differs(
                f"the taint {taint['key']}:{taint['effect']} is not tolerated as before",
                expected=_told(expected),
                found=_told(found),
            )
