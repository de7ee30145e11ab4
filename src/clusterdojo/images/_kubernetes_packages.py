"""kubeadm, kubelet and kubectl as the Debian packages that an administrator upgrades."""

from collections.abc import Mapping
from pathlib import Path

from clusterdojo.images import _tar
from clusterdojo.images._deb import Package, write

REVISION = "1.1"
"""As of the Kubernetes project's own packages: `apt-get install kubeadm=1.35.4-1.1`."""

DESCRIPTIONS = {
    "kubeadm": "Command-line utility for administering a Kubernetes cluster",
    "kubectl": "Command-line utility for interacting with a Kubernetes cluster",
    "kubelet": "Node agent for Kubernetes clusters",
}
NAMES = tuple(DESCRIPTIONS)

DEPENDS = {"kubelet": ("conntrack", "ethtool", "iproute2", "iptables", "mount", "util-linux")}
"""Of what the project's packages want, these are in every node image as packages."""


def package(name: str, kubernetes: str, program: Path) -> Package:
    """The package with that program of that version.

    It has no scripts and no units: nodes have kind's, and who upgrades restarts the kubelet.
    """
    version = f"{kubernetes}-{REVISION}"
    return Package(name, version, {name: program}, DESCRIPTIONS[name], DEPENDS.get(name, ()))


def installable(kubernetes: str, programs: Mapping[str, Path], scratch: Path) -> _tar.Tree:
    """The packages of one version, where node/packages finds and removes them.

    Raises:
        OSError: A program can't be read, or a file not be written.
    """
    tree = {}
    for name in NAMES:
        made = package(name, kubernetes, programs[name])
        write(made, scratch / made.file_name, compressed=False)
        tree[f"build/debs/{made.file_name}"] = _tar.File(scratch / made.file_name)
    return tree
