"""Bringing real nodes back after a boot, with a fake `docker` that knows four commands."""

import os
from pathlib import Path

import pytest

from clusterdojo.cluster.transport import Access
from clusterdojo.engines.kind.containers import KindRecord
from clusterdojo.engines.kind.engine import KindEngine
from clusterdojo.errors import EngineError
from tests.api_server import ApiServer
from tests.fakes import fake


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The world of the fake container engine, with two machines."""
    root = tmp_path / "engine"
    for folder in ("containers", "bin"):
        (root / folder).mkdir(parents=True)
    # It keeps one file a container, which holds its state.
    states = """for one in *; do printf '%s\\t%s\\n' "$one" "$(cat "$one")"; done"""
    start = f"""
    [ -e {root}/full ] && {{ echo "no space left on device" >&2; exit 1; }}
    echo "$@" >> {root}/started
    shift; for one; do echo running > "$one"; done
    """
    program = fake(
        root / "bin" / "docker",
        {
            "ps --all --filter label=io.x-k8s.kind.cluster=dojo-1": states,
            "ps --all --filter label=clusterdojo.dev/cluster=dojo-1": "",
            "version": "echo 28.0",
            "start": start,
        },
        always=f"cd {root}/containers",
    )
    (root / "containers" / "dojo-1-cp").write_text("running")
    (root / "containers" / "dojo-1-w").write_text("exited")
    monkeypatch.setenv("PATH", f"{program.parent}{os.pathsep}{os.environ['PATH']}")
    return root


@pytest.fixture
def folder(tmp_path: Path, api_server: ApiServer) -> Path:
    """A cluster with real nodes, one of which the lab has switched off."""
    folder = tmp_path / "cluster1"
    record = KindRecord("dojo-1", 6443, {"cp": "dojo-1-cp", "w": "dojo-1-w"}, stopped=["w"])
    record.write(folder)
    Access(api_server.url, "", "", "").write(folder)
    api_server.objects["/readyz"] = []
    return folder


def test_a_cluster_is_gone_when_none_of_its_machines_runs(root: Path, folder: Path) -> None:
    """One that stands still may be the task."""
    engine = KindEngine()
    assert not engine.is_gone(folder)
    (root / "containers" / "dojo-1-cp").write_text("exited")
    assert engine.is_gone(folder)


def test_after_a_boot_machines_are_started(root: Path, folder: Path) -> None:
    """But for one that the lab itself has switched off."""
    (root / "containers" / "dojo-1-cp").write_text("exited")
    KindEngine().resume(folder)
    assert (root / "started").read_text() == "start dojo-1-cp\n"
    KindEngine().resume(folder)
    assert (root / "started").read_text() == "start dojo-1-cp\n"


def test_a_refusal_is_told_in_dockers_words(root: Path, folder: Path) -> None:
    """The exam can be ended all the same."""
    (root / "containers" / "dojo-1-cp").write_text("exited")
    (root / "full").touch()
    with pytest.raises(EngineError, match="no space left"):
        KindEngine().resume(folder)


def test_without_a_cluster_nothing_comes_back(tmp_path: Path) -> None:
    """Its folder has been emptied."""
    with pytest.raises(EngineError, match="There is no cluster in"):
        KindEngine().resume(tmp_path)


def test_real_nodes_are_not_paused(folder: Path) -> None:
    """Frozen, they would keep their memory."""
    assert not KindEngine.can_pause
    with pytest.raises(EngineError, match="can't be paused"):
        KindEngine().pause(folder)


def test_a_cluster_of_kinds_is_told_by_its_record(folder: Path, tmp_path: Path) -> None:
    """Where an attempt's record is lost, each engine ends its own."""
    assert KindEngine().owns(folder)
    assert not KindEngine().owns(tmp_path)
