"""Where an exam's rules hold, and until when."""

from pathlib import Path

import pytest

from clusterdojo.exam import clock, preparer
from clusterdojo.exam.folder import Exam, Exams
from clusterdojo.exam.nearby import FILE, any_exam, exam_above
from clusterdojo.exam.rules import being_sat, has_ended
from tests.exam.sat import laid, record


def test_a_tasks_store_is_known_by_where_it_lies(tmp_path: Path) -> None:
    """Whatever variables a shell has; other stores are no exam's, even in a folder called so."""
    exam = laid(tmp_path)
    assert exam_above(exam.store(1).root) == exam.folder
    assert exam_above(tmp_path) is None
    assert exam_above(tmp_path / "tasks" / "01") is None


def test_an_exam_is_near_its_tasks_and_its_state_directory(tmp_path: Path) -> None:
    """Commands read exams only then; the lock that an ended exam leaves is none."""
    (tmp_path / "exams").mkdir()
    (tmp_path / "exams" / "lock").touch()
    assert not any_exam(tmp_path)
    exam = laid(tmp_path)
    assert any_exam(tmp_path)
    assert any_exam(exam.store(1).root)
    assert not any_exam(tmp_path / "another")


@pytest.mark.parametrize(
    ("phase", "sat"),
    [("preparing", True), ("running", True), ("ended", False), ("graded", False)],
)
def test_an_exam_is_sat_from_its_draw_to_its_end(tmp_path: Path, phase: str, *, sat: bool) -> None:
    """While it is graded, nothing counts any more."""
    made = record()
    clock.begin(made, clock.now())
    made.phase = phase  # type: ignore[assignment]
    exam = laid(tmp_path, made)
    assert has_ended(exam) is not sat
    assert (being_sat(Exams(tmp_path)) is not None) is sat


def test_an_exam_whose_time_is_up_ends_with_the_next_command(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nothing had ended it: its background process was killed. Grading begins, too."""
    begun: list[Exam] = []
    monkeypatch.setattr(preparer, "begin", begun.append)
    made = record()
    clock.begin(made, clock.now())
    made.used_seconds = made.minutes * 60.0
    exam = laid(tmp_path, made)
    assert being_sat(Exams(tmp_path)) is None
    assert exam.read().phase == "ended"
    assert [one.folder for one in begun] == [exam.folder]


def test_an_unreadable_exam_is_not_being_sat(tmp_path: Path) -> None:
    """It is lost; labs beside it go on."""
    exam = laid(tmp_path)
    (exam.folder / FILE).write_text("{")
    assert being_sat(Exams(tmp_path)) is None
    assert being_sat(Exams(tmp_path / "nowhere")) is None
