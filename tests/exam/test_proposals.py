"""What to practise next, and why."""

import datetime
from collections.abc import Sequence

from clusterdojo.exam.proposals import Offered, Proposal, domains, proposals
from clusterdojo.exam.result import ExamResult
from clusterdojo.grading.result import Result
from tests.reporting.synthetic import NOON, result
from tests.reporting.synthetic_exam import FOUR, Task, exam

LABS = [
    Offered("drain-node01", "architecture", 8),
    Offered("contexts", "architecture", 8),
    Offered("upgrade-plan", "architecture", 8),
    Offered("node-notready", "troubleshooting", 8),
    Offered("scheduler-down", "troubleshooting", 8),
    Offered("static-pod", "workloads", 8),
    Offered("volumes", "storage", 8),
]


def attempts(exams: Sequence[ExamResult]) -> list[Result]:
    """The attempts of exams, with the minutes that their tasks took."""
    return [
        task.result.model_copy(update={"minutes_used": task.seconds / 60})
        for one in exams
        for task in one.tasks
        if task.result
    ]


def labs(found: Sequence[Proposal]) -> list[str]:
    """Their ids."""
    return [proposal.lab for proposal in found]


def test_the_weakest_domain_comes_first() -> None:
    """By per cent of what was graded in it over all exams, each task by its weight."""
    second = exam([Task("static-pod", "workloads", 50, 10), Task(weight=50, earned=0)], seed=8,
                  started=NOON + datetime.timedelta(days=1))  # fmt: skip
    found = domains([exam(), second])
    assert [(d.name, d.score.of_graded, d.tasks, d.exams) for d in found] == [
        ("troubleshooting", 40.0, 1, 1),
        ("architecture", 47.3, 3, 2),
        ("workloads", 66.6, 2, 2),
    ]


def test_a_domain_without_a_number_is_not_the_weakest() -> None:
    """What could not be graded says nothing of the learner."""
    found = domains([exam([*FOUR[:3], Task("volumes", "storage", 20, lost=True)])])
    assert [d.name for d in found][-1] == "storage"
    assert found[-1].score.of_graded is None


def test_three_labs_of_the_weakest_domains_are_proposed_with_the_reason() -> None:
    """What was lost there, then what was not tried there, then the next domain."""
    found = proposals([exam()], attempts([exam()]), LABS)
    assert labs(found) == ["static-pod", "node-notready", "scheduler-down"]
    assert found[0].reason == (
        "lost 10 of 10 points the last time; workloads is your weakest domain at 0%"
    )
    assert found[2].reason == "not tried yet; troubleshooting is a domain at 40%"


def test_what_was_solved_since_is_not_proposed() -> None:
    """A later attempt outside of any exam counts."""
    solved = result(lab="static-pod", domain="workloads", started=NOON + datetime.timedelta(days=1))
    found = proposals([exam()], [*attempts([exam()]), solved], LABS)
    assert labs(found) == ["node-notready", "scheduler-down", "upgrade-plan"]


def test_what_was_solved_slowly_or_with_help_comes_last() -> None:
    """Before nothing, after what was lost or not tried."""
    all_right = exam([Task(weight=100, seconds=1200)])
    offered = [LABS[0], LABS[1]]
    helped = result(lab="contexts", hints=1)
    found = proposals([all_right], [*attempts([all_right]), helped], offered)
    assert labs(found) == ["drain-node01", "contexts"]
    assert found[0].reason.startswith("solved, but it took 20 minutes instead of 8")
    assert found[1].reason.startswith("solved with hints the last time")


def test_a_domain_that_no_exam_had_comes_after_those_that_were_examined() -> None:
    """And says so."""
    found = proposals([exam()], attempts([exam()]), LABS, count=9)
    assert found[-1].lab == "volumes"
    assert found[-1].reason == "not tried yet; storage: in none of your exams yet"
    assert "drain-node01" not in labs(found)


def test_of_what_was_lost_the_greatest_loss_comes_first() -> None:
    """Half of a heavy task before all of a light one."""
    tasks = [Task("a", weight=10, earned=0), Task("b", weight=60, earned=5),
             Task("c", weight=30, earned=9)]  # fmt: skip
    offered = [Offered(lab, "architecture", 8) for lab in "cab"]
    assert labs(proposals([exam(tasks)], attempts([exam(tasks)]), offered)) == ["b", "a", "c"]


def test_what_could_not_be_graded_counts_as_not_tried() -> None:
    """No number stands for it."""
    made = exam([Task(weight=100, outcome="ungradable", earned=0)])
    [proposal] = proposals([made], attempts([made]), LABS[:1])
    assert proposal.reason == "not tried yet; architecture: nothing could be graded yet"


def test_the_order_of_results_makes_no_difference() -> None:
    """Nor that of the labs."""
    exams = [exam(), exam(learner="Ada", started=NOON + datetime.timedelta(days=2), seed=9)]
    found = proposals(exams, attempts(exams), LABS)
    assert proposals(exams[::-1], attempts(exams)[::-1], LABS[::-1]) == found


def test_nothing_is_left_to_propose_once_all_is_solved() -> None:
    """In time and without help."""
    assert proposals([], [result()], LABS[:1]) == []
