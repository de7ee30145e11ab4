"""Certificates that the suite makes for a cluster's components."""

import subprocess
from pathlib import Path

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

from clusterdojo.cluster.certificates import Authority, signing_key
from tests.certificates import certificate


def openssl(*arguments: str | Path) -> str:
    """What openssl says, which knows nothing of the library that made the files."""
    done = subprocess.run(["openssl", *arguments], capture_output=True, text=True, check=False)
    return done.stdout + done.stderr


@pytest.fixture
def authority() -> Authority:
    """A new one."""
    return Authority.new("kubernetes")


def files(tmp_path: Path, authority: Authority, **of: object) -> Path:
    """A certificate with its authority's beside it."""
    issued = authority.issue("me", **of)  # type: ignore[arg-type]
    (tmp_path / "ca.crt").write_text(authority.certificate)
    (tmp_path / "me.crt").write_text(issued.certificate)
    (tmp_path / "me.key").write_text(issued.key)
    return tmp_path / "me.crt"


def test_a_client_is_a_user_in_groups(tmp_path: Path, authority: Authority) -> None:
    """Kubernetes reads the user from the common name, the groups from the organizations."""
    path = files(tmp_path, authority, groups=["one", "two"])
    subject = openssl("x509", "-noout", "-subject", "-nameopt", "multiline", "-in", path)
    values = [line.split("= ")[1] for line in subject.splitlines() if "= " in line]
    assert values == ["one", "two", "me"]
    told = openssl("verify", "-purpose", "sslclient", "-CAfile", tmp_path / "ca.crt", path)
    assert told.endswith("OK\n")


def test_a_client_is_no_server(tmp_path: Path, authority: Authority) -> None:
    """The learner's certificate can't stand in for the API server."""
    path = files(tmp_path, authority)
    told = openssl("verify", "-purpose", "sslserver", "-CAfile", tmp_path / "ca.crt", path)
    assert "unsuitable" in told or "unsupported" in told


def test_a_server_has_names_and_addresses(tmp_path: Path, authority: Authority) -> None:
    """Both are compared by clients."""
    path = files(tmp_path, authority, hosts=["localhost", "127.0.0.1", "::1"])
    names = openssl("x509", "-noout", "-ext", "subjectAltName", "-in", path)
    assert "DNS:localhost" in names
    assert "IP Address:127.0.0.1" in names
    told = openssl("verify", "-purpose", "sslserver", "-CAfile", tmp_path / "ca.crt", path)
    assert told.endswith("OK\n")


def test_another_authority_is_not_believed(tmp_path: Path, authority: Authority) -> None:
    """An etcd client's certificate opens no API server."""
    path = files(tmp_path, authority)
    (tmp_path / "ca.crt").write_text(Authority.new("kubernetes").certificate)
    assert "OK" not in openssl("verify", "-CAfile", tmp_path / "ca.crt", path)


def test_an_authority_is_read_back(tmp_path: Path) -> None:
    """kubeadm's own authority signs with a key of RSA."""
    key = rsa.generate_private_key(65537, 2048).private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.TraditionalOpenSSL,
        serialization.NoEncryption(),
    )
    (tmp_path / "ca.key").write_bytes(key)
    openssl("req", "-x509", "-key", tmp_path / "ca.key", "-subj", "/CN=kubernetes",
            "-days", "2", "-out", tmp_path / "theirs.crt")  # fmt: skip
    read = Authority.of((tmp_path / "theirs.crt").read_bytes(), key)
    path = files(tmp_path, read, groups=["system:masters"])
    assert "OK" in openssl("verify", "-CAfile", tmp_path / "theirs.crt", path)


def test_what_is_not_a_key_is_refused(tmp_path: Path) -> None:
    """A damaged file says so."""
    made = certificate(tmp_path)
    with pytest.raises(ValueError, match="load PEM"):
        Authority.of(made.certificate.read_bytes(), b"no key")


def test_every_key_is_new() -> None:
    """No two clusters share one."""
    assert len({signing_key()[0] for _ in range(3)}) == 3
