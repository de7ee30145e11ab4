"""Exams in every format that results are handed on in."""

import csv
import io
import json
import zipfile
from collections.abc import Sequence
from pathlib import Path

import jsonschema
import pytest
from junitparser import Error, Failure, JUnitXml, TestSuite

from clusterdojo.errors import UsageError
from clusterdojo.exam.result import ExamResult
from clusterdojo.exam.result import parse as parse_exam
from clusterdojo.grading.result import parse
from clusterdojo.progress import Progress
from clusterdojo.reporting import junit
from clusterdojo.reporting.collection import Collection, collect
from clusterdojo.reporting.filters import only_one, require_genuine
from clusterdojo.reporting.formats import canvas, gradescope, jsonlines, nbgrader
from clusterdojo.reporting.formats.allure import merging as allure
from clusterdojo.reporting.gradebook import gradebook
from clusterdojo.reporting.roster import Roster, Student
from clusterdojo.seal import Key
from tests.reporting.junit_readers import broken_rules
from tests.reporting.synthetic import result, write
from tests.reporting.synthetic_exam import FOUR, Task, exam, write_exam

SCHEMA = Path(__file__).parent / "testdata/gradescope-results.schema.json"
OPEN = (Task(weight=60), Task("contexts", weight=40, lost=True))


class Silent(Progress):
    """Nobody is told."""

    def stage(self, text: str) -> None:
        """A step."""

    def advance(self, done: float, total: float, detail: str = "") -> None:
        """A part of it."""

    def note(self, text: str) -> None:
        """A word."""


@pytest.fixture
def collection(tmp_path: Path) -> Collection:
    """An exam that was failed, one that is undecided, one that was passed, and a lab's result."""
    write_exam(tmp_path, exam())
    write_exam(tmp_path, exam(OPEN, "Ben"))
    write_exam(tmp_path, exam([Task(weight=100)], "Cy"))
    write(tmp_path, result("Ada", "static-pod", domain="workloads"))
    return collect([tmp_path])


def suites(collection: Collection) -> dict[str, TestSuite]:
    """The suites that exams have, by learner."""
    text = "".join(junit.document(collection.entries, collection.exams))
    found = [suite for suite in JUnitXml.fromstring(text.encode()) if "maintenance (" in suite.name]
    return {_properties(suite)["learner"]: suite for suite in found}


def _properties(suite: TestSuite) -> dict[str, str]:
    return {one.name: one.value for one in suite.properties()}  # type: ignore[no-untyped-call]


def test_junit_has_a_case_for_the_mark_of_an_exam(collection: Collection) -> None:
    """Passed, failed, or an error where nobody can tell; the scores are properties."""
    found = suites(collection)
    outcomes = {who: [type(r) for c in suite for r in c.result] for who, suite in found.items()}
    assert outcomes == {"Ada": [Failure], "Ben": [Error], "Cy": []}
    told = _properties(found["Ben"])
    assert (told["score"], told["score.of.graded"], told["score.at.most"]) == (
        "60.0", "100.0", "100.0",
    )  # fmt: skip
    assert told["score.architecture"] == "60.0"
    [case] = found["Ben"]
    assert "Tasks without a score decide whether it is passed: 2" in str(case.result[0].text)


def test_junit_counts_exams_and_names_them_in_their_tasks(collection: Collection) -> None:
    """The totals are those of all suites."""
    text = "".join(junit.document(collection.entries, collection.exams))
    whole = JUnitXml.fromstring(text.encode())
    parts = list(whole)
    assert len(parts) == len(collection.entries) + 3
    assert broken_rules(text) == []
    assert whole.tests == sum(suite.tests for suite in parts)
    assert whole.failures == sum(suite.failures for suite in parts)
    assert whole.errors == sum(suite.errors for suite in parts) == 1
    exams = [_properties(suite).get("exam", "") for suite in parts]
    assert sorted(exams).count(exam().exam) == 5
    assert exams.count("") == 1


def test_json_lines_have_an_exam_whole(collection: Collection) -> None:
    """With its attempts in it, as it was sealed; what is no exam's has a line of its own."""
    lines = [json.loads(line) for line in jsonlines.lines(collection.entries, collection.exams)]
    assert [line["kind"] for line in lines] == ["Result", *["ExamResult"] * 3]
    assert parse(lines[0]).lab.id == "static-pod"
    assert [parse_exam(line) for line in lines[1:]] == [e.result for e in collection.exams]


def test_gradescope_has_a_test_for_each_task() -> None:
    """The score is the exam's; the file is as Gradescope wants it."""
    made = gradescope.exam_results(exam())
    jsonschema.validate(made, json.loads(SCHEMA.read_text()))
    assert made["score"] == 57.0
    assert [(t["score"], t["max_score"]) for t in made["tests"]] == [
        (25.0, 25.0), (12.0, 30.0), (0.0, 25.0), (20.0, 20.0),
    ]  # fmt: skip
    assert "does not hold" in made["tests"][1]["output"]
    assert made["output"].startswith("Not passed: 57.0% (66% to pass)")
    assert "synthetic" not in gradescope.document(exam())  # drawn values can be answers


def test_gradescope_is_told_no_score_that_nobody_knows() -> None:
    """Without a results.json, it tells the instructor."""
    with pytest.raises(UsageError, match="tasks without a score"):
        gradescope.document(exam(OPEN))


