"""What tasks add up to: properties that hold whatever the tasks are."""

import itertools
import random
from fractions import Fraction

import pytest

from clusterdojo.exam.scoring import Score, Weighed, score

ROUNDS = 300


def drawn(source: random.Random) -> list[Weighed]:
    """Tasks of any kind: whole and broken weights, none, some or all of them without a number."""
    tasks = []
    for _ in range(source.randint(1, 20)):
        possible = source.randint(1, 12)
        share = Fraction(source.randint(0, possible), possible)
        weight = source.choice([0.1, 1.0, 5.0, 6.25, 12.5, 33.3, round(source.uniform(0.1, 40), 2)])
        tasks.append(Weighed(weight, None if source.random() < 0.3 else share))
    return tasks


@pytest.fixture(params=range(3))
def exams(request: pytest.FixtureRequest) -> list[list[Weighed]]:
    """Many made-up exams, the same in every run."""
    source = random.Random(request.param)  # noqa: S311 - the same in every run
    return [drawn(source) for _ in range(ROUNDS)]


def test_scores_are_per_cent_and_in_order(exams: list[list[Weighed]]) -> None:
    """0 <= at least <= of what was graded <= at most <= 100."""
    for tasks in exams:
        found = score(tasks)
        between = found.at_least if found.of_graded is None else found.of_graded
        assert 0 <= found.at_least <= between <= found.at_most <= 100, tasks


def test_the_order_of_tasks_makes_no_difference(exams: list[list[Weighed]]) -> None:
    """Not in the last digit either."""
    source = random.Random(7)  # noqa: S311 - the same in every run
    for tasks in exams:
        shuffled = tasks.copy()
        source.shuffle(shuffled)
        assert score(shuffled) == score(tasks)


def test_all_three_are_one_where_everything_was_graded(exams: list[list[Weighed]]) -> None:
    """And at most 100 is out of reach as soon as something is known to be lost."""
    for tasks in exams:
        graded = [task for task in tasks if task.share is not None]
        found = score(graded)
        if graded:
            assert found.at_least == found.of_graded == found.at_most
            assert (found.at_least == 100) is all(task.share == 1 for task in graded)


def test_earning_more_never_costs(exams: list[list[Weighed]]) -> None:
    """Whichever task it is, none of the scores falls, and no pass becomes a fail."""
    for tasks in exams:
        before = score(tasks)
        for place, task in enumerate(tasks):
            if task.share is not None:
                better = Weighed(task.weight, Fraction(1))
                after = score([*tasks[:place], better, *tasks[place + 1 :]])
                assert after.at_least >= before.at_least
                assert after.at_most >= before.at_most
                assert before.passed(66) is not True or after.passed(66) is True


def test_grading_what_had_no_number_stays_within_what_was_told(
    exams: list[list[Weighed]],
) -> None:
    """However the open tasks come out, the score lies between the bounds, and a verdict stands."""
    for tasks in exams:
        before = score(tasks)
        for share in (Fraction(0), Fraction(1, 3), Fraction(1)):
            after = score([Weighed(t.weight, share if t.share is None else t.share) for t in tasks])
            assert before.at_least <= after.at_least <= before.at_most
            assert before.passed(66) in (None, after.passed(66))


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
