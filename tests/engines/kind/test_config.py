"""The configuration that kind is given."""

import json
from pathlib import Path
from typing import Any

import pytest

from clusterdojo import container
from clusterdojo.engines.kind.config import Host, configuration
from clusterdojo.lab.model import ClusterSpec, EtcdSpec, NodeSpec

MODERN, OLD = Host(2, None), Host(1, Path("/boot/config-6.1"))


def _written(spec: ClusterSpec, host: Host = MODERN) -> dict[str, Any]:
    images = {node.name: f"image-of-{node.name}" for node in spec.nodes}
    content: dict[str, Any] = json.loads(configuration(spec, 20_001, host, images))
    return content


def _patches(texts: list[str]) -> dict[str, dict[str, Any]]:
    return {patch["kind"]: patch for patch in map(json.loads, texts)}


def test_nodes_are_named_by_kubeadm() -> None:
    """Each node's own patch carries its name, for the way in which it enters the cluster."""
    nodes = _written(ClusterSpec())["nodes"]
    assert [node["role"] for node in nodes] == ["control-plane", "worker", "worker"]
    ways = [next(iter(_patches(node["kubeadmConfigPatches"]).values())) for node in nodes]
    assert [(way["kind"], way["nodeRegistration"]["name"]) for way in ways] == [
        ("InitConfiguration", "controlplane"),
        ("JoinConfiguration", "node01"),
        ("JoinConfiguration", "node02"),
    ]


def test_each_node_has_its_own_image() -> None:
    """Nodes of one cluster may run different versions, as in the middle of an upgrade."""
    images = [node["image"] for node in _written(ClusterSpec())["nodes"]]
    assert images == ["image-of-controlplane", "image-of-node01", "image-of-node02"]


def test_the_api_server_is_on_loopback_only() -> None:
    """The only port that is published is 127.0.0.1's, and it is known beforehand."""
    content = _written(ClusterSpec())
    assert content["networking"]["apiServerAddress"] == "127.0.0.1"
    assert content["networking"]["apiServerPort"] == 20_001
    assert "extraPortMappings" not in json.dumps(content)


def test_what_a_lab_leaves_alone_is_kubernetes_own() -> None:
    """With default seconds on a host with cgroup v2, no component gets an argument from us."""
    assert _written(ClusterSpec())["kubeadmConfigPatches"] == []


def test_etcd_keeps_its_objects_where_the_lab_says() -> None:
    """kubeadm is told, so that the manifest, the directory and its owner are kubeadm's own."""
    spec = ClusterSpec(etcd=EtcdSpec(data_dir="/var/lib/etcd-k7"))
    patch = _patches(_written(spec)["kubeadmConfigPatches"])["ClusterConfiguration"]
    assert patch["etcd"] == {"local": {"dataDir": "/var/lib/etcd-k7"}}


def test_an_external_etcd_is_kubeadms_own_configuration() -> None:
    """The API server is told where it is, and its files are in the node before kubeadm runs."""
    spec = ClusterSpec(etcd=EtcdSpec(host="etcd-server", data_dir="/var/lib/etcd-k7"))
    images = {node.name: "image" for node in spec.nodes}
    text = configuration(spec, 20_001, OLD, images, Path("/state/etcd-pki"))
    content = json.loads(text)
    pki = "/etc/kubernetes/pki"
    assert _patches(content["kubeadmConfigPatches"])["ClusterConfiguration"]["etcd"] == {
        "external": {
            "endpoints": ["https://etcd-server:2379"],
            "caFile": f"{pki}/etcd/ca.crt",
            "certFile": f"{pki}/apiserver-etcd-client.crt",
            "keyFile": f"{pki}/apiserver-etcd-client.key",
        }
    }
    assert [len(node["extraMounts"]) for node in content["nodes"]] == [4, 1, 1]
    mounts = content["nodes"][0]["extraMounts"]
    assert all(mount["readOnly"] for mount in mounts)
    assert {mount["hostPath"]: mount["containerPath"] for mount in mounts[1:]} == {
        "/state/etcd-pki/ca.crt": f"{pki}/etcd/ca.crt",
        "/state/etcd-pki/apiserver-etcd-client.crt": f"{pki}/apiserver-etcd-client.crt",
        "/state/etcd-pki/apiserver-etcd-client.key": f"{pki}/apiserver-etcd-client.key",
    }
    assert "etcd-k7" not in text  # the control plane has no such directory


