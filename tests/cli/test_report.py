"""`dojo report` and its commands, on made-up results."""

import csv
import datetime
import io
import json
import os
import shlex
import subprocess
import sys
import zipfile
from pathlib import Path

import jsonschema
import pytest
from junitparser import JUnitXml

from clusterdojo.cli.app import run
from clusterdojo.grading.result import parse
from clusterdojo.seal import Key
from tests.reporting.synthetic import NOON, result, write

SCHEMA = Path(__file__).parents[1] / "reporting/testdata/gradescope-results.schema.json"
DOCS = [*(Path(__file__).parents[2] / "docs").glob("*.md")]
Shown = pytest.CaptureFixture[str]


@pytest.fixture
def results(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The learner's own results: none yet."""
    monkeypatch.setenv("CLUSTERDOJO_STATE", str(tmp_path / "state"))
    monkeypatch.setenv("COLUMNS", "80")
    return tmp_path / "state/results"


@pytest.fixture
def ada(results: Path) -> Path:
    """Three results of one learner, one of which could not be graded."""
    write(results, result("Ada", earned=4))
    write(results, result("Ada", earned=7, started=NOON + datetime.timedelta(hours=1)))
    write(results, result("Ada", "node-notready", 0, outcome="ungradable"))
    return results


@pytest.fixture
def two(tmp_path: Path, ada: Path) -> Path:
    """A class of two, somewhere else."""
    folder = tmp_path / "class"
    for file in ada.iterdir():
        write(folder / "ada", parse(json.loads(file.read_text())))
    write(folder / "ben", result("Ben", earned=10))
    return folder


def test_a_learner_without_results_is_told_how_to_get_one(results: Path, capsys: Shown) -> None:
    """It is no error."""
    assert run(["report"]) == 0
    assert "No results yet" in capsys.readouterr().out
    assert not results.exists()


def test_the_learners_own_report(ada: Path, capsys: Shown) -> None:
    """Domains, labs, weak criteria, trend and what could not be graded, in 80 columns."""
    assert ada.is_dir()
    assert run(["report"]) == 0
    text = capsys.readouterr().out
    for heading in ("Progress", "Labs", "Trend", "Lost most often", "Ungraded attempts"):
        assert f"{heading}" in text
    assert "7/10" in text
    assert max(map(len, text.splitlines())) <= 80


def test_several_learners_are_told_and_one_can_be_chosen(ada: Path, capsys: Shown) -> None:
    """Nobody's results pass for another one's in silence."""
    write(ada, result("Ben", "contexts"))
    assert run(["report"]) == 0
    assert "2 learners together: Ada, Ben" in capsys.readouterr().out
    assert run(["report", "--learner", "ben"]) == 0
    text = capsys.readouterr().out
    assert "together" not in text
    assert "node-notready" not in text
    assert run(["report", "--learner", "Cy"]) == 2
    assert "no result of Cy" in capsys.readouterr().err


def test_junit_adds_up(two: Path, tmp_path: Path, capsys: Shown) -> None:
    """The points of all cases are those of the results; the summary is on standard error."""
    output = tmp_path / "new/junit.xml"
    assert run(["report", "junit", str(two), "--output", str(output)]) == 0
    text = output.read_text()
    suites = list(JUnitXml.fromstring(text.encode()))
    assert len(suites) == 4
    assert output.stat().st_mode & 0o777 == 0o600
    shown = capsys.readouterr()
    assert shown.out == ""
    assert "4 results of 2 learners in 2 labs" in shown.err
    assert "could not be graded: 1" in shown.err


def test_json_lines_are_results(ada: Path, capsys: Shown) -> None:
    """By default the learner's own, on standard output with `-`."""
    assert run(["report", "jsonl", "--output", "-"]) == 0
    lines = capsys.readouterr().out.splitlines()
    written = [parse(json.loads(line)).attempt for line in lines]
    assert sorted(written) == sorted(path.stem for path in ada.iterdir())


def test_gradebooks_are_of_the_chosen_attempts(two: Path, tmp_path: Path, capsys: Shown) -> None:
    """In nbgrader's columns and in Canvas's, with who handed in nothing."""
    roster = tmp_path / "roster.csv"
    roster.write_text("name\nAda\nBen\nDora\n")
    common = ["report", "gradebook", str(two), "--output", "-", "--roster", str(roster)]
    assert run([*common, "--choose", "first", "--points-of", "drain-node01"]) == 0
    shown = capsys.readouterr()
    rows = list(csv.DictReader(io.StringIO(shown.out)))
    assert {row["student_id"]: row["score"] for row in rows} == {
        "Ada": "4.0", "Ben": "10.0", "Dora": "",
    }  # fmt: skip
    assert "handed in nothing: 1 (Dora)" in shown.err
    of_one = ("--points-of", "drain-node01", "--format", "canvas")
    for option, dora in (
        ((), []),
        (("--missing-as-zero",), ["0"]),
        (("--missing-as-excused",), ["EX"]),
    ):
        assert run([*common, *of_one, *option]) == 0
        canvas = list(csv.reader(io.StringIO(capsys.readouterr().out)))
        found = {row[0]: row[5:] for row in canvas[2:]}
        assert found.pop("Dora", []) == dora
        assert found == {"Ada": ["7"], "Ben": ["10"]}


def test_canvas_gets_a_file_for_each_lab(two: Path, tmp_path: Path, capsys: Shown) -> None:
    """An empty cell would delete a score. What has no file is told."""
    write(two / "ben", result("Ben", "contexts", earned=3))
    common = ["report", "gradebook", str(two), "--format", "canvas", "--output"]
    output = tmp_path / "canvas.csv"
    assert run([*common, str(output)]) == 0
    shown = capsys.readouterr().err
    assert sorted(path.name for path in tmp_path.glob("canvas*")) == [
        "canvas-contexts.csv", "canvas-drain-node01.csv",
    ]  # fmt: skip
    assert f"Wrote {tmp_path / 'canvas-contexts.csv'}." in shown
    assert "node-notready: no score counts" in shown
    assert run([*common, "-"]) == 2
    assert "one file for each lab" in capsys.readouterr().err


@pytest.mark.parametrize("more", [["--format", "nbgrader"], ["--missing-as-zero"]])
def test_excused_is_a_word_of_canvas(two: Path, capsys: Shown, more: list[str]) -> None:
    """nbgrader has none for it, and nobody is excused with 0 points."""
    common = ["report", "gradebook", str(two), "--output", "-", "--format", "canvas"]
    assert run([*common, "--missing-as-excused", *more]) == 2
    assert "--missing-as-excused" in capsys.readouterr().err


def test_who_has_no_row_is_told(two: Path, capsys: Shown) -> None:
    """With the reason."""
    write(two / "eve", result("=SUM(A1)"))
    assert run(["report", "gradebook", str(two), "--output", "-"]) == 0
    shown = capsys.readouterr()
    assert "SUM" not in shown.out
    assert "without a row: 1" in shown.err
    assert "=SUM(A1)”, but a spreadsheet would take it for a formula" in shown.err


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"", "has no column `name`"),
        (b"PK\x03\x04", "is a workbook, not CSV"),
        (b"name\n\xff\n", "is not in UTF-8"),
        (b'name\n"Ada\n', "line 2 is not CSV"),
        (b"name,id\nAda,1\nBob,1\n", "line 3 has the id “1” of line 2 and another name"),
    ],
)
def test_a_faulty_roster_is_the_users_error(
    two: Path, tmp_path: Path, capsys: Shown, content: bytes, told: str
) -> None:
    """Two sentences, and no traceback; nothing is written."""
    roster, output = tmp_path / "roster.csv", tmp_path / "out.csv"
    roster.write_bytes(content)
    common = ["report", "gradebook", str(two), "--output", str(output)]
    assert run([*common, "--roster", str(roster)]) == 2
    assert told in capsys.readouterr().err
    assert not output.exists()


