"""Letting a task's clusters wait, and bringing them back: what is asked of their engine."""

import socket
from pathlib import Path

import pytest

from clusterdojo.attempt.model import Attempt
from clusterdojo.engines.ports import free_ports
from clusterdojo.engines.registry import standing_in
from clusterdojo.errors import ContainerEngineError, EngineError
from clusterdojo.exam import pausing
from tests.engines.fake import FakeEngine, whose
from tests.exam.sat import attempted, laid, record, task


class TwoPorts(FakeEngine):
    """An engine each of whose clusters needs two ports."""

    def __init__(self) -> None:
        super().__init__("kwok")
        self.numbers = free_ports(2)

    def ports(self, folder: Path) -> list[int]:
        """Those two."""
        del folder
        return self.numbers


def _attempt(state: Path, engine: str = "kwok", clusters: int = 1) -> Attempt:
    contexts = [f"cluster{number}" for number in range(1, clusters + 1)]
    exam = laid(state, record(task(1, engine=engine, contexts=contexts)))
    return attempted(exam, 1)


def test_a_paused_clusters_ports_are_kept_for_it(tmp_path: Path) -> None:
    """No other cluster is given them, until it takes them back."""
    engine, ports = TwoPorts(), pausing.Ports()
    attempt = _attempt(tmp_path)
    with standing_in(engine):
        pausing.pause(attempt, ports)
        pausing.hold_ports(attempt, ports)  # again, as after the background process was killed
        for number in engine.numbers:
            with socket.socket() as other, pytest.raises(OSError, match="in use"):
                other.bind(("127.0.0.1", number))
        pausing.resume(attempt, ports)
    for number in engine.numbers:
        with socket.socket() as own:
            own.bind(("127.0.0.1", number))
    assert engine.done == [("pause", "lab-1"), ("resume", "lab-1")]


def test_all_clusters_of_a_task_wait_and_come_back(tmp_path: Path, kwok: FakeEngine) -> None:
    """A task may have several."""
    attempt, ports = _attempt(tmp_path, clusters=2), pausing.Ports()
    pausing.pause(attempt, ports)
    assert pausing.is_gone(attempt)
    pausing.resume(attempt, ports)
    assert not pausing.is_gone(attempt)
    assert kwok.done == [("pause", "lab-1")] * 2 + [("resume", "lab-1")] * 2


class OneOff(FakeEngine):
    """An engine whose first cluster has ended, and whose second one has not."""

    def is_gone(self, folder: Path) -> bool:
        """By the cluster's name."""
        assert whose(folder) == "lab-1"
        return folder.name == "cluster1"


@pytest.mark.parametrize("simulated", [True, False])
def test_one_cluster_that_has_ended_may_be_the_task(tmp_path: Path, *, simulated: bool) -> None:
    """Where learners can't end one, it comes back, and before grading; otherwise it is left."""
    engine = OneOff("kwok", simulated=simulated)
    attempt = _attempt(tmp_path, clusters=2)
    with standing_in(engine):
        assert pausing.is_gone(attempt) is simulated
        assert pausing.has_ended(attempt) is simulated


def test_real_nodes_are_graded_as_they_are(tmp_path: Path, engines: dict[str, FakeEngine]) -> None:
    """Even if none of them runs: the learner may have switched them off."""
    attempt = _attempt(tmp_path, "kind")
    engines["kind"].gone = {"lab-1"}
    assert pausing.is_gone(attempt)
    assert not pausing.has_ended(attempt)


def test_what_an_engine_says_is_said(tmp_path: Path, engines: dict[str, FakeEngine]) -> None:
    """A cluster that does not come back, and a container engine that is away."""
    attempt = _attempt(tmp_path, "kind")
    engines["kind"].dead = {"lab-1"}
    with pytest.raises(EngineError, match="does not come back"):
        pausing.resume(attempt, pausing.Ports())
    engines["kind"].away_for = {"lab-1"}
    with pytest.raises(ContainerEngineError):
        pausing.is_gone(attempt)
