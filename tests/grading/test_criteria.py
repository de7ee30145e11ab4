"""How criteria add up to a grade."""

from itertools import permutations

import pytest

from clusterdojo.grading.criteria import Criterion, Outcome, weigh


def worth(
    points: int, outcome: Outcome = "passed", name: str = "test_work", needs: tuple[str, ...] = ()
) -> Criterion:
    """A criterion that earns points."""
    return Criterion(name, points=points, outcome=outcome, needs=needs)


def gate(outcome: Outcome = "passed", needs: tuple[str, ...] = ()) -> Criterion:
    """A criterion that guards against harm."""
    return Criterion("test_gate", gate=True, outcome=outcome, needs=needs)


def test_points_add_up() -> None:
    """A lab's total is the sum of its criteria, and so is what was earned."""
    grade = weigh([worth(2, name="test_a"), worth(3, "failed", name="test_b"), gate()])
    assert (grade.earned, grade.possible) == (2, 5)
    assert grade.outcome == "failed"


def test_all_points_are_a_pass() -> None:
    """Everything done and no harm is the only way to pass."""
    grade = weigh([worth(2, name="test_a"), worth(3, name="test_b"), gate()])
    assert (grade.earned, grade.possible, grade.outcome) == (5, 5, "passed")
    assert grade.lost == set()


def test_a_gate_voids_every_point() -> None:
    """Who solved the task and deleted the application has earned nothing."""
    grade = weigh([worth(2, name="test_a"), worth(3, name="test_b"), gate("failed")])
    assert (grade.earned, grade.outcome) == (0, "failed")
    assert [c.name for c in grade.voided_by] == ["test_gate"]
    assert grade.lost == {"test_gate"}


def test_a_gate_that_can_not_be_graded_voids_nothing_in_silence() -> None:
    """Zero points for lack of knowledge are called so."""
    grade = weigh([worth(2), gate("ungradable")])
    assert grade.outcome == "ungradable"
    assert grade.voided_by == []
    assert [c.name for c in grade.ungradable] == ["test_gate"]


@pytest.mark.parametrize("other", ["passed", "failed"])
def test_one_ungradable_criterion_makes_the_grade_ungradable(other: Outcome) -> None:
    """A result never looks complete while a part of it is unknown."""
    grade = weigh([worth(2, other, name="test_a"), worth(3, "ungradable", name="test_b")])
    assert grade.outcome == "ungradable"


def test_no_criteria_are_no_pass() -> None:
    """A lab without points can't be passed by doing nothing."""
    assert weigh([]).outcome == "ungradable"
    assert weigh([gate()]).outcome == "ungradable"


def test_what_holds_anyway_earns_only_after_what_it_needs() -> None:
    """Leaving the budget alone is no merit before the node was drained."""
    drained = worth(3, "failed", name="test_drained")
    kept = worth(1, name="test_kept", needs=("test_drained",))
    grade = weigh([drained, kept])
    assert grade.earned == 0
    assert grade.lost == {"test_drained", "test_kept"}
    assert grade.criteria[1].reason == "counts only once “drained” holds"


def test_needs_are_followed_through() -> None:
    """A chain is as strong as its first link, even if the link between was passed."""
    chain = [
        worth(1, "failed", name="test_a"),
        worth(1, name="test_b", needs=("test_a",)),
        worth(1, name="test_c", needs=("test_b",)),
    ]
    assert weigh(chain).earned == 0
    chain[0] = worth(1, name="test_a")
    assert weigh(chain).earned == 3


def test_a_needed_criterion_that_does_not_exist_is_ungradable() -> None:
    """A typo in a check module never costs the learner points in silence."""
    grade = weigh([worth(1, needs=("test_gone",))])
    assert grade.outcome == "ungradable"
    assert grade.criteria[0].reason == "it needs test_gone, which does not exist"


def test_a_missing_link_in_a_chain_is_ungradable() -> None:
    """What is missing further down is found, too."""
    grade = weigh(
        [worth(1, name="test_b", needs=("test_gone",)), worth(1, name="test_c", needs=("test_b",))]
    )
    assert {c.outcome for c in grade.criteria} == {"ungradable"}


def test_a_needed_criterion_that_can_not_be_graded_is_contagious() -> None:
    """Nothing is known of what rests on something unknown."""
    grade = weigh(
        [worth(1, "ungradable", name="test_a"), worth(1, name="test_b", needs=("test_a",))]
    )
    assert [c.outcome for c in grade.criteria] == ["ungradable", "ungradable"]
    assert "“a”" in grade.criteria[1].reason


def test_a_failure_keeps_its_own_reason() -> None:
    """A criterion that failed by itself is not told by what it needs."""
    own = Criterion("test_b", points=1, outcome="failed", reason="own", needs=("test_a",))
    grade = weigh([worth(1, "failed", name="test_a"), own])
    assert grade.criteria[1].reason == "own"


def test_needs_in_a_circle_end() -> None:
    """A mistake in a check module does not hang the check."""
    circle = [
        worth(1, name="test_a", needs=("test_b",)),
        worth(1, name="test_b", needs=("test_a",)),
    ]
    assert weigh(circle).earned == 2


def test_the_order_does_not_matter() -> None:
    """A result is the same however pytest sorted the criteria."""
    criteria = [
        worth(1, "failed", name="test_a"),
        worth(2, name="test_b", needs=("test_a",)),
        worth(4, name="test_c", needs=("test_b", "test_gate")),
        worth(8, name="test_d"),
        gate(),
    ]
    grades = [weigh(order) for order in permutations(criteria)]
    assert {grade.earned for grade in grades} == {8}
    assert {frozenset(grade.criteria) for grade in grades} == {frozenset(grades[0].criteria)}


def test_several_needs_give_one_outcome_in_any_order() -> None:
    """A criterion with a failed and an unknown need does not depend on which is named first."""
    outcomes = set()
    for needs in (("test_a", "test_b"), ("test_b", "test_a")):
        grade = weigh(
            [
                worth(1, "failed", name="test_a"),
                worth(1, "ungradable", name="test_b"),
                worth(1, name="test_c", needs=needs),
            ]
        )
        outcomes.add(grade.criteria[2].outcome)
    assert len(outcomes) == 1


def test_weighing_twice_changes_nothing() -> None:
    """A grade is a fixed point: reports may be derived from it again."""
    grade = weigh([worth(2, name="test_a"), worth(1, name="test_b", needs=("test_a",)), gate()])
    assert weigh(grade.criteria) == grade


def test_a_criterion_reads_as_a_sentence() -> None:
    """The table needs no second name for it."""
    assert Criterion("test_node01_is_unschedulable").title == "node01 is unschedulable"
