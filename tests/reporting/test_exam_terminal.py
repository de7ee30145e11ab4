"""An exam's result on a terminal of 80 columns, and what a learner's exams tell together."""

import datetime
import io
from collections.abc import Iterable
from pathlib import Path

import pytest
from rich.console import Console, RenderableType

from clusterdojo.exam.proposals import Offered
from clusterdojo.exam.result import ExamResult
from clusterdojo.lab.suite import Suite
from clusterdojo.reporting import exam_standing
from clusterdojo.reporting.exam_terminal import exam_report, in_short
from tests.exam.packing import small_suite
from tests.reporting.synthetic import NOON, criterion
from tests.reporting.synthetic_exam import FOUR, Task, exam


@pytest.fixture
def suite(tmp_path: Path) -> Suite:
    """Where the solutions are."""
    return small_suite(tmp_path / "suite")


def text(parts: Iterable[RenderableType]) -> str:
    """What a terminal of 80 columns shows."""
    console = Console(file=io.StringIO(), width=80, highlight=False)
    for one in parts:
        console.print(one, crop=False)
    assert isinstance(console.file, io.StringIO)
    return console.file.getvalue()


def part(of: str, heading: str) -> str:
    """One part of what is shown."""
    return of.partition(f"{heading}\n")[2].partition("\n\n")[0]


def test_the_verdict_comes_first() -> None:
    """With score and mark."""
    lines = [line.rstrip() for line in text(exam_report(exam())).splitlines()]
    assert lines[0].startswith("Cluster maintenance")
    assert lines[1] == "Not passed: 57.0% (66% to pass)"
    assert text([in_short(exam([Task(weight=100)]))]) == "Passed: 100.0% (66% to pass)\n"


def test_what_was_not_as_usual_is_told() -> None:
    """Minutes, practice, sleep, a pack, and domains that the pool could not fill."""
    odd = exam(minutes=90, usual_minutes=120, practice=True, slept_seconds=65.0, sealed="sha256:p")
    shown = text(exam_report(odd))
    for told in (
        "90 minutes instead of the usual 120", "practice: checks were allowed",
        "1:05 asleep were given back", "from the pack sha256:p", "no lab fills storage (10%)",
        "1:40:00 of 1:30:00 used",
    ):  # fmt: skip
        assert told in shown
    assert "1 minute instead of the usual 120" in text(
        exam_report(exam(minutes=1, usual_minutes=120))
    )


def test_scores_are_told_by_domain_and_time_by_task() -> None:
    """With what each task weighs, and its flag."""
    shown = text(exam_report(exam()))
    assert "troubleshooting" in part(shown, "By domain")
    assert " 40.0% " in part(shown, "By domain")
    tasks = part(shown, "By task").splitlines()
    assert tasks[2].split() == ["2", "Node", "notready", "⚑", "12.0", "of", "30", "15:00/8:00"]
    assert tasks[1].split() == ["1", "Drain", "node01", "25.0", "of", "25", "5:00/8:00"]


def test_what_was_lost_is_told_with_the_reason() -> None:
    """Task by task, criterion by criterion; a gate that voided it as well."""
    shown = text(exam_report(exam()))
    assert "test_three does not hold" in part(shown, "2. Node notready (node-notready)")
    assert "4/4" in part(shown, "1. Drain node01 (drain-node01)")
    gate = criterion("test_the_app_serves", outcome="failed", gate=True)
    void = exam([Task(weight=100, changed=(("parts", (gate, criterion(earned=0))),))])
    assert "Void, because a gate failed: the app serves." in text(exam_report(void))


def test_tasks_without_a_number_are_set_apart() -> None:
    """The score is given with and without them, and nothing is called passed or failed."""
    tasks = (
        Task(weight=60),
        Task("contexts", weight=20, lost=True),
        Task("static-pod", weight=20, earned=None),
    )
    shown = text(exam_report(exam(tasks)))
    assert "Undecided: 60.0% with 2 tasks without a score, 100.0% on the graded tasks" in shown
    assert "Tasks without a score decide whether it is passed: 2, 3." in " ".join(shown.split())
    assert "ungradable: the container engine does not answer" in shown
    assert "not offered: its clusters were not ready" in shown
    assert "? of 20" in shown
    assert "Not passed" not in shown


