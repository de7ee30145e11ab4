"""What tasks add up to: properties that hold whatever the tasks are."""

import itertools
from fractions import Fraction
from random import Random

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from clusterdojo.exam.scoring import Score, Weighed, score

# Whole and broken weights, among them some that binary fractions can't hold.
WEIGHTS = st.sampled_from([0.1, 1.0, 5.0, 6.25, 12.5, 33.3]) | st.integers(10, 4000).map(
    lambda hundredths: hundredths / 100
)
SHARES = st.integers(1, 12).flatmap(
    lambda possible: st.integers(0, possible).map(lambda earned: Fraction(earned, possible))
)
GRADED = st.builds(Weighed, weight=WEIGHTS, share=SHARES)
TASKS = st.lists(st.builds(Weighed, weight=WEIGHTS, share=st.none() | SHARES), max_size=20)


@given(TASKS)
def test_scores_are_per_cent_and_in_order(tasks: list[Weighed]) -> None:
    """0 <= at least <= of the graded tasks <= at most <= 100."""
    found = score(tasks)
    between = found.at_least if found.of_graded is None else found.of_graded
    assert 0 <= found.at_least <= between <= found.at_most <= 100


@given(TASKS, st.randoms(use_true_random=False))
def test_the_order_of_tasks_makes_no_difference(tasks: list[Weighed], chance: Random) -> None:
    """Not in the last digit either."""
    shuffled = tasks.copy()
    chance.shuffle(shuffled)
    assert score(shuffled) == score(tasks)


@given(st.lists(GRADED, min_size=1, max_size=20))
def test_all_three_scores_are_one_if_every_task_was_graded(tasks: list[Weighed]) -> None:
    """And 100 is out of reach as soon as a point is known to be lost."""
    found = score(tasks)
    assert found.at_least == found.of_graded == found.at_most
    assert (found.at_least == 100) is all(task.share == 1 for task in tasks)


@given(TASKS, st.data(), st.integers(1, 100))
def test_earning_more_never_costs(tasks: list[Weighed], data: st.DataObject, mark: int) -> None:
    """Whichever task it is, none of the scores falls, and no pass becomes a fail."""
    graded = [place for place, task in enumerate(tasks) if task.share is not None]
    assume(graded)
    place = data.draw(st.sampled_from(graded))
    more = data.draw(SHARES.filter(lambda share: share >= (tasks[place].share or 0)))
    before = score(tasks)
    after = score([*tasks[:place], Weighed(tasks[place].weight, more), *tasks[place + 1 :]])
    assert after.at_least >= before.at_least
    assert after.at_most >= before.at_most
    assert (after.of_graded or 0) >= (before.of_graded or 0)
    assert before.passed(mark) is not True or after.passed(mark) is True


@given(TASKS, st.data(), st.integers(1, 100))
def test_a_later_grade_stays_within_the_bounds(
    tasks: list[Weighed], data: st.DataObject, mark: int
) -> None:
    """However ungraded tasks come out, the score lies between the bounds, and a verdict stands."""
    before = score(tasks)
    after = score(
        [Weighed(t.weight, data.draw(SHARES) if t.share is None else t.share) for t in tasks]
    )
    assert not tasks or before.at_least <= after.at_least <= before.at_most
    assert not tasks or before.passed(mark) in (None, after.passed(mark))


@given(st.integers(1, 999))
def test_weights_count_as_they_are_written(tenths: int) -> None:
    """Whoever earns 0.3 of 100 has 0.3 per cent, though no binary fraction is 0.3."""
    earned, lost = Weighed(tenths / 10, Fraction(1)), Weighed((1000 - tenths) / 10, Fraction(0))
    assert score([earned, lost]).at_least == tenths / 10


@given(TASKS, st.integers(0, 20))
def test_a_task_that_is_split_scores_the_same(tasks: list[Weighed], place: int) -> None:
    """Two halves of a task, each with its share, count as the whole."""
    assume(place < len(tasks))
    half = Weighed(tasks[place].weight / 2, tasks[place].share)
    split = [*tasks[:place], half, half, *tasks[place + 1 :]]
    assert score(split) == score(tasks)


@pytest.mark.parametrize(
    ("least", "most", "passed"),
    [(66.0, 66.0, True), (65.9, 65.9, False), (65.9, 66.0, None), (70.0, 90.0, True),
     (0.0, 65.9, False), (0.0, 100.0, None)],
)  # fmt: skip
def test_an_exam_is_undecided_only_where_it_depends(
    least: float,
    most: float,
    passed: bool | None,  # noqa: FBT001 - a parameter of the test
) -> None:
    """Passed at the mark itself."""
    assert Score(least, None, most).passed(66) is passed


def test_what_is_shown_was_earned() -> None:
    """65.96 per cent are not shown as 66.0, which would have been enough."""
    found = score([Weighed(100, Fraction(6596, 10000))])
    assert found.at_least == 65.9
    assert found.passed(66) is False


def test_weights_are_taken_as_they_are_written() -> None:
    """Ten times 0.1 is 1, and three thirds of a hundred are all of it."""
    for parts in (10, 3, 7, 16):
        weight = round(100 / parts, 2)
        tasks = [Weighed(weight, Fraction(1))] * parts
        assert score(tasks) == Score(100.0, 100.0, 100.0)


def test_nothing_is_known_of_nothing() -> None:
    """Neither a pass nor a fail."""
    assert score([]).passed(66) is None
    nothing = [Weighed(weight, None) for weight in (50, 50)]
    assert score(nothing) == Score(0.0, None, 100.0)


def test_every_order_of_a_few_gives_the_same() -> None:
    """All permutations of weights that binary fractions can't hold."""
    tasks = [Weighed(0.1, Fraction(1, 3)), Weighed(0.2, Fraction(2, 7)), Weighed(0.7, Fraction(1))]
    assert len({score(order) for order in itertools.permutations(tasks)}) == 1
