"""static-pod: one kubelet runs a new static pod, another one has lost one of its two."""

from collections.abc import Mapping

import pytest

from clusterdojo.lab.values import Drawn
from fixtures import Pod, differs, names
from fixtures.allowed import SCRATCH, Allowance, pod
from fixtures.cluster import Cluster
from fixtures.node import Machine, MachineOf
from fixtures.restarted import pod_started_with_machine

pytestmark = pytest.mark.lab("static-pod")

SOURCE = "kubernetes.io/config.source"
MIRROR = "kubernetes.io/config.mirror"
HASH = "kubernetes.io/config.hash"


def allowed(values: Mapping[str, Drawn]) -> list[Allowance]:
    """One static pod comes, another one goes; both are shown by pods of their nodes' names."""
    namespace = values["namespace"]
    new, old = f"{values['pod']}-node01", f"{values['old']}-node02"
    return [pod(namespace, new).anything, pod(namespace, old).anything, SCRATCH]


def _manifests(machine: Machine, namespace: str, pod: str) -> list[str]:
    """The manifests of the pod in the folder of this kubelet, whatever their names."""
    found = machine.manifests()
    return [m.path for m in found if (m.namespace, m.name) == (namespace, pod)]


def _static(pod: Pod) -> bool:
    """Whether the API server shows the pod on behalf of a kubelet that read it from a file."""
    return pod.annotations.get(SOURCE) == "file" and MIRROR in pod.annotations


@pytest.mark.gate
def test_the_neighbour_goes_on_running(
    cluster: Cluster, before: Cluster, machine: MachineOf, values: Mapping[str, Drawn]
) -> None:
    """Emptying the whole folder would also end pods that are still needed."""
    namespace, name = str(values["namespace"]), f"{values['keeper']}-node02"
    now, then = cluster.pod(namespace, name), before.pod(namespace, name)
    assert now.annotations.get(HASH) == then.annotations.get(HASH), differs(
        f"the static pod {values['keeper']} was changed"
    )
    # A stopped kubelet leaves its pods running, although they count as not ready.
    running = [
        status.get("containerID", "")
        for pod in (now, then)
        for status in pod.raw["status"].get("containerStatuses", [])
        if "running" in status.get("state", {})
    ]
    assert len(running) == 2, differs(f"the static pod {values['keeper']} does not run any more")
    kept = running[0] == running[1] or pod_started_with_machine(now, machine, before)
    assert kept, differs(f"the static pod {values['keeper']} was restarted")


@pytest.mark.points(3)
def test_the_pod_is_static_on_node01(
    cluster: Cluster, machine: MachineOf, values: Mapping[str, Drawn]
) -> None:
    """The kubelet runs a static pod from a file, without the control plane."""
    namespace, name = str(values["namespace"]), str(values["pod"])
    files = _manifests(machine("node01"), namespace, name)
    assert files, differs(
        f"the kubelet of node01 has no manifest of {name} in namespace {namespace}",
        expected="a file in the folder that the kubelet watches",
        found=names(m.path for m in machine("node01").manifests()),
    )
    pod = cluster.pod(namespace, f"{name}-node01")
    assert pod.node == "node01", differs(f"{name} is on {pod.node}", expected="node01")
    assert _static(pod), differs(f"{pod.name} is not a static pod", expected="a static pod")
    lost = machine("node01").lost_at_start(files)
    assert set(files) - set(lost), differs(
        f"the manifest of {name} is lost with the next start of node01", found=names(files)
    )
    needed = machine("node01").lost_at_start(machine("node01").kubelet_files())
    assert not needed, differs(
        "the kubelet of node01 depends on files that are lost with its next start",
        found=names(needed),
    )


@pytest.mark.points(2)
@pytest.mark.needs("test_the_pod_is_static_on_node01")
def test_the_pod_serves_as_ordered(cluster: Cluster, values: Mapping[str, Drawn]) -> None:
    """No controller corrects a static pod: it runs exactly what its manifest says."""
    pod = cluster.pod(str(values["namespace"]), f"{values['pod']}-node01")
    image = f"clusterdojo/web:{values['version']}"
    assert pod.images == [image], differs(
        f"{values['pod']} has the wrong image", expected=image, found=names(pod.images)
    )
    ports = [port["containerPort"] for port in pod.raw["spec"]["containers"][0].get("ports", [])]
    assert 8080 in ports, differs(
        f"the container of {values['pod']} does not declare the port",
        expected="8080",
        found=names(str(port) for port in ports),
    )
    assert pod.ready, differs(f"{values['pod']} is not ready")


@pytest.mark.points(3)
def test_the_old_pod_is_gone(
    cluster: Cluster, machine: MachineOf, values: Mapping[str, Drawn]
) -> None:
    """A deleted static pod comes back while the kubelet finds its manifest."""
    namespace, name = str(values["namespace"]), str(values["old"])
    node02 = machine("node02")
    assert node02.service("kubelet").active, differs(
        "the kubelet of node02 does not run, so that no pod there can end"
    )
    files = _manifests(node02, namespace, name)
    assert not files, differs(f"the kubelet of node02 still has a manifest of {name}")
    unread = [manifest.fault for manifest in node02.manifests() if manifest.fault]
    assert not unread, differs("the kubelet of node02 has a manifest that nobody can read",
                               found=names(unread))  # fmt: skip
    listed = cluster.find("pods", f"{name}-node02", namespace)
    assert listed is None, differs(f"{name} still runs on node02")
