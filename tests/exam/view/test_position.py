"""Which task is shown, and what the exam knows of it."""

from clusterdojo.exam.view.position import Position
from tests.exam.view.fake_sitting import exam_record


def test_it_begins_where_the_learner_was() -> None:
    """Who comes back finds the task that they left; the first one at the very start."""
    record = exam_record()
    assert Position(record.model_copy(update={"current": 7})).shown == 7
    assert Position(record.model_copy(update={"current": 0})).shown == 1


def test_the_record_does_not_pull_back_who_went_on() -> None:
    """As long as the exam has not been told, it is not followed."""
    record = exam_record()
    position = Position(record)
    position.go(3, record)
    position.follow(record.model_copy(update={"current": 2}))
    assert position.shown == 3


def test_an_answer_to_an_earlier_choice_settles_nothing() -> None:
    """The later one is still to be told."""
    record = exam_record()
    position = Position(record)
    position.go(2, record)
    position.go(3, record)
    position.chosen(2)
    assert position.wanted == 3
    position.chosen(3)
    assert position.wanted is None


def test_nothing_is_told_before_the_clock_runs() -> None:
    """Looking around in an exam that is being prepared costs no time."""
    record = exam_record().model_copy(update={"phase": "preparing", "current": 0})
    position = Position(record)
    position.go(4, record)
    assert (position.shown, position.wanted) == (4, None)
    assert not position.follow(record)
    assert position.follow(record.model_copy(update={"phase": "running"}))
