"""The ways into a cluster of real nodes."""

import base64
import json
import os
import stat
import subprocess
from pathlib import Path

import pytest

from clusterdojo.cluster.certificates import Authority
from clusterdojo.cluster.transport import OWN_KUBECONFIG, Access
from clusterdojo.engines.kind import access
from clusterdojo.engines.kind.containers import KindRecord
from clusterdojo.lab.model import ClusterSpec
from tests.fakes import fake


def encoded(text: str) -> str:
    """As kubeconfigs have it."""
    return base64.b64encode(text.encode()).decode()


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of a cluster whose control plane has what kubeadm makes."""
    ca = tmp_path / "ca"
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2",
         "-subj", "/CN=kubernetes", "-keyout", f"{ca}.key", "-out", f"{ca}.crt"],
        check=True, capture_output=True,
    )  # fmt: skip
    authority = Authority.of(Path(f"{ca}.crt").read_bytes(), Path(f"{ca}.key").read_bytes())
    admin = authority.issue("kubernetes-admin", ["kubeadm:cluster-admins"])
    user = {"client-certificate-data": encoded(admin.certificate),
            "client-key-data": encoded(admin.key)}  # fmt: skip
    (tmp_path / "admin.conf").write_text(json.dumps({"users": [{"user": user}]}) + "\n")
    bin_ = tmp_path / "bin"
    bin_.mkdir()
    # What the node's own shell would do, with the files here.
    script = f'exec sh -euc "$6" sh {tmp_path}/admin.conf {ca}'
    fake(bin_ / "docker", {"exec": script})
    monkeypatch.setenv("PATH", f"{bin_}{os.pathsep}{os.environ['PATH']}")
    folder = tmp_path / "cluster1"
    folder.mkdir()
    record = KindRecord.plan(ClusterSpec(), folder, 20_001)
    access.write("cluster1", record, "controlplane", folder)
    return folder


def subject(certificate: str) -> str:
    """Whose it is."""
    done = subprocess.run(
        ["openssl", "x509", "-noout", "-subject", "-nameopt", "RFC2253"],
        input=certificate, capture_output=True, text=True, check=True,
    )  # fmt: skip
    return done.stdout.strip().removeprefix("subject=")


def user_of(kubeconfig: Path) -> str:
    """Whose certificate is in it."""
    [user] = json.loads(kubeconfig.read_text())["users"]
    return subject(base64.b64decode(user["user"]["client-certificate-data"]).decode())


def test_the_learner_is_kubeadms_administrator(folder: Path) -> None:
    """As on a cluster that somebody made with kubeadm."""
    assert user_of(folder / "kubeconfig") == "CN=kubernetes-admin,O=kubeadm:cluster-admins"


def test_the_suite_is_somebody_else(folder: Path) -> None:
    """Its certificate is signed by the cluster's authority, whose key is not kept here."""
    assert user_of(folder / OWN_KUBECONFIG) == "CN=clusterdojo,O=system:masters"
    way = Access.read(folder)
    assert subject(Path(way.certificate).read_text()) == "CN=clusterdojo,O=system:masters"
    verified = subprocess.run(
        ["openssl", "verify", "-CAfile", way.ca, way.certificate],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert verified.stdout.endswith("OK\n")
    assert [path.name for path in folder.rglob("*.key")] == ["own.key"]


def test_nobody_else_reads_the_keys(folder: Path) -> None:
    """Files are 0600."""
    files = [path for path in folder.rglob("*") if path.is_file()]
    assert {stat.S_IMODE(path.stat().st_mode) for path in files} == {0o600}
