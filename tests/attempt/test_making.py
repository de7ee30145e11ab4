"""What becomes of clusters that do not begin as their lab tells."""

import datetime
import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import cast

import pytest

from clusterdojo.attempt import making
from clusterdojo.attempt.model import Attempt, AttemptRecord
from clusterdojo.attempt.store import Store
from clusterdojo.cluster.audit_log import POSITION_FILE, LocalLog
from clusterdojo.engines.ports import PortTakenError
from clusterdojo.engines.protocol import Engine, RunningCluster
from clusterdojo.errors import ContentError, EngineError
from clusterdojo.lab.loading import load_lab
from clusterdojo.lab.model import ClusterSpec
from clusterdojo.lab.scaffold import scaffold
from clusterdojo.lab.suite import Suite
from clusterdojo.progress import Silent
from tests.engines.fake import FakeEngine, fakes

WHY = "“the waiting pods run” holds already"


class Told(Silent):
    """Keeps what was said."""

    def __init__(self) -> None:
        self.notes: list[str] = []

    def note(self, text: str) -> None:
        """Keep it."""
        self.notes.append(text)


@pytest.fixture
def engine() -> Iterator[FakeEngine]:
    """The engine of the clusters."""
    with fakes() as both:
        yield next(one for one in both if one.name == "kwok")


@pytest.fixture
def attempt(tmp_path: Path) -> Attempt:
    """An attempt that is being made."""
    record = AttemptRecord(
        id="1-demo", lab="demo", engine="kwok", seed=1, values={}, clusters=["cluster1"],
        settle_seconds=30, started=datetime.datetime(2026, 1, 1, tzinfo=datetime.UTC),
    )  # fmt: skip
    return Attempt(tmp_path / "attempts" / "1-demo", record)


@pytest.fixture
def lost_ports() -> list[str]:
    """An entry for each time that another program takes a port of the clusters."""
    return []


@pytest.fixture
def make(
    own_suite: Suite, attempt: Attempt, engine: FakeEngine, tmp_path: Path,
    lost_ports: list[str], monkeypatch: pytest.MonkeyPatch,
) -> Callable[[list[str]], Told]:  # fmt: skip
    """Makes the attempt; the list says why its clusters do not begin as told, time after time."""
    scaffold(own_suite, "demo")
    folder = own_suite.lab_dir("demo")

    def once(*_: object) -> None:
        attempt.work.mkdir(parents=True, exist_ok=True)
        assert list(attempt.work.iterdir()) == []
        (attempt.work / "given.yaml").touch()
        attempt.cluster_folder("cluster1").mkdir(parents=True, exist_ok=True)
        (attempt.cluster_folder("cluster1") / engine.name).touch()
        attempt.save()
        if lost_ports:
            lost_ports.pop()
            raise PortTakenError

    monkeypatch.setattr(making, "_make", once)

    def made(whys: list[str]) -> Told:
        told = Told()
        making.make(
            Store(tmp_path), folder, load_lab(folder), attempt, cast("Engine", engine), told,
            why_not=lambda _: whys.pop(0),
        )  # fmt: skip
        return told

    return made


def test_clusters_that_begin_as_told_are_made_once(
    make: Callable[[list[str]], Told], attempt: Attempt, engine: FakeEngine
) -> None:
    """That is nearly always so."""
    assert make([""]).notes == []
    assert (attempt.record.phase, attempt.record.remade, engine.done) == ("ready", 0, [])


def test_clusters_that_begin_otherwise_are_made_again_and_counted(
    make: Callable[[list[str]], Told], attempt: Attempt, engine: FakeEngine
) -> None:
    """The old ones are ended, the work folder is emptied, and the reason is told."""
    told = make([WHY, ""])
    assert told.notes == [f"{WHY}, so the start state is made again"]
    assert engine.done == [("delete", "demo")]
    assert Attempt.read(attempt.folder).record.remade == 1
    assert attempt.record.phase == "ready"