def test_the_solutions_come_last_with_the_drawn_values(suite: Suite) -> None:
    """Only where the suite is given: an exam's result is a graded one."""
    shown = text(exam_report(exam(), suite))
    assert "echo yes" in shown.partition("Solution of task 1, drain-node01")[2]
    assert shown.index("Solution of task 1") > shown.index("4. Contexts")
    assert "the lab has changed since" in shown
    assert "Solution" not in text(exam_report(exam()))


def test_a_solution_can_be_copied(suite: Suite) -> None:
    """Whatever the terminal's width, a command is one line, and a here-document is not indented."""
    command = f"kubectl get pods {'--all-namespaces ' * 9}--output yaml"
    written = f"{command}\n  two\n"
    (suite.labs / "drain-node01/solution.sh").write_text(written)
    assert f"\n{written}\n" in text(exam_report(exam(), suite))


def test_a_heading_has_the_whole_title() -> None:
    """It has a line of its own; the table cuts it."""
    title = "Drain a node that runs a pod without a controller, and lose nothing"
    made = exam()
    made.tasks[0].title = title
    assert f"\n1. {title}" in text(exam_report(made))


def test_a_solution_that_is_not_there_is_left_out(suite: Suite) -> None:
    """A lab that is gone, or that asks for values that the attempt had not."""
    (suite.labs / "contexts/lab.yaml").unlink()
    (suite.labs / "static-pod/solution.sh").write_text("echo {{ unknown }}\n")
    (suite.labs / "node-notready/solution.sh").write_bytes(b"\xff")
    shown = text(exam_report(exam(), suite))
    assert "Solution of task 1" in shown
    assert not any(f"Solution of task {number}" in shown for number in (2, 3, 4))


def test_no_line_is_wider_than_the_terminal_and_nothing_is_markup(suite: Suite) -> None:
    """However long names and reasons are, and whatever they hold; but for solutions."""
    bad = "[red]\x1b[2Jx\rhidden " + "y" * 300
    parts = (criterion("test_x", 10, outcome="failed", reason=bad, expected=bad, title=bad),)
    tasks = [Task("drain-node01", weight=50, changed=(("parts", parts),)),
             Task("contexts", weight=50, lost=True, fault=bad)]  # fmt: skip
    made = exam(tasks, title="T" * 99)
    made = made.model_copy(update={"exam": bad, "pack": bad})
    (suite.labs / "drain-node01/solution.sh").write_text(f"echo {'z' * 200}\x1b[2J\n")
    shown = text(exam_report(made, suite))
    assert max(len(line) for line in shown.splitlines() if not line.startswith("echo z")) <= 80
    assert "[red]" in shown
    assert not {"\x1b", "\r"} & set(shown)


def standing(*exams: ExamResult) -> str:
    """What `dojo report` adds for them."""
    results = [task.result for one in exams for task in one.tasks if task.result]
    offered = [Offered(task.lab, task.domain, 8) for task in FOUR]
    return text(exam_standing.report(exams, results, offered))


def test_exams_are_listed_the_newest_first() -> None:
    """With what was not as usual."""
    later = exam([Task(weight=100)], started=NOON + datetime.timedelta(days=1), practice=True)
    lines = part(standing(exam(), later), "Exams").splitlines()
    assert lines[1].split()[2:] == ["maintenance", "100.0%", "66%", "passed", "(practice)"]
    assert lines[2].split()[2:] == ["maintenance", "57.0%", "66%", "not", "passed"]


def test_the_weakest_domains_and_the_next_labs_are_told() -> None:
    """With the reason."""
    shown = standing(exam())
    weakest = part(shown, "Weakest domains over all exams").splitlines()
    assert weakest[0].split() == ["workloads", "0.0%", "1", "task", "in", "1", "exam"]
    assert part(shown, "Next").split()[:3] == ["dojo", "start", "static-pod"]
    assert "workloads is your weakest domain" in " ".join(shown.split())
    assert max(map(len, shown.splitlines())) <= 80


def test_without_an_exam_nothing_is_told() -> None:
    """`dojo report` is as it was."""
    assert standing() == ""


def test_many_exams_are_not_all_listed() -> None:
    """The last ten."""
    many = [exam(started=NOON + datetime.timedelta(days=day)) for day in range(13)]
    assert "and 3 earlier" in standing(*many)
