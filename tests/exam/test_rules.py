"""What is forbidden in the shells of an exam, and nowhere else."""

from pathlib import Path

import pytest

from clusterdojo.attempt.store import Store
from clusterdojo.cli.app import run
from clusterdojo.errors import UsageError
from clusterdojo.exam.rules import exam_of, refuse
from tests.exam.sat import attempted, laid, record


def test_a_tasks_store_is_known_by_where_it_lies(tmp_path: Path) -> None:
    """Whatever variables a shell has; other stores are no exam's, even in a folder called so."""
    exam = laid(tmp_path)
    assert exam_of(exam.store(1)) == exam.folder
    assert exam_of(Store(tmp_path)) is None
    assert exam_of(Store(tmp_path / "tasks" / "01")) is None


def test_outside_of_exams_nothing_is_refused(tmp_path: Path) -> None:
    """An exam that is under way does not forbid anything to a lab beside it."""
    laid(tmp_path)
    refuse(Store(tmp_path), "Do something else.", "no hints")


def test_a_practice_allows_checks(tmp_path: Path) -> None:
    """And nothing else."""
    store = laid(tmp_path, record(practice=True)).store(1)
    refuse(store, "Do something else.", "no results", unless_practice=True)
    with pytest.raises(UsageError, match=r"the shell of an exam: no hints\. Do something else\."):
        refuse(store, "Do something else.", "no hints")


@pytest.mark.parametrize(
    "command",
    [["check"], ["check", "--json"], ["hint"], ["solution", "--yes"], ["shell"], ["reset"],
     ["stop"], ["stop", "--all"], ["start", "contexts"]],
    ids=" ".join,
)  # fmt: skip
def test_an_exams_shell_gives_no_help_and_ends_nothing(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    command: list[str],
) -> None:
    """Two sentences, exit code 2, and the task is as it was."""
    exam = laid(tmp_path)
    attempt = attempted(exam, 1)
    monkeypatch.setenv("CLUSTERDOJO_STATE", str(exam.store(1).root))
    assert run(command) == 2
    said = capsys.readouterr()
    assert said.err.startswith("dojo: This is the shell of an exam: ")
    assert len(said.err.strip().splitlines()) == 2
    assert attempt.work.is_dir()
    assert exam.read().phase == "preparing"