def test_clusters_that_never_begin_as_told_are_an_error(
    make: Callable[[list[str]], Told], attempt: Attempt
) -> None:
    """A lab that can't be solved, or is solved already, is no lab; nothing of it is left."""
    with pytest.raises(EngineError, match="demo does not begin as its task tells: “the waiting"):
        make([WHY] * 3)
    assert not attempt.folder.exists()


def test_a_reset_has_as_many_tries_as_a_start(
    make: Callable[[list[str]], Told], attempt: Attempt
) -> None:
    """The count goes on; the limit is for each time."""
    attempt.record.remade = 2
    make([WHY, WHY, ""])
    assert attempt.record.remade == 4


def test_clusters_that_lost_a_port_are_made_again(
    make: Callable[[list[str]], Told], attempt: Attempt, engine: FakeEngine, lost_ports: list[str]
) -> None:
    """Nothing is wrong with the lab, so it does not count as one that began otherwise."""
    lost_ports += ["scheduler", "controller manager"]
    told = make([""])
    taken = "another program took a port, so the start state is made again"
    assert told.notes == [taken] * 2
    assert engine.done == [("delete", "demo")] * 2
    assert (attempt.record.phase, attempt.record.remade) == ("ready", 0)


def test_clusters_that_lose_a_port_every_time_are_an_error(
    make: Callable[[list[str]], Told], attempt: Attempt, lost_ports: list[str]
) -> None:
    """It is told in a sentence; nothing of the attempt is left."""
    lost_ports += ["scheduler"] * 4
    with pytest.raises(EngineError, match="took a port of the cluster"):
        make([""])
    assert len(lost_ports) == 1
    assert not attempt.folder.exists()


def test_a_lost_port_is_the_reason_why_setup_fails(
    own_suite: Suite, attempt: Attempt, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without a controller manager, manifests can't be applied: that is no fault of the lab's."""
    scaffold(own_suite, "demo")
    folder = own_suite.lab_dir("demo")
    monkeypatch.setattr(making, "furnish", lambda *_: None)
    monkeypatch.setattr(making, "merged", lambda _: "")

    def fails(*_: object) -> None:
        raise ContentError("setup/ ended with 1.", "Fix the lab.")

    monkeypatch.setattr("clusterdojo.attempt.setup_state.apply_all", fails)
    with pytest.raises(PortTakenError):
        making._make(
            folder, load_lab(folder), attempt, cast("Engine", _LosesPorts()), Silent(),
            lambda: None, lambda _: None,
        )  # fmt: skip


class _LosesPorts:
    """An engine of which a component finds its port taken once the cluster is made."""

    real_nodes = False

    def tools(self) -> dict[str, Path]:
        """None are needed."""
        return {}

    def create(self, spec: ClusterSpec, folder: Path, _: object) -> RunningCluster:
        """That goes well."""
        return RunningCluster(spec.name, folder / "kubeconfig")

    def await_ready(self, *_: object) -> None:
        """That does not."""
        raise PortTakenError


class _Keeps:
    """An engine that keeps a log, which can't be read while it is None."""

    def __init__(self, log: LocalLog | None) -> None:
        self.log = log

    def audit_log(self, _folder: Path) -> object:
        """Where it is."""
        return self.log or self

    def files(self) -> list[object]:
        """What a container engine that is away gives."""
        raise OSError("no answer")


def test_where_the_log_is_when_a_lab_begins_is_noted(attempt: Attempt, tmp_path: Path) -> None:
    """What came before is not graded."""
    folder = attempt.cluster_folder("cluster1")
    folder.mkdir(parents=True)
    (tmp_path / "audit.log").write_bytes(b"{}\n{}\n")
    making.note_start_of(attempt, cast("Engine", _Keeps(LocalLog(tmp_path))), "cluster1")
    assert json.loads((folder / POSITION_FILE).read_text())["offset"] == 6


def test_a_log_that_can_not_be_read_is_an_error(attempt: Attempt) -> None:
    """A lab that began without one would be graded by claims."""
    attempt.cluster_folder("cluster1").mkdir(parents=True)
    with pytest.raises(EngineError, match="audit log of cluster1 can't be read: no answer"):
        making.note_start_of(attempt, cast("Engine", _Keeps(None)), "cluster1")
