"""Grades of tasks that wait: kept where nobody reads them, and only as long as they hold."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from clusterdojo import check
from clusterdojo.exam import early, worker
from clusterdojo.exam.early import EarlyGrades
from clusterdojo.exam.ending import freeze
from clusterdojo.exam.folder import Exam
from clusterdojo.files import write_atomically
from clusterdojo.grading.result import Result, read
from clusterdojo.store import Store
from tests.exam.sat import attempted, laid
from tests.reporting.synthetic import result as result_of


@pytest.fixture
def exam(tmp_path: Path) -> Exam:
    """One with an attempt at its first task."""
    made = laid(tmp_path)
    attempted(made, 1)
    return made


def _worker(exam: Exam) -> Callable[[int], str]:
    """One that grades a task aside, with a file of the learner's that is not text."""

    def ask(number: int) -> str:
        attempt, aside = exam.attempt(number), exam.aside_store(number)
        assert attempt is not None
        made = result_of(attempt=attempt.record.id)
        write_atomically(aside.result(made.attempt), made.model_dump_json())
        aside.files(made.attempt).mkdir()
        (aside.files(made.attempt) / "db").write_bytes(b"\xff\x00")
        return ""

    return ask


def _files(folder: Path) -> list[str]:
    return sorted(p.name for p in folder.rglob("*") if p.is_file())


def test_a_grade_is_nowhere_to_be_read_until_it_is_given(exam: Exam) -> None:
    """Then it is where results are, for the user alone."""
    grades = EarlyGrades(exam)
    before = _files(exam.folder)
    grades.take(1, _worker(exam))
    assert _files(exam.folder) == before
    assert grades.give(1)
    results = exam.store(1).results
    assert _files(results) == ["20261126-120000-lab-1-0000.json", "db"]
    assert all(p.stat().st_mode & 0o077 == 0 for p in results.rglob("*"))
    assert (exam.store(1).files("20261126-120000-lab-1-0000") / "db").read_bytes() == b"\xff\x00"


def test_there_is_none_for_others(exam: Exam) -> None:
    """Of tasks that never waited, could not be graded, or whose attempt is gone."""
    grades = EarlyGrades(exam)
    grades.take(1, lambda _number: "cluster1 is not at rest.")
    grades.take(2, _worker(exam))
    assert [grades.give(number) for number in (1, 2, 3)] == [False] * 3
    assert not exam.store(1).results.exists()


def test_a_learner_who_comes_back_is_graded_anew(exam: Exam) -> None:
    """What was earned before is forgotten."""
    grades = EarlyGrades(exam)
    grades.take(1, _worker(exam))
    grades.drop(1)
    assert not grades.give(1)


def test_an_answer_that_was_written_meanwhile_counts(exam: Exam) -> None:
    """Files can be written while clusters wait."""
    grades = EarlyGrades(exam)
    grades.take(1, _worker(exam))
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
    grades.take(1, _worker(exam))
    freeze(attempt)
    assert grades.give(1)


def test_what_a_killed_process_left_is_cleared_away(exam: Exam) -> None:
    """It knows of no grade, and none may be read."""
    _worker(exam)(1)
    assert exam.aside.exists()
    assert not EarlyGrades(exam).give(1)
    assert not exam.aside.exists()


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


ASKED = '{"do": "grade early", "number": 1}'


def test_a_worker_grades_aside(exam: Exam, cluster: Cluster) -> None:
    """The checks that the learner asked for in practice stay in the result, and are not changed."""
    attempt = exam.attempt(1)
    assert attempt is not None
    cluster.check(exam.store(1), None, attempt)
    so_far = exam.store(1).result(attempt.record.id).read_bytes()
    assert worker.answer(exam, ASKED) == '{"fault": ""}'
    assert exam.store(1).result(attempt.record.id).read_bytes() == so_far
    aside = read(exam.aside_store(1).result(attempt.record.id))
    assert len(aside.checks) == 2 * len(read(exam.store(1).result(attempt.record.id)).checks)
    assert cluster.moves == []


@pytest.mark.parametrize("moves", [[["pod shop/web-1 is about to be evicted"]], [[], ["it does"]]])
def test_what_moves_is_graded_at_the_end(
    exam: Exam, cluster: Cluster, moves: list[list[str]]
) -> None:
    """What a controller would do in ten minutes it does when the cluster has come back."""
    cluster.moves = moves
    assert "cluster1 is not at rest" in worker.answer(exam, ASKED)


def test_what_could_not_be_graded_is_tried_again_at_the_end(exam: Exam, cluster: Cluster) -> None:
    """The container engine may answer then."""
    cluster.changes = {"faults": ["cluster1's API server does not answer"]}
    assert "can't be graded now" in worker.answer(exam, ASKED)
