"""Taking over the clusters that were made beforehand."""

import datetime
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import cast

import pytest

from clusterdojo import processes
from clusterdojo.attempt import spare
from clusterdojo.attempt.model import Attempt, AttemptRecord
from clusterdojo.cluster.client import OwnApi, UnansweredError
from clusterdojo.engines.kind.engine import KindEngine
from clusterdojo.engines.protocol import Engine
from clusterdojo.grading import spare_maker
from clusterdojo.lab.model import ClusterSpec, Lab
from clusterdojo.progress import Silent


class Healthy:
    """An engine whose clusters have nothing, or one thing, wrong with them."""

    trouble: str | None = None

    def fault(self, folder: Path) -> str | None:
        """As told."""
        del folder
        return self.trouble


HEALTHY = cast("Engine", Healthy())


@pytest.fixture(autouse=True)
def answering(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every API server says that it is ready."""
    monkeypatch.setattr(OwnApi, "check", lambda _self, _path: None)


def _attempt(folder: Path, phase: str = "ready") -> Attempt:
    record = AttemptRecord(
        id="1-demo", lab="demo", engine="kind", seed=1, values={}, clusters=["cluster1"],
        settle_seconds=30, started=datetime.datetime(2026, 1, 1, tzinfo=datetime.UTC),
    )  # fmt: skip
    made = Attempt(folder, record.model_copy(update={"phase": phase}))
    made.save()
    made.work.mkdir()
    for file in (made.before, made.kubeconfig, made.task):
        file.write_text(f"{file.name} of {folder.name}")
    made.cluster_folder("cluster1").mkdir(parents=True)
    return made


@pytest.fixture
def attempt(tmp_path: Path) -> Attempt:
    """An attempt under way."""
    return _attempt(tmp_path / "1-demo")


@pytest.fixture
def ready(attempt: Attempt) -> Attempt:
    """Its spare, in the start state."""
    made = _attempt(attempt.folder / "spare-1")
    (made.work / "given.yaml").write_text("given")
    return made


@pytest.fixture
def maker(attempt: Attempt) -> Iterator["subprocess.Popen[bytes]"]:
    """A process that is said to make the spare."""
    program = "import time; time.sleep(60)"
    running = subprocess.Popen(
        [sys.executable, "-c", program], env=processes.marked(attempt.folder / spare.MAKER)
    )
    (attempt.folder / spare.PID_FILE).write_text(str(running.pid))
    (attempt.folder / spare.LOG).touch()
    yield running
    running.kill()
    running.wait()


def test_a_spare_that_is_ready_is_taken(attempt: Attempt, ready: Attempt) -> None:
    """It is the attempt's clusters from then on, with the start state that was recorded of it."""
    found = spare.claim(attempt, HEALTHY, Silent())
    assert found is not None
    assert found.folder == ready.folder
    (attempt.work / "mine.txt").write_text("mine")
    (attempt.work / "folder").mkdir()
    stands_in = os.open(attempt.work, os.O_RDONLY)
    spare.move_in(attempt, found)
    assert attempt.cluster_folder("cluster1") == ready.folder / "clusters" / "cluster1"
    assert [path.name for path in attempt.work.iterdir()] == ["given.yaml"]
    assert attempt.before.read_text() == "before.json of spare-1"
    assert attempt.kubeconfig.read_text() == "kubeconfig of spare-1"
    assert os.fstat(stands_in).st_ino == attempt.work.stat().st_ino
    os.close(stands_in)


@pytest.mark.parametrize("phase", ["creating", None])
def test_half_a_spare_is_none(attempt: Attempt, phase: str | None) -> None:
    """One whose making was killed, and one that was never begun."""
    if phase:
        _attempt(attempt.folder / "spare-1", phase)
    assert spare.state(attempt) is None
    assert spare.claim(attempt, HEALTHY, Silent()) is None


def test_a_spare_to_which_something_happened_is_none(attempt: Attempt, ready: Attempt) -> None:
    """A machine of it was stopped meanwhile."""
    assert ready.record.phase == "ready"
    ill = Healthy()
    ill.trouble = "node01 is stopped"
    assert spare.claim(attempt, cast("Engine", ill), Silent()) is None


def test_a_spare_that_does_not_answer_is_none(
    attempt: Attempt, ready: Attempt, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its API server is not ready."""
    assert ready.record.phase == "ready"

    def silent(_self: OwnApi, path: str) -> None:
        raise UnansweredError(path)

    monkeypatch.setattr(OwnApi, "check", silent)
    assert spare.claim(attempt, HEALTHY, Silent()) is None


def test_a_spare_in_the_making_is_waited_for(
    attempt: Attempt, maker: "subprocess.Popen[bytes]", monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is ahead of anything that could be begun now."""
    made = _attempt(attempt.folder / "spare-1", "creating")
    assert spare.state(attempt) == "being made"
    waited = []

    def wait(_seconds: float) -> None:
        waited.append(maker.poll())
        made.record.phase = "ready"
        made.save()

    monkeypatch.setattr(time, "sleep", wait)
    assert spare.claim(attempt, HEALTHY, Silent()) is not None
    assert waited == [None]


def test_a_maker_that_dies_is_not_waited_for(
    attempt: Attempt, maker: "subprocess.Popen[bytes]"
) -> None:
    """Nobody will ever finish it."""
    _attempt(attempt.folder / "spare-1", "creating")
    maker.kill()
    assert spare.claim(attempt, HEALTHY, Silent()) is None


def test_halting_ends_the_maker_and_nobody_else(
    attempt: Attempt, maker: "subprocess.Popen[bytes]"
) -> None:
    """Processes of the attempt's clusters go on."""
    other = subprocess.Popen(
        [sys.executable, "-c", "import time; time.sleep(60)"],
        env=processes.marked(attempt.folder / "spare-1" / "clusters" / "cluster1"),
    )
    try:
        spare.halt(attempt.folder)
        assert maker.wait(timeout=10) != 0
        assert other.poll() is None
    finally:
        other.kill()
        other.wait()


def test_simulated_nodes_need_no_spare(
    attempt: Attempt, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """They start in seconds: no process is begun."""
    monkeypatch.setattr(subprocess, "Popen", None)
    attempt.record.engine = "kwok"
    spare.begin(attempt, tmp_path)
    assert not (attempt.folder / spare.LOG).exists()


def test_a_spare_needs_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    """A small machine goes without, rather than slow the learner's own clusters down."""
    import psutil

    class Memory:
        available = 0

    memory = Memory()
    monkeypatch.setattr(psutil, "virtual_memory", lambda: memory)
    lab = Lab.model_construct(clusters=[ClusterSpec()])
    engine = KindEngine()
    needed = engine.memory_mib(ClusterSpec()) + spare_maker.SPARED_MIB
    assert needed == 670 + 2 * 290 + 1430
    for available, has in ((needed * 2**20, False), ((needed + 1) * 2**20, True)):
        memory.available = available
        assert spare_maker._has_memory(lab, engine) is has


def test_what_is_left_of_a_spare_goes_with_the_attempt(attempt: Attempt, ready: Attempt) -> None:
    """Ending an attempt finds the clusters of its spares, too."""
    from clusterdojo.attempt.ending import clusters_in

    found = clusters_in(attempt.folder)
    assert found == [attempt.cluster_folder("cluster1"), ready.cluster_folder("cluster1")]
    shutil.rmtree(ready.folder)
    assert clusters_in(attempt.folder) == [attempt.cluster_folder("cluster1")]