def test_short_patience_is_the_components() -> None:
    """A node that has 4 s renews its lease in each of them, and the manager looks as often."""
    spec = ClusterSpec(node_monitor_grace_seconds=4, eviction_seconds=5)
    patches = _patches(_written(spec)["kubeadmConfigPatches"])
    assert patches["KubeletConfiguration"]["nodeLeaseDurationSeconds"] == 4
    cluster = patches["ClusterConfiguration"]
    assert cluster["controllerManager"]["extraArgs"] == {
        "node-monitor-grace-period": "4s",
        "node-monitor-period": "1000ms",
    }
    assert cluster["apiServer"]["extraArgs"] == {
        "default-not-ready-toleration-seconds": "5",
        "default-unreachable-toleration-seconds": "5",
    }


def test_the_api_server_writes_down_who_does_what() -> None:
    """Its policy is on the node before kubeadm runs, and its log's folder outlives its pod."""
    images = {node.name: "image" for node in ClusterSpec().nodes}
    spec = ClusterSpec(eviction_seconds=5)
    text = configuration(spec, 20_001, MODERN, images, audit_policy=Path("/state/policy.json"))
    content = json.loads(text)
    mounts = [node["extraMounts"] for node in content["nodes"]]
    assert mounts[1:] == [[], []]
    [mount] = mounts[0]
    assert (mount["hostPath"], mount["readOnly"]) == ("/state/policy.json", True)
    apiserver = _patches(content["kubeadmConfigPatches"])["ClusterConfiguration"]["apiServer"]
    arguments = apiserver["extraArgs"]
    assert arguments["audit-policy-file"] == mount["containerPath"]
    assert arguments["default-not-ready-toleration-seconds"] == "5"
    policy, log = apiserver["extraVolumes"]
    assert (policy["hostPath"], policy["readOnly"]) == (mount["containerPath"], True)
    assert Path(arguments["audit-log-path"]).parent == Path(log["mountPath"])
    assert log["hostPath"] == log["mountPath"]
    assert "readOnly" not in log


def test_old_cgroups_are_excused_only_where_they_are() -> None:
    """On cgroup v1 the kubelet starts all the same, and kubeadm does not look."""
    patches = _patches(_written(ClusterSpec(), OLD)["kubeadmConfigPatches"])
    assert patches["KubeletConfiguration"]["failCgroupV1"] is False
    for kind in ("InitConfiguration", "JoinConfiguration"):
        ignored = patches[kind]["nodeRegistration"]["ignorePreflightErrors"]
        assert ignored == ["SystemVerification"]
    assert "failCgroupV1" not in json.dumps(_written(ClusterSpec()))


def test_nodes_see_the_hosts_kernel_configuration() -> None:
    """kubeadm looks for it in /boot; nodes may read it and no more."""
    path = "/boot/config-6.1"
    mount = {"hostPath": path, "containerPath": path, "readOnly": True}
    assert [node["extraMounts"] for node in _written(ClusterSpec(), OLD)["nodes"]] == [[mount]] * 3
    assert [node["extraMounts"] for node in _written(ClusterSpec())["nodes"]] == [[]] * 3


@pytest.mark.parametrize(("told", "version"), [("1", 1), ("2", 2), ("", 2)])
def test_the_engine_tells_the_hosts_cgroups(
    monkeypatch: pytest.MonkeyPatch, told: str, version: int
) -> None:
    """What runs the nodes is asked, not this machine; its file counts only on the same kernel."""
    info = {"CgroupVersion": told, "KernelVersion": "of-another-machine"}
    monkeypatch.setattr(container, "info", lambda: info)
    assert Host.look() == Host(version, None)


def test_a_single_node_is_a_cluster_too() -> None:
    """A control plane alone has one node in kind's file."""
    spec = ClusterSpec(nodes=[NodeSpec(name="controlplane", role="control-plane")])
    assert len(_written(spec)["nodes"]) == 1
