"""What strangers' scripts were graded wrongly, as docs/proof.md tells it."""

import json
from pathlib import Path

import pytest

from clusterdojo.errors import UsageError
from clusterdojo.proof.attacks import Round, rounds_beside, section

ROOT = Path(__file__).parents[2]

ROUND = {
    "name": "first", "date": "2026-11-30", "commit": "abc1234", "engine": "kwok",
    "labs": {"one": {"cases": 12, "wrong": {"cheat-3": "mended"}}, "two": {"cases": 8}},
}  # fmt: skip


def test_wrong_grades_are_counted_and_named() -> None:
    """One in twenty is five in a hundred."""
    lines = list(section([Round.model_validate(ROUND)]))
    assert "| first, 2026-11-30 | kwok | abc1234 | 2 | 20 | 1 | 5.0 |" in lines
    assert "| first | kwok | one | 12 | cheat-3: mended |" in lines
    assert "| first | kwok | two | 8 | none |" in lines


def test_a_page_without_a_record_says_nothing(tmp_path: Path) -> None:
    """Suites of one's own were attacked by nobody."""
    assert list(section(rounds_beside(tmp_path / "proof.md"))) == []


@pytest.mark.parametrize(
    "text", ["{", "[]", json.dumps({"rounds": [{**ROUND, "labs": {"x": {}}}]})]
)
def test_a_record_that_is_none_is_refused(tmp_path: Path, text: str) -> None:
    """Whoever edits it by hand reads where."""
    (tmp_path / "attacks.json").write_text(text)
    with pytest.raises(UsageError, match=r"attacks\.json is not a record of attacks"):
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
