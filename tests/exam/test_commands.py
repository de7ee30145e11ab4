"""The plain commands of an exam: what they say, in 80 columns, and what they refuse."""

import io
import os
import shutil
import sys
from pathlib import Path

import pytest

from clusterdojo.cli import console
from clusterdojo.cli.app import run
from clusterdojo.exam import clock, leaving, preparer, view
from clusterdojo.exam.folder import Exam, Exams
from clusterdojo.exam.load import SCHEMA_LINE
from clusterdojo.exam.model import ExamRecord
from clusterdojo.exam.result import write
from clusterdojo.lab.suite import SUITE_VARIABLE, Suite
from clusterdojo.progress import Progress
from tests.conftest import CHECKOUT
from tests.exam.sat import attempted, laid, record, task
from tests.reporting.synthetic_exam import exam as result_of


@pytest.fixture(autouse=True)
def _at_a_terminal_of_80_columns(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CLUSTERDOJO_STATE", str(tmp_path))
    monkeypatch.setattr(console.out, "width", 80)
    monkeypatch.setattr(preparer, "begin", lambda _exam: None)


def _running(*tasks: object, **changes: object) -> ExamRecord:
    made = record(*tasks, **{"current": 1, **changes})  # type: ignore[arg-type]
    clock.begin(made, clock.now())
    return made


@pytest.fixture
def exam(tmp_path: Path) -> Exam:
    """One of three tasks, two of them made."""
    long = "Bring the applications of a whole company through a node's outage"
    tasks = (
        task(1, title=long, weight=30.0, domain="troubleshooting"),
        task(2, weight=30.0, flagged=True),
        task(3, "waiting", weight=40.0),
    )
    made = laid(tmp_path, _running(*tasks))
    attempted(made, 1)
    attempted(made, 2)
    return made


@pytest.mark.parametrize(
    "command",
    [[], ["status"], ["task"], ["task", "1"], ["next"], ["flag", "1"], ["shell"], ["submit"],
     ["run", "1", "true"], ["check", "1"], ["resume"]],
    ids=" ".join,
)  # fmt: skip
def test_without_an_exam_each_says_how_to_begin(
    command: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    """Two sentences, exit code 2."""
    assert run(["exam", *command]) == 2
    said = capsys.readouterr().err
    assert said.startswith("dojo: No exam is under way.\n      Start one with `dojo exam start`")


@pytest.mark.parametrize("lacking", ["", "stdin", "stdout", "stderr", "TERM"])
def test_the_full_screen_view_opens_only_where_it_can_be_seen(
    exam: Exam, lacking: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """It draws on standard error; elsewhere there is the status."""
    assert exam.left() > 0
    for name in ("stdin", "stdout", "stderr"):
        monkeypatch.setattr(getattr(sys, name), "isatty", lambda name=name: name != lacking)
    monkeypatch.setenv("TERM", "dumb" if lacking == "TERM" else "xterm")
    shown: list[object] = []
    monkeypatch.setattr(view, "show", shown.append)
    assert run(["exam"]) == 0
    assert bool(shown) == (not lacking)
    assert ("left of 10 minutes" in capsys.readouterr().out) == bool(lacking)


def test_status_fits_80_columns(exam: Exam, capsys: pytest.CaptureFixture[str]) -> None:
    """The clock, and every task with domain, weight, flag and state."""
    assert exam.left() > 0
    assert run(["exam", "status"]) == 0
    shown = capsys.readouterr().out
    assert "left of 10 minutes" in shown
    rows = [line.rstrip() for line in shown.splitlines() if " workloads " in line]
    assert rows[0].endswith("ready, flagged")
    assert rows[1].endswith("waiting")
    assert "…" in shown
    assert max(map(len, shown.splitlines())) <= 80
    assert "troubleshooting" in shown


def test_a_task_is_gone_to_and_shown(exam: Exam, capsys: pytest.CaptureFixture[str]) -> None:
    """With its weight, context and the time left."""
    assert run(["exam", "task", "2"]) == 0
    shown = capsys.readouterr().out
    assert "Task 2 of 3  30%  context cluster1  " in shown
    assert "The lab of number 2" in shown
    assert exam.read().current == 2


def test_next_goes_on_and_then_back_to_what_is_flagged(exam: Exam) -> None:
    """After the last task comes the first one that was flagged."""
    assert run(["exam", "next"]) == 0
    assert exam.read().current == 2
    with exam.change() as known:
        known.current = 3
    assert run(["exam", "next"]) == 0
    assert exam.read().current == 2


def test_next_ends_somewhere(exam: Exam, capsys: pytest.CaptureFixture[str]) -> None:
    """Where nothing is left, it says how to go back and how to end."""
    with exam.change() as known:
        known.current, known.task(2).flagged = 3, False
    assert run(["exam", "next"]) == 2
    assert "This is the last task" in capsys.readouterr().err


def test_flags_are_set_and_taken_away(exam: Exam) -> None:
    """`flag N` and `flag N --off`."""
    assert run(["exam", "flag", "3"]) == 0
    assert exam.read().task(3).flagged
    assert run(["exam", "flag", "3", "--off"]) == 0
    assert not exam.read().task(3).flagged


@pytest.mark.parametrize("command", [["task", "7"], ["flag", "0"], ["run", "7", "true"]])
def test_there_is_no_such_task(
    exam: Exam, command: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    """The error says which there are."""
    assert exam.left() > 0
    assert run(["exam", *command]) == 2
    assert "The exam's tasks are 1 to 3." in capsys.readouterr().err


class _ReplacedError(Exception):
    """Stands for the program that takes over."""


def test_run_takes_options_of_the_command(exam: Exam, monkeypatch: pytest.MonkeyPatch) -> None:
    """`dojo exam run 1 kubectl get nodes -o wide`, with or without --, in the task's folder."""
    seen: list[tuple[list[str], str]] = []

    def replace(_program: str, words: list[str], variables: dict[str, str]) -> None:
        seen.append((words, variables["CLUSTERDOJO_STATE"]))
        raise _ReplacedError

    here = Path.cwd()
    monkeypatch.setattr(os, "execve", replace)
    try:
        for words in (["ls", "-l", "--all"], ["--", "ls", "-l", "--all"]):
            with pytest.raises(_ReplacedError):
                run(["exam", "run", "1", *words])
    finally:
        os.chdir(here)
    assert seen == [(["ls", "-l", "--all"], str(exam.store(1).root))] * 2


def test_run_of_what_is_not_there(exam: Exam, capsys: pytest.CaptureFixture[str]) -> None:
    """An example says how it is meant."""
    assert exam.left() > 0
    assert run(["exam", "run", "1", "no-such-program"]) == 2
    assert "Try `dojo exam run 1 kubectl get nodes`." in capsys.readouterr().err


def test_no_result_before_the_end(exam: Exam, capsys: pytest.CaptureFixture[str]) -> None:
    """Neither of a task nor of the exam."""
    assert exam.left() > 0
    assert run(["exam", "check", "1"]) == 2
    assert run(["exam", "result"]) == 2
    said = capsys.readouterr().err
    assert said.count("shows no results before its end") == 2


def test_a_result_is_shown_afterwards(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The last one, or any by its id; the exit code says whether it was passed."""
    made = result_of()
    write(Exams(tmp_path).state / "results", made)
    assert run(["exam", "result"]) == 1
    assert run(["exam", "result", made.exam]) == 1
    assert "57.0%" in capsys.readouterr().out
    assert run(["exam", "result", "other"]) == 2


def test_exams_are_listed(tmp_path: Path, exam: Exam, capsys: pytest.CaptureFixture[str]) -> None:
    """Those that can be sat, the one that is, and those that were."""
    write(tmp_path / "results", result_of())
    assert run(["exam", "list"]) == 0
    shown = capsys.readouterr().out
    assert "maintenance" in shown
    assert f"{exam.folder.name}: under way" in shown
    assert "57.0%" in shown


def test_a_broken_blueprint_does_not_hide_the_others(
    own_suite: Suite, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The list has all that can be read, and a message names the file that is wrong."""
    monkeypatch.setenv(SUITE_VARIABLE, str(own_suite.root))
    exams = own_suite.root / "exams"
    exams.mkdir()
    shutil.copy(CHECKOUT / "exams/maintenance.yaml", exams)
    (exams / "alpha.yaml").write_text(f"{SCHEMA_LINE}\nminutes: [\n")
    (exams / "omega.yaml").write_text("tasks: many\n")
    assert run(["exam", "list"]) == 2
    said = capsys.readouterr()
    assert "maintenance" in said.out
    assert "alpha" not in said.out
    first, second = said.err.splitlines()
    assert first.startswith(f"dojo: not listed: {exams / 'alpha.yaml'}:")
    assert second.startswith(f"dojo: not listed: {exams / 'omega.yaml'}:1: ")
    assert "more)" in second


@pytest.mark.parametrize("command", [["exam", "stop"], ["stop", "--all"]], ids=" ".join)
def test_stopping_leaves_nothing(
    exam: Exam, command: list[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Of an exam that is under way, corrupt, or half cleared away."""
    monkeypatch.setattr(leaving, "clear", lambda _exam: None)
    (tmp_path / "exams/20260101-000000-maintenance-0000").mkdir()
    corrupt = tmp_path / "exams/20260102-000000-maintenance-0000/exam.json"
    corrupt.parent.mkdir()
    corrupt.write_text("{")
    assert run(command) == 0
    assert not exam.folder.exists()
    assert Exams(tmp_path).folders() == []


def test_stopping_does_not_end_what_was_graded_before(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Its clusters are gone already: it is forgotten without a word; one with clusters is not."""
    monkeypatch.setattr(leaving, "clear", lambda _exam: None)
    laid(tmp_path, record(phase="graded"))
    left = laid(tmp_path, record(phase="graded", id="20261127-120000-maintenance-1a2b"))
    attempted(left, 1)
    assert run(["stop", "--all"]) == 0
    shown = capsys.readouterr()
    assert shown.out == f"ended {left.folder.name}\n"
    assert shown.err == f"  ending {left.folder.name}\n"
    assert Exams(tmp_path).folders() == []


def test_resume_starts_the_clock_of_a_prepared_exam(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """One whose start was killed before that."""
    made = laid(tmp_path, record())
    attempted(made, 1)
    assert run(["exam", "resume"]) == 0
    assert made.read().phase == "running"
    shown = capsys.readouterr().out
    assert "Task 1 of 2" in shown


def test_submit_shows_the_result(
    exam: Exam, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Once everything is graded."""
    from clusterdojo.exam.sitting import LocalSitting

    def graded(self: LocalSitting, progress: Progress) -> None:
        del progress
        result = result_of().model_copy(update={"exam": self.exam.folder.name})
        write(self.exam.results, result)

    monkeypatch.setattr(LocalSitting, "await_grade", graded)
    assert run(["exam", "submit", "--yes"]) == 1
    assert exam.read().phase == "ended"
    assert "57.0%" in capsys.readouterr().out
    assert run(["exam", "submit"]) == 1  # what has ended needs no question


def test_submit_needs_a_terminal_or_yes(exam: Exam, capsys: pytest.CaptureFixture[str]) -> None:
    """A script, or input from a file, ends no exam by mistake."""
    assert run(["exam", "submit"]) == 2
    assert exam.read().phase == "running"
    assert "Add --yes" in capsys.readouterr().err


def test_submit_asks_at_a_terminal(exam: Exam, monkeypatch: pytest.MonkeyPatch) -> None:
    """No is an answer."""
    terminal = io.StringIO("n\n")
    monkeypatch.setattr(terminal, "isatty", lambda: True)
    monkeypatch.setattr(sys, "stdin", terminal)
    assert run(["exam", "submit"]) == 1
    assert exam.read().phase == "running"


def test_what_is_special_is_said_at_the_start(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Other minutes, practice, domains without labs: the result will say so, and so does this."""
    made = record(minutes=1, usual_minutes=120, practice=True, unfilled={"storage": 10})
    exam = laid(tmp_path, made)
    attempted(exam, 1)
    assert run(["exam", "resume"]) == 0
    shown = " ".join(capsys.readouterr().out.split())
    assert "left of 1 minute " in shown
    assert "1 minute instead of 120" in shown
    assert "Practice" in shown
    assert "No lab fills storage (10%)" in shown
