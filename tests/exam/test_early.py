"""Grades of tasks that wait: kept where nobody reads them, and only as long as they hold."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from clusterdojo.attempt.store import Store
from clusterdojo.exam import early, worker
from clusterdojo.exam.early import EarlyGrades
from clusterdojo.exam.ending import freeze
from clusterdojo.exam.folder import Exam
from clusterdojo.files import write_atomically
from clusterdojo.grading import check
from clusterdojo.grading.result import Result, parse, read
from tests.exam.sat import attempted, laid
from tests.reporting.synthetic import result as result_of


@pytest.fixture
def exam(tmp_path: Path) -> Exam:
    """One with an attempt at its first task."""
    made = laid(tmp_path)
    attempted(made, 1)
    return made


def _grade(_number: int) -> str:
    return "what result.json says"


def test_a_grade_is_nowhere_to_be_read_until_it_is_given(exam: Exam) -> None:
    """Then it is where results are, for the user alone."""
    grades = EarlyGrades(exam)
    before = sorted(exam.folder.rglob("*"))
    grades.take(1, _grade)
    assert sorted(exam.folder.rglob("*")) == before
    assert grades.give(1)
    path = exam.store(1).result("20261126-120000-lab-1-0000")
    assert path.read_text() == "what result.json says"
    assert path.stat().st_mode & 0o077 == 0


def test_there_is_none_for_others(exam: Exam) -> None:
    """Of tasks that never waited, could not be graded, or whose attempt is gone."""
    grades = EarlyGrades(exam)
    grades.take(1, lambda _number: "")
    grades.take(2, _grade)
    assert [grades.give(number) for number in (1, 2, 3)] == [False] * 3
    assert not exam.store(1).results.exists()


def test_a_learner_who_comes_back_is_graded_anew(exam: Exam) -> None:
    """What was earned before is forgotten."""
    grades = EarlyGrades(exam)
    grades.take(1, _grade)
    grades.drop(1)
    assert not grades.give(1)


def test_an_earlier_grade_does_not_stand_in_for_a_later_one(exam: Exam) -> None:
    """Even where the task was never resumed in between."""
    grades = EarlyGrades(exam)
    grades.take(1, _grade)
    grades.take(1, lambda _number: "")
    assert not grades.give(1)


def test_an_answer_that_was_written_meanwhile_counts(exam: Exam) -> None:
    """Files can be written while clusters wait."""
    grades = EarlyGrades(exam)
    grades.take(1, _grade)
    attempt = exam.attempt(1)
    assert attempt is not None
    (attempt.work / "answer.txt").write_text("node01\n")
    assert not grades.give(1)


def test_the_copy_that_is_graded_at_the_end_is_no_change(exam: Exam) -> None:
    """It is made for every task, whether it waits or not."""
    grades = EarlyGrades(exam)
    attempt = exam.attempt(1)
    assert attempt is not None
    (attempt.work / "notes").mkdir()
    (attempt.work / "notes/answer.txt").write_text("node01\n")
    (attempt.work / "answer.txt").symlink_to("notes/answer.txt")
    grades.take(1, _grade)
    freeze(attempt)
    assert grades.give(1)


class Cluster:
    """What is read of a cluster, and what moves in it."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.moves: list[list[str]] = [[], []]
        self.changes: dict[str, Any] = {}
        monkeypatch.setattr(early, "LiveSnapshot", lambda _api: self)
        monkeypatch.setattr(early, "moving", self.moving)
        monkeypatch.setattr(check, "check", self.check)

    def load(self, _kinds: object) -> None:
        """Read it."""

    def moving(self, _snapshot: object, patience: float) -> Iterator[str]:
        """What the next look finds."""
        assert patience == float("inf")
        yield from self.moves.pop(0)

    def check(self, store: Store, _suite: object, attempt: Any) -> Result:
        """Add one check to the result."""
        made = result_of(attempt=attempt.record.id, **self.changes)
        path = store.result(attempt.record.id)
        if path.exists():
            made.checks = [*read(path).checks, *made.checks]
        write_atomically(path, made.model_dump_json())
        return made


@pytest.fixture
def cluster(monkeypatch: pytest.MonkeyPatch) -> Cluster:
    """One that is at rest."""
    return Cluster(monkeypatch)


def _answer(exam: Exam) -> dict[str, str]:
    told: dict[str, str] = json.loads(worker.answer(exam, '{"do": "grade early", "number": 1}'))
    return told


@pytest.mark.parametrize("practice", [True, False])
def test_a_worker_grades_aside(exam: Exam, cluster: Cluster, *, practice: bool) -> None:
    """A practice's own checks stay in the result; what else is there was put there by hand."""
    attempt = exam.attempt(1)
    assert attempt is not None
    with exam.change() as record:
        record.practice = practice
    cluster.check(exam.store(1), None, attempt)
    path = exam.store(1).result(attempt.record.id)
    so_far, before = path.read_bytes(), sorted(exam.folder.rglob("*"))
    told = _answer(exam)
    assert told["fault"] == ""
    assert (path.read_bytes(), sorted(exam.folder.rglob("*"))) == (so_far, before)
    checks = len(parse(json.loads(told["result"])).checks)
    assert checks == len(read(path).checks) * (1 + practice)
    assert cluster.moves == []


@pytest.mark.parametrize("moves", [[["pod shop/web-1 is about to be evicted"]], [[], ["it does"]]])
def test_what_moves_is_graded_at_the_end(
    exam: Exam, cluster: Cluster, moves: list[list[str]]
) -> None:
    """What a controller would do in ten minutes it does when the cluster has come back."""
    cluster.moves = moves
    told = _answer(exam)
    assert "cluster1 is not at rest" in told["fault"]
    assert "result" not in told


def test_what_could_not_be_graded_is_tried_again_at_the_end(exam: Exam, cluster: Cluster) -> None:
    """The container engine may answer then."""
    cluster.changes = {"faults": ["cluster1's API server does not answer"]}
    assert "can't be graded now" in _answer(exam)["fault"]
