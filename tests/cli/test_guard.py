"""What an exam refuses, in the shells of its tasks and beside them."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from clusterdojo.attempt.model import FILE, Attempt, AttemptRecord
from clusterdojo.attempt.store import Store
from clusterdojo.cli.app import COMMANDS, application, run
from clusterdojo.cli.guard import BESIDE, IN_SHELL, commands, enforce
from clusterdojo.cli.policy import NOWHERE, POLICY, Policy, When, policy_of
from clusterdojo.errors import UsageError
from clusterdojo.exam import clock, preparer
from clusterdojo.exam.folder import Exam
from clusterdojo.reporting.formats import formats
from tests.exam.sat import NOON, attempted, laid, record, task


def _all() -> Iterator[tuple[str, Any]]:
    """Every command of the real application, each loaded."""
    for name in COMMANDS:
        yield from (
            (path, command)
            for path, command in commands(application([name]))
            if path.split()[0] == name
        )


def _line(path: str, command: Any) -> list[str]:
    """A command line that names the command and gives it what it requires."""
    words = path.split()
    for param in command.params:
        if param.required:
            option = [name for name in param.opts if name.startswith("--")][:1]
            words += [*option, "1"]
    return words


ALL = dict(_all())
POLICIES = {path: policy_of(path) or NOWHERE for path in ALL}
LINES = {path: _line(path, command) for path, command in ALL.items()}


@pytest.fixture
def exam(tmp_path: Path) -> Exam:
    """One that is sat, with two tasks; the first one's attempt is there."""
    made = record(task(1, lab="drain-node01"), task(2, lab="contexts"))
    clock.begin(made, clock.now())
    exam = laid(tmp_path, made)
    attempted(exam, 1)
    return exam


