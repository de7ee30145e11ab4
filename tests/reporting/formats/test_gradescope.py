"""Gradescope's results.json, held against a schema of its specification."""

import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from clusterdojo.errors import UsageError
from clusterdojo.grading.evidence import Evidence
from clusterdojo.grading.result import Result
from clusterdojo.reporting.formats.gradescope import document
from tests.reporting.synthetic import criterion, result

FIXED = Path(__file__).parents[1] / "testdata" / "gradescope-results.schema.json"
SCHEMA = json.loads(FIXED.read_text())


def read(made: Result) -> dict[str, Any]:
    """The document, after it was held against the schema."""
    content: dict[str, Any] = json.loads(document(made))
    jsonschema.validate(content, SCHEMA)
    # Gradescope renders no Markdown or HTML of what a learner wrote.
    for name in ("output_format", "test_output_format", "test_name_format"):
        assert content[name] == "text"
    return content


@pytest.mark.parametrize("earned", range(11))
def test_the_score_is_the_results_and_the_tests_add_up(earned: int) -> None:
    """The points of all tests are the score."""
    content = read(result(earned=earned))
    assert content["score"] == earned
    assert sum(test.get("score", 0) for test in content["tests"]) == earned
    assert sum(test.get("max_score", 0) for test in content["tests"]) == 10


def test_a_gate_is_a_test_without_a_score() -> None:
    """It has a status alone; points that it voids are told where they are missing."""
    gate = criterion("test_it_serves", gate=True, outcome="failed")
    content = read(result(parts=[gate, criterion(points=3, earned=0)]))
    first, second = content["tests"]
    assert (first["status"], "score" in first, "max_score" in first) == ("failed", False, False)
    assert (second["status"], second["score"], second["max_score"]) == ("passed", 0, 3)
    assert "void" in second["output"]
    assert "it serves" in content["output"]


def test_an_ungradable_result_is_refused() -> None:
    """No number stands for it, not even zero."""
    with pytest.raises(UsageError, match="could not be graded"):
        document(result(earned=3, outcome="ungradable"))


def test_a_lost_criterion_tells_why() -> None:
    """Reason, expected, found and why it matters are its output."""
    parts = [criterion(outcome="failed", reason="r", expected="e", found="f", why="w")]
    assert read(result(parts=parts))["tests"][0]["output"] == "r\nexpected: e\nfound: f\nw"


def test_no_answer_is_in_it() -> None:
    """Neither drawn values nor what was read."""
    evidence = [Evidence(source="topsecret", content="topsecret")]
    made = result(parts=[criterion(evidence=evidence)], values={"port": "topsecret"})
    assert "topsecret" not in document(made)


def test_the_schema_finds_faults() -> None:
    """A document without any score is none."""
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate({"tests": [{"name": "a"}]}, SCHEMA)