def test_gradescope_takes_a_lab_or_a_file(ada: Path, capsys: Shown) -> None:
    """Of a lab it is the last result; what could not be graded is refused."""
    schema = json.loads(SCHEMA.read_text())
    first = min(path for path in ada.iterdir() if "drain" in path.name)
    for which, score in (("drain-node01", 7), (str(first), 4)):
        assert run(["report", "gradescope", which, "--output", "-"]) == 0
        content = json.loads(capsys.readouterr().out)
        jsonschema.validate(content, schema)
        assert content["score"] == score
    assert run(["report", "gradescope", "node-notready", "--output", "-"]) == 2
    assert "could not be graded" in capsys.readouterr().err
    assert run(["report", "gradescope", "contexts", "--output", "-"]) == 2
    assert "and no such file" in capsys.readouterr().err
    assert run(["report", "gradescope", str(ada), "--output", "-"]) == 2
    told = capsys.readouterr().err
    assert f"{ada} is a folder" in told
    assert "Name one result in it" in told


def test_gradescope_tells_what_was_written(ada: Path, tmp_path: Path, capsys: Shown) -> None:
    """The file, whose result it is, and its score; only the score where it is standard output."""
    assert ada.is_dir()
    output = tmp_path / "results.json"
    assert run(["report", "gradescope", "drain-node01", "--output", str(output)]) == 0
    wrote, score = capsys.readouterr().err.splitlines()
    assert wrote == f"Wrote {output}."
    assert score.startswith("Ada, ")
    assert score.endswith(": 7 of 10 points.")
    assert run(["report", "gradescope", "drain-node01", "--output", "-"]) == 0
    assert capsys.readouterr().err == f"{score}\n"


