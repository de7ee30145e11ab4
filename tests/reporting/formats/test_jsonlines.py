"""JSON Lines, read back as results."""

import json

import pytest

from clusterdojo.grading.evidence import Evidence
from clusterdojo.grading.result import parse
from clusterdojo.reporting.collection import Entry
from clusterdojo.reporting.formats.jsonlines import lines
from clusterdojo.seal import Key
from tests.reporting.synthetic import criterion, result, sealed


def test_every_line_is_a_whole_result() -> None:
    """Each line read back is the result that was written."""
    evidence = [Evidence(source="a", content="two\nlines")]
    made = [result("Ada", parts=[criterion(evidence=evidence)]), result("Ben", earned=3)]
    text = "".join(lines(Entry(m, "x", "none") for m in made))
    assert [parse(json.loads(line)) for line in text.splitlines()] == made


def test_a_seal_still_holds(key: Key) -> None:
    """Nothing is changed on the way."""
    [line] = lines([Entry(sealed(result(), key), "x", "genuine")])
    assert key.state(json.loads(line)) == "genuine"


@pytest.mark.parametrize("name", ["two\nlines", "nul\0", "\x1b[31m", "=1+1"])
def test_a_name_is_one_line(name: str) -> None:
    """Whatever a learner is called, a result is one line."""
    [line] = "".join(lines([Entry(result(name), "x", "none")])).removesuffix("\n").split("\n")
    assert json.loads(line)["learner"] == name
