"""Clearing away what attempts made, by engines that only say what they were told."""

import datetime
import json
from pathlib import Path

import pytest

from clusterdojo.attempt import ending, starting
from clusterdojo.attempt.model import FILE, Attempt, AttemptRecord
from clusterdojo.attempt.store import Store
from clusterdojo.engines import ENGINES
from clusterdojo.errors import ContainerEngineError, UsageError
from clusterdojo.lab.loading import load_lab
from clusterdojo.lab.scaffold import scaffold
from clusterdojo.lab.suite import Suite
from clusterdojo.progress import Silent

AWAY = ContainerEngineError("The container engine does not answer.", "Start Docker.")


class Remover:
    """An engine that notes what it removes, and can be unable to."""

    real_nodes = True

    def __init__(self, name: str, removed: list[tuple[str, str]]) -> None:
        self.name = name
        self.removed = removed
        self.away_for: set[str] = set()

    def delete(self, folder: Path) -> None:
        """Note it, or fail."""
        attempt = next(p.name for p in folder.parents if p.parent.name == "attempts")
        if attempt in self.away_for:
            raise AWAY
        self.removed.append((self.name, str(folder.relative_to(folder.parents[1]))))


@pytest.fixture
def removed() -> list[tuple[str, str]]:
    """What was removed, and by whom."""
    return []


@pytest.fixture
def engines(monkeypatch: pytest.MonkeyPatch, removed: list[tuple[str, str]]) -> dict[str, Remover]:
    """All engines there are."""
    made = {name: Remover(name, removed) for name in ENGINES}
    for module in (starting, ending):
        monkeypatch.setattr(module, "engine_called", made.__getitem__)
    return made


@pytest.fixture
def store(tmp_path: Path) -> Store:
    """An empty store."""
    return Store(tmp_path / "state")


def _attempt(store: Store, name: str, engine: str) -> Attempt:
    record = AttemptRecord(
        id=name, lab="demo", engine=engine, seed=1, values={}, clusters=["cluster1"],
        settle_seconds=30, started=datetime.datetime(2026, 1, 1, tzinfo=datetime.UTC),
        phase="ready",
    )  # fmt: skip
    made = Attempt(store.attempts / name, record)
    made.save()
    made.cluster_folder("cluster1").mkdir(parents=True)
    return made


def test_an_attempt_records_its_suite(store: Store, own_suite: Suite) -> None:
    """What it is graded by later is what it was started from."""
    scaffold(own_suite, "demo")
    lab = load_lab(own_suite.lab_dir("demo"))
    attempt = starting._new(store, own_suite, lab, "kwok", 1)
    assert attempt.suite().root == own_suite.root


@pytest.mark.parametrize("name", ["two\nlines", "x" * 101, "\x1b[31m"])
def test_what_is_no_name_is_refused(
    store: Store, engines: dict[str, Remover], own_suite: Suite, name: str
) -> None:
    """Before anything is made: a name goes into reports and onto terminals."""
    scaffold(own_suite, "demo")
    assert engines
    with pytest.raises(UsageError, match="no learner's name"):
        starting.start(store, own_suite, "demo", None, 1, Silent(), learner=name)
    assert store.folders() == []


def test_what_is_no_key_is_refused(
    store: Store, engines: dict[str, Remover], own_suite: Suite, tmp_path: Path
) -> None:
    """Before anything is made: a learner would find out after an hour that nothing is sealed."""
    scaffold(own_suite, "demo")
    assert engines
    with pytest.raises(UsageError, match="can't be read as a key"):
        starting.start(store, own_suite, "demo", None, 1, Silent(), key=tmp_path / "none.key")
    assert store.folders() == []


def test_an_attempt_is_ended_by_the_engine_that_made_it(
    store: Store, engines: dict[str, Remover], removed: list[tuple[str, str]]
) -> None:
    """And by no other: a learner without Docker stops simulated clusters."""
    _attempt(store, "1-demo", "kwok")
    assert set(engines) == {"kwok", "kind"}
    assert ending.stop(store, Silent()) == ["1-demo"]
    assert removed == [("kwok", "clusters/cluster1")]
    assert store.folders() == []


@pytest.mark.parametrize("content", ["{", json.dumps({"engine": "podman"}), "[]", None])
def test_where_nobody_knows_every_engine_looks(
    store: Store,
    engines: dict[str, Remover],
    removed: list[tuple[str, str]],
    content: str | None,
) -> None:
    """kind first: the embedded engine removes the folder, which tells of kind's containers."""
    attempt = _attempt(store, "1-demo", "kind")
    file = attempt.folder / FILE
    file.unlink() if content is None else file.write_text(content)
    assert len(engines) == 2
    ending.stop(store, Silent(), everything=True)
    assert [engine for engine, _ in removed] == ["kind", "kwok"]
    assert store.folders() == []


def test_the_spares_clusters_go_too(
    store: Store, engines: dict[str, Remover], removed: list[tuple[str, str]]
) -> None:
    """Whether a reset has taken it or not."""
    attempt = _attempt(store, "1-demo", "kind")
    (attempt.folder / "spare-1" / "clusters" / "cluster1").mkdir(parents=True)
    assert engines
    ending.stop(store, Silent())
    assert len(removed) == 2


def test_what_can_not_be_ended_now_is_kept_and_the_rest_is_ended(
    store: Store, engines: dict[str, Remover]
) -> None:
    """A silent container engine keeps its own attempt's folder, and nobody else's."""
    _attempt(store, "1-demo", "kind")
    _attempt(store, "2-demo", "kwok")
    engines["kind"].away_for = {"1-demo"}
    with pytest.raises(ContainerEngineError):
        ending.stop(store, Silent(), everything=True)
    assert [folder.name for folder in store.folders()] == ["1-demo"]
    engines["kind"].away_for = set()
    assert ending.stop(store, Silent(), everything=True) == ["1-demo"]
