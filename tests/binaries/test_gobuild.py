"""Builds from Go modules: what go is told, what is made of its words, how it is ended."""

import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from clusterdojo.binaries import Component, _gobuild, _goenv, _store, component, require
from clusterdojo.binaries._estimate import Estimate
from clusterdojo.binaries._lock import Graph, machine, table
from clusterdojo.errors import DojoError, RuntimeUnavailableError, StateError
from tests.fakes import fake

if TYPE_CHECKING:
    from tests.binaries.conftest import Heard


@pytest.fixture
def go(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The file of a fake `go`, first on PATH; a test writes it."""
    directory = tmp_path / "bin"
    directory.mkdir()
    monkeypatch.setenv("PATH", f"{directory}{os.pathsep}{os.environ['PATH']}")
    return directory / "go"


# What go tells of the user's environment.
SETTINGS = """printf '{"GOPROXY": "%s", "GONOSUMDB": "%s"}' "$GOPROXY" "$GONOSUMDB";"""


def script(file: Path, body: str, listed: str = "true", settings: str = SETTINGS) -> None:
    """Write a fake go that builds with `body`."""
    known = {
        "env GOVERSION": "echo go1.99",
        "env -json": settings,
        "list -deps -f": listed,
        "build": body,
    }
    fake(file, known)


MAKE = """while [ "$1" != -o ]; do shift; done; out=$2; shift 2
for package in "$@"; do echo $package >&2; echo made > $out${package##*/}; done"""


def test_all_components_of_a_graph_come_from_one_build(
    go: Path, heard: "Heard", cache: Path, tmp_path: Path
) -> None:
    """One go process compiles what they share once; its output directory is gone afterwards."""
    script(go, f"echo build >> {tmp_path}/count\n{MAKE}")
    found = require(["kubectl", "kwok"], progress=heard)
    assert {path.read_text() for path in found.values()} == {"made\n"}
    assert (tmp_path / "count").read_text() == "build\n"
    record = _store.record(component("kwok"))
    assert record is not None
    assert (record.source, record.origin) == ("built", "graph embedded-1.35.4")
    assert not (cache / "runtime" / ".build").exists()
    assert heard.stages[-1] == "building kubectl, kwok"


def test_go_is_told_what_to_do_by_the_suite_alone(
    go: Path, tmp_path: Path, cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The user's build flags stay out, the way to the module proxy stays in."""
    for name, value in {
        "GOFLAGS": "-mod=mod -race",
        "GOMODCACHE": "/elsewhere",
        "GOROOT": "/elsewhere",
        "CGO_CFLAGS": "-O0",
        "GOPROXY": "https://proxy.example",
        "GONOSUMDB": "example.com",
        "HTTPS_PROXY": "http://127.0.0.1:9",
        "SSL_CERT_FILE": "/some/file",
    }.items():
        monkeypatch.setenv(name, value)
    script(go, f'env > {tmp_path}/env; echo "$@" > {tmp_path}/words\n{MAKE}')
    require(["kubectl"])
    told = dict(line.split("=", 1) for line in (tmp_path / "env").read_text().splitlines())
    assert told["GOENV"] == "off"
    assert "-mod=readonly" in told["GOFLAGS"]
    assert "-trimpath" in told["GOFLAGS"]
    assert "-race" not in told["GOFLAGS"]
    assert told["GOMODCACHE"] == str(cache / "go" / "mod")
    assert told["GOCACHE"] == str(cache / "go" / "build")
    assert told["GOTOOLCHAIN"] == "local"
    assert told["CGO_ENABLED"] == "0"
    assert told["GOPROXY"] == "https://proxy.example"
    assert told["GONOSUMDB"] == "example.com"
    assert told["HTTPS_PROXY"] == "http://127.0.0.1:9"
    assert told["SSL_CERT_FILE"] == "/some/file"
    assert not {"GOROOT", "CGO_CFLAGS"} & set(told)
    words = (tmp_path / "words").read_text()
    assert "-X=k8s.io/component-base/version.gitVersion=v1.35.4" in words
    assert "-X=k8s.io/client-go/pkg/version.gitMinor=35" in words


def test_what_go_env_wrote_counts_for_reaching_modules_only(
    go: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A company's proxy set with `go env -w` is used, a build flag set that way is not."""
    monkeypatch.delenv("GOPROXY", raising=False)
    settings = """echo '{"GOPROXY": "https://p", "GOAUTH": ""}'"""
    script(go, f"env > {tmp_path}/env\n{MAKE}", settings=settings)
    require(["kubectl"])
    told = (tmp_path / "env").read_text().splitlines()
    assert "GOPROXY=https://p" in told
    assert "GOENV=off" in told


def test_a_disk_that_looks_too_small_is_said_before_the_build(
    go: Path, heard: "Heard", monkeypatch: pytest.MonkeyPatch
) -> None:
    """A warning and no refusal: part of it may be in Go's cache already."""

    class Usage:
        free = 1_000_000_000

    monkeypatch.setattr("shutil.disk_usage", lambda _path: Usage)
    script(go, MAKE)
    require(["kubectl"], progress=heard)
    assert heard.notes == ["only 1.0 GB are free; a build takes up to 4.3 GB"]


def test_the_bar_moves_with_the_source_compiled_and_tells_the_time_left(heard: "Heard") -> None:
    """Large packages count for more; packages from Go's cache don't count at all."""
    now = [0.0]
    weights = {"a": 1e6, "b": 3e6, "c": 6e6}
    estimate = Estimate(weights, heard, links=0, clock=lambda: now[0])
    estimate.stage("building")
    for at, line in ((1, "a"), (11, "b"), (41, "c"), (42, "go: something else"), (43, "a")):
        now[0] = at
        estimate.heard(line)
    assert heard.shares == [0, 0.1, 0.4]
    assert heard.details == ["a", "b, about 2 min left", "c, about 62 s left"]


def test_a_failed_build_is_a_sentence_with_the_log(go: Path, cache: Path) -> None:
    """The last line that gives a reason, not the last package that was compiled."""
    script(go, "echo some/package >&2; echo 'x.go:1:2: undefined: y' >&2; echo a/b >&2; exit 1")
    with pytest.raises(RuntimeUnavailableError, match=r"x\.go:1:2: undefined: y") as caught:
        require(["kubectl"])
    log = cache / "go" / "embedded-1.35.4.log"
    assert str(log) in caught.value.what
    assert "undefined: y" in log.read_text()
    assert "report it" in caught.value.do
    assert not (cache / "runtime" / ".build").exists()


def test_modules_out_of_reach_are_a_sentence(go: Path) -> None:
    """Neither downloads nor modules: the way out is the network, and that is said."""
    words = "go: k8s.io/api@v0.35.4: Get: dial tcp: lookup modules.example: no such host"
    script(go, "exit 1", listed=f"echo '{words}' >&2; exit 1")
    with pytest.raises(RuntimeUnavailableError, match="no such host") as caught:
        require(["kubectl"])
    assert "GOPROXY" in caught.value.do


def test_a_disk_that_fills_up_under_go_is_a_sentence(go: Path) -> None:
    """Go says it in its own words; the suite says what to do."""
    script(go, "echo 'link: write /x: no space left on device' >&2; exit 1")
    with pytest.raises(StateError, match="is full") as caught:
        require(["kubectl"])
    assert "goes on where it stopped" in caught.value.do


CHILD = """
import signal
from clusterdojo.binaries import require
signal.signal(signal.SIGINT, signal.default_int_handler)  # a job in the background may lack it
class Loud:
    def stage(self, text): print(text, flush=True)
    def advance(self, done, total, detail=""): pass
    def note(self, text): pass
require(["kubectl"], progress=Loud())
"""


def alive(process: int) -> bool:
    """Whether it runs, a zombie doesn't."""
    try:
        state = Path(f"/proc/{process}/stat").read_text().rpartition(") ")[2]
    except OSError:
        return False
    return not state.startswith("Z")


@pytest.mark.skipif(not Path("/proc").is_dir(), reason="reads /proc")
def test_ctrl_c_ends_go_and_all_its_children(go: Path, tmp_path: Path, cache: Path) -> None:
    """No compiler works on after the dojo that asked for it is gone, and the cache serves on."""
    script(go, f"sleep 60 & echo $! > {tmp_path}/child; echo $$ > {tmp_path}/self; wait")
    dojo = subprocess.Popen([sys.executable, "-c", CHILD], stderr=subprocess.PIPE)
    deadline = time.monotonic() + 10
    while not (tmp_path / "self").exists() and time.monotonic() < deadline:
        time.sleep(0.02)
    dojo.send_signal(signal.SIGINT)
    _, said = dojo.communicate(timeout=10)
    assert b"KeyboardInterrupt" in said
    deadline = time.monotonic() + 5
    processes = [int((tmp_path / name).read_text()) for name in ("child", "self")]
    while any(map(alive, processes)) and time.monotonic() < deadline:
        time.sleep(0.02)
    assert not any(map(alive, processes))
    script(go, MAKE)
    assert require(["kubectl"])["kubectl"].read_text() == "made\n"
    assert not (cache / "runtime" / ".build").exists()


def test_package_names_become_binary_names_as_go_does_it() -> None:
    """The etcd server is a module with a major version as its last element."""
    assert _gobuild.binary_name("go.etcd.io/etcd/server/v3") == "server"
    assert _gobuild.binary_name("k8s.io/kubernetes/cmd/kubectl") == "kubectl"


def test_a_full_disk_under_a_download_or_build_leaves_the_cache_usable(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, go: Path
) -> None:
    """A cache on a tiny file system: a sentence, and after some room was made it just works."""
    disk = tmp_path / "disk"
    disk.mkdir()
    mount = shutil.which("mount")
    if os.geteuid() != 0 or not mount:
        pytest.skip("only root can mount a tiny file system")
    done = subprocess.run(
        [mount, "-t", "tmpfs", "-o", "size=1m", "tmpfs", disk], check=False, capture_output=True
    )
    if done.returncode != 0:
        pytest.skip("this machine mounts no file systems")
    try:
        monkeypatch.setenv("CLUSTERDOJO_CACHE", str(disk / "cache"))
        (disk / "ballast").write_bytes(b"x" * 600_000)
        fill = "dd if=/dev/zero of=${out}kubectl bs=1k count=700 2>/dev/null || "
        fill += '{ echo "write: no space left on device" >&2; exit 1; }'
        script(go, f'while [ "$1" != -o ]; do shift; done; out=$2\n{fill}')
        with pytest.raises(DojoError) as caught:
            require(["kubectl"])
        assert "CLUSTERDOJO_CACHE" in caught.value.do
        (disk / "ballast").unlink()
        assert require(["kubectl"])["kubectl"].stat().st_size == 700 * 1024
    finally:
        subprocess.run(["umount", disk], check=True)


@pytest.mark.slow
@pytest.mark.skipif(shutil.which("go") is None, reason="no Go on PATH")
def test_a_real_go_builds_a_graph_with_its_stamp(
    tmp_path: Path, heard: "Heard", monkeypatch: pytest.MonkeyPatch
) -> None:
    """A module of two packages, from this disk: compiled, stamped, installed and executable."""
    source = tmp_path / "tiny"
    (source / "cmd" / "tiny").mkdir(parents=True)
    (source / "version").mkdir()
    (source / "go.mod").write_text("module example.test/tiny\n\ngo 1.21\n")
    (source / "version" / "version.go").write_text('package version\n\nvar Said = "unset"\n')
    (source / "cmd" / "tiny" / "main.go").write_text(
        "package main\n\n"
        'import "example.test/tiny/version"\n\n'
        "func main() { println(version.Said) }\n"
    )
    directory = tmp_path / "graph"
    directory.mkdir()
    (directory / "go.mod").write_text(
        "module example.test/graph\n\ngo 1.21\n\nrequire example.test/tiny v1.2.3\n\n"
        "replace example.test/tiny => ../tiny\n"
    )
    (directory / "go.sum").write_text("")
    (directory / "tools.go").write_text(
        '//go:build tools\n\npackage graph\n\nimport _ "example.test/tiny/cmd/tiny"\n'
    )
    monkeypatch.setattr(_goenv, "machine", machine)
    monkeypatch.setitem(table()["stamps"], "tiny", {"example.test/tiny/version.Said": "v{version}"})
    tiny = Component("tiny", "1.2.3", "tiny", "example.test/tiny/cmd/tiny", "tiny")
    graph = Graph("tiny", directory, {"tiny": "1.2.3"}, ("tiny",))
    path = _gobuild.build(graph, [tiny], heard)["tiny"]
    said = subprocess.run([path], capture_output=True, text=True, check=True).stderr
    assert said == "v1.2.3\n"
    assert heard.stages == ["reading the module graph", "building tiny"]
    assert heard.shares == sorted(heard.shares)