def test_a_file_is_read_as_what_it_is(tmp_path: Path) -> None:
    """An attempt's result or an exam's."""
    assert isinstance(only_one(write_exam(tmp_path, exam()), None).result, ExamResult)
    assert only_one(write(tmp_path, result()), None).result == result()
    (tmp_path / "x.json").write_text("{")
    with pytest.raises(UsageError, match="can't be used: it is not JSON"):
        only_one(tmp_path / "x.json", None)


def test_a_file_with_two_results_is_refused(tmp_path: Path) -> None:
    """Which one is meant can't be told."""
    with zipfile.ZipFile(tmp_path / "two.zip", "w") as file:
        for name in ("Ada", "Ben"):
            file.write(write(tmp_path, result(name)), f"{name}.json")
    with pytest.raises(UsageError, match=r"two\.zip holds 2 results"):
        only_one(tmp_path / "two.zip", None)


def test_a_score_is_told_only_of_a_result_that_adds_up(tmp_path: Path) -> None:
    """As every report that collects results has it."""
    file = write(tmp_path, result(earned=7))
    file.write_text(file.read_text().replace('"earned": 7', '"earned": 9'))
    with pytest.raises(UsageError, match="its points do not add up"):
        only_one(file, None)


def test_with_a_key_an_edited_result_is_refused(tmp_path: Path, key: Key) -> None:
    """Without one, nothing is known of it."""
    file = write(tmp_path, result(earned=7), key=key)
    require_genuine(only_one(file, key))
    file.write_text(file.read_text().replace('"hints": 0', '"hints": 1'))
    require_genuine(only_one(file, None))
    with pytest.raises(UsageError, match="changed after it was sealed"):
        require_genuine(only_one(file, key))


def rows(text: str) -> list[list[str]]:
    """A spreadsheet's rows."""
    return list(csv.reader(io.StringIO(text)))


def of_exam(collection: Collection, wanted: Sequence[str] = (), *, zero: bool = False) -> object:
    """What both gradebooks say of the exam, by learner: a score, or nothing."""
    book = gradebook(collection, "best", Roster([Student(n) for n in ("Ada", "Ben", "Cy", "Di")]))
    first = rows(nbgrader.document(book, list(wanted), missing_as_zero=zero))
    in_nbgrader = {row[3]: row[7] for row in first if row[0] == "exam:maintenance"}
    assert all(row[10] == "100.0" for row in first if row[0] == "exam:maintenance")
    sheets = canvas.sheets(book, list(wanted), missing="zero" if zero else "left out")
    [sheet] = [one for one in sheets if one.assignment == "exam:maintenance"]
    second = rows(sheet.text)
    assert second[0][5:] == ["Cluster maintenance (exam:maintenance)"]
    assert second[1][5:] == ["100"]
    in_canvas = {row[0]: row[5] for row in second[2:]}
    assert {n: float(s) for n, s in in_canvas.items()} == {
        n: float(s) for n, s in in_nbgrader.items() if s
    }
    return in_canvas


def test_gradebooks_have_exams_in_per_cent(collection: Collection) -> None:
    """An open one is no number; who did not sit it has none, or 0 where that is asked."""
    assert of_exam(collection) == {"Ada": "57", "Cy": "100"}
    assert of_exam(collection, zero=True) == {"Ada": "57", "Cy": "100", "Di": "0"}


def test_an_exam_of_one_of_two_learners_is_neithers(tmp_path: Path) -> None:
    """Neither is known not to have sat it; both have no score, also where that is 0."""
    write_exam(tmp_path, exam([Task(weight=100)], "Wei"))
    two = Roster([Student("Wei", "1"), Student("Wei", "2"), Student("Bo", "3")])
    found = collect([tmp_path])
    book = gradebook(found, "best", two)
    assert {one.source for one in book.uncertain} >= {found.exams[0].source}
    assert book.missing == ["Bo"]
    sheets = canvas.sheets(book, ["exam:maintenance"], missing="zero")
    assert [row[0] for row in rows(sheets[0].text)[2:]] == ["Bo"]


def test_gradebooks_can_be_of_an_exam_alone(collection: Collection) -> None:
    """Its id names it; an unknown one is the user's error."""
    of_exam(collection, ["exam:maintenance"])
    book = gradebook(collection)
    wanted = ["exam:maintenance"]
    assert {row[0] for row in rows(nbgrader.document(book, wanted))[1:]} == set(wanted)
    assert {row[0] for row in rows(nbgrader.document(book, ["contexts"]))[1:]} == {"contexts"}
    with pytest.raises(UsageError, match="exam:cka"):
        canvas.sheets(book, ["exam:cka"])


def test_allure_has_the_attempts_of_exams(collection: Collection, tmp_path: Path) -> None:
    """As those of labs, with their points."""
    merged = allure.write(collection, tmp_path / "allure", Silent())
    assert merged.attempts == len(collection.entries) == 7
    labs = {
        label["value"]
        for path in (tmp_path / "allure").glob("*-result.json")
        for label in json.loads(path.read_text())["labels"]
        if label["name"] == "feature"
    }
    assert len(labs) == len({task.lab for task in FOUR})
