"""Credential plugins of the user's kubeconfig: they answer, fail, hang, or ask."""

import json
import os
import pty
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from clusterdojo.cluster import credential_plugin
from clusterdojo.cluster.client import Api
from clusterdojo.errors import DojoError, EngineError, UsageError
from tests.api_server import ApiServer
from tests.fakes import fake

NODES = "/api/v1/nodes"
V1 = "client.authentication.k8s.io/v1"
TOKEN = {"apiVersion": V1, "kind": "ExecCredential", "status": {"token": "of-plugin"}}


def kubeconfig(folder: Path, server: str, script: str, **fields: Any) -> Path:
    """A kubeconfig whose user gets a credential from a shell script."""
    fake(folder / "plugin", {" ".join(fields.get("args", [])): script})
    config = folder / "config"
    entry = {"apiVersion": V1, "command": "./plugin", "interactiveMode": "IfAvailable"} | fields
    config.write_text(json.dumps({
        "clusters": [{"name": "k", "cluster": {"server": server, "extensions": [
            {"name": "client.authentication.k8s.io/exec", "extension": {"audience": "it"}}]}}],
        "users": [{"name": "u", "user": {"exec": entry}}],
        "contexts": [{"name": "c", "context": {"cluster": "k", "user": "u"}}],
    }))  # fmt: skip
    return config


def printing(answer: object) -> str:
    """A script that prints this as JSON."""
    return f"cat <<'EOF'\n{json.dumps(answer)}\nEOF"


def test_a_token_of_a_plugin_is_sent(api_server: ApiServer, tmp_path: Path) -> None:
    """The plugin is asked once for all requests."""
    script = f"echo >> {tmp_path}/asked; {printing(TOKEN)}"
    api = Api(kubeconfig(tmp_path, api_server.url, script), "c")
    for _ in range(3):
        api.get(NODES)
    assert {headers["Authorization"] for headers in api_server.headers} == {"Bearer of-plugin"}
    assert (tmp_path / "asked").read_text() == "\n"


def test_an_expired_token_is_renewed(api_server: ApiServer, tmp_path: Path) -> None:
    """A token that lasts for minutes does not end a grading that takes longer."""
    status = {"token": "short", "expirationTimestamp": "2026-01-01T00:00:00Z"}
    script = f"echo >> {tmp_path}/asked; {printing(TOKEN | {'status': status})}"
    api = Api(kubeconfig(tmp_path, api_server.url, script), "c")
    api.get(NODES)
    api.get(NODES)
    assert len((tmp_path / "asked").read_text().splitlines()) > 1


def test_a_plugin_knows_what_it_is_asked_for(api_server: ApiServer, tmp_path: Path) -> None:
    """Its own variables, and the cluster if it wants that."""
    script = f'echo "$KUBERNETES_EXEC_INFO" > {tmp_path}/info; echo "$WHO" > {tmp_path}/who\n'
    config = kubeconfig(
        tmp_path, api_server.url, script + printing(TOKEN),
        provideClusterInfo=True, env=[{"name": "WHO", "value": "me"}],
    )  # fmt: skip
    Api(config, "c").connect()
    info = json.loads((tmp_path / "info").read_text())
    assert info["apiVersion"] == V1
    assert info["spec"] == {
        "interactive": False,
        "cluster": {"server": api_server.url, "config": {"audience": "it"}},
    }
    assert (tmp_path / "who").read_text() == "me\n"


FAULTS = {
    "echo no login >&2; exit 3": "ended with exit code 3: no login",
    "exit 4": r"ended with exit code 4\.",
    "echo hello": "gave no credential",
    "echo '[]'": "gave no credential",
    printing(TOKEN | {"status": {}}): "gave no credential",
    printing(TOKEN | {"status": {"token": 1}}): "gave no credential",
    printing(TOKEN | {"apiVersion": "client.authentication.k8s.io/v1beta1"}): "gave no credential",
    printing(TOKEN | {"status": {"token": "a", "expirationTimestamp": "soon"}}): "no credential",
}


