"""A cache of each test's own, a server that looks like the release hosts, and a fake Go."""

import functools
import hashlib
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from clusterdojo.binaries import Component, _gobuild, _install, reach
from clusterdojo.binaries._lock import Graph

Answer = bytes | Callable[[BaseHTTPRequestHandler], None]


class Releases:
    """A release server: what it publishes, and how often it was asked."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.files: dict[str, Answer] = {}
        self.asked: Counter[str] = Counter()

    def publish(self, path: str, content: bytes, sums: str | None = None) -> None:
        """Offer `content` at `path`, and its sum at `path`.sha256 unless `sums` is another."""
        self.files[path] = content
        self.files[f"{path}.sha256"] = (sums or hashlib.sha256(content).hexdigest()).encode()


class _Handler(BaseHTTPRequestHandler):
    def __init__(self, releases: Releases, *args: object) -> None:
        self._releases = releases
        super().__init__(*args)  # type: ignore[arg-type]

    def do_GET(self) -> None:
        self._releases.asked[self.path] += 1
        answer = self._releases.files.get(self.path)
        if answer is None:
            self.send_error(404)
        elif callable(answer):
            answer(self)
        else:
            self.send_response(200)
            self.send_header("Content-Length", str(len(answer)))
            self.end_headers()
            self.wfile.write(answer)

    def log_message(self, *_: object) -> None:
        pass


class Heard:
    """Progress that remembers what it was told."""

    def __init__(self) -> None:
        self.stages: list[str] = []
        self.notes: list[str] = []
        self.shares: list[float] = []
        self.details: list[str] = []

    def stage(self, text: str) -> None:
        """Remember it."""
        self.stages.append(text)

    def advance(self, done: float, total: float, detail: str = "") -> None:
        """Remember it."""
        self.shares.append(done / total)
        self.details.append(detail)

    def note(self, text: str) -> None:
        """Remember it."""
        self.notes.append(text)


@pytest.fixture(autouse=True)
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty cache, no directory of the user's, no downloads."""
    directory = tmp_path / "cache"
    monkeypatch.setenv("CLUSTERDOJO_CACHE", str(directory))
    monkeypatch.setenv("CLUSTERDOJO_MIRROR", "none")
    monkeypatch.delenv("CLUSTERDOJO_RUNTIME_DIR", raising=False)
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "http_proxy", "https_proxy"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr("clusterdojo.binaries._lock.machine", lambda: ("linux", "amd64"))
    monkeypatch.setattr("clusterdojo.binaries._official.machine", lambda: ("linux", "amd64"))
    reach.forget()
    return directory


@pytest.fixture
def releases(monkeypatch: pytest.MonkeyPatch) -> Iterator[Releases]:
    """A server on this machine that stands in for the release hosts."""
    served = Releases("")
    server = ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(_Handler, served))
    server.daemon_threads = True
    served.url = f"http://127.0.0.1:{server.server_address[1]}"
    monkeypatch.setenv("CLUSTERDOJO_MIRROR", served.url)
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    yield served
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture
def heard() -> Heard:
    """Progress that a test can ask what was said."""
    return Heard()


@pytest.fixture
def built(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Builds are only noted, and give a file that says so; returns the names that were built."""
    names: list[str] = []

    def build(_graph: Graph, components: list[Component], _progress: object) -> dict[str, Path]:
        found = {}
        for component in components:
            names.append(component.name)
            part = _install.partial(component)
            part.write_text("built")
            found[component.name] = _install.install(component, part, source="built", origin="test")
        return found

    monkeypatch.setattr(_gobuild, "build", build)
    return names
