"""node-notready: the kubelet works again, as a service, also after the next start."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

import pytest

from clusterdojo.lab.values import Drawn
from clusterdojo.node.lasting import files_of_service
from clusterdojo.node.state import flags_of
from fixtures import Missing, differs, names
from fixtures.allowed import SCRATCH, Allowance, deployment, moved_pods
from fixtures.cluster import Cluster
from fixtures.node import Machine, MachineOf
from fixtures.shape import require_shape

pytestmark = pytest.mark.lab("node-notready")

NODE = "node01"
SERVICES = ("containerd", "kubelet")
HTTPS = 443
KUBECONFIG = {"clusters": [{"cluster": {"server": str}}]}
API = "/apis/discovery.k8s.io/v1/namespaces/default/endpointslices"


def allowed(values: Mapping[str, Drawn]) -> list[Allowance]:
    """Pods of a node that is silent for long are replaced; neither nodes nor objects change."""
    app = deployment(values["namespace"], values["app"])
    return [app.pods, app.restarted, moved_pods(on=NODE), SCRATCH]


@pytest.mark.points(3)
def test_node01_is_ready(cluster: Cluster, machine: MachineOf) -> None:
    """Only a node whose kubelet reports to the API server gets pods."""
    assert cluster.node(NODE).ready, differs(f"{NODE} is not ready", expected="Ready")
    assert machine(NODE).processes("kubelet"), differs(f"no kubelet runs on {NODE}")


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
    _require_service(machine(NODE), "kubelet")


@pytest.mark.points(2)
@pytest.mark.needs("test_node01_is_ready")
@pytest.mark.symptom
def test_it_is_ready_after_every_start(cluster: Cluster, machine: MachineOf) -> None:
    """The node has to come back after the next start of the machine without your help."""
    node = machine(NODE)
    for name in SERVICES:
        assert node.starts_with_machine(name), differs(
            f"{name} does not start with the machine",
            expected="enabled",
            found=node.service(name).file_state or "no unit",
        )
        _require_service(node, name)
    lost = node.lost_at_start(
        [*node.kubelet_files(), *files_of_service(node.service("containerd"))]
    )
    assert not lost, differs(
        "the kubelet depends on files that are lost with the next start", found=names(lost)
    )
    kubelet, service = node.process("kubelet"), node.service("kubelet")
    assert flags_of(node.command(service)) == flags_of(kubelet.argv), differs(
        "the running kubelet was not started with the options of its service"
    )
    ports = {port.get("port") for slice_ in cluster.at(API) for port in slice_.get("ports") or []}
    found = _port(node.file(kubelet.flags["kubeconfig"]).yaml)
    assert found in ports, differs(
        "the kubelet's kubeconfig has another port than the API server",
        expected=names(map(str, ports)),
        found=found,
    )


def _require_service(node: Machine, name: str) -> None:
    """The service's main process is the program that the service is called by."""
    pid = node.service(name).pid
    running = [process for process in node.processes() if process.pid == pid]
    if not running:
        msg = f"the service {name} has no process on {node.name}"
        raise Missing(msg)
    node.require_program(running[0], name)


def _port(kubeconfig: Any) -> int | None:
    """The port of the API server in a kubeconfig."""
    clusters = require_shape(kubeconfig, "the kubeconfig", KUBECONFIG).get("clusters") or [{}]
    server = (clusters[0].get("cluster") or {}).get("server", "")
    try:
        return urlsplit(server).port or HTTPS
    except ValueError:
        return None


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
