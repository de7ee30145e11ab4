"""The configuration that makes kwokctl's cluster private to this machine and user."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from clusterdojo.binaries import DEFAULT_KUBERNETES
from clusterdojo.cluster.audit_log import LOG
from clusterdojo.engines import audit
from clusterdojo.engines.kwok.audit_log import FOLDER, POLICY
from clusterdojo.engines.kwok.components import KUBECONFIGS
from clusterdojo.engines.kwok.nodes import KUBELET_LABEL, SIMULATED
from clusterdojo.lab.model import ClusterSpec

API = {"apiVersion": "config.kwok.x-k8s.io/v1alpha1"}
LEASE_SECONDS = 40  # a kubelet's default; it renews its lease every quarter of that
# In the format that container runtimes write, which kwok reads back.
SIMULATED_LOG = (
    "2026-01-01T00:00:00.000000000Z stdout F "
    "This pod runs on a simulated node (engine kwok): no container runs, so there is no log.\n"
)


@dataclass(frozen=True)
class Ports:
    """The loopback ports of one cluster's processes."""

    etcd: int
    etcd_peer: int
    apiserver: int
    controller_manager: int
    scheduler: int
    kubelet: int


def documents(
    spec: ClusterSpec, binaries: dict[str, Path], ports: Ports, folder: Path, workdir: Path
) -> list[dict[str, Any]]:
    """kwokctl's configuration file, one mapping a YAML document.

    Args:
        spec: The cluster to make.
        binaries: The executables, by component.
        ports: Where its processes listen.
        folder: The folder of everything that belongs to the cluster.
        workdir: The folder that kwokctl will use for the cluster; its pki/ holds the keys.
    """
    pki = workdir / "pki"
    # A node may renew its lease no slower than four times in the time that marks it as lost.
    lease = min(LEASE_SECONDS, spec.node_monitor_grace_seconds)
    monitor_milliseconds = min(5_000, spec.node_monitor_grace_seconds * 250)
    options = {
        "runtime": "binary",
        "kubeVersion": f"v{DEFAULT_KUBERNETES}",
        "bindAddress": "127.0.0.1",
        "securePort": True,
        "kubeAdmission": True,
        "kubeAuthorization": True,
        "disableQPSLimits": True,
        "etcdPort": ports.etcd,
        "etcdPeerPort": ports.etcd_peer,
        "kubeApiserverPort": ports.apiserver,
        "kubeControllerManagerPort": ports.controller_manager,
        "kubeSchedulerPort": ports.scheduler,
        "kwokControllerPort": ports.kubelet,
        "etcdBinary": str(binaries["etcd"]),
        "etcdctlBinary": str(binaries["etcdctl"]),
        "kubeApiserverBinary": str(binaries["kube-apiserver"]),
        "kubeControllerManagerBinary": str(binaries["kube-controller-manager"]),
        "kubeSchedulerBinary": str(binaries["kube-scheduler"]),
        "kubectlBinary": str(binaries["kubectl"]),
        "kwokControllerBinary": str(binaries["kwok"]),
        "cacheDir": str(workdir / "cache"),
        "heartbeatFactor": 1,
        "nodeLeaseDurationSeconds": lease,
        "nodeStatusUpdateFrequencyMilliseconds": lease * 250,
        "kubeControllerManagerNodeMonitorPeriodMilliseconds": monitor_milliseconds,
        "kubeControllerManagerNodeMonitorGracePeriodMilliseconds": (
            spec.node_monitor_grace_seconds * 1000
        ),
    }
    eviction = str(spec.eviction_seconds)
    patches = [
        _patch("etcd", _etcd_urls(ports), _etcd_tls(pki)),
        _patch(
            "kube-apiserver",
            {
                "etcd-servers": f"https://127.0.0.1:{ports.etcd}",
                "tls-cert-file": str(pki / "apiserver.crt"),
                "tls-private-key-file": str(pki / "apiserver.key"),
                "service-account-key-file": str(pki / "sa.pub"),
                "service-account-signing-key-file": str(pki / "sa.key"),
                "proxy-client-cert-file": str(pki / "front-proxy-client.crt"),
                "proxy-client-key-file": str(pki / "front-proxy-client.key"),
            },
            {
                "etcd-cafile": str(pki / "etcd" / "ca.crt"),
                "etcd-certfile": str(pki / "apiserver-etcd-client.crt"),
                "etcd-keyfile": str(pki / "apiserver-etcd-client.key"),
                "kubelet-preferred-address-types": "ExternalDNS",
                "default-not-ready-toleration-seconds": eviction,
                "default-unreachable-toleration-seconds": eviction,
                **audit.arguments(folder / POLICY, folder / FOLDER / LOG),
            },
        ),
        # Nobody to elect against; a lost first try for the lease costs two seconds and more.
        _patch(
            "kube-controller-manager",
            {
                **_kubeconfig(pki, "kube-controller-manager"),
                "service-account-private-key-file": str(pki / "sa.key"),
            },
            # Without accounts of their own, which a learner could get tokens for, controllers
            # tell what they are by their user agents: docs/decisions/0027.
            {"leader-elect": "false"},
        ),
        _patch("kube-scheduler", _kubeconfig(pki, "kube-scheduler"), {"leader-elect": "false"}),
        _patch(
            "kwok-controller",
            {
                **_kubeconfig(pki, "kwok-controller"),
                "tls-cert-file": str(pki / "kubelet.crt"),
                "tls-private-key-file": str(pki / "kubelet.key"),
                "manage-all-nodes": "false",
            },
            {"manage-nodes-with-label-selector": f"{KUBELET_LABEL}={SIMULATED}"},
        ),
    ]
    return [
        {**API, "kind": "KwokctlConfiguration", "options": options, "componentsPatches": patches},
        _cluster_logs(folder),
    ]


