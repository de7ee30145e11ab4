"""Downloads of official releases: verified or not installed, given up in time."""

import hashlib
import io
import json
import os
import socket
import tarfile
import time
import zipfile
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from clusterdojo.binaries import _download, _official, _store, component, known, require
from clusterdojo.binaries._lock import table
from clusterdojo.errors import StateError

if TYPE_CHECKING:
    from tests.binaries.conftest import Heard, Releases

KUBECTL = "/v1.35.4/bin/linux/amd64/kubectl"
CONTENT = b"#!/bin/sh\necho kubectl\n" * 1000
HURRIED = _download.Limits(connect=1.0, stall=0.3, floor=1_000_000)


@pytest.fixture(autouse=True)
def _hurried(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(_download, "LIMITS", HURRIED)
    for function in (_download.text, _download.to_file):
        monkeypatch.setattr(function, "__defaults__", (HURRIED,))


def leftovers(cache: Path) -> list[Path]:
    """Files of unfinished work."""
    return list(cache.rglob(".*"))


def test_a_download_with_the_right_sum_is_installed(
    releases: "Releases", built: list[str], heard: "Heard", cache: Path
) -> None:
    """The published sum vouches for it; the record says official and not locked."""
    releases.publish(KUBECTL, CONTENT)
    path = require(["kubectl"], progress=heard)["kubectl"]
    assert path.read_bytes() == CONTENT
    assert os.access(path, os.X_OK)
    assert path == cache / "runtime" / "kubectl" / "1.35.4" / "kubectl"
    record = _store.record(component("kubectl"))
    assert record is not None
    assert (record.source, record.locked) == ("official", False)
    assert not built
    assert heard.stages == ["downloading kubectl"]
    assert heard.shares[-1] == 1
    assert not leftovers(cache)


def test_a_version_outside_the_lock_is_downloaded(releases: "Releases", built: list[str]) -> None:
    """Its release's own sum vouches for it, as for most that the lock names."""
    releases.publish(KUBECTL.replace("1.35.4", "1.33.7"), CONTENT)
    path = require(["kubectl"], "1.33.7")["kubectl"]
    assert (path.read_bytes(), path.parent.name) == (CONTENT, "1.33.7")
    assert not built


def test_a_sum_in_the_lock_is_the_only_one_that_counts(
    releases: "Releases", built: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A release host that changes both a file and its sum deceives nobody."""
    releases.publish(KUBECTL, CONTENT)
    url = f"https://dl.k8s.io{KUBECTL}"
    monkeypatch.setitem(table()["sha256"], url, hashlib.sha256(b"the real one").hexdigest())
    assert require(["kubectl"])["kubectl"].read_text() == "built"
    monkeypatch.setitem(table()["sha256"], url, hashlib.sha256(CONTENT).hexdigest())
    _store.place(component("kubectl")).unlink()
    require(["kubectl"])
    record = _store.record(component("kubectl"))
    assert record is not None
    assert record.locked
    assert built == ["kubectl"]


def test_a_download_with_a_wrong_sum_is_never_installed(
    releases: "Releases", built: list[str], heard: "Heard", cache: Path
) -> None:
    """It is thrown away, the note says so, and the build takes over."""
    releases.publish(KUBECTL, CONTENT, sums="0" * 64)
    assert require(["kubectl"], progress=heard)["kubectl"].read_text() == "built"
    assert built == ["kubectl"]
    assert "instead of 000000000000… and was deleted" in heard.notes[0]
    assert not leftovers(cache)


def test_without_a_published_sum_nothing_is_downloaded(
    releases: "Releases", built: list[str]
) -> None:
    """What can't be verified is not worth its download."""
    releases.publish(KUBECTL, CONTENT)
    del releases.files[f"{KUBECTL}.sha256"]
    require(["kubectl"])
    assert releases.asked[KUBECTL] == 0
    assert built == ["kubectl"]


def test_a_file_that_is_not_there_is_built(releases: "Releases", built: list[str]) -> None:
    """404 concerns one file: the next one is asked for all the same."""
    releases.publish(KUBECTL, CONTENT)
    found = require(["kube-scheduler", "kubectl"])
    assert built == ["kube-scheduler"]
    assert found["kubectl"].read_bytes() == CONTENT


def test_a_cut_connection_gets_a_second_chance(
    releases: "Releases", built: list[str], cache: Path
) -> None:
    """One break-off costs a second, a build costs minutes."""
    releases.publish(KUBECTL, CONTENT)

    def cut_once(handler: BaseHTTPRequestHandler) -> None:
        releases.files[KUBECTL] = CONTENT
        cut(handler)

    releases.files[KUBECTL] = cut_once
    assert require(["kubectl"])["kubectl"].read_bytes() == CONTENT
    assert not built
    assert not leftovers(cache)


def cut(handler: BaseHTTPRequestHandler) -> None:
    """Promise all, send a hundred bytes."""
    handler.send_response(200)
    handler.send_header("Content-Length", str(len(CONTENT)))
    handler.end_headers()
    handler.wfile.write(CONTENT[:100])


def test_a_connection_cut_again_and_again_leaves_nothing(
    releases: "Releases", built: list[str], heard: "Heard", cache: Path
) -> None:
    """Half a file never takes the place of the whole one."""
    releases.publish(KUBECTL, CONTENT)
    releases.files[KUBECTL] = cut
    assert require(["kubectl"], progress=heard)["kubectl"].read_text() == "built"
    assert releases.asked[KUBECTL] == 2
    assert built == ["kubectl"]
    assert "broke off" in heard.notes[0]
    assert not leftovers(cache)


@pytest.mark.parametrize("pause", [0.05, 30.0], ids=["trickling", "silent"])
def test_a_slow_server_is_given_up_for_the_whole_run(
    releases: "Releases", built: list[str], pause: float
) -> None:
    """Below the floor, or silent, a build is quicker; its other files aren't asked for either."""
    releases.publish(KUBECTL, CONTENT)
    releases.publish("/v1.35.4/bin/linux/amd64/kube-scheduler", CONTENT)

    def slow(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(200)
        handler.send_header("Content-Length", str(len(CONTENT)))
        handler.end_headers()
        for at in range(0, len(CONTENT), 100):
            handler.wfile.write(CONTENT[at : at + 100])
            time.sleep(pause)
            if pause > 1:
                break

    releases.files[KUBECTL] = slow
    began = time.monotonic()
    require(["kubectl", "kube-scheduler"])
    assert time.monotonic() - began < 3
    assert sorted(built) == ["kube-scheduler", "kubectl"]
    assert not releases.asked["/v1.35.4/bin/linux/amd64/kube-scheduler"]


def test_a_host_that_is_not_there_is_asked_once(
    built: list[str], heard: "Heard", monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nine components don't wait nine times, and the reason is said once."""
    monkeypatch.setenv("CLUSTERDOJO_MIRROR", "https://releases.invalid")
    began = time.monotonic()
    require(["kubectl", "kube-scheduler", "etcd", "etcdctl", "kwok"], progress=heard)
    assert time.monotonic() - began < 5
    assert len(built) == 5
    assert len(heard.notes) == 1
    assert heard.notes[0].count("releases.invalid") == 1


def test_a_host_that_takes_connections_and_says_nothing_is_given_up(
    built: list[str], heard: "Heard", monkeypatch: pytest.MonkeyPatch
) -> None:
    """Some firewalls answer for hosts that they then swallow."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        monkeypatch.setenv("CLUSTERDOJO_MIRROR", f"https://127.0.0.1:{server.getsockname()[1]}")
        began = time.monotonic()
        require(["kubectl", "kube-scheduler"], progress=heard)
    assert time.monotonic() - began < 5
    assert built == ["kubectl", "kube-scheduler"]
    assert "does not answer" in heard.notes[0]


def test_plain_http_is_for_this_machine_only(
    built: list[str], heard: "Heard", monkeypatch: pytest.MonkeyPatch
) -> None:
    """A sum fetched over plain HTTP from elsewhere proves nothing."""
    monkeypatch.setenv("CLUSTERDOJO_MIRROR", "http://releases.invalid")
    require(["kubectl"], progress=heard)
    assert built == ["kubectl"]
    assert "is not HTTPS" in heard.notes[0]


def test_a_redirect_away_from_https_is_refused(releases: "Releases", built: list[str]) -> None:
    """Every hop is held to the same rule."""

    def away(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(302)
        handler.send_header("Location", "http://releases.invalid/kubectl")
        handler.end_headers()

    releases.publish(KUBECTL, CONTENT)
    releases.files[KUBECTL] = away
    require(["kubectl"])
    assert built == ["kubectl"]


def test_a_redirect_is_followed(releases: "Releases", built: list[str]) -> None:
    """GitHub serves its assets from another host."""

    def onwards(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(302)
        handler.send_header("Location", "/elsewhere")
        handler.end_headers()

    releases.publish(KUBECTL, CONTENT)
    releases.files[KUBECTL] = onwards
    releases.files["/elsewhere"] = CONTENT
    assert require(["kubectl"])["kubectl"].read_bytes() == CONTENT
    assert not built


def test_one_archive_serves_all_the_components_in_it(
    releases: "Releases", built: list[str], cache: Path
) -> None:
    """The three binaries of etcd come in one file, which is fetched once."""
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w:gz") as archive:
        for name in ("etcd", "etcdctl", "etcdutl"):
            member = tarfile.TarInfo(f"etcd-v3.6.6-linux-amd64/{name}")
            member.size = len(name)
            archive.addfile(member, io.BytesIO(name.encode()))
    folder = "/etcd-io/etcd/releases/download/v3.6.6"
    name = f"{folder}/etcd-v3.6.6-linux-amd64.tar.gz"
    releases.files[name] = packed.getvalue()
    digest = hashlib.sha256(packed.getvalue()).hexdigest()
    releases.files[f"{folder}/SHA256SUMS"] = (
        f"{'1' * 64}  etcd-v3.6.6-linux-arm64.tar.gz\n{digest}  etcd-v3.6.6-linux-amd64.tar.gz\n"
    ).encode()
    found = require(["etcd", "etcdctl", "etcdutl"])
    assert {name: path.read_text() for name, path in found.items()} == {
        "etcd": "etcd",
        "etcdctl": "etcdctl",
        "etcdutl": "etcdutl",
    }
    assert releases.asked[name] == 1
    assert not built
    assert not leftovers(cache)


def test_an_archive_without_the_binary_is_refused(
    releases: "Releases", built: list[str], heard: "Heard", cache: Path
) -> None:
    """A release that is laid out otherwise falls through to the build."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("README", "nothing else")
    folder = "/etcd-io/etcd/releases/download/v3.6.6"
    releases.files[f"{folder}/etcd-v3.6.6-linux-amd64.tar.gz"] = packed.getvalue()
    digest = hashlib.sha256(packed.getvalue()).hexdigest()
    releases.files[f"{folder}/SHA256SUMS"] = f"{digest}  etcd-v3.6.6-linux-amd64.tar.gz".encode()
    require(["etcd"], progress=heard)
    assert built == ["etcd"]
    assert "does not contain etcd-v3.6.6-linux-amd64/etcd" in heard.notes[0]
    assert not leftovers(cache)


def test_a_full_disk_is_a_sentence(
    releases: "Releases", built: list[str], cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No space left: what and what to do, and no half file."""
    releases.publish(KUBECTL, CONTENT)

    def full(_url: str, file: Path, *_: object) -> str:
        file.write_bytes(b"half")
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(_download, "to_file", full)
    with pytest.raises(StateError, match="No space left on device") as caught:
        require(["kubectl"])
    assert "CLUSTERDOJO_CACHE" in caught.value.do
    assert not built
    assert not leftovers(cache)


@pytest.mark.parametrize(
    ("published", "expected"),
    [
        ("a" * 64, "a" * 64),
        ("A" * 64 + "\n", "a" * 64),
        (f"{'a' * 64}  kind-linux-amd64", "a" * 64),
        (f"{'a' * 64} *kind-linux-amd64\n", "a" * 64),
        (f"{'b' * 64}  other\n{'a' * 64}  release/kind-linux-amd64\n", "a" * 64),
        (f"{'b' * 64}  other\n", None),
        ("<html>not found</html>", None),
        ("", None),
        (
            json.dumps({"assets": [{"name": "kind-linux-amd64", "digest": f"sha256:{'a' * 64}"}]}),
            "a" * 64,
        ),
        (json.dumps({"assets": [{"name": "kind-linux-amd64", "digest": None}]}), None),
        (json.dumps({"message": "rate limit exceeded"}), None),
        ("{broken", None),
    ],
)
def test_sums_are_read_as_each_project_publishes_them(published: str, expected: str | None) -> None:
    """A bare sum, sha256sum's lines, GitHub's record; anything else is no sum at all."""
    assert _official.expected_sum(published, "kind-linux-amd64") == expected


def test_macos_downloads_what_is_published_for_it(monkeypatch: pytest.MonkeyPatch) -> None:
    """The client side and etcd, as a zip file; the control plane is not, and is built."""
    monkeypatch.setattr(_official, "machine", lambda: ("darwin", "arm64"))
    etcd = _official.release(component("etcd"))
    assert etcd is not None
    assert etcd.url.endswith("/v3.6.6/etcd-v3.6.6-darwin-arm64.zip")
    assert etcd.member == "etcd-v3.6.6-darwin-arm64/{name}"
    published = [name for name in known() if _official.release(component(name))]
    assert published == [
        "kubectl",
        "etcd",
        "etcdctl",
        "etcdutl",
        "kwok",
        "kwokctl",
        "kind",
        "coredns",
    ]
