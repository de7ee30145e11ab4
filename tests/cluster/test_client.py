"""Reading an API server: an answer, a refusal or silence, never a hang."""

import contextlib
import io
import json
import socket
import sys
import threading
import time
from pathlib import Path

import pytest

from clusterdojo.cluster import client as kube
from clusterdojo.cluster import client_transport, transport
from clusterdojo.cluster.client import Api, OwnApi, RefusedError, UnansweredError
from clusterdojo.errors import UsageError
from tests.api_server import ApiServer, write_kubeconfig
from tests.objects import node

NODES = "/api/v1/nodes"


def test_a_list_comes_as_plain_json(api: Api, api_server: ApiServer) -> None:
    """Graders read what the API says, not a library's idea of it."""
    api_server.hold("nodes", node("node01"))
    answer = api.get(NODES, limit=1)
    assert answer is not None
    assert [item["metadata"]["name"] for item in answer["items"]] == ["node01"]
    assert api_server.asked == [("GET", NODES, {"limit": "1"})]


def test_what_does_not_exist_is_none(api: Api) -> None:
    """A deleted object is a finding, not a fault."""
    assert api.get("/api/v1/namespaces/gone") is None


@pytest.mark.parametrize("status", [400, 401, 403, 500, 503])
def test_an_error_is_a_refusal_with_its_status(
    api: Api, api_server: ApiServer, status: int
) -> None:
    """Who asks can tell "not allowed" from "broken"."""
    api_server.statuses[NODES] = status
    with pytest.raises(RefusedError, match=str(status)) as caught:
        api.get(NODES)
    assert caught.value.status == status


def test_a_busy_server_is_asked_again(api: Api, api_server: ApiServer) -> None:
    """One whose store was exchanged a moment ago says 429 for a while, and means “not yet”."""
    api_server.statuses[NODES] = 429
    done = threading.Timer(0.4, api_server.statuses.clear)
    done.start()
    assert api.get(NODES) is not None
    done.join()
    assert len(api_server.asked) > 1


def test_a_server_that_stays_busy_is_no_answer(
    api: Api, api_server: ApiServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It may be the learner's doing: that is not solved, rather than not gradable."""
    monkeypatch.setattr(kube, "BUSY_SECONDS", 0.1)
    api_server.statuses[NODES] = 429
    with pytest.raises(UnansweredError, match="busy"):
        api.get(NODES)


def test_a_closed_port_is_no_answer(tmp_path: Path) -> None:
    """A cluster whose API server has ended is told as such, at once."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    config = write_kubeconfig(tmp_path / "config", {"cluster1": f"http://127.0.0.1:{port}"})
    began = time.monotonic()
    with pytest.raises(UnansweredError):
        Api(config, "cluster1").get(NODES)
    assert time.monotonic() - began < 2


def test_silence_is_no_answer(
    api: Api, api_server: ApiServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A server that takes the request and never answers does not hold the learner up."""
    monkeypatch.setattr(transport, "READ_SECONDS", 0.1)
    api_server.silent.add(NODES)
    with pytest.raises(UnansweredError):
        api.get(NODES)
    assert len(api_server.asked) == 1, "it was asked again, which takes as long again"


def test_something_that_is_no_api_server_is_no_answer(tmp_path: Path) -> None:
    """Another program on the port gives neither a result nor a traceback."""

    def greet(listener: socket.socket) -> None:
        connection, _ = listener.accept()
        with connection:
            connection.recv(1000)
            connection.sendall(b"SSH-2.0-OpenSSH\r\n")

    with socket.create_server(("127.0.0.1", 0)) as listener:
        thread = threading.Thread(target=greet, args=(listener,))
        thread.start()
        url = f"http://127.0.0.1:{listener.getsockname()[1]}"
        config = write_kubeconfig(tmp_path / "config", {"cluster1": url})
        with pytest.raises(UnansweredError):
            Api(config, "cluster1").get(NODES)
        thread.join()


def test_post_sends_json(api: Api, api_server: ApiServer) -> None:
    """The engine registers nodes as kubelets do."""
    assert api.post(NODES, node("node01"))["metadata"]["name"] == "node01"
    assert api_server.bodies == [("application/json", node("node01"))]


def test_patch_is_a_merge_patch(api: Api, api_server: ApiServer) -> None:
    """null takes a field away, which only this kind of patch means by it."""
    api.patch(f"{NODES}/node01", {"metadata": {"annotations": {"a": None}}})
    assert api_server.asked == [("PATCH", f"{NODES}/node01", {})]
    assert api_server.bodies[0][0] == "application/merge-patch+json"


def test_a_refused_write_is_told(api: Api, api_server: ApiServer) -> None:
    """Nothing goes on as if a node had been registered."""
    api_server.statuses[NODES] = 409
    with pytest.raises(RefusedError, match="409"):
        api.post(NODES, node("node01"))


def test_a_kubeconfig_with_a_hole_is_a_usage_error(kubeconfig: Path, api: Api) -> None:
    """A context that points at no cluster is told in a sentence."""
    content = json.loads(kubeconfig.read_text()) | {"clusters": []}
    kubeconfig.write_text(json.dumps(content))
    with pytest.raises(UsageError, match="kubeconfig"):
        api.get(NODES)


def test_two_connections_at_once_leave_the_terminal_alone() -> None:
    """Clusters that are made side by side don't take standard output away for ever."""
    before = sys.stdout, sys.stderr
    first_in, second_in, first_out = (threading.Event() for _ in range(3))

    def first() -> None:
        with client_transport._quiet():
            first_in.set()
            second_in.wait(0.2)
        first_out.set()

    def second() -> None:
        first_in.wait(1)
        with client_transport._quiet():
            second_in.set()
            first_out.wait(0.2)

    with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
        during = sys.stdout, sys.stderr
        threads = [threading.Thread(target=run) for run in (first, second)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        after = sys.stdout, sys.stderr
    assert (sys.stdout, sys.stderr) == before
    assert after == during


@pytest.mark.parametrize(
    ("method", "status", "error"),
    [
        ("GET", 401, UnansweredError),
        ("GET", 403, UnansweredError),
        ("GET", 409, RefusedError),
        ("PATCH", 401, UnansweredError),
        ("PATCH", 403, RefusedError),
    ],
)
def test_a_server_that_does_not_know_the_suite_any_more_is_no_answer(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    method: str,
    status: int,
    error: type[Exception],
) -> None:
    """An edit of --client-ca-file on a control plane leads there: it counts as not solved.

    What admission forbids is an answer, as ever.
    """

    class Refusing:
        def send(self, *_: object) -> tuple[int, bytes]:
            return status, b'{"message": "Unauthorized"}'

    monkeypatch.setattr(OwnApi, "_connect", lambda _: Refusing())
    with pytest.raises(error, match="Unauthorized"):
        OwnApi(tmp_path, "cluster1")._ask(method, NODES, {})
