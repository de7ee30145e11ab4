"""The kubeconfigs that the suite writes."""

import base64
from pathlib import Path

import pytest
import yaml

from clusterdojo.cluster.client_transport import ClientTransport
from clusterdojo.cluster.kubeconfig import Pair, kubeconfig_for, merged
from tests.certificates import certificate

PAIR = Pair("this is the certificate", "this is the key")


def one(number: int, pair: Pair = PAIR, authority: str = "this is the authority") -> str:
    """The kubeconfig of one cluster."""
    name, server = f"cluster{number}", f"https://127.0.0.1:2000{number}"
    return kubeconfig_for(name, server, authority, pair, f"{name}-admin")


@pytest.fixture
def files(tmp_path: Path) -> list[Path]:
    """The kubeconfigs of two clusters."""
    paths = []
    for number in (1, 2):
        path = tmp_path / f"config{number}"
        path.write_text(one(number))
        paths.append(path)
    return paths


def test_certificates_are_inside(files: list[Path]) -> None:
    """The file works wherever it is copied to."""
    content = yaml.safe_load(files[0].read_text())
    [cluster], [user] = content["clusters"], content["users"]
    assert cluster["cluster"]["server"] == "https://127.0.0.1:20001"
    authority = base64.b64decode(cluster["cluster"]["certificate-authority-data"])
    assert authority == b"this is the authority"
    assert base64.b64decode(user["user"]["client-certificate-data"]) == b"this is the certificate"
    assert base64.b64decode(user["user"]["client-key-data"]) == b"this is the key"


def test_the_context_is_called_as_the_cluster(files: list[Path]) -> None:
    """`kubectl config use-context cluster2` works as the task says."""
    assert [yaml.safe_load(path.read_text())["current-context"] for path in files] == [
        "cluster1",
        "cluster2",
    ]


def test_merged_files_keep_clusters_and_users_apart(files: list[Path]) -> None:
    """The keys of one cluster are never shown to the other."""
    content = yaml.safe_load(merged(files))
    contexts = {c["name"]: c["context"] for c in content["contexts"]}
    assert contexts == {
        "cluster1": {"cluster": "cluster1", "user": "cluster1-admin"},
        "cluster2": {"cluster": "cluster2", "user": "cluster2-admin"},
    }
    assert [c["name"] for c in content["clusters"]] == ["cluster1", "cluster2"]
    assert [u["name"] for u in content["users"]] == ["cluster1-admin", "cluster2-admin"]


def test_the_first_cluster_is_current(files: list[Path]) -> None:
    """A learner begins on cluster1, whatever else there is."""
    assert yaml.safe_load(merged(files))["current-context"] == "cluster1"
    assert yaml.safe_load(merged(files[::-1]))["current-context"] == "cluster2"


def test_the_kubernetes_client_reads_it(tmp_path: Path) -> None:
    """What is merged is a kubeconfig to other programs too."""
    made = certificate(tmp_path)
    certificate_, key = (path.read_text() for path in made)
    files = [tmp_path / "config1", tmp_path / "config2"]
    for number, file in enumerate(files, 1):
        file.write_text(one(number, Pair(certificate_, key), certificate_))
    path = tmp_path / "merged"
    path.write_text(merged(files))
    client = ClientTransport(path, "cluster2")._client
    assert client.configuration.host == "https://127.0.0.1:20002"
