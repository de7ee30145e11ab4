"""scheduler-down: the scheduler is repaired, not bypassed."""

from collections.abc import Mapping

import pytest

from clusterdojo.lab.values import Drawn
from clusterdojo.node.state import Manifest
from fixtures import Missing, differs, names
from fixtures.allowed import SCRATCH, Allowance, deployment, pod
from fixtures.cluster import Cluster
from fixtures.node import Machine, MachineOf

pytestmark = pytest.mark.lab("scheduler-down")

SCHEDULER = "kube-scheduler"
POD = "kube-scheduler-controlplane"
OTHERS = ("etcd", "kube-apiserver", "kube-controller-manager")
HASH = "kubernetes.io/config.hash"
ARGUMENTS = {
    "authentication-kubeconfig": "/etc/kubernetes/scheduler.conf",
    "authorization-kubeconfig": "/etc/kubernetes/scheduler.conf",
    "bind-address": "127.0.0.1",
    "kubeconfig": "/etc/kubernetes/scheduler.conf",
    "leader-elect": "true",
}


def allowed(values: Mapping[str, Drawn]) -> list[Allowance]:
    """The scheduler's pod comes back; pods that wait may be made again."""
    namespace = values["namespace"]
    apps = [deployment(namespace, values[name]) for name in ("running", "waiting")]
    pods = [allowance for app in apps for allowance in (app.pods, app.restarted)]
    return [pod("kube-system", POD).anything, *pods, SCRATCH]


@pytest.mark.points(3)
def test_the_scheduler_runs_as_a_static_pod(cluster: Cluster, machine: MachineOf) -> None:
    """As a static pod, the scheduler runs without having to be scheduled."""
    node = machine("controlplane")
    manifest = _manifest(node, SCHEDULER)
    assert manifest.namespace == "kube-system", differs(
        f"the manifest of {SCHEDULER} is in another namespace", expected="kube-system"
    )
    lost = node.lost_at_start([manifest.path])
    assert not lost, differs(f"the manifest of {SCHEDULER} is lost with the next start")
    pod = cluster.pod("kube-system", POD)
    assert pod.annotations.get("kubernetes.io/config.source") == "file", differs(
        f"{POD} is not a static pod", expected="a static pod"
    )
    assert pod.ready, differs(f"{POD} is not ready", expected="ready", found=_state(pod.raw))
    node.require_program(node.process(SCHEDULER), SCHEDULER)


@pytest.mark.points(2)
@pytest.mark.needs("test_the_scheduler_runs_as_a_static_pod")
def test_it_is_as_kubeadm_sets_it_up(machine: MachineOf) -> None:
    """The next upgrade and the next administrator expect the setup of kubeadm."""
    controlplane = machine("controlplane")
    controlplane.process(SCHEDULER)
    # A second scheduler is the subject of another criterion.
    flags = max(
        (process.flags for process in controlplane.processes(SCHEDULER)),
        key=lambda flags: len(flags.items() & ARGUMENTS.items()),
    )
    for flag, value in ARGUMENTS.items():
        assert flags.get(flag) == value, differs(
            f"the scheduler's argument --{flag} differs from kubeadm's",
            expected=value,
            found=flags.get(flag, "none"),
        )
    extra = flags.keys() - ARGUMENTS.keys()
    assert not extra, differs("the scheduler has additional arguments", found=names(extra))
    image, model = (_image(_manifest(controlplane, name)) for name in (SCHEDULER, "kube-apiserver"))
    expected = model.replace("kube-apiserver", SCHEDULER)
    assert image == expected, differs(
        "the scheduler's image does not match the API server's version",
        expected=expected,
        found=image,
    )


@pytest.mark.points(1)
@pytest.mark.needs("test_the_scheduler_runs_as_a_static_pod")
def test_it_is_the_only_scheduler(cluster: Cluster, machine: MachineOf) -> None:
    """Two schedulers that do not know each other may assign the same resources twice."""
    controlplane = machine("controlplane")
    its = controlplane.bytes_of(controlplane.process(SCHEDULER))
    found = []
    for node in cluster.nodes():
        called_so = [process.pid for process in machine(node.name).processes(SCHEDULER)]
        pids = {*called_so, *machine(node.name).running(*its)}
        found += [f"{node.name}: {pid}" for pid in sorted(pids)]
    assert len(found) == 1, differs(
        "not exactly one scheduler runs", expected="one process", found=names(found)
    )


@pytest.mark.points(2)
@pytest.mark.needs("test_the_scheduler_runs_as_a_static_pod")
@pytest.mark.symptom
def test_the_waiting_pods_run(cluster: Cluster, values: Mapping[str, Drawn]) -> None:
    """The scheduler works only when it assigns the waiting pods to nodes."""
    waiting = cluster.deployment(str(values["namespace"]), str(values["waiting"]))
    assert len(waiting.ready_pods) == waiting.replicas > 0, differs(
        f"not all pods of {waiting.name} are ready",
        expected=f"{waiting.replicas} ready",
        found=f"{len(waiting.ready_pods)} ready",
    )
    by_hand = (
        {one.name for one in cluster.trail.bound(waiting.namespace)} if cluster.trail else set()
    )
    past_it = [pod for pod in waiting.ready_pods if pod.name in by_hand]
    assert not past_it, differs(
        "pods were given their nodes by hand, not by the scheduler", found=names(past_it)
    )


def _manifest(machine: Machine, name: str) -> Manifest:
    """If two files describe the same pod, the kubelet uses the one with the last name."""
    found = [manifest for manifest in machine.manifests() if manifest.name == name]
    if not found:
        msg = f"the kubelet of {machine.name} has no manifest of {name}"
        raise Missing(msg)
    return max(found, key=lambda manifest: manifest.path)


def _image(manifest: Manifest) -> str:
    if not manifest.containers:
        msg = "a manifest of the control plane has no container"
        raise Missing(msg)
    return str(manifest.containers[0].get("image", ""))


def _state(pod: Mapping[str, object]) -> str:
    """Why the pod's container waits, or how it is."""
    status = pod.get("status")
    statuses = status.get("containerStatuses", []) if isinstance(status, dict) else []
    for container in statuses:
        for state, details in container.get("state", {}).items():
            return str(details.get("reason") or state)
    return "no container"
