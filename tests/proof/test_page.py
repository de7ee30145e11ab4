"""docs/proof.md and its record: what was proven, on whatever machine, and with which code."""

import json
from pathlib import Path

import pytest

from clusterdojo.errors import UsageError
from clusterdojo.lab.scaffold import scaffold
from clusterdojo.lab.suite import Suite
from clusterdojo.proof.faults import ProofFault
from clusterdojo.proof.page import NOT_YET, write_page
from clusterdojo.proof.prove import Proof
from clusterdojo.proof.record import Record
from clusterdojo.proof.variants import Variant

SOLVED = Variant("demo", "kwok", "solution", "solution.sh")
MISTAKE = Variant("demo", "kind", "mistake: one", "mistakes/one.sh", frozenset({"test_a_thing"}))
BOTH = [SOLVED, MISTAKE]


@pytest.fixture
def demo(own_suite: Suite) -> Suite:
    """A suite with one lab."""
    scaffold(own_suite, "demo")
    return own_suite


def written(path: Path, suite: Suite, *proofs: Proof) -> str:
    """The page after one more run."""
    write_page(path, suite, BOTH, proofs)
    return path.read_text()


def test_runs_add_up(demo: Suite, tmp_path: Path) -> None:
    """What one machine has proven stays when another one proves the rest."""
    page = tmp_path / "proof.md"
    first = written(page, demo, Proof(SOLVED, seconds={"start": 3, "check": 4}))
    assert "1 proven with this code, 0 with earlier code, 1 not yet, 0 failed" in first
    assert f"| kind | mistake: one | a thing |  | {NOT_YET} |" in first
    second = written(page, demo, Proof(MISTAKE, seconds={"start": 20}))
    assert "2 proven with this code, 0 with earlier code, 0 not yet, 0 failed" in second
    assert "| kwok | solution |  | 7 | proven |" in second


def test_earlier_code_is_told(demo: Suite, tmp_path: Path) -> None:
    """A proof by code that has changed since is no proof of this code, and no secret either."""
    page = tmp_path / "proof.md"
    written(page, demo, Proof(SOLVED, seconds={"start": 3}))
    with demo.conftest.open("a") as file:
        file.write("CHANGED = True\n")
    later = written(page, demo)
    assert "0 proven with this code, 1 with earlier code" in later
    assert "proven at " in later
    assert Record(page.with_suffix(".json"), demo).proven(SOLVED) is None


def test_a_changed_lab_is_not_proven(demo: Suite, tmp_path: Path) -> None:
    """Whatever was proven of its old content."""
    page = tmp_path / "proof.md"
    written(page, demo, Proof(SOLVED))
    with (demo.labs / "demo" / "solution.sh").open("a") as file:
        file.write("\n")
    assert "0 proven with this code, 0 with earlier code, 2 not yet" in written(page, demo)


def test_a_failure_is_told_and_takes_the_earlier_proof_away(demo: Suite, tmp_path: Path) -> None:
    """What fails now was not proven, whatever came out before."""
    page = tmp_path / "proof.md"
    written(page, demo, Proof(SOLVED))
    failed = written(
        page, demo, Proof(SOLVED, faults=[ProofFault("earns 0 of 3 | points", "grade")])
    )
    assert "0 with earlier code, 1 not yet, 1 failed" in failed
    assert "FAILED: earns 0 of 3 \\| points" in failed
    assert "1 failed" not in written(page, demo)
    assert Record(page.with_suffix(".json"), demo).entry(SOLVED) is None


def test_what_the_record_knows_need_not_be_proven_again(demo: Suite, tmp_path: Path) -> None:
    """Another machine goes on with it."""
    page = tmp_path / "proof.md"
    written(page, demo, Proof(SOLVED, seconds={"start": 3, "check": 1}, first_faults=["late"]))
    known = Record(page.with_suffix(".json"), demo).proven(SOLVED)
    assert known is not None
    assert (sum(known.seconds.values()), known.first_faults, known.faults) == (4, ["late"], [])
    again = written(page, demo, known)
    assert "proven (at the first try: late)" in again


def test_the_record_is_one_line_an_entry(demo: Suite, tmp_path: Path) -> None:
    """A commit shows what was proven anew."""
    page = tmp_path / "proof.md"
    written(page, demo, Proof(SOLVED), Proof(MISTAKE))
    text = page.with_suffix(".json").read_text()
    assert [e["name"] for e in json.loads(text)["entries"]] == ["mistake: one", "solution"]
    assert sum('"lab":"demo"' in line for line in text.splitlines()) == 2


@pytest.mark.parametrize("content", ["", "{", '{"entries": 3}', "[]"])
def test_a_broken_record_is_told(demo: Suite, tmp_path: Path, content: str) -> None:
    """It is not written over: it may hold hours of work."""
    path = tmp_path / "proof.json"
    path.write_text(content)
    with pytest.raises(UsageError, match="can't be read as a record of proofs"):
        written(tmp_path / "proof.md", demo)
    assert path.read_text() == content
