"""The ways into a kind cluster: the learner's, and the suite's own, which no role can close."""

import base64
from pathlib import Path
from typing import Any

from clusterdojo.cluster.kubeconfig import kubeconfig_with_certificates
from clusterdojo.cluster.transport import Access
from clusterdojo.engines.kind import nodes as kind_nodes
from clusterdojo.engines.kind.containers import KindRecord
from clusterdojo.files import write_atomically

# kubeadm makes both. admin.conf has its rights by a ClusterRoleBinding, which a learner may
# delete; super-admin.conf by its group alone. Before 1.29 that was so of admin.conf, the only one.
LEARNERS, OWN = "/etc/kubernetes/admin.conf", "/etc/kubernetes/super-admin.conf"
# By file, where a kubeconfig has it.
CREDENTIALS = {
    "ca.crt": ("clusters", "cluster", "certificate-authority-data"),
    "admin.crt": ("users", "user", "client-certificate-data"),
    "admin.key": ("users", "user", "client-key-data"),
}


def write(name: str, record: KindRecord, control_plane: str, folder: Path) -> Path:
    """Write the learner's kubeconfig and the suite's access.json.

    Args:
        name: Of the cluster in lab.yaml.
        record: The cluster.
        control_plane: The name of its control plane's node.
        folder: The cluster's folder.

    Returns:
        The kubeconfig.

    Raises:
        EngineError: The node does not give its files.
    """
    import yaml  # slow to load, and not needed to grade

    server = f"https://127.0.0.1:{record.port}"
    script = 'cat "$1"; echo ---; [ -e "$2" ] || set "$1" "$1"; cat "$2"'
    text = kind_nodes.run(record, control_plane, "sh", "-euc", script, "sh", LEARNERS, OWN)
    learners, own = folder / "pki", folder / "own-pki"
    for pki, kubeconfig in zip((learners, own), yaml.safe_load_all(text), strict=True):
        for file, content in _credentials(kubeconfig).items():
            write_atomically(pki / file, content)
    Access(server, *(str(own / file) for file in CREDENTIALS)).write(folder)
    path = folder / "kubeconfig"
    write_atomically(path, kubeconfig_with_certificates(name, server, learners))
    return path


def _credentials(kubeconfig: dict[str, Any]) -> dict[str, str]:
    """The files in a kubeconfig's only cluster and user."""
    return {
        file: base64.b64decode(kubeconfig[part][0][inner][key]).decode()
        for file, (part, inner, key) in CREDENTIALS.items()
    }
