"""The simulated nodes: as on the exam."""

import pytest

from clusterdojo.engines.kwok.nodes import kube_proxy, nodes
from clusterdojo.engines.taints import taint
from clusterdojo.lab.model import ClusterSpec, NodeSpec

SPEC = ClusterSpec(
    nodes=[
        NodeSpec(name="controlplane", role="control-plane"),
        NodeSpec(name="node01", labels={"disktype": "ssd"}, taints=["dedicated=db:NoSchedule"]),
        NodeSpec(name="node02"),
    ]
)
MADE = {node["metadata"]["name"]: node for node in nodes(SPEC, "1.35.4", 20006)}


def test_nodes_are_called_as_on_the_exam() -> None:
    """The names in the task are the names in the cluster."""
    assert list(MADE) == ["controlplane", "node01", "node02"]


def test_the_control_plane_takes_no_ordinary_pods() -> None:
    """Its role is a label, and its taint is kubeadm's."""
    controlplane = MADE["controlplane"]
    assert controlplane["metadata"]["labels"]["node-role.kubernetes.io/control-plane"] == ""
    assert controlplane["spec"]["taints"] == [
        {"key": "node-role.kubernetes.io/control-plane", "effect": "NoSchedule"}
    ]
    assert MADE["node02"]["spec"]["taints"] == []


def test_a_lab_adds_labels_and_taints() -> None:
    """They stand beside those that every node has."""
    labels = MADE["node01"]["metadata"]["labels"]
    assert labels["disktype"] == "ssd"
    assert labels["kubernetes.io/hostname"] == "node01"
    assert MADE["node01"]["spec"]["taints"] == [
        {"key": "dedicated", "value": "db", "effect": "NoSchedule"}
    ]


def test_nodes_differ_where_real_ones_do() -> None:
    """No two have an address, a pod network or an id in common."""
    made = list(MADE.values())
    assert len({n["status"]["addresses"][0]["address"] for n in made}) == 3
    assert len({n["spec"]["podCIDR"] for n in made}) == 3
    for identity in ("machineID", "bootID", "systemUUID"):
        assert len({n["status"]["nodeInfo"][identity] for n in made}) == 3


def test_nodes_report_the_clusters_version() -> None:
    """`kubectl get nodes` shows what runs."""
    assert {n["status"]["nodeInfo"]["kubeletVersion"] for n in MADE.values()} == {"v1.35.4"}


def test_the_kubelets_port_is_kwoks() -> None:
    """`kubectl logs` reaches something that answers."""
    endpoints = [n["status"]["daemonEndpoints"]["kubeletEndpoint"]["Port"] for n in MADE.values()]
    assert endpoints == [20006] * 3


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a:NoSchedule", {"key": "a", "effect": "NoSchedule"}),
        ("a=b:NoExecute", {"key": "a", "value": "b", "effect": "NoExecute"}),
        ("a=:NoExecute", {"key": "a", "value": "", "effect": "NoExecute"}),
        ("example.com/a=b:NoSchedule", {"key": "example.com/a", "value": "b"}),
    ],
)
def test_taints_are_written_as_kubectl_writes_them(text: str, expected: dict[str, str]) -> None:
    """A lab's author writes what a learner would type."""
    assert expected.items() <= taint(text).items()


def test_kube_proxy_runs_everywhere() -> None:
    """A drain has to be told to ignore it, on every node."""
    spec = kube_proxy("1.35.4")["spec"]["template"]["spec"]
    assert spec["tolerations"] == [{"operator": "Exists"}]
    assert spec["containers"][0]["image"].endswith(":v1.35.4")
