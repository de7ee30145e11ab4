"""A small API server: what it lists is what the test put there, over plain HTTP on 127.0.0.1."""

import contextlib
import functools
import json
import ssl
import threading
from collections.abc import Iterator
from email.message import Message
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

from clusterdojo.cluster.client import Object
from clusterdojo.cluster.snapshot import PATHS
from tests.certificates import Certificate

KINDS = {PATHS["pods"]: "Pod", PATHS["nodes"]: "Node", PATHS["deployments"]: "Deployment"}


class ApiServer:
    """What the server holds, and what it was asked.

    Attributes:
        url: Where it listens.
        objects: What it lists, by path; a path that is not there gives 404.
        answers: Other answers, by path, such as those of discovery.
        statuses: Errors to answer with, by path.
        silent: Paths at which it takes the request and never answers.
        compacted: Whether old revisions are gone, so that asking for one gives 410.
        asked: Every request: method, path and query.
        bodies: What was sent with each POST and PATCH.
        headers: The headers of every GET.
    """

    def __init__(self) -> None:
        self.url = ""
        self.objects: dict[str, list[Object]] = {path: [] for path in PATHS.values()}
        self.answers: dict[str, Object] = {}
        self.statuses: dict[str, int] = {}
        self.silent: set[str] = set()
        self.compacted = False
        self.asked: list[tuple[str, str, dict[str, str]]] = []
        self.bodies: list[Any] = []
        self.headers: list[Message] = []
        self.over = threading.Event()
        self._revision = 100

    def hold(self, kind: str, *objects: Object) -> None:
        """List these objects of a kind in PATHS."""
        self.objects[PATHS[kind]] = list(objects)

    def answer(self, path: str, query: dict[str, str]) -> tuple[int, Object]:
        """The status and body for a GET; the store's revision grows with every request."""
        self._revision += 1
        if path in self.statuses:
            return self.statuses[path], {"kind": "Status", "message": "as the test wants it"}
        if path in self.answers:
            return 200, self.answers[path]
        if path not in self.objects:
            return 404, {"kind": "Status", "reason": "NotFound"}
        if self.compacted and "resourceVersion" in query:
            return 410, {"kind": "Status", "reason": "Expired"}
        version = "apps/v1" if "/apps/" in path else "v1"
        return 200, {
            "kind": f"{KINDS.get(path, 'Thing')}List",
            "apiVersion": version,
            "metadata": {"resourceVersion": query.get("resourceVersion", str(self._revision))},
            "items": self.objects[path],
        }


class _Handler(BaseHTTPRequestHandler):
    def __init__(self, server: ApiServer, *args: Any) -> None:
        self._api = server
        super().__init__(*args)

    def do_GET(self) -> None:
        parts = urlsplit(self.path)
        query = {name: values[0] for name, values in parse_qs(parts.query).items()}
        self._api.asked.append(("GET", parts.path, query))
        self._api.headers.append(self.headers)
        if parts.path in self._api.silent:
            self._api.over.wait(10)
            return
        self._send(*self._api.answer(parts.path, query))

    def do_POST(self) -> None:
        path = urlsplit(self.path).path
        self._api.asked.append((self.command, path, {}))
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self._api.bodies.append((self.headers["Content-Type"], body))
        self._send(self._api.statuses.get(path, 200), body)

    do_PATCH = do_POST  # noqa: N815 - http.server looks for this name

    def _send(self, status: int, body: Object) -> None:
        text = json.dumps(body).encode()
        with contextlib.suppress(OSError):  # who asked may have gone
            self.send_response(status)
            self.send_header("Content-Length", str(len(text)))
            self.end_headers()
            self.wfile.write(text)

    def log_message(self, *_: object) -> None:
        pass


class _Server(ThreadingHTTPServer):
    request_queue_size = 64  # a snapshot asks for many kinds at once

    def handle_error(self, *_: object) -> None:
        """A client that refuses the certificate is what a test is about."""


@contextlib.contextmanager
def serving(tls: Certificate | None = None) -> Iterator[ApiServer]:
    """A server that listens until the block ends, with TLS where it has a certificate."""
    api = ApiServer()
    server = _Server(("127.0.0.1", 0), functools.partial(_Handler, api))
    if tls:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(*tls)
        server.socket = context.wrap_socket(
            server.socket, server_side=True, do_handshake_on_connect=False
        )
    api.url = f"http{'s' if tls else ''}://127.0.0.1:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    try:
        yield api
    finally:
        api.over.set()
        server.shutdown()
        thread.join()
        server.server_close()


def write_kubeconfig(path: Path, servers: dict[str, str]) -> Path:
    """A kubeconfig with a context for each server, by name."""
    content = {
        "apiVersion": "v1",
        "kind": "Config",
        "clusters": [{"name": n, "cluster": {"server": url}} for n, url in servers.items()],
        "users": [{"name": "nobody", "user": {}}],
        "contexts": [{"name": n, "context": {"cluster": n, "user": "nobody"}} for n in servers],
        "current-context": next(iter(servers)),
    }
    path.write_text(json.dumps(content))
    return path
