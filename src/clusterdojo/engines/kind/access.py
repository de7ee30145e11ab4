"""The ways into a kind cluster: the learner's, and the suite's own, which no role can close."""

import base64
from pathlib import Path
from typing import Any

from clusterdojo.cluster.identities import MASTERS, SUITE
from clusterdojo.cluster.kubeconfig import Pair, kubeconfig_for
from clusterdojo.cluster.transport import OWN_KUBECONFIG, Access
from clusterdojo.engines.kind import nodes as kind_nodes
from clusterdojo.engines.kind.containers import KindRecord
from clusterdojo.files import write_atomically

# kubeadm makes it for the administrator. It has its rights by a ClusterRoleBinding, which a learner
# may delete; the suite's certificate has them by its group alone.
LEARNERS = "/etc/kubernetes/admin.conf"
AUTHORITY = "/etc/kubernetes/pki/ca"
# After the learner's kubeconfig a second document: what signs the suite's own certificate.
SCRIPT = """
cat "$1"
echo ---
for file in crt key; do printf '%s: ' "$file"; base64 --wrap=0 "$2.$file"; echo; done
"""


def write(name: str, record: KindRecord, control_plane: str, folder: Path) -> Path:
    """Write the learner's kubeconfig, the suite's own, and its access.json.

    Args:
        name: Of the cluster in lab.yaml.
        record: The cluster.
        control_plane: The name of its control plane's node.
        folder: The cluster's folder.

    Returns:
        The learner's kubeconfig.

    Raises:
        EngineError: The node does not give its files.
    """
    import yaml  # slow to load, and not needed to grade

    from clusterdojo.cluster.certificates import Authority

    server = f"https://127.0.0.1:{record.port}"
    text = kind_nodes.run(record, control_plane, "sh", "-euc", SCRIPT, "sh", LEARNERS, AUTHORITY)
    learners, authority = yaml.safe_load_all(text)
    certificate, key = (base64.b64decode(authority[file]) for file in ("crt", "key"))
    own = Authority.of(certificate, key).issue(SUITE, [MASTERS])
    files = {"ca.crt": certificate.decode(), "own.crt": own.certificate, "own.key": own.key}
    for file, content in files.items():
        write_atomically(folder / "pki" / file, content)
    Access(server, *(str(folder / "pki" / file) for file in files)).write(folder)

    def kubeconfig(path: Path, pair: Pair, user: str) -> Path:
        write_atomically(path, kubeconfig_for(name, server, certificate.decode(), pair, user))
        return path

    kubeconfig(folder / OWN_KUBECONFIG, own, f"{name}-{SUITE}")
    return kubeconfig(folder / "kubeconfig", _pair(learners), f"{name}-admin")


def _pair(kubeconfig: dict[str, Any]) -> Pair:
    """The certificate and key of a kubeconfig's only user."""
    user = kubeconfig["users"][0]["user"]
    fields = ("client-certificate-data", "client-key-data")
    return Pair(*(base64.b64decode(user[field]).decode() for field in fields))
