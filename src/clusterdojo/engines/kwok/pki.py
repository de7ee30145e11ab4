"""An embedded cluster's keys: one identity for each component, the suite and the learner.

kwokctl would make one certificate for all of them; it leaves a pki/ folder alone that is there
already. The authorities' keys are written nowhere, so that nobody signs another identity later.
"""

import os
from pathlib import Path

from clusterdojo.cluster.certificates import Authority, signing_key
from clusterdojo.cluster.identities import KUBEADM_ADMINS, LEARNER, MASTERS, SUITE
from clusterdojo.cluster.kubeconfig import Pair, kubeconfig_for
from clusterdojo.engines.kwok.components import KUBECONFIGS
from clusterdojo.files import unwritable

LOOPBACK = ("localhost", "127.0.0.1", "::1")
SERVICE = (
    "kubernetes",
    "kubernetes.default",
    "kubernetes.default.svc",
    "kubernetes.default.svc.cluster.local",
    "10.0.0.1",
)
ADMIN = "admin"  # kwokctl's own name for the pair that it uses itself: the suite's


def write(pki: Path, server: str, name: str) -> tuple[str, str]:
    """Make all keys and certificates of a cluster, before anything of it runs.

    Args:
        pki: The folder for them.
        server: The API server's URL.
        name: Of the cluster.

    Returns:
        Two kubeconfigs: the learner's, and the suite's own.

    Raises:
        StateError: A file can't be written.
    """
    cluster, etcd, proxy = (Authority.new(n) for n in ("kubernetes", "etcd-ca", "front-proxy-ca"))
    _certificate(pki / "ca.crt", cluster)
    _certificate(pki / "etcd" / "ca.crt", etcd)
    _pair(pki / "etcd" / "server", etcd.issue("etcd", hosts=LOOPBACK))
    _pair(pki / "apiserver-etcd-client", etcd.issue("kube-apiserver-etcd-client"))
    _pair(pki / "apiserver", cluster.issue("kube-apiserver", hosts=(*SERVICE, *LOOPBACK)))
    _pair(pki / "kubelet", cluster.issue("kubelet", hosts=LOOPBACK))
    _pair(pki / "front-proxy-client", proxy.issue("front-proxy-client"))
    for file, text in zip(("sa.key", "sa.pub"), signing_key(), strict=True):
        _write(pki / file, text)
    # A role that is broken or deleted is a learner's business; it must not stop the cluster.
    for file, user in KUBECONFIGS.values():
        pair = cluster.issue(user, [MASTERS])
        _write(pki / file, kubeconfig_for(name, server, cluster.certificate, pair, user))
    own = cluster.issue(SUITE, [MASTERS])
    _pair(pki / ADMIN, own)
    learners = cluster.issue(LEARNER, [KUBEADM_ADMINS])
    return (
        kubeconfig_for(name, server, cluster.certificate, learners, f"{name}-admin"),
        kubeconfig_for(name, server, cluster.certificate, own, f"{name}-{SUITE}"),
    )


def _certificate(path: Path, authority: Authority) -> None:
    _write(path, authority.certificate)


def _pair(path: Path, pair: Pair) -> None:
    _write(path.with_suffix(".crt"), pair.certificate)
    _write(path.with_suffix(".key"), pair.key)


def _write(path: Path, text: str) -> None:
    """Write a file of a folder that is thrown away as a whole if this does not come to its end."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "w", encoding="ascii") as file:
            file.write(text)
    except OSError as error:
        raise unwritable(path, error) from error
