"""The clock's face."""

import pytest

from clusterdojo.exam.view.countdown import Level, countdown, figures
from tests.exam.view.fake_sitting import exam_record


@pytest.mark.parametrize(
    ("left", "text", "level"),
    [
        (7200, "2:00:00 left", "fine"),
        (900.1, "0:15:01 left", "fine"),
        (900, "0:15:00 left: getting short", "short"),
        (300, "0:05:00 left: HURRY", "last"),
        (0.1, "0:00:01 left: HURRY", "last"),
        (0, "TIME IS UP", "up"),
        (-3, "TIME IS UP", "up"),
    ],
)
def test_a_word_tells_when_time_gets_short(left: float, text: str, level: Level) -> None:
    """The colour has a word beside it, each for the last eighth and the last minutes."""
    face = countdown(exam_record(), left)
    assert (face.text, face.level) == (text, level)


def test_a_short_exam_is_short_later() -> None:
    """Ten minutes are not short from their first minute on."""
    record = exam_record().model_copy(update={"minutes": 10})
    assert countdown(record, 600).level == "fine"
    assert countdown(record, 70).level == "short"


def test_the_clock_does_not_seem_to_run_before_it_does() -> None:
    """An exam in preparation shows its whole time."""
    record = exam_record().model_copy(update={"phase": "preparing"})
    assert countdown(record, 7200).text == "2:00:00, not started"


@pytest.mark.parametrize("phase", ["ended", "graded"])
def test_an_ended_exam_has_no_time_left(phase: str) -> None:
    """Who submits early is not told that time was up."""
    record = exam_record().model_copy(update={"phase": phase})
    assert countdown(record, 1000).text == "The exam has ended"


def test_figures_begin_with_hours() -> None:
    """No one has to ask whether 5:09 is hours or minutes."""
    assert [figures(s) for s in (3909, 309, 0)] == ["1:05:09", "0:05:09", "0:00:00"]