def _etcd_urls(ports: Ports) -> dict[str, str]:
    client = f"https://127.0.0.1:{ports.etcd}"
    peer = f"https://127.0.0.1:{ports.etcd_peer}"
    return {
        "listen-client-urls": client,
        "advertise-client-urls": client,
        "listen-peer-urls": peer,
        "initial-advertise-peer-urls": peer,
        "initial-cluster": f"node0={peer}",
    }


def _kubeconfig(pki: Path, component: str) -> dict[str, str]:
    """The flag by which a component finds its own identity instead of kwokctl's."""
    return {"kubeconfig": str(pki / KUBECONFIGS[component][0])}


def _etcd_tls(pki: Path) -> dict[str, str]:
    """etcd speaks plain HTTP by kwokctl's default, which any local user could read."""
    ca, certificate, key = (str(pki / "etcd" / n) for n in ("ca.crt", "server.crt", "server.key"))
    return {
        "cert-file": certificate,
        "key-file": key,
        "trusted-ca-file": ca,
        "client-cert-auth": "true",
        "peer-cert-file": certificate,
        "peer-key-file": key,
        "peer-trusted-ca-file": ca,
        "peer-client-cert-auth": "true",
    }


def _patch(name: str, replaced: dict[str, str], added: dict[str, str]) -> dict[str, Any]:
    """Flags of one component: those that kwokctl sets too, and those that only we set."""
    return {
        "name": name,
        "extraArgs": [
            *({"key": k, "value": v, "override": True} for k, v in replaced.items()),
            *({"key": k, "value": v} for k, v in added.items()),
        ],
    }


def _cluster_logs(folder: Path) -> dict[str, Any]:
    """The text that `kubectl logs` shows for every simulated container."""
    return {
        "apiVersion": "kwok.x-k8s.io/v1alpha1",
        "kind": "ClusterLogs",
        "metadata": {"name": "simulated"},
        "spec": {"logs": [{"logsFile": str(folder / "simulated.log")}]},
    }
