"""The exam's clock: what counts, what does not, and that nobody can turn it back."""

import datetime

import pytest

from clusterdojo.exam import clock
from clusterdojo.exam.model import ExamRecord
from tests.exam.sat import NOON, at, record, task


def _begun(**changes: object) -> ExamRecord:
    made = record(**changes)
    clock.begin(made, at())
    return made


def test_before_the_start_all_of_the_time_is_left() -> None:
    """Preparing the first tasks costs nothing."""
    made = record()
    clock.tick(made, at(300))
    assert clock.left(made, at(300)) == 600
    assert (made.used_seconds, made.ends) == (0, None)


def test_time_goes_by() -> None:
    """Whether or not anybody ticks meanwhile."""
    made = _begun()
    assert clock.left(made, at(90)) == 510
    clock.tick(made, at(90))
    clock.tick(made, at(100))
    assert (made.used_seconds, clock.left(made, at(100))) == (100, 500)
    assert clock.left(made, at(601)) == 0
    assert made.ends == NOON + datetime.timedelta(minutes=10)


def test_nothing_is_used_after_the_end() -> None:
    """Whoever comes back the next day has used the time that there was, and no more."""
    made = _begun(current=2)
    clock.tick(made, at(86_400))
    assert (made.used_seconds, made.task(2).seconds) == (600, 600)
    assert made.ends == NOON + datetime.timedelta(days=1)


@pytest.mark.parametrize("set_by", [-3600, 3600])
def test_setting_the_wall_clock_gives_and_takes_nothing(set_by: float) -> None:
    """`ends` moves along, so that prompts go on to tell the truth."""
    made = _begun()
    assert clock.left(made, at(60, set_by=set_by)) == 540
    clock.tick(made, at(60, set_by=set_by))
    assert made.ends is not None
    assert made.ends - at(60, set_by=set_by).wall == datetime.timedelta(seconds=540)


def test_time_asleep_counts() -> None:
    """As it does at an exam: nobody can sleep over a hard task."""
    made = _begun()
    clock.tick(made, at(120, asleep=100))
    assert (clock.left(made, at(120, asleep=100)), made.slept_seconds) == (480, 0)


def test_time_asleep_is_given_back_where_that_was_asked_for() -> None:
    """And the result says how much of it there was."""
    made = _begun(pause_on_sleep=True)
    assert clock.left(made, at(120, asleep=100)) == 580
    clock.tick(made, at(120, asleep=100))
    clock.tick(made, at(130, asleep=100))
    assert (made.used_seconds, made.slept_seconds) == (30, 100)
    assert made.ends == NOON + datetime.timedelta(seconds=700)


def test_clocks_read_one_after_the_other_have_not_slept() -> None:
    """Fractions of a second do not add up to time given back."""
    made = _begun(pause_on_sleep=True)
    for second in range(1, 61):
        clock.tick(made, at(second, asleep=0.4 * (second % 2)))
    assert (made.used_seconds, made.slept_seconds) == (60, 0)


def test_a_reboot_counts_by_the_wall_clock() -> None:
    """A machine that is off is not asleep; the other clocks begin anew."""
    made = _begun(pause_on_sleep=True)
    again = at(300, boot="two").model_copy(update={"running": 5.0, "awake": 5.0})
    assert clock.left(made, again) == 300
    clock.tick(made, again)
    assert made.used_seconds == 300


def test_a_wall_clock_set_back_over_a_reboot_gives_nothing() -> None:
    """What was left before is left afterwards, and not more."""
    made = _begun()
    clock.tick(made, at(60))
    assert clock.left(made, at(70, boot="two", set_by=-7200)) == 540


def test_uptime_that_goes_backwards_is_a_reboot() -> None:
    """Where the system has no name for its boots."""
    made = _begun()
    made.ticked = at(0, boot="")
    again = at(120, boot="").model_copy(update={"running": 3.0})
    assert clock.left(made, again) == 480


def test_the_current_task_has_the_time() -> None:
    """Of those that are before the learner one after the other."""
    made = _begun(tasks=[task(1).model_dump(), task(2).model_dump()], current=1)
    clock.tick(made, at(40))
    made.current = 2
    clock.tick(made, at(100))
    assert [t.seconds for t in made.tasks] == [40, 60]


def test_an_exam_that_has_ended_has_no_time_left() -> None:
    """Whatever the clocks show."""
    made = _begun()
    made.phase = "ended"
    clock.tick(made, at(30))
    assert (clock.left(made, at(30)), made.used_seconds) == (0, 0)


def test_the_machines_clocks_go_forward() -> None:
    """And say which boot they belong to."""
    first = clock.now()
    second = clock.now()
    assert second.boot == first.boot
    assert clock.passed(first, second)[0] >= 0


@pytest.mark.parametrize(
    ("seconds", "text"),
    [(0, "0:00"), (9, "0:09"), (754.6, "12:35"), (3909, "1:05:09"), (-3, "0:00")],
)
def test_time_as_people_write_it(seconds: float, text: str) -> None:
    """Hours only where there are some."""
    assert clock.text(seconds) == text


def test_one_minute_is_one() -> None:
    """And no minutes."""
    assert [clock.in_words(n) for n in (0, 1, 80)] == ["0 minutes", "1 minute", "80 minutes"]
