"""A kubeconfig of the user's own: every fault names its entry and what to do."""

import base64
import importlib.util
import json
import shlex
import socket
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from clusterdojo.cli.app import run
from clusterdojo.cluster.client import Api, UnansweredError
from clusterdojo.cluster.client_transport import ClientTransport
from clusterdojo.cluster.users_kubeconfig import UsersKubeconfig
from clusterdojo.errors import UsageError
from tests.api_server import ApiServer, serving
from tests.certificates import Certificate, certificate

NODES = "/api/v1/nodes"
DEAD = "https://127.0.0.1:1"


def encoded(content: bytes | str) -> str:
    """As a field that ends in -data has it."""
    return base64.b64encode(content if isinstance(content, bytes) else content.encode()).decode()


def write(folder: Path, cluster: dict[str, Any], user: dict[str, Any] | None = None) -> Path:
    """A kubeconfig with one context c, the cluster entry k and the user entry u."""
    path = folder / "config"
    content = {
        "clusters": [{"name": "k", "cluster": cluster}],
        "users": [{"name": "u", "user": user or {}}],
        "contexts": [{"name": "c", "context": {"cluster": "k", "user": "u"}}],
    }
    path.write_text(json.dumps(content))
    return path


FAULTS: list[tuple[dict[str, Any], dict[str, Any], str, str]] = [
    ({"certificate-authority-data": "abc"}, {}, "cluster", "authority-data of .* is not base64"),
    ({"certificate-authority-data": encoded("x")}, {}, "cluster", "holds no PEM certificate"),
    ({"certificate-authority": "gone.crt"}, {}, "cluster", "gone.crt: no such file or directory"),
    ({"certificate-authority": "."}, {}, "cluster", "is a directory"),
    ({"insecure-skip-tls-verify": "yes"}, {}, "cluster", "is not true or false"),
    ({"server": ""}, {}, "cluster", "no server in"),
    ({"server": 443}, {}, "cluster", "server of .* is a number"),
    ({"proxy-url": "ftp://127.0.0.1:2"}, {}, "cluster", "not the URL of a proxy"),
    ({"proxy-url": "socks5://u:pw@127.0.0.1:2"}, {}, "cluster", "is socks5://127.0.0.1:2, a SOCKS"),
    ({}, {"client-certificate-data": "abc", "client-key-data": "abc"}, "user", "is not base64"),
    ({}, {"client-certificate-data": "é", "client-key-data": "YQ=="}, "user", "is not base64"),
    ({}, {"client-certificate-data": "YQ=="}, "user", "a client-certificate and no client-key"),
    ({}, {"client-key-data": "YQ=="}, "user", "a client-key and no client-certificate"),
    ({}, {"client-certificate-data": "YQ==", "client-key-data": "YQ=="}, "user", "not a PEM"),
    ({}, {"username": "a", "password": 12345}, "user", "password of .* is a number"),
    ({}, {"token": True}, "user", "token of .* is true or false"),
    ({}, {"token": ["a"]}, "user", "token of .* is not text"),
    ({}, {"tokenFile": "gone"}, "user", "gone: no such file or directory"),
    ({}, {"auth-provider": {"name": "gcp"}}, "user", "kubectl removed in 1.26"),
    (
        {},
        {"auth-provider": {"name": "oidc", "config": {}}},
        "user",
        "credential",
    ),
    ({}, {"as-groups": 1}, "user", "is not lists of text"),
    ({}, {"exec": "aws"}, "user", "exec of .* is not a map"),
    ({}, {"exec": {"command": "aws"}}, "user", "exec.apiVersion of .* is missing"),
    ({}, {"exec": {"command": 1, "apiVersion": "v1"}}, "user", "exec.command"),
    ({}, {"exec": {"command": "sh", "apiVersion": "v1", "args": [1]}}, "user", "exec.args"),
    ({}, {"exec": {"command": "sh", "apiVersion": "v1", "env": [1]}}, "user", "exec.env"),
]


