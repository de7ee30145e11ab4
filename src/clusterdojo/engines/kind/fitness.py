"""What a cluster of real nodes takes, and which clusters kind can't make."""

import re

from clusterdojo.engines.kind.containers import CONTROL_PLANE
from clusterdojo.lab.model import ClusterSpec

# Measured at rest by bench/memory_kind.py: Docker counts 418 MiB for a control plane and 66 MiB for
# a worker. The rest is room for a lab's workload.
CONTROL_PLANE_MIB = 670
WORKER_MIB = 290
NODE_NAMES = r"(control-plane|worker|external-load-balancer)\d*"  # after the cluster's name


def memory_mib(spec: ClusterSpec) -> int:
    """What the cluster's machines take; etcd's own host counts as a worker."""
    return CONTROL_PLANE_MIB + WORKER_MIB * (len(spec.machines) - 1)


def unfit(spec: ClusterSpec) -> list[str]:
    """Why the cluster can't be made."""
    why = []
    if sum(node.role == CONTROL_PLANE for node in spec.nodes) != 1:
        why.append(f"{spec.name} needs exactly one control plane")
    if spec.etcd.host and re.fullmatch(NODE_NAMES, spec.etcd.host):
        why.append(f"etcd's host can't be called {spec.etcd.host}: kind gives that name to a node")
    return why
