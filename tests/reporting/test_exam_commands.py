"""`dojo report` and its commands on exams, and `dojo exam pack` and `verify`."""

import csv
import io
import json
import stat
import zipfile
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner, Result

from clusterdojo.cli import exam_pack
from clusterdojo.cli.app import run
from clusterdojo.errors import UsageError
from clusterdojo.exam import pack as packs
from clusterdojo.seal import Key
from tests.exam.packing import own_key
from tests.reporting.synthetic import result, write
from tests.reporting.synthetic_exam import Task, exam, write_exam

Shown = pytest.CaptureFixture[str]
OPEN = (Task(weight=60), Task("contexts", weight=40, lost=True))


@pytest.fixture
def results(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The learner's own results: one exam."""
    monkeypatch.setenv("CLUSTERDOJO_STATE", str(tmp_path / "state"))
    monkeypatch.setenv("COLUMNS", "80")
    folder = tmp_path / "state/results"
    write_exam(folder, exam())
    return folder


def test_the_learners_own_report_tells_of_exams(results: Path, capsys: Shown) -> None:
    """Labs, exams, weakest domains, and three labs to try next, in 80 columns."""
    assert results.is_dir()
    assert run(["report"]) == 0
    text = capsys.readouterr().out
    for heading in ("Labs", "Exams", "Weakest domains over all exams", "Next"):
        assert f"{heading}" in text
    assert text.count("dojo start ") == 3
    assert max(map(len, text.splitlines())) <= 80


def test_an_exam_of_which_nothing_was_graded_is_told_as_well(results: Path, capsys: Shown) -> None:
    """It has no attempts; every report takes it."""
    for path in results.iterdir():
        path.unlink()
    write_exam(results, exam([Task(weight=100, earned=None)]))
    assert run(["report"]) == 0
    assert "undecided" in capsys.readouterr().out
    for command in ("exam", "html", "class", "junit", "jsonl", "gradebook", "allure"):
        to = [] if command == "exam" else ["--output", str(results.parent / f"x.{command}")]
        assert run(["report", command, *to]) == 0, command


def test_one_exam_is_shown_whole(results: Path, tmp_path: Path, capsys: Shown) -> None:
    """The last one, or a file, with its seal where a key is given."""
    assert results.is_dir()
    assert run(["report", "exam"]) == 0
    text = capsys.readouterr().out
    assert "Not passed: 57.0%" in text
    assert "Solution of task 1" in text
    key = Key.make(tmp_path / "instructor.key")
    file = write_exam(tmp_path, exam([Task(weight=100)], "Ben"), key)
    assert run(["report", "exam", str(file), "--key", str(tmp_path / "instructor.key")]) == 0
    text = capsys.readouterr().out
    assert "Passed: 100.0%" in text
    assert "The seal is genuine." in text
    assert run(["report", "exam", "--id", "x"]) == 2
    assert "no result of the exam x" in capsys.readouterr().err


def test_every_format_takes_exams(results: Path, capsys: Shown) -> None:
    """On the command line as well."""
    assert run(["report", "junit", "--output", "-"]) == 0
    assert "maintenance (" in capsys.readouterr().out
    assert run(["report", "jsonl", "--output", "-"]) == 0
    [line] = capsys.readouterr().out.splitlines()
    assert json.loads(line)["kind"] == "ExamResult"
    assert run(["report", "gradebook", "--points-of", "exam:maintenance", "--output", "-"]) == 0
    [row] = csv.DictReader(io.StringIO(capsys.readouterr().out))
    assert (row["assignment"], row["score"]) == ("exam:maintenance", "57.0")
    (file,) = results.iterdir()
    assert run(["report", "gradescope", str(file), "--output", "-"]) == 0
    shown = capsys.readouterr()
    assert json.loads(shown.out)["score"] == 57.0
    assert "Ada, " in shown.err
    assert "57.0%" in shown.err
    assert run(["report", "verify", str(file)]) == 0
    assert capsys.readouterr().out == f"{file}: none\n"


def test_a_dispute_has_the_exam_that_the_attempt_was_in(results: Path, tmp_path: Path) -> None:
    """Whole, since a part of it would have no seal; of a lab that it has not, there is none."""
    output = tmp_path / "dispute.zip"
    assert run(["report", "dispute", "static-pod", "--output", str(output)]) == 0
    (file,) = results.iterdir()
    assert zipfile.ZipFile(output).read(f"results/{file.name}") == file.read_bytes()
    assert run(["report", "dispute", "upgrade-plan", "--output", str(output)]) == 2


@pytest.mark.slow  # charts
def test_pages_take_exams(results: Path, tmp_path: Path) -> None:
    """The learner's and the class's."""
    assert results.is_dir()
    for command in ("html", "class"):
        output = tmp_path / f"{command}.html"
        assert run(["report", command, "--output", str(output)]) == 0
        assert 'id="exams"' in output.read_text()


def call(*arguments: str) -> Result:
    """One of the commands, in a group of its own."""
    app = typer.Typer()
    exam_pack.register(app)
    return CliRunner().invoke(app, arguments)


def test_a_pack_is_one_private_file(tmp_path: Path) -> None:
    """Drawn from a blueprint of the suite; the same seed gives the same file."""
    key = tmp_path / "instructor.key"
    Key.make(key)
    output = tmp_path / "exam.pack"
    asked = ("pack", "maintenance", "--seed", "7", "--key", str(key), "--output")
    done = call(*asked, str(output))
    assert done.exit_code == 0, done.output
    assert stat.S_IMODE(output.stat().st_mode) == 0o600
    found = packs.read(output)
    assert found.genuine(Key.read(key))
    assert (found.drawn.blueprint, found.drawn.seed) == ("maintenance", 7)
    assert {task.engine for task in found.drawn.tasks} == {"kwok"}
    assert found.digest in done.output
    assert "Keep your key" in done.output
    count = len(found.drawn.tasks)
    assert f"{count} task{'s' * (count != 1)}, {found.drawn.minutes} minutes, " in done.output
    again = tmp_path / "again.pack"
    call(*asked, str(again))
    assert again.read_bytes() == output.read_bytes()


def test_real_nodes_are_drawn_where_they_are_asked_for(tmp_path: Path) -> None:
    """Learners have to have them."""
    Key.make(tmp_path / "instructor.key")
    done = call(
        "pack", "maintenance", "--seed", "3", "--key", str(tmp_path / "instructor.key"),
        "--engine", "kwok", "--engine", "kind", "--output", str(tmp_path / "x.pack"),
    )  # fmt: skip
    assert done.exit_code == 0, done.output
    assert "kind" in {task.engine for task in packs.read(tmp_path / "x.pack").drawn.tasks}


def test_an_unknown_engine_is_the_users_error(tmp_path: Path) -> None:
    """It is named."""
    Key.make(tmp_path / "k")
    done = call("pack", "maintenance", "--key", str(tmp_path / "k"), "--engine", "qemu")
    assert isinstance(done.exception, UsageError)
    assert "qemu" in str(done.exception)


@pytest.mark.parametrize("blueprint", ["nothing", "../maintenance"])
def test_a_blueprint_that_is_not_there_is_the_users_error(tmp_path: Path, blueprint: str) -> None:
    """As a key that is none."""
    Key.make(tmp_path / "instructor.key")
    for key in ("instructor.key", "no.key"):
        done = call("pack", blueprint, "--key", str(tmp_path / key))
        assert isinstance(done.exception, UsageError)


def test_results_are_verified(tmp_path: Path) -> None:
    """Exit code 0 where nothing speaks against them, 1 otherwise; notes are told in any case."""
    key = Key.make(tmp_path / "instructor.key")
    given = ("--key", str(tmp_path / "instructor.key"))
    file = write_exam(tmp_path / "in", exam(OPEN), key)
    done = call("verify", str(file), *given)
    assert done.exit_code == 0
    assert f"{file}: genuine; no problems found\n" in done.output
    assert "no score for 2" in done.output
    assert "to check whether a seal is genuine" in call("verify", str(file)).output
    file.write_text(file.read_text().replace('"learner": "Ada"', '"learner": "Eve"'))
    done = call("verify", str(file), *given)
    assert done.exit_code == 1
    assert "broken; it was changed after it was sealed" in done.output


def test_results_are_verified_against_their_pack(tmp_path: Path) -> None:
    """A result of another exam is not of the pack."""
    Key.make(tmp_path / "instructor.key")
    given = ("--key", str(tmp_path / "instructor.key"))
    output = tmp_path / "x.pack"
    call("pack", "maintenance", "--seed", "7", *given, "--output", str(output))
    pack = packs.read(output)
    key = own_key(pack, Key.read(tmp_path / "instructor.key"))
    file = write_exam(tmp_path / "in", exam(sealed=pack.digest), key)
    done = call("verify", str(file), *given, "--pack", str(output))
    assert done.exit_code == 1
    assert "genuine; differs from the pack in:" in done.output
    assert call("verify", str(file), *given).exit_code == 0


def test_a_file_that_cant_be_read_as_a_result_counts_and_a_labs_result_does_not(
    tmp_path: Path,
) -> None:
    """A learner may have handed in the one by mistake; the other has a command of its own."""
    key = Key.make(tmp_path / "instructor.key")
    given = ("--key", str(tmp_path / "instructor.key"))
    folder = tmp_path / "in"
    write_exam(folder, exam(OPEN), key)
    write(folder, result(), name="lab.json")
    (folder / "notes.txt").write_text("{")
    assert call("verify", str(folder), *given).exit_code == 0
    (folder / "broken.json").write_text("{")
    done = call("verify", str(folder), *given)
    assert done.exit_code == 1
    assert "broken.json: not accepted; it is not JSON" in done.output


@pytest.mark.parametrize("command", [["exam", "verify"], ["report", "verify"]], ids=" ".join)
def test_a_folder_without_a_result_is_the_users_error(
    tmp_path: Path, capsys: Shown, command: list[str]
) -> None:
    """One sentence on what is missing, and one on what to name."""
    assert run([*command, str(tmp_path)]) == 2
    first, second = capsys.readouterr().err.splitlines()
    assert first.endswith("result was found.")
    assert second.startswith("      Name ")


def test_the_result_of_a_lab_is_not_one_of_an_exam(tmp_path: Path, capsys: Shown) -> None:
    """It is named, with the command that checks its seal."""
    write(tmp_path, result(), name="lab.json")
    assert run(["exam", "verify", str(tmp_path)]) == 2
    shown = capsys.readouterr()
    assert "`dojo report verify` checks its seal" in shown.out
    assert "No exam result was found." in shown.err
