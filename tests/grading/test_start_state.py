"""Whether a lab begins as its task tells, by what its grader found."""

import datetime
from pathlib import Path
from types import SimpleNamespace

import pytest

from clusterdojo.attempt.model import Attempt, AttemptRecord
from clusterdojo.errors import ContentError
from clusterdojo.grading import start_state
from clusterdojo.grading.criteria import Criterion, weigh
from clusterdojo.lab.scaffold import scaffold
from clusterdojo.lab.suite import Suite

BROKEN = Criterion("test_it_runs", points=2, outcome="failed", reason="it does not run")
GATE = Criterion("test_it_is_there", gate=True, outcome="passed")
# Needs what is broken, so that it earns nothing in any case.
WAITS = Criterion("test_pods_run", points=1, needs=("test_it_runs",), outcome="failed")
SYMPTOM = Criterion("test_pods_run", points=1, needs=("test_it_runs",), symptom=True)


class Found:
    """What the grader finds, time after time; the last one stays."""

    def __init__(self) -> None:
        self.found: list[tuple[list[Criterion], list[str]]] = []
        self.waited: list[float | None] = []

    def grade(self, _attempt: Attempt, _suite: Suite, settle_seconds: float | None) -> object:
        """As told."""
        self.waited.append(settle_seconds)
        criteria, self.faults = self.found[0] if len(self.found) == 1 else self.found.pop(0)
        return weigh(criteria), self


@pytest.fixture
def found(monkeypatch: pytest.MonkeyPatch) -> Found:
    """The grader."""
    grader = Found()
    monkeypatch.setattr(start_state, "grade", grader.grade)
    monkeypatch.setattr(start_state, "SECONDS", 0.2)
    monkeypatch.setattr(start_state, "POLL_SECONDS", 0.01)
    return grader


@pytest.fixture
def attempt(own_suite: Suite, tmp_path: Path) -> Attempt:
    """An attempt whose clusters have just been made."""
    scaffold(own_suite, "demo")
    record = AttemptRecord(
        id="1-demo", lab="demo", engine="kwok", seed=1, values={}, clusters=[], settle_seconds=30,
        started=datetime.datetime(2026, 1, 1, tzinfo=datetime.UTC), suite=str(own_suite.root),
    )  # fmt: skip
    return Attempt(tmp_path / "1-demo", record)


def _as(criterion: Criterion, outcome: str, reason: str = "") -> Criterion:
    return Criterion(**{**vars(criterion), "outcome": outcome, "reason": reason})


@pytest.mark.parametrize(
    ("criteria", "why"),
    [
        ([GATE, BROKEN, WAITS], ""),
        ([GATE, BROKEN, _as(WAITS, "passed")], ""),
        ([GATE, BROKEN, _as(SYMPTOM, "failed")], ""),
        ([GATE, BROKEN, _as(SYMPTOM, "passed")], "“pods run” holds already"),
        ([GATE, _as(BROKEN, "passed"), WAITS], "“it runs” holds already"),
        (
            [_as(GATE, "failed", "pod x is gone"), BROKEN],
            "“it is there” does not hold (pod x is gone)",
        ),
        (
            [_as(BROKEN, "ungradable", "docker is away")],
            "“it runs” can't be graded (docker is away)",
        ),
    ],
)
def test_a_lab_begins_with_nothing_earned_and_its_symptom(
    found: Found, attempt: Attempt, criteria: list[Criterion], why: str
) -> None:
    """What needs something else may hold at the start, but for what is marked as the symptom."""
    found.found = [(criteria, [])]
    assert start_state.why_not(attempt) == why
    assert set(found.waited) == {0}


def test_a_symptom_may_be_a_moment_late(found: Found, attempt: Attempt) -> None:
    """A kubelet reads a manifest within seconds: nothing is made again for that."""
    found.found = [([BROKEN, _as(SYMPTOM, "passed")], []), ([BROKEN, _as(SYMPTOM, "failed")], [])]
    assert start_state.why_not(attempt) == ""
    assert len(found.waited) == 2


def test_a_cluster_that_is_silent_begins_no_lab_that_breaks_nothing(
    found: Found, attempt: Attempt
) -> None:
    """In others, the silence may be what they are about."""
    found.found = [([BROKEN], ["cluster1's API server does not answer: etcd has ended"])]
    assert start_state.why_not(attempt) == found.found[0][1][0]
    (attempt.suite().lab_dir("demo") / "break").mkdir()
    assert start_state.why_not(attempt) == ""


def test_a_lab_whose_grader_can_not_be_run_begins_all_the_same(
    attempt: Attempt, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its author looks at the start state first, and writes the check afterwards."""

    def broken(*_: object, **__: object) -> object:
        raise ContentError("The checks can't be run.", "")

    monkeypatch.setattr(start_state, "grade", broken)
    assert start_state.why_not(attempt) == ""


def test_without_assertions_nothing_is_looked_at(
    found: Found, attempt: Attempt, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Everything would seem to hold; `dojo check` begins again with assertions."""
    flags = SimpleNamespace(flags=SimpleNamespace(optimize=1))
    monkeypatch.setattr(start_state, "sys", flags)
    assert start_state.why_not(attempt) == ""
    assert found.waited == []
