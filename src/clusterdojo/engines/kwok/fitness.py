"""What an embedded cluster takes, and which clusters the embedded engine can't make."""

from clusterdojo.binaries import DEFAULT_KUBERNETES
from clusterdojo.lab.model import ClusterSpec, EtcdSpec

MEMORY_MIB = 400
"""What each of several clusters takes; the number of its nodes does not matter.

Measured at rest by bench/memory_kwok.py: 363 MiB each for three side by side, which share the pages
of their programs, and 537 MiB for one alone. The rest is room for a lab's objects.
"""


def unfit(spec: ClusterSpec) -> list[str]:
    """Why the cluster can't be made: its nodes would have to be real, or its version another one.

    The suite brings the programs of one Kubernetes version.
    """
    why = []
    if spec.upgrade:
        why.append(f"{spec.name} is upgraded by the learner")
    if spec.kubernetes not in (None, DEFAULT_KUBERNETES):
        why.append(f"{spec.name} runs Kubernetes {spec.kubernetes}")
    if spec.etcd != EtcdSpec():
        why.append(f"{spec.name} sets where etcd keeps its data")
    return why
