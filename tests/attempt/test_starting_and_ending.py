"""Clearing away what attempts made, by engines that only say what they were told."""

import datetime
import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from clusterdojo.attempt import ending, starting
from clusterdojo.attempt.model import FILE, Attempt, AttemptRecord
from clusterdojo.attempt.store import Store
from clusterdojo.errors import ContainerEngineError, UsageError
from clusterdojo.lab.loading import load_lab
from clusterdojo.lab.scaffold import scaffold
from clusterdojo.lab.suite import Suite
from clusterdojo.progress import Silent
from tests.engines.fake import FakeEngine, fakes


@pytest.fixture
def engines() -> Iterator[dict[str, FakeEngine]]:
    """All engines there are."""
    with fakes() as both:
        yield {engine.name: engine for engine in both}


@pytest.fixture
def store(tmp_path: Path) -> Store:
    """An empty store."""
    return Store(tmp_path / "state")


def _attempt(store: Store, name: str, engine: str) -> Attempt:
    record = AttemptRecord(
        id=name, lab=name, engine=engine, seed=1, values={}, clusters=["cluster1"],
        settle_seconds=30, started=datetime.datetime(2026, 1, 1, tzinfo=datetime.UTC),
        phase="ready",
    )  # fmt: skip
    made = Attempt(store.attempts / name, record)
    made.save()
    made.cluster_folder("cluster1").mkdir(parents=True)
    (made.cluster_folder("cluster1") / engine).touch()
    return made


def test_an_attempt_records_its_suite(store: Store, own_suite: Suite) -> None:
    """What it is graded by later is what it was started from."""
    scaffold(own_suite, "demo")
    lab = load_lab(own_suite.lab_dir("demo"))
    attempt = starting._new(store, own_suite, lab, "kwok", 1)
    assert attempt.suite().root == own_suite.root


@pytest.mark.parametrize("name", ["two\nlines", "x" * 101, "\x1b[31m"])
def test_what_is_no_name_is_refused(
    store: Store, engines: dict[str, FakeEngine], own_suite: Suite, name: str
) -> None:
    """Before anything is made: a name goes into reports and onto terminals."""
    scaffold(own_suite, "demo")
    assert engines
    with pytest.raises(UsageError, match="not a learner's name"):
        starting.start(store, own_suite, "demo", None, 1, Silent(), learner=name)
    assert store.folders() == []


def test_what_is_no_key_is_refused(
    store: Store, engines: dict[str, FakeEngine], own_suite: Suite, tmp_path: Path
) -> None:
    """Before anything is made: a learner would find out after an hour that nothing is sealed."""
    scaffold(own_suite, "demo")
    assert engines
    with pytest.raises(UsageError, match="can't be read as a key"):
        starting.start(store, own_suite, "demo", None, 1, Silent(), key=tmp_path / "none.key")
    assert store.folders() == []


def test_an_attempt_is_ended_by_the_engine_that_made_it(
    store: Store, engines: dict[str, FakeEngine]
) -> None:
    """And by no other: a learner without Docker stops simulated clusters."""
    _attempt(store, "1-demo", "kwok")
    assert ending.stop(store, Silent()) == ["1-demo"]
    assert engines["kwok"].done == [("delete", "1-demo")]
    assert engines["kind"].done == []
    assert store.folders() == []


@pytest.mark.parametrize("content", ["{", json.dumps({"engine": "podman"}), "[]", None])
def test_where_the_record_is_lost_each_engine_ends_its_own(
    store: Store, engines: dict[str, FakeEngine], content: str | None
) -> None:
    """What is in a cluster's folder tells whose it is."""
    attempt = _attempt(store, "1-demo", "kind")
    file = attempt.folder / FILE
    file.unlink() if content is None else file.write_text(content)
    ending.stop(store, Silent(), everything=True)
    assert engines["kind"].done == [("delete", "cluster1")]
    assert engines["kwok"].done == []
    assert store.folders() == []


def test_the_spares_clusters_go_too(store: Store, engines: dict[str, FakeEngine]) -> None:
    """Whether a reset has taken it or not."""
    attempt = _attempt(store, "1-demo", "kind")
    (attempt.folder / "spare-1" / "clusters" / "cluster1").mkdir(parents=True)
    ending.stop(store, Silent())
    assert engines["kind"].done == [("delete", "1-demo")] * 2


def test_what_can_not_be_ended_now_is_kept_and_the_rest_is_ended(
    store: Store, engines: dict[str, FakeEngine]
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