@pytest.mark.slow  # charts
def test_a_learners_page_is_one_file(two: Path, tmp_path: Path, capsys: Shown) -> None:
    """Of the learner that is named, where there are several."""
    output = tmp_path / "ada.html"
    assert run(["report", "html", str(two), "--output", str(output)]) == 2
    assert "2 learners" in capsys.readouterr().err
    assert run(["report", "html", str(two), "--learner", "ada", "--output", str(output)]) == 0
    page = output.read_text()
    assert "Ada" in page
    assert "Ben" not in page


@pytest.mark.slow  # charts
def test_a_class_page_is_one_file(two: Path, tmp_path: Path, capsys: Shown) -> None:
    """All learners; seals are checked with the key."""
    key, output = tmp_path / "instructor.key", tmp_path / "class.html"
    assert run(["report", "key", str(key)]) == 0
    write(two / "cy", result("Cy"), key=Key.read(key))
    capsys.readouterr()
    assert run(["report", "class", str(two), "--output", str(output), "--key", str(key)]) == 0
    assert "1 genuine" in capsys.readouterr().err
    page = output.read_text()
    assert [name for name in ("Ada", "Ben", "Cy") if name not in page] == []


def test_allure_files_are_written(two: Path, tmp_path: Path, capsys: Shown) -> None:
    """A result for each criterion, and the points that Allure counts: the latest attempts'."""
    output = tmp_path / "allure"
    assert run(["report", "allure", str(two), "--output", str(output)]) == 0
    assert len(list(output.glob("*-result.json"))) >= 15
    shown = capsys.readouterr().err
    assert "17 of 20 points, 1 could not be graded" in shown
    assert "4 results of 2 learners" in shown


def test_a_dispute_is_one_zip_file(ada: Path, tmp_path: Path, capsys: Shown) -> None:
    """What is in it is told; a lab without an attempt is the user's error."""
    assert ada.is_dir()
    output = tmp_path / "dispute.zip"
    assert run(["report", "dispute", "drain-node01", "--output", str(output)]) == 0
    told = capsys.readouterr().err
    assert output.stat().st_mode & 0o777 == 0o600
    names = zipfile.ZipFile(output).namelist()
    assert names
    assert [name for name in names if name not in told] == []
    assert run(["report", "dispute", "contexts", "--output", str(output)]) == 2


