"""The Node objects of a kind cluster: what the lab wants of them beyond what kubeadm gives."""

import contextlib

from clusterdojo.cluster.client import Api, Object, RefusedError, UnansweredError
from clusterdojo.cluster.settle import is_ready
from clusterdojo.engines.taints import CONTROL_PLANE_ROLE, taint
from clusterdojo.lab.model import ClusterSpec, NodeSpec

NODES = "/api/v1/nodes"
NOT_READY = "node.kubernetes.io/not-ready"


def dress(api: Api, spec: ClusterSpec) -> None:
    """Give the nodes the lab's labels and taints, and a lone control plane its own taint back.

    Through the API rather than by the kubelets' settings: a kubelet may not set every label.
    """
    for node in spec.nodes:
        if node.joined and (patch := _patch(api, node, alone=len(spec.nodes) == 1)):
            api.patch(f"{NODES}/{node.name}", patch)


def forget(api: Api, node: str) -> None:
    """Delete the object of a machine that is not to be in the cluster."""
    with contextlib.suppress(RefusedError):  # its kubelet had not registered it yet
        api.delete(f"{NODES}/{node}")


def not_ready(api: Api, spec: ClusterSpec) -> list[str]:
    """The nodes that do not take pods yet.

    A node that is ready carries the taint of one that is not for a moment longer.
    """
    try:
        items = (api.get(NODES) or {}).get("items", [])
    except (UnansweredError, RefusedError):
        items = []
    ready = {node["metadata"]["name"] for node in items if is_ready(node) and not _fresh(node)}
    return [node.name for node in spec.nodes if node.joined and node.name not in ready]


def _patch(api: Api, node: NodeSpec, *, alone: bool) -> Object:
    wanted = [taint(text) for text in node.taints]
    if alone:  # kind takes it from a cluster of one node; a lab finds the same on all engines
        wanted.insert(0, taint(f"{CONTROL_PLANE_ROLE}:NoSchedule"))
    patch: Object = {}
    if node.labels:
        patch["metadata"] = {"labels": node.labels}
    if wanted:
        found = (api.get(f"{NODES}/{node.name}") or {"spec": {}})["spec"]
        patch["spec"] = {"taints": [*wanted, *found.get("taints", [])]}
    return patch


def _fresh(node: Object) -> bool:
    return any(taint["key"] == NOT_READY for taint in node["spec"].get("taints", []))
