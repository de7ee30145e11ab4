"""The recipe for an engine: one folder, and labs start, are graded, wait and end on it."""

import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from clusterdojo import processes
from clusterdojo.attempt.ending import stop
from clusterdojo.attempt.environment import environment
from clusterdojo.attempt.model import Attempt
from clusterdojo.attempt.script import run
from clusterdojo.attempt.starting import reset, start
from clusterdojo.attempt.store import Store
from clusterdojo.engines.fitness import wrong_engines
from clusterdojo.engines.registry import also_in, engine, names
from clusterdojo.errors import ContentError
from clusterdojo.exam import pausing
from clusterdojo.exam.begin import available
from clusterdojo.exam.budget import Cost, cost
from clusterdojo.grading.check import grade as graded
from clusterdojo.lab.loading import load_lab
from clusterdojo.lab.scaffold import scaffold
from clusterdojo.lab.suite import Suite
from clusterdojo.progress import Silent

PAPER = Path(__file__).parent / "testdata" / "paper"


@pytest.fixture
def paper(tmp_path: Path) -> Iterator[None]:
    """The recipe's only step: a folder `paper` beside the other engines."""
    shutil.copytree(PAPER, tmp_path / "engines" / "paper")
    kubectl = tmp_path / "engines" / "paper" / "kubectl"
    _, *rest = kubectl.read_text().splitlines()
    kubectl.write_text("\n".join([f"#!{sys.executable}", *rest]) + "\n")  # this Python has PyYAML
    with also_in(tmp_path / "engines"):
        yield


@pytest.fixture
def suite(own_suite: Suite) -> Suite:
    """One lab, which names the engine."""
    scaffold(own_suite, "on-paper")
    path = own_suite.labs / "on-paper" / "lab.yaml"
    path.write_text(path.read_text().replace("engines: [kwok]", "engines: [paper]"))
    return own_suite


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """An empty store; nothing runs afterwards."""
    store = Store(tmp_path / "state")
    yield store
    processes.end(store.root)


def _solved(attempt: Attempt) -> None:
    namespace = attempt.record.values["namespace"]
    command = ["kubectl", "create", "configmap", "to-be-written", "-n", str(namespace)]
    ended = run(command, environment(attempt), attempt.work, "the solution", 30)
    assert ended.code == 0, str(ended)


def _earned(attempt: Attempt) -> float:
    # Without Allure, which a second pytest in this process confuses for the tests that follow.
    grade, _ = graded(attempt, attempt.suite())
    assert not grade.ungradable
    return grade.earned


@pytest.mark.usefixtures("paper")
def test_an_engine_is_one_folder(store: Store, suite: Suite) -> None:
    """An attempt starts, is graded, waits, comes back as it was, begins anew and ends."""
    attempt = start(store, suite, "on-paper", None, 1, Silent())
    assert attempt.record.engine == "paper"
    assert attempt.record.versions == {"cluster1": "v1.35.4"}
    assert _earned(attempt) == 0
    _solved(attempt)
    assert _earned(attempt) == 1

    folder, ports = attempt.cluster_folder("cluster1"), pausing.Ports()
    pausing.pause(attempt, ports)
    assert processes.processes(folder) == []
    assert pausing.has_ended(attempt)
    pausing.resume(attempt, ports)
    assert not pausing.is_gone(attempt)
    assert _earned(attempt) == 1

    attempt = reset(store, Silent())
    assert _earned(attempt) == 0
    assert stop(store, Silent()) == [attempt.record.id]
    assert processes.processes(store.root) == []
    assert not folder.exists()


@pytest.mark.usefixtures("paper")
def test_whoever_asks_for_engines_finds_it(suite: Suite) -> None:
    """The lint, the doctor's list, exams: each asks the registry."""
    assert names() == ("kind", "kwok", "paper")
    assert wrong_engines(suite.lab_dir("on-paper")) == []
    assert "paper" in available()
    assert cost(load_lab(suite.lab_dir("on-paper")), "paper") == Cost(40, is_freed=True)
    assert engine("paper").examine()


def test_without_the_folder_there_is_no_such_engine(store: Store, suite: Suite) -> None:
    """A start says so, with the line of lab.yaml."""
    assert names() == ("kind", "kwok")
    with pytest.raises(ContentError, match=r"lab.yaml:9: engines.0: there is no engine called"):
        start(store, suite, "on-paper", None, 1, Silent())
