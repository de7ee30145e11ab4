"""Whether a grade is the expected one, and the file that a round goes on with."""

import json
from pathlib import Path
from typing import Any

import pytest

from clusterdojo.errors import UsageError
from scripts.attack.rows import Row, opened, read
from scripts.attack.trying import take

# As the first round wrote them, before there was this module.
OLD = {
    "lab": "contexts", "case": "cheat-1", "engine": "kwok", "idea": "both clusters",
    "expect": "not full", "because": "one serves customers", "unsure": "", "rc": "timeout",
    "said": "", "check_rc": 1, "outcome": "failed", "earned": 0, "possible": 8,
    "criteria": [{"name": "test_x", "outcome": "failed", "points": 0, "earned": 0, "gate": True,
                  "reason": "changed", "found": "5"}],
    "stop_rc": 0, "seconds": 14.1,
}  # fmt: skip


def row(**differs: Any) -> Row:
    """The old row, but for this."""
    return Row.model_validate(OLD | differs)


@pytest.mark.parametrize(
    ("expect", "earned", "right"),
    [
        ("full", 8, True), ("full", 7, False), ("full", 0, False),
        ("not full", 8, False), ("not full", 7, True), ("not full", 0, True),
        ("nothing", 8, False), ("nothing", 1, False), ("nothing", 0, True),
    ],
)  # fmt: skip
def test_a_grade_is_compared_with_the_expected_one(expect: str, earned: int, right: bool) -> None:  # noqa: FBT001
    """Full is every point, not full is fewer, nothing is none."""
    outcome = "passed" if earned == 8 else "failed"
    found = row(expect=expect, earned=earned, outcome=outcome).wrong
    assert (found == "") is right
    if not right:
        assert found.startswith(f"expected {expect}, got {earned} of 8 points (test_x: changed)")


@pytest.mark.parametrize("expect", ["full", "not full", "nothing"])
def test_no_grade_is_wrong_whatever_was_expected(expect: str) -> None:
    """A cheat that makes grading fail has found something."""
    ungraded = [{"name": "test_y", "outcome": "ungradable"}]
    assert row(expect=expect, error="dojo check did not end").wrong == "dojo check did not end"
    assert row(expect=expect, earned=None, possible=None).wrong == "there is no grade"
    assert row(expect=expect, criteria=ungraded).wrong == "could not be graded: test_y"
    assert row(expect=expect, outcome="ungradable").wrong.startswith("could not be graded")


def test_a_check_without_a_grade_is_an_error() -> None:
    """What it said instead is the reason."""
    refused = row(earned=None, possible=None)
    take(refused, "", "dojo: PYTHONHOME is set.")
    assert refused.wrong == "dojo check gave no grade: dojo: PYTHONHOME is set."
    other = row(earned=None, possible=None)
    take(other, "[1]", "")
    assert other.wrong == "dojo check gave no grade: [1]"


def test_the_printed_grade_is_taken() -> None:
    """Of the criteria, those that were not passed."""
    graded = row(earned=None, possible=None, criteria=[], expect="full")
    result = {
        "outcome": "failed", "earned": 5, "possible": 8,
        "criteria": [
            {"name": "test_a", "outcome": "passed", "reason": ""},
            {"name": "test_b", "outcome": "failed", "reason": "no pod", "evidence": []},
        ],
    }  # fmt: skip
    take(graded, json.dumps(result), "")
    assert graded.wrong == "expected full, got 5 of 8 points (test_b: no pod)"


def test_a_run_goes_on_with_the_rows_that_are_there(tmp_path: Path) -> None:
    """Rows of the first round are read; what a killed run has left of a row is cut off."""
    path = tmp_path / "rows.jsonl"
    path.write_text(json.dumps(OLD) + "\n" + json.dumps(OLD)[:50])
    assert [one.key for one in read(path)] == [("contexts", "cheat-1", "kwok")]
    with opened(path) as rows:
        assert [one.case for one in rows.known] == ["cheat-1"]
        rows.add(row(case="cheat-2"))
        assert [one.case for one in read(path)] == ["cheat-1", "cheat-2"]  # at once
    assert [one.case for one in read(path)] == ["cheat-1", "cheat-2"]


def test_the_first_sight_counts(tmp_path: Path) -> None:
    """A case that is there twice is graded as it was first."""
    path = tmp_path / "rows.jsonl"
    path.write_text("".join(json.dumps(OLD | {"earned": n}) + "\n" for n in (0, 8)))
    assert [one.earned for one in read(path)] == [0]


def test_two_runs_do_not_share_a_file(tmp_path: Path) -> None:
    """Each case would run twice."""
    path = tmp_path / "rows.jsonl"
    with opened(path), pytest.raises(UsageError, match="Another run adds"), opened(path):
        pass


@pytest.mark.parametrize("line", ["{", "[]", json.dumps(OLD | {"expect": "most"})])
def test_a_line_that_is_no_row_is_named(tmp_path: Path, line: str) -> None:
    """Whoever edits the file by hand reads where."""
    path = tmp_path / "rows.jsonl"
    path.write_text(f"{json.dumps(OLD)}\n{line}\n")
    with pytest.raises(UsageError, match=r"rows\.jsonl:2: "):
        read(path)


def test_a_place_that_can_not_be_written_is_told(tmp_path: Path) -> None:
    """Before any cluster starts."""
    with pytest.raises(UsageError, match="can't be written"), opened(tmp_path / "no" / "rows"):
        pass
