"""What strangers' scripts were graded wrongly, as docs/proof.md tells it."""

import json
from pathlib import Path

import pytest

from clusterdojo.errors import UsageError
from clusterdojo.proof.attacks import Round, rounds_beside, section
from clusterdojo.proof.variants import Variant

ROOT = Path(__file__).parents[2]

ROUND = {
    "name": "first", "date": "2026-11-30", "commit": "abc1234", "engine": "kwok",
    "labs": {"one": {"cases": 12, "wrong": {"cheat-3": "mended"}}, "two": {"cases": 8}},
}  # fmt: skip


def test_wrong_grades_are_counted_and_named() -> None:
    """One in twenty is five in a hundred."""
    lines = list(section([Round.model_validate(ROUND)]))
    assert "| first, 2026-11-30 | kwok | abc1234 | 2 | 20 | 1 | 5.0 |" in lines
    assert "| first | kwok | one | 12 | 1 | cheat-3: mended |" in lines
    assert "| first | kwok | two | 8 | 0 |  |" in lines


def test_a_sentence_does_not_break_the_table() -> None:
    """Whatever is typed into the record by hand."""
    labs = {"one": {"cases": 12, "wrong": {"cheat-3": "a | b\nc"}}}
    lines = list(section([Round.model_validate(ROUND | {"labs": labs})]))
    assert "| first | kwok | one | 12 | 1 | cheat-3: a \\| b c |" in lines


def test_labs_that_nobody_attacked_are_named() -> None:
    """On each engine that they declare."""
    declared = {"one": ["kwok", "kind"], "two": ["kwok"], "three": ["kind"]}
    every = [
        Variant(lab, engine, name, "solution.sh")
        for lab, engines in declared.items()
        for engine in engines
        for name in ("solution", "another seed")
    ]
    lines = list(section([Round.model_validate(ROUND)], every))
    assert [line for line in lines if line.startswith("Not attacked")] == [
        "Not attacked yet on kind: one, three."
    ]


def test_a_page_without_a_record_says_nothing(tmp_path: Path) -> None:
    """Suites of one's own were attacked by nobody."""
    assert list(section(rounds_beside(tmp_path / "proof.md"))) == []


@pytest.mark.parametrize(
    ("text", "where"),
    [
        ("{", "line 1 column 2"),
        ("[]", "dictionary"),
        (json.dumps({"rounds": [ROUND | {"labs": {}}]}), r"rounds\.0\.labs: "),
        (json.dumps({"rounds": [ROUND | {"labs": {"x": {}}}]}), r"rounds\.0\.labs\.x\.cases: "),
        (
            json.dumps({"rounds": [ROUND | {"labs": {"x": {"cases": 1, "wrong": {"a": " "}}}}]}),
            r"rounds\.0\.labs\.x\.wrong\.a: ",
        ),
        (
            json.dumps(
                {"rounds": [ROUND | {"labs": {"x": {"cases": 1, "wrong": {"a": "b", "c": "d"}}}}]}
            ),
            "2 grades are wrong, of 1 cases",
        ),
    ],
)
def test_a_record_that_is_none_is_refused(tmp_path: Path, text: str, where: str) -> None:
    """Whoever edits it by hand reads where."""
    (tmp_path / "attacks.json").write_text(text)
    with pytest.raises(UsageError, match=rf"attacks\.json is not a record of attacks: .*{where}"):
        rounds_beside(tmp_path / "proof.md")


def test_the_suites_own_record_names_its_labs() -> None:
    """Each lab was attacked as a whole, and each wrong grade has its sentence."""
    rounds = rounds_beside(ROOT / "docs/proof.md")
    assert rounds
    for one in rounds:
        for name, lab in one.labs.items():
            assert (ROOT / "labs" / name).is_dir()
            assert all(lab.wrong.values())
            assert len(lab.wrong) <= lab.cases
