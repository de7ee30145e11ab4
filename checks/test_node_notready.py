"""node-notready: the kubelet works again, as a service, also after the next start."""

from collections.abc import Mapping

import pytest

from clusterdojo.lab.values import Drawn
from fixtures import differs, names
from fixtures.cluster import Cluster
from fixtures.node import MachineOf
from fixtures.unchanged import application_is_unchanged

pytestmark = pytest.mark.lab("node-notready")

NODE = "node01"
SERVICES = ("containerd", "kubelet")
LOST_AT_START = ("/run/", "/var/run/", "/tmp/", "/dev/")  # noqa: S108 - nothing is written there


@pytest.mark.gate
def test_the_nodes_are_as_they_were(cluster: Cluster, before: Cluster) -> None:
    """A repaired node keeps its identity and its pods; the other nodes are not at fault."""
    for then in before.nodes():
        now = cluster.node(then.name)
        assert now.uid == then.uid, differs(f"node {now.name} was deleted and registered again")
        assert now.unschedulable == then.unschedulable, differs(
            f"node {now.name} was cordoned", expected="schedulable, as before"
        )
        assert now.taints == then.taints, differs(f"the taints of {now.name} were changed")


@pytest.mark.gate
def test_the_application_is_as_it_was(
    cluster: Cluster, before: Cluster, values: Mapping[str, Drawn]
) -> None:
    """The application is not at fault: there is no reason to change it."""
    application_is_unchanged(cluster, before, str(values["namespace"]), str(values["app"]))


@pytest.mark.points(3)
def test_node01_is_ready(cluster: Cluster) -> None:
    """Only a node whose kubelet reports to the API server gets pods."""
    assert cluster.node(NODE).ready, differs(f"{NODE} is not ready", expected="Ready")


@pytest.mark.points(1)
@pytest.mark.needs("test_node01_is_ready")
def test_its_kubelet_is_the_service(machine: MachineOf) -> None:
    """Nothing restarts a kubelet that was started by hand."""
    service = machine(NODE).service("kubelet")
    assert service.active, differs(
        "the service kubelet does not run", expected="active (running)", found=service.state
    )
    others = [p for p in machine(NODE).processes("kubelet") if p.pid != service.pid]
    # A process that starts another one exists twice for a moment; the copy reports no version.
    told = [process for process in others if machine(NODE).version(process)]
    assert not told, differs("another kubelet runs beside the service")


@pytest.mark.points(2)
@pytest.mark.needs("test_node01_is_ready")
@pytest.mark.symptom
def test_it_is_ready_after_every_start(machine: MachineOf) -> None:
    """The node has to come back after the next start of the machine without your help."""
    node = machine(NODE)
    for name in SERVICES:
        service = node.service(name)
        assert service.enabled, differs(
            f"{name} does not start with the machine",
            expected="enabled",
            found=service.file_state or "no unit",
        )
    shown = node.run(
        "systemctl", "show", "--property=FragmentPath,DropInPaths", "--value", "kubelet"
    )
    flags = node.process("kubelet").flags
    files = [*shown.text.split(), flags.get("config", ""), flags.get("kubeconfig", "")]
    lost = [file for file in files if file.startswith(LOST_AT_START)]
    assert not lost, differs(
        "the kubelet depends on files that are lost with the next start", found=names(lost)
    )


@pytest.mark.points(2)
@pytest.mark.needs("test_node01_is_ready")
def test_the_application_serves(cluster: Cluster, values: Mapping[str, Drawn]) -> None:
    """The node exists to run this application."""
    app = cluster.deployment(str(values["namespace"]), str(values["app"]))
    serving = [pod for pod in app.ready_pods if pod.node == NODE]
    assert len(serving) == app.replicas > 0, differs(
        f"not all pods of {app.name} are ready on {NODE}",
        expected=f"{app.replicas} ready",
        found=f"{len(serving)} ready",
    )
