"""The configuration that makes kind's nodes look like the exam's."""

import json
import platform
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any

from clusterdojo import container
from clusterdojo.cluster.audit_log import LOG
from clusterdojo.engines import audit
from clusterdojo.engines.kind.audit_log import FOLDER, POLICY
from clusterdojo.engines.kind.etcd import CLIENT_FILES
from clusterdojo.lab.model import ETCD_DATA_DIR, ClusterSpec, NodeSpec

API = "kind.x-k8s.io/v1alpha4"
# Kubernetes' own defaults: what a lab leaves as it is stays out of the components' arguments.
GRACE_SECONDS, EVICTION_SECONDS = 50, 300
LEASE_SECONDS = 40  # a kubelet's default; it renews its lease every quarter of that
AUDIT_VOLUMES = [
    {
        "name": "audit-policy",
        "hostPath": POLICY,
        "mountPath": POLICY,
        "readOnly": True,
        "pathType": "File",
    },
    {
        "name": "audit-log",
        "hostPath": FOLDER,
        "mountPath": FOLDER,
        "pathType": "DirectoryOrCreate",
    },
]
UNCHECKED = {"nodeRegistration": {"ignorePreflightErrors": ["SystemVerification"]}}


@dataclass(frozen=True)
class Host:
    """The machine on which the nodes run.

    Attributes:
        cgroup_version: 1 or 2.
        kernel_configuration: Its file, if there is one and the container engine sees it too.
    """

    cgroup_version: int
    kernel_configuration: Path | None

    @classmethod
    def look(cls) -> "Host":
        """Ask the container engine.

        Raises:
            ContainerEngineError: It does not answer.
        """
        told = container.info()
        file = Path(f"/boot/config-{platform.release()}")
        # An engine with another kernel runs on another machine, which lacks our file.
        here = told.get("KernelVersion") == platform.release() and file.is_file()
        # kubeadm's check of the system reads it where /proc/config.gz is missing.
        return cls(1 if told.get("CgroupVersion") == "1" else 2, file if here else None)


def configuration(
    spec: ClusterSpec, port: int, host: Host, images: Mapping[str, str],
    etcd_pki: Path | None = None, audit_policy: Path | None = None,
) -> str:  # fmt: skip
    """kind's configuration file. JSON is YAML, and takes no library to write.

    Args:
        spec: The cluster to make.
        port: Where its API server answers, on 127.0.0.1.
        host: Where it will run.
        images: The image of each node, by the node's name.
        etcd_pki: Where the API server's files for an external etcd are, see kind_etcd.
        audit_policy: The file that says what the API server writes down; None for nothing.
    """
    content = {
        "kind": "Cluster",
        "apiVersion": API,
        "networking": {
            "apiServerAddress": "127.0.0.1",
            "apiServerPort": port,
            "ipFamily": "ipv4",
        },
        "kubeadmConfigPatches": [
            json.dumps(patch) for patch in _patches(spec, host, audits=audit_policy is not None)
        ],
        "nodes": [
            _node(node, host, images[node.name], etcd_pki, audit_policy) for node in spec.nodes
        ],
    }
    return json.dumps(content, indent=2) + "\n"


def _node(
    node: NodeSpec, host: Host, image: str, etcd_pki: Path | None, audit_policy: Path | None
) -> dict[str, Any]:
    kind = "InitConfiguration" if node.role == "control-plane" else "JoinConfiguration"
    patch = {"kind": kind, "nodeRegistration": {"name": node.name}}
    mounts = {}
    if host.kernel_configuration is not None:
        mounts[host.kernel_configuration] = str(host.kernel_configuration)
    if audit_policy is not None and node.role == "control-plane":
        mounts[audit_policy] = POLICY
    if etcd_pki is not None and node.role == "control-plane":
        # They have to be there before kubeadm runs; their mode here, 0600, is that in the node.
        mounts |= {etcd_pki / file: path for file, path in CLIENT_FILES.items()}
    return {
        "role": node.role,
        "image": image,
        "kubeadmConfigPatches": [json.dumps(patch)],
        "extraMounts": [
            {"hostPath": str(here), "containerPath": there, "readOnly": True}
            for here, there in mounts.items()
        ],
    }


def _patches(spec: ClusterSpec, host: Host, *, audits: bool) -> list[dict[str, Any]]:
    """kubeadm's configuration for all nodes. It names no versions: kind writes the right one."""
    kubelet: dict[str, Any] = {"kind": "KubeletConfiguration"}
    cluster: dict[str, Any] = {"kind": "ClusterConfiguration"}
    apiserver: dict[str, Any] = {}
    patches = [kubelet, cluster]
    if host.cgroup_version == 1:
        kubelet["failCgroupV1"] = False
        patches += [
            {"kind": kind, **UNCHECKED} for kind in ("InitConfiguration", "JoinConfiguration")
        ]
    if spec.etcd.host:
        keys, files = ("caFile", "certFile", "keyFile"), CLIENT_FILES.values()
        endpoints = [f"https://{spec.etcd.host}:2379"]
        external = {"endpoints": endpoints, **dict(zip(keys, files, strict=True))}
        cluster["etcd"] = {"external": external}
    elif spec.etcd.data_dir != ETCD_DATA_DIR:
        cluster["etcd"] = {"local": {"dataDir": spec.etcd.data_dir}}
    grace, eviction = spec.node_monitor_grace_seconds, spec.eviction_seconds
    if grace != GRACE_SECONDS:
        # A node may renew its lease no slower than four times in the time that marks it as lost.
        kubelet["nodeLeaseDurationSeconds"] = min(LEASE_SECONDS, grace)
        cluster["controllerManager"] = {
            "extraArgs": {
                "node-monitor-grace-period": f"{grace}s",
                "node-monitor-period": f"{min(5_000, grace * 250)}ms",
            }
        }
    if audits:
        apiserver["extraVolumes"] = AUDIT_VOLUMES
        apiserver["extraArgs"] = audit.arguments(PurePosixPath(POLICY), PurePosixPath(FOLDER, LOG))
    if eviction != EVICTION_SECONDS:
        apiserver["extraArgs"] = apiserver.get("extraArgs", {}) | {
            "default-not-ready-toleration-seconds": str(eviction),
            "default-unreachable-toleration-seconds": str(eviction),
        }
    if apiserver:
        cluster["apiServer"] = apiserver
    return [patch for patch in patches if len(patch) > 1]
