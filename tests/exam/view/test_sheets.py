"""What lies over the view."""

from clusterdojo.exam.view.sheets import check_text, submit_text
from tests.exam.view.fake_sitting import exam_record, result


def test_the_question_tells_when_nothing_is_open() -> None:
    """Then there is no list to worry about."""
    record = exam_record(2)
    record.tasks[1].seconds = 5
    text = submit_text(record, 60).plain
    assert "Every task was opened, none is flagged." in text
    assert "Time left: 0:01:00." in text


def test_the_task_before_the_learner_is_not_called_unopened() -> None:
    """Its seconds are written down when it is left."""
    assert "Never opened: 2." in submit_text(exam_record(2), 60).plain


def test_a_reason_is_shown_as_one_line_of_text() -> None:
    """It may come from the learner's cluster: no markup, no control characters."""
    text = check_text(3, result()).plain
    assert "node02 still accepts [bold]new[/] pods" in text
    assert "\x1b" not in text


def test_what_could_not_be_graded_has_a_mark_of_its_own() -> None:
    """It is neither right nor wrong."""
    text = check_text(3, result("ungradable")).plain
    assert "?  -/2  Criterion 2 holds" in text
    assert text.startswith("Task 3: no score\n")
