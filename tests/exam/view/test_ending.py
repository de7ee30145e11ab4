"""How far grading is, and the result in short."""

import dataclasses

import pytest

from clusterdojo.exam.view.ending import Grading, listed, verdict_line, verdict_shown
from tests.exam.view.fake_sitting import VERDICT, exam_record


def test_grading_shows_what_is_told() -> None:
    """The stage, a bar with figures, the detail and the latest notes."""
    grading = Grading("Time is up.")
    grading.stage("Grading 16 tasks")
    grading.advance(4, 16, "task 5")
    for number in range(20):
        grading.note(f"note {number}")
    text = grading.shown().plain
    assert "Time is up." in text
    assert "4 of 16\ntask 5" in text
    assert "note 19" in text
    assert "note 3\n" not in text


def test_figures_are_not_said_twice() -> None:
    """A detail that repeats the bar's own figures is left out."""
    grading = Grading("Submitted.")
    grading.advance(4, 16, "4 of 16")
    assert grading.shown().plain.count("4 of 16") == 1


@pytest.mark.parametrize(
    ("passed", "word"), [(True, "PASSED"), (False, "NOT PASSED"), (None, "NOT DECIDED")]
)
def test_nothing_is_passed_or_failed_in_silence(*, passed: bool | None, word: str) -> None:
    """Each outcome has its word, and so has the one that can't be told."""
    verdict = dataclasses.replace(VERDICT, passed=passed)
    assert verdict_shown(exam_record(), verdict).plain.startswith(f" {word} ")
    assert verdict_line(verdict) == f"{word}, 71.9%. Full result: dojo exam result"


def test_ungradable_tasks_are_set_apart() -> None:
    """The score is given with them and without; where all are graded, it is said once."""
    two = dataclasses.replace(VERDICT, ungradable=(3, 14))
    assert "Tasks 3 and 14 could not be graded. Score of the others: 76.7%." in (
        verdict_shown(exam_record(), two).plain
    )
    none = dataclasses.replace(VERDICT, ungradable=())
    assert "could not be graded" not in verdict_shown(exam_record(), none).plain


def test_practice_says_so() -> None:
    """A result with checks on the way is not taken for an exam's."""
    record = exam_record().model_copy(update={"practice": True})
    assert "This was practice" in verdict_shown(record, VERDICT).plain
    assert "practice" not in verdict_shown(exam_record(), VERDICT).plain


def test_numbers_read_like_a_sentence() -> None:
    """One, two and more."""
    assert [listed(n) for n in ([3], [3, 5], [3, 5, 9])] == ["3", "3 and 5", "3, 5 and 9"]