@pytest.fixture
def _in_shell(exam: Exam, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CLUSTERDOJO_STATE", str(exam.store(1).root))


@pytest.fixture
def _beside(exam: Exam, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CLUSTERDOJO_STATE", str(exam.state))


def _running(state: Path, lab: str) -> None:
    """A lab of the learner's own, beside the exam."""
    folder = Store(state).attempts / f"20261126-120000-{lab}-0000"
    Attempt(
        folder,
        AttemptRecord(
            id=folder.name, lab=lab, engine="kwok", seed=1, values={}, clusters=["cluster1"],
            settle_seconds=5, started=NOON, phase="ready",
        ),
    ).save()  # fmt: skip


def _refused(line: list[str], where: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(line) == 2
    said = capsys.readouterr().err
    assert said.startswith(f"dojo: {where}: ")
    assert len(said.strip().splitlines()) == 2


def test_every_command_has_a_row() -> None:
    """And every row is a command's: a new command is refused until somebody has decided.

    A new format of reports is one file, and needs no row: all formats have one policy.
    """
    assert set(POLICY) - set(ALL) == set()
    assert set(ALL) - set(POLICY) <= {f"report {one.name}" for one in formats()}


@pytest.mark.usefixtures("_in_shell")
def test_a_command_without_a_row_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """In the shell and beside it."""
    monkeypatch.delitem(POLICY, "list")
    assert run(["list"]) == 2
    with pytest.raises(UsageError, match="it allows only its own commands"):
        enforce("a command of tomorrow", {})


@pytest.mark.parametrize(
    "path", [path for path in ALL if POLICIES[path].shell.when is not When.ALWAYS]
)
@pytest.mark.usefixtures("_in_shell")
def test_an_exams_shell_gives_no_help_and_ends_nothing(
    path: str, exam: Exam, capsys: pytest.CaptureFixture[str]
) -> None:
    """Two sentences, exit code 2, and the task is as it was."""
    _refused(LINES[path], IN_SHELL, capsys)
    attempt = exam.attempt(1)
    assert attempt is not None
    assert attempt.work.is_dir()
    assert exam.read().phase == "running"


@pytest.mark.parametrize(
    "line",
    [["hint"], ["solution", "--yes"], ["report"], ["report", "exam"],
     ["report", "html", "-o", "x"], ["report", "dispute", "contexts", "-o", "x"],
     ["exam", "result"], ["exam", "result", "20250101-000000-cka-1a2b"], ["exam", "check", "1"],
     ["start", "contexts"], ["validate"], ["validate", "etcd-broken", "contexts"],
     ["record", "contexts", "--kubeconfig", "x", "--context", "x", "--output", "x"]],
    ids=" ".join,
)  # fmt: skip
@pytest.mark.usefixtures("_beside")
def test_a_second_terminal_gives_no_help_either(
    line: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    """Neither on the labs of the exam, nor by solutions of any."""
    _refused(line, BESIDE, capsys)


@pytest.mark.parametrize("form", ["class", "gradebook", "junit", "jsonl", "allure"])
@pytest.mark.usefixtures("_beside")
def test_results_of_others_may_be_reported(
    form: str, exam: Exam, tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    """An instructor's work; the learner's own, which tell reasons, are not, whatever is named."""
    enforce(f"report {form}", {"sources": [tmp_path / "handed-in"]})
    _refused(["report", form, "-o", "x"], BESIDE, capsys)
    monkeypatch.chdir(tmp_path)
    own = exam.state / "results"
    for named in (str(own), str(own / "one.json"), ".", "/", f"handed-in/../{own.name}"):
        _refused(["report", form, "handed-in", named, "-o", "x"], BESIDE, capsys)


@pytest.mark.usefixtures("_beside")
def test_a_lab_beside_the_exam_is_checked_unless_it_is_a_task(
    exam: Exam, capsys: pytest.CaptureFixture[str]
) -> None:
    """Its reasons would be those of the task."""
    enforce("start", {"lab": "etcd-broken"})
    enforce("validate", {"labs": ["etcd-broken"]})
    enforce("check", {})  # that none runs is the command's to say
    _running(exam.state, "etcd-broken")
    enforce("check", {})
    for folder in Store(exam.state).folders():
        (folder / FILE).unlink()
    _running(exam.state, "contexts")
    _refused(["check"], BESIDE, capsys)


@pytest.mark.parametrize(
    "path", [path for path in ALL if POLICIES[path].beside.when is When.ALWAYS]
)
@pytest.mark.usefixtures("_beside")
def test_the_rest_goes_on_beside_an_exam(path: str) -> None:
    """An instructor's reports among it."""
    enforce(path, {})


@pytest.mark.parametrize("path", ALL)
def test_without_an_exam_nothing_is_refused(
    path: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nor once it has ended."""
    monkeypatch.setenv("CLUSTERDOJO_STATE", str(tmp_path))
    enforce(path, {})
    laid(tmp_path, record(phase="ended"))
    enforce(path, {})


@pytest.mark.parametrize("practice", [True, False])
@pytest.mark.parametrize("place", ["shell", "beside"])
def test_a_practice_allows_checks(
    place: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, *, practice: bool
) -> None:
    """And nothing else."""
    exam = laid(tmp_path, record(practice=practice))
    state = exam.store(1).root if place == "shell" else tmp_path
    monkeypatch.setenv("CLUSTERDOJO_STATE", str(state))
    allowed = [path for path in ("exam check", "hint", "solution") if _allowed(path)]
    assert allowed == (["exam check"] if practice else [])
    if place == "shell":
        assert _allowed("check") is practice


def _allowed(path: str) -> bool:
    try:
        enforce(path, {})
    except UsageError:
        return False
    return True


def test_the_result_is_shown_in_the_exams_shell_afterwards(
    exam: Exam, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Unless another exam has begun meanwhile; help is still refused there."""
    monkeypatch.setenv("CLUSTERDOJO_STATE", str(exam.store(1).root))
    with exam.change() as known:
        known.phase = "graded"
    assert _allowed("exam result")
    assert not _allowed("hint")
    laid(exam.state, record(id="20271126-120000-maintenance-1a2b"))
    assert not _allowed("exam result")


@pytest.mark.usefixtures("_in_shell")
def test_the_help_of_a_refused_command_is_shown(capsys: pytest.CaptureFixture[str]) -> None:
    """It tells nothing about a task; so does that of a group."""
    for line in (["hint", "--help"], ["report", "--help"], ["report", "html", "--help"]):
        assert run(line) == 0
        assert "Usage: dojo" in capsys.readouterr().out


@pytest.mark.usefixtures("_in_shell")
def test_a_groups_own_rule_is_not_that_of_its_commands(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """`exam status` goes on where `exam` by itself would not."""
    monkeypatch.setitem(POLICY, "exam", Policy())
    monkeypatch.setattr(preparer, "begin", lambda _exam: None)
    assert run(["exam", "status"]) == 0
    assert "drain-node01" not in capsys.readouterr().err
    _refused(["exam"], IN_SHELL, capsys)
