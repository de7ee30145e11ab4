"""The simulated nodes: named, sized and labelled as on the exam, with kwok as their kubelet."""

from typing import Any

from clusterdojo.engines.taints import CONTROL_PLANE_ROLE, taint
from clusterdojo.lab.model import ClusterSpec, NodeSpec

# kwok keeps the nodes alive that carry this label; its value says what they are. It has to be a
# label: kwok is not told when a node loses an annotation. And one of kwok's own: Kubernetes'
# controllers put theirs back.
KUBELET_LABEL = "kwok.x-k8s.io/node"
SIMULATED = "fake"
KUBE_PROXY = "kube-proxy"
CAPACITY = {"cpu": "4", "memory": "8Gi", "ephemeral-storage": "40Gi", "pods": "110"}
ALLOCATABLE = {**CAPACITY, "memory": "7948Mi", "ephemeral-storage": "37Gi"}


def node(spec: NodeSpec, index: int, version: str, kubelet_port: int) -> dict[str, Any]:
    """The Node object for `spec`, the `index`th (from 0) of its cluster."""
    labels = {
        "beta.kubernetes.io/arch": "amd64",
        "beta.kubernetes.io/os": "linux",
        "kubernetes.io/arch": "amd64",
        "kubernetes.io/hostname": spec.name,
        "kubernetes.io/os": "linux",
        KUBELET_LABEL: SIMULATED,
        **spec.labels,
    }
    taints = [taint(text) for text in spec.taints]
    if spec.role == "control-plane":
        labels[CONTROL_PLANE_ROLE] = ""
        taints.insert(0, {"key": CONTROL_PLANE_ROLE, "effect": "NoSchedule"})
    return {
        "apiVersion": "v1",
        "kind": "Node",
        "metadata": {
            "name": spec.name,
            "labels": labels,
            "annotations": {
                "node.alpha.kubernetes.io/ttl": "0",
            },
        },
        "spec": {
            "podCIDR": f"10.244.{index}.0/24",
            "podCIDRs": [f"10.244.{index}.0/24"],
            "taints": taints,
        },
        "status": {
            "addresses": [
                {"type": "InternalIP", "address": f"172.30.1.{index + 2}"},
                {"type": "Hostname", "address": spec.name},
                # The API server reaches the node's kubelet here: kwok answers for all nodes.
                {"type": "ExternalDNS", "address": "localhost"},
            ],
            "daemonEndpoints": {"kubeletEndpoint": {"Port": kubelet_port}},
            "capacity": CAPACITY,
            "allocatable": ALLOCATABLE,
            "nodeInfo": {
                "architecture": "amd64",
                "bootID": f"5f0a7c1e-0000-4000-8000-00000000000{index}",
                "containerRuntimeVersion": "containerd://2.1.4",
                "kernelVersion": "6.8.0-51-generic",
                "kubeProxyVersion": "",
                "kubeletVersion": f"v{version}",
                "machineID": f"a1b2c3d4e5f60718293a4b5c6d7e8f0{index}",
                "operatingSystem": "linux",
                "osImage": "Ubuntu 24.04.2 LTS",
                "systemUUID": f"1c3d5e7f-0000-4000-8000-00000000000{index}",
            },
            "phase": "Running",
        },
    }


def nodes(spec: ClusterSpec, version: str, kubelet_port: int) -> list[dict[str, Any]]:
    """All nodes of a cluster; a machine that has not joined is none."""
    joined = [node for node in spec.nodes if node.joined]
    return [node(n, index, version, kubelet_port) for index, n in enumerate(joined)]


def kube_proxy(version: str) -> dict[str, Any]:
    """A DaemonSet on every node, as kubeadm makes it: drain has to be told to ignore it."""
    labels = {"k8s-app": "kube-proxy"}
    return {
        "apiVersion": "apps/v1",
        "kind": "DaemonSet",
        "metadata": {"name": KUBE_PROXY, "namespace": "kube-system", "labels": labels},
        "spec": {
            "selector": {"matchLabels": labels},
            "template": {
                "metadata": {"labels": labels},
                "spec": {
                    "priorityClassName": "system-node-critical",
                    "tolerations": [{"operator": "Exists"}],
                    "nodeSelector": {"kubernetes.io/os": "linux"},
                    "hostNetwork": True,
                    "containers": [
                        {
                            "name": "kube-proxy",
                            "image": f"kube-proxy:v{version}",
                            "command": ["/usr/local/bin/kube-proxy"],
                        }
                    ],
                },
            },
        },
    }
