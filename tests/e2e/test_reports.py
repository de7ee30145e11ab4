"""Reports of real attempts of real labs, each read back by a reader of its own format."""

import base64
import csv
import json
import re
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jsonschema
import junitparser
import pytest

from clusterdojo.grading import result as results
from clusterdojo.seal import Key
from tests.e2e.user import LAB, Dojo

pytestmark = pytest.mark.slow
GRADESCOPE = Path(__file__).parents[1] / "reporting/testdata/gradescope-results.schema.json"


@pytest.fixture(scope="module")
def reported(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Dojo]:
    """Two learners: Ada has solved a lab at the second check, Bob is in the middle of another."""
    user = Dojo(tmp_path_factory.mktemp("user"))
    Key.make(user.home / "class.key")
    key = ("--key", str(user.home / "class.key"))
    assert user("start", LAB, "--seed", "1", "--learner", "Ada", *key).returncode == 0
    assert user("check").returncode == 1
    drain = ("kubectl", "drain", "node01", "--ignore-daemonsets")
    assert user("run", "--", *drain).returncode == 0
    assert user("check").returncode == 0
    assert user("stop").returncode == 0
    assert user("start", "imperative-objects", "--learner", "Bob", *key).returncode == 0
    assert user("check").returncode == 1
    yield user
    user("stop", "--all")


@pytest.fixture
def kept(reported: Dojo) -> dict[str, Any]:
    """Both results as they are kept, by the learner."""
    found = [json.loads(path.read_text()) for path in reported.state.glob("results/*.json")]
    assert len(found) == 2
    return {result["learner"]: result for result in found}


def written(user: Dojo, name: str, *arguments: str) -> Path:
    """The file that a report has written."""
    path = user.home / "reports" / name
    done = user("report", *arguments, "--output", str(path))
    assert done.returncode == 0, done.stderr
    assert path.exists()
    return path


def test_the_terminal_tells_what_was_reached(reported: Dojo) -> None:
    """A learner sees the labs and the points that `dojo check` gave."""
    done = reported("report", "--learner", "Ada")
    assert done.returncode == 0, done.stderr
    assert LAB in done.stdout
    assert "7/7" in done.stdout.replace(" ", "")


def test_seals_of_real_results_are_genuine(reported: Dojo) -> None:
    """What `dojo check` has sealed, `dojo report verify` knows again, and finds the edit."""
    files = sorted(map(str, reported.state.glob("results/*.json")))
    key = ("--key", str(reported.home / "class.key"))
    assert reported("report", "verify", *files, *key).returncode == 0
    edited = reported.home / "edited.json"
    edited.write_text(Path(files[0]).read_text().replace('"hints": 0', '"hints": 1'))
    done = reported("report", "verify", str(edited), *key)
    assert done.returncode == 1
    assert "broken" in done.stdout


def test_junit_has_the_same_points(reported: Dojo, kept: dict[str, Any]) -> None:
    """A JUnit parser counts what `dojo check` has counted."""
    xml = junitparser.JUnitXml.fromfile(str(written(reported, "results.xml", "junit")))
    earned = {}
    for suite in xml:
        told = {p.name: p.value for p in suite.properties()}  # type: ignore[no-untyped-call] # theirs
        earned[told["learner"]] = int(told["points.earned"])
    assert earned == {name: result["earned"] for name, result in kept.items()}


@pytest.mark.parametrize("form", ["nbgrader", "canvas"])
def test_gradebooks_have_the_same_points(reported: Dojo, kept: dict[str, Any], form: str) -> None:
    """Python's csv reads each learner's points."""
    (reported.home / "reports" / form).mkdir(parents=True)
    if form == "nbgrader":
        written(reported, "nbgrader/grades.csv", "gradebook")
    else:
        written(reported, "canvas/", "gradebook", "--format", "canvas")
    files = sorted((reported.home / "reports" / form).iterdir())
    assert len(files) == (len(kept) if form == "canvas" else 1)  # one for each lab
    rows = [row for file in files for row in csv.reader(file.read_text().splitlines())]
    for name, result in kept.items():
        # One row a learner, or one a learner and lab.
        row = next(r for r in rows if name in r and (form == "canvas" or result["lab"]["id"] in r))
        assert str(result["earned"]) in {cell.removesuffix(".0") for cell in row}


def test_gradescope_takes_the_result(reported: Dojo, kept: dict[str, Any]) -> None:
    """Valid by the published form, with the same score."""
    path = written(reported, "results.json", "gradescope", LAB)
    content = json.loads(path.read_text())
    jsonschema.validate(content, json.loads(GRADESCOPE.read_text()))
    assert content["score"] == kept["Ada"]["earned"]


def test_json_lines_are_results(reported: Dojo, kept: dict[str, Any]) -> None:
    """Nothing of a result is lost on the way."""
    lines = written(reported, "results.jsonl", "jsonl").read_text().splitlines()
    read = [results.parse(json.loads(line)) for line in lines]
    assert {r.learner: r.earned for r in read} == {n: r["earned"] for n, r in kept.items()}


def test_pages_of_real_results_are_whole(reported: Dojo) -> None:
    """One file each, with the names and the labs in it, and no address to load from."""
    learner = written(reported, "ada.html", "html", "--learner", "Ada").read_text()
    everybody = written(reported, "class.html", "class").read_text()
    assert LAB in learner
    assert "Bob" not in learner
    assert {"Ada", "Bob"} <= {name for name in ("Ada", "Bob") if name in everybody}
    for page in (learner, everybody):
        assert "<svg" in page
        assert 'src="http' not in page
        assert 'href="http' not in page


def test_allure_was_written_while_grading(reported: Dojo, kept: dict[str, Any]) -> None:
    """Every check has left its own files beside the result, and merged they give its points."""
    for name, result in kept.items():
        own = reported.state / "results" / f"{result['attempt']}.allure"
        assert len(list(own.iterdir())) == len(result["checks"]), name
    folder = written(reported, "allure", "allure", "--html")
    tests = [json.loads(path.read_text()) for path in folder.glob("*-result.json")]
    # The page carries its data in base64.
    page = (folder / "index.html").read_text(encoding="utf-8")
    carried = re.search(r'd\("widgets/statistic.json","([^"]*)"\)', page)
    assert carried
    assert json.loads(base64.b64decode(carried[1]))["total"] == len(tests)
    points = [
        int(p["value"]) for test in tests for p in test["parameters"] if p["name"] == "earned"
    ]
    assert sum(points) == sum(result["earned"] for result in kept.values())


def test_a_dispute_has_the_task_the_result_and_the_state(reported: Dojo) -> None:
    """An instructor finds everything to judge by, and no secret."""
    path = written(reported, "dispute.zip", "dispute", "imperative-objects")
    with zipfile.ZipFile(path) as archive:
        names = archive.namelist()
        everything = b"".join(archive.read(name) for name in names)
    assert any(name.endswith("task.md") for name in names)
    assert any("results/" in name for name in names)
    assert any("cluster1" in name for name in names)
    assert b"PRIVATE KEY" not in everything