def test_seals_are_verified(tmp_path: Path, results: Path, capsys: Shown) -> None:
    """Exit code 0 for a genuine one, 1 for an edited one."""
    key = tmp_path / "instructor.key"
    assert run(["report", "key", str(key)]) == 0
    assert Key.read(key).id in capsys.readouterr().out
    assert run(["report", "key", str(key)]) == 2
    file = write(results, result(), key=Key.read(key))
    assert run(["report", "verify", str(file), "--key", str(key)]) == 0
    assert capsys.readouterr().out == f"{file}: genuine\n"
    file.write_text(file.read_text().replace('"hints": 0', '"hints": 1'))
    assert run(["report", "verify", str(file), "--key", str(key)]) == 1
    assert capsys.readouterr().out == f"{file}: broken\n"
    assert run(["report", "verify", str(file)]) == 0
    assert "not checked" in capsys.readouterr().out


@pytest.mark.parametrize("command", ["junit", "gradebook"])
def test_what_cant_be_written_is_the_users_error(
    ada: Path, tmp_path: Path, capsys: Shown, command: str
) -> None:
    """Two sentences, and no traceback."""
    assert ada.is_dir()
    (tmp_path / "file").write_text("x")
    assert run(["report", command, "--output", str(tmp_path / "file/below")]) == 2
    assert "can't be written" in capsys.readouterr().err


def test_what_is_not_there_is_the_users_error(results: Path, capsys: Shown) -> None:
    """A folder, a roster or a key that does not exist."""
    assert run(["report", "junit", "nowhere", "--output", "-"]) == 2
    assert "nowhere" in capsys.readouterr().err
    assert run(["report", "class", "--roster", "nowhere.csv", "--output", "-"]) == 2
    assert "nowhere.csv" in capsys.readouterr().err
    assert run(["report", "class", "--key", "nowhere.key", "--output", "-"]) == 2
    assert "nowhere.key" in capsys.readouterr().err
    assert not results.exists()


def test_a_report_of_nothing_is_the_users_error(
    results: Path, tmp_path: Path, capsys: Shown
) -> None:
    """What was skipped instead is told; no file is written."""
    folder, output = tmp_path / "class", tmp_path / "out"
    folder.mkdir()
    (folder / "broken.json").write_text("{")
    assert run(["report", "junit", str(folder), "--output", str(output)]) == 2
    shown = capsys.readouterr().err
    assert "broken.json: it is not JSON" in shown
    assert "No result was found." in shown
    assert run(["report", "gradebook", "--output", str(output)]) == 2
    assert not output.exists()
    assert not results.exists()


def test_an_option_in_the_wrong_place_is_told(ada: Path, capsys: Shown) -> None:
    """It would be ignored in silence."""
    assert ada.is_dir()
    assert run(["report", "--learner", "Ada", "junit", "--output", "-"]) == 2
    assert "--learner" in capsys.readouterr().err


def test_every_documented_report_exists(ada: Path, capsys: Shown) -> None:
    """Each `dojo report` line of the page names a command, and options that it has."""
    assert ada.is_dir()
    lines = [line for page in DOCS for line in page.read_text().splitlines()]
    asked = [
        shlex.split(line, comments=True)[3:] for line in lines if line.startswith("$ dojo report")
    ]
    assert asked
    helped: dict[str, str] = {}
    for words in asked:
        command = next((word for word in words[:1] if not word.startswith("-")), "")
        if command not in helped:
            assert run(["report", *filter(None, [command]), "--help"]) == 0, words
            helped[command] = capsys.readouterr().out
        flags = [word for word in words if word.startswith("--")]
        assert [flag for flag in flags if f"{flag} " not in helped[command]] == [], words


def test_the_group_has_help(ada: Path) -> None:
    """`dojo report --help` names every command, in a process of its own."""
    done = subprocess.run(
        [sys.executable, "-m", "clusterdojo", "report", "--help"],
        capture_output=True, text=True, check=True,
        env=os.environ | {"CLUSTERDOJO_STATE": str(ada.parent)},
    )  # fmt: skip
    commands = (
        "html", "class", "gradebook", "junit", "jsonl", "gradescope", "allure", "dispute", "key",
        "verify",
    )  # fmt: skip
    assert [name for name in commands if f" {name} " not in done.stdout] == []