@pytest.mark.parametrize("script", FAULTS)
def test_a_plugin_that_fails_is_named(script: str, tmp_path: Path) -> None:
    """With its command and its entry, so that the user can try it alone."""
    config = kubeconfig(tmp_path, "https://127.0.0.1:1", script, args=["get-token"])
    with pytest.raises(EngineError, match=FAULTS[script]) as caught:
        Api(config, "c").connect()
    named = f"The credential plugin `./plugin get-token` of the user entry 'u' in {config}"
    assert caught.value.what.startswith(named)
    assert "Run `./plugin get-token` yourself" in caught.value.do


def test_what_a_plugin_is_given_by_flags_is_not_shown(tmp_path: Path) -> None:
    """A client's secret may be among them, and the terminal may be the log of a CI run."""
    given = ["login", "get-token", "--oidc-client-secret=hidden", "more"]
    config = kubeconfig(tmp_path, "https://127.0.0.1:1", "exit 1", args=given)
    with pytest.raises(EngineError, match=r"`\./plugin login get-token \.\.\.`") as caught:
        Api(config, "c").connect()
    assert "hidden" not in str(caught.value)


@pytest.mark.parametrize(
    ("fields", "fault", "do"),
    [
        ({"command": "no-such-plugin"}, "is not installed", "or use another user entry"),
        ({"command": "./gone", "installHint": "brew\ninstall it"}, "not installed", "brew install"),
        ({"interactiveMode": "Always"}, "only works at a terminal", "at a terminal"),
    ],
)
def test_a_plugin_that_can_not_be_run_is_a_usage_error(
    fields: dict[str, Any], fault: str, do: str, tmp_path: Path
) -> None:
    """Its own hint on how to install it is passed on."""
    config = kubeconfig(tmp_path, "https://127.0.0.1:1", "exit 0", **fields)
    with pytest.raises(UsageError, match=fault) as caught:
        Api(config, "c").connect()
    assert do in caught.value.do


def test_a_plugin_that_does_not_answer_is_ended(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With all that it has started; the user reads which one it was, and what to do."""
    monkeypatch.setattr(credential_plugin, "ANSWER_SECONDS", 0.5)
    script = f"sleep 300 & echo $! > {tmp_path}/pid; wait"
    began = time.monotonic()
    with pytest.raises(DojoError, match=r"`\./plugin` of the user entry 'u' in .* did not answer"):
        Api(kubeconfig(tmp_path, "https://127.0.0.1:1", script), "c").connect()
    assert time.monotonic() - began < 10
    child = Path(f"/proc/{(tmp_path / 'pid').read_text().strip()}")
    deadline = time.monotonic() + 10
    while child.exists() and "State:\tZ" not in (child / "status").read_text():
        assert time.monotonic() < deadline, "what the plugin started goes on"
        time.sleep(0.05)


AT_A_TERMINAL = """
import sys
from pathlib import Path
from clusterdojo.cluster import credential_plugin
from clusterdojo.cluster.client import Api
credential_plugin.ANSWER_SECONDS = 0.5
api = Api(Path(sys.argv[1]), "c")
api.connect()
print("got", api._transport._credential.fields["token"])
"""


def test_a_plugin_asks_at_the_terminal(tmp_path: Path) -> None:
    """Its prompt is seen, what is typed reaches it, and it is named while it waits."""
    script = (
        'printf "code: " >&2; read -r code\n'
        f'echo "{{\\"apiVersion\\": \\"{V1}\\", \\"status\\": {{\\"token\\": \\"$code\\"}}}}"'
    )
    config = kubeconfig(tmp_path, "https://127.0.0.1:1", script)
    controller, terminal = pty.openpty()
    process = subprocess.Popen(
        [sys.executable, "-c", AT_A_TERMINAL, str(config)],
        stdin=terminal, stdout=terminal, stderr=terminal,
    )  # fmt: skip
    os.close(terminal)
    seen = read_until(controller, "has not answered")
    assert "code: " in seen
    assert "The credential plugin `./plugin` of the user entry 'u'" in seen
    os.write(controller, b"42\n")
    assert "got 42" in read_until(controller, "got 42")
    assert process.wait(60) == 0  # a terminal that is closed earlier would hang it up
    os.close(controller)


def read_until(descriptor: int, words: str) -> str:
    """What a terminal shows until these words; OSError where the program ends before."""
    seen = ""
    while words not in seen:
        seen += os.read(descriptor, 1000).decode()  # at the end of the program, it raises
    return seen