@pytest.mark.parametrize(("cluster", "user", "kind", "fault"), FAULTS)
def test_a_fault_names_its_entry(
    cluster: dict[str, Any], user: dict[str, Any], kind: str, fault: str,
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    """What is wrong, in which entry of which file, and what to do."""
    monkeypatch.setitem(sys.modules, "socks", None)
    monkeypatch.setattr(importlib.util, "find_spec", lambda _name: None)
    path = write(tmp_path, {"server": DEAD} | cluster, user)
    with pytest.raises(UsageError, match=fault) as caught:
        ClientTransport(path, "c")
    assert f"the {kind} entry '{'k' if kind == 'cluster' else 'u'}' in {path}" in caught.value.what
    assert caught.value.do != ""


@pytest.mark.parametrize("pip", [True, False], ids=["pip", "no pip"])
def test_a_missing_pysocks_is_installed_as_the_environment_allows(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, *, pip: bool
) -> None:
    """An environment that uv has made has no pip."""
    monkeypatch.setattr(
        importlib.util, "find_spec", lambda name: name if name == "pip" and pip else None
    )
    path = write(tmp_path, {"server": DEAD, "proxy-url": "socks5://127.0.0.1:2"}, {})
    with pytest.raises(UsageError, match="PySocks is missing") as caught:
        ClientTransport(path, "c")
    with_uv = f"uv pip install --python {shlex.quote(sys.executable)} PySocks"
    with_pip = f"{shlex.quote(sys.executable)} -m pip install PySocks"
    assert caught.value.do == f"Install it with `{with_pip if pip else with_uv}`."


@pytest.mark.parametrize(
    ("content", "fault"),
    [
        ("contexts: [{name: c, context: {user: u}}]", "names no cluster"),
        ("contexts: [{name: c}]", "names no cluster"),
        ("contexts: [{name: c, context: {cluster: k}}]", "the cluster 'k', which has no entry"),
        (
            "clusters: [{name: k}]\ncontexts: [{name: c, context: {cluster: k, user: u}}]",
            "the user 'u', which has no entry",
        ),
        ("contexts: [{name: d}]", "has no context 'c'"),
        ("contexts: [{name: [c]}]", "can't be read as a kubeconfig"),
        ("contexts: {a: b}", "can't be read as a kubeconfig"),
    ],
)
def test_a_missing_entry_is_named(tmp_path: Path, content: str, fault: str) -> None:
    """A context that leads nowhere is no traceback either."""
    path = tmp_path / "config"
    path.write_text(content)
    with pytest.raises(UsageError, match=fault):
        UsersKubeconfig(path).way_in("c")


CASES = {
    "badcert": "user: {client-certificate-data: abc, client-key-data: abc}",
    "numpassword": "user: {username: a, password: 12345}",
}


@pytest.mark.parametrize("case", CASES)
def test_dojo_record_ends_with_exit_code_2(
    case: str, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    """Two sentences on the terminal, and no traceback."""
    path = tmp_path / "config"
    path.write_text(
        f"clusters: [{{name: k, cluster: {{server: '{DEAD}'}}}}]\n"
        f"users: [{{name: u, {CASES[case]}}}]\n"
        "contexts: [{name: c, context: {cluster: k, user: u}}]\n"
    )
    options = ["--kubeconfig", str(path), "--context", "c", "--output", str(tmp_path / "out")]
    assert run(["record", "drain-node01", *options]) == 2
    said = capfd.readouterr().err
    assert f"the user entry 'u' in {path}" in said
    assert "Traceback" not in said
    assert not (tmp_path / "out").exists()


@pytest.fixture(scope="module")
def pair(tmp_path_factory: pytest.TempPathFactory) -> Certificate:
    """A certificate and its key."""
    return certificate(tmp_path_factory.mktemp("tls"))


@pytest.fixture
def secure(pair: Certificate) -> Iterator[ApiServer]:
    """An API server with TLS."""
    with serving(pair) as server:
        yield server


@pytest.mark.parametrize(
    "trust",
    [
        {"certificate-authority-data": "tls.crt"},
        {"certificate-authority": "tls.crt"},
        {"insecure-skip-tls-verify": True},
        {"insecure-skip-tls-verify": True, "certificate-authority-data": "tls.crt"},
    ],
)
def test_a_server_is_trusted_as_the_entry_says(
    trust: dict[str, Any], pair: Certificate, secure: ApiServer, tmp_path: Path
) -> None:
    """With its certificate inside or in a file beside the kubeconfig, or without a look at it."""
    fields = dict(trust)
    if "certificate-authority-data" in trust:
        fields["certificate-authority-data"] = encoded(pair.certificate.read_bytes())
    (tmp_path / "tls.crt").write_bytes(pair.certificate.read_bytes())
    user = {"client-certificate": str(pair.certificate), "client-key": str(pair.key)}
    path = write(tmp_path, {"server": secure.url} | fields, user)
    assert Api(path, "c").get(NODES) is not None


def test_a_server_that_nobody_vouches_for_is_not_read(secure: ApiServer, tmp_path: Path) -> None:
    """As with kubectl: no certificate of its own, and none of the machine's fits."""
    path = write(tmp_path, {"server": secure.url})
    with pytest.raises(UnansweredError, match="certificate"):
        Api(path, "c").get(NODES)


def test_a_user_may_act_as_somebody_else(api_server: ApiServer, tmp_path: Path) -> None:
    """What the other one may read is what is read."""
    user = {
        "token": "secret", "as": "ann", "as-uid": "7", "as-groups": ["dev", "ops"],
        "as-user-extra": {"Scopes": ["view"]},
    }  # fmt: skip
    Api(write(tmp_path, {"server": api_server.url}, user), "c").get(NODES)
    [headers] = api_server.headers
    assert headers["Authorization"] == "Bearer secret"
    assert (headers["Impersonate-User"], headers["Impersonate-Uid"]) == ("ann", "7")
    assert headers.get_all("Impersonate-Group") == ["dev", "ops"]
    assert headers["Impersonate-Extra-scopes"] == "view"


def test_the_words_of_yaml_are_kubectls(api_server: ApiServer, tmp_path: Path) -> None:
    """A token = and an expiry without quotes are text."""
    path = tmp_path / "config"
    path.write_text(
        f"clusters: [{{name: k, cluster: {{server: '{api_server.url}'}}}}]\n"
        "users: [{name: u, user: {token: =}}]\n"
        "contexts: [{name: 2026-11-30, context: {cluster: k, user: u}}]\n"
    )
    Api(path, "2026-11-30").get(NODES)
    assert api_server.headers[0]["Authorization"] == "Bearer ="


def test_a_server_may_leave_out_its_scheme(api_server: ApiServer, tmp_path: Path) -> None:
    """kubectl adds it."""
    path = write(tmp_path, {"server": api_server.url.removeprefix("http://")})
    assert Api(path, "c").get(NODES) is not None


@pytest.fixture
def nobody() -> str:
    """The address of a proxy that is not there."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return f"http://user:pass%21@127.0.0.1:{probe.getsockname()[1]}"


def test_this_machine_is_reached_without_a_proxy(
    api_server: ApiServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, nobody: str
) -> None:
    """Proxy variables of the user's shell don't stand between it and a cluster beside it."""
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "http_proxy", "https_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, nobody)
    assert Api(write(tmp_path, {"server": api_server.url}), "c").get(NODES) is not None


def test_a_proxy_of_the_entry_has_no_exceptions(
    api_server: ApiServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, nobody: str
) -> None:
    """proxy-url is used whatever NO_PROXY says, as with kubectl."""
    monkeypatch.setenv("NO_PROXY", "*")
    path = write(tmp_path, {"server": api_server.url, "proxy-url": nobody})
    with pytest.raises(UnansweredError, match="proxy"):
        Api(path, "c").get(NODES)
    settings = ClientTransport(path, "c")._client.configuration
    assert settings.proxy_headers == {"proxy-authorization": "Basic dXNlcjpwYXNzIQ=="}
