"""What was proven is known again, as long as nothing has changed."""

from pathlib import Path

import pytest

from clusterdojo.lab.scaffold import scaffold
from clusterdojo.lab.suite import Suite
from clusterdojo.proof.faults import ProofFault
from clusterdojo.proof.ledger import Ledger
from clusterdojo.proof.prove import Proof
from clusterdojo.proof.variants import Variant

SOLVED = Variant("demo", "kwok", "solution", "solution.sh")
MISTAKE = Variant("demo", "kwok", "mistake: one", "mistakes/one.sh", frozenset({"test_a"}))


@pytest.fixture
def demo(own_suite: Suite) -> Suite:
    """A suite with one lab."""
    scaffold(own_suite, "demo")
    return own_suite


def test_a_proof_is_known_again(demo: Suite, tmp_path: Path) -> None:
    """An interrupted proof goes on where it was, and tells the same seconds."""
    path = tmp_path / "cache" / "proof.json"
    Ledger(path, demo).add(Proof(SOLVED, seconds={"start": 2.0}))
    known = Ledger(path, demo).proven(SOLVED)
    assert known == Proof(SOLVED, seconds={"start": 2.0})
    assert Ledger(path, demo).proven(MISTAKE) is None


def test_a_proof_with_faults_is_not_kept(demo: Suite, tmp_path: Path) -> None:
    """What failed is tried again."""
    ledger = Ledger(tmp_path / "proof.json", demo)
    ledger.add(Proof(SOLVED, faults=[ProofFault("earns 0 of 3 points", "grade")]))
    assert ledger.proven(SOLVED) is None


def test_a_changed_lab_is_proven_anew(demo: Suite, tmp_path: Path) -> None:
    """A proof is one of exactly this lab."""
    path = tmp_path / "proof.json"
    Ledger(path, demo).add(Proof(SOLVED))
    with (demo.labs / "demo" / "solution.sh").open("a") as file:
        file.write("\n")
    assert Ledger(path, demo).proven(SOLVED) is None


def test_two_proofs_at_once_lose_nothing(demo: Suite, tmp_path: Path) -> None:
    """Whoever proves one lab while the whole suite is being proven undoes no other proof."""
    path = tmp_path / "proof.json"
    one, other = Ledger(path, demo), Ledger(path, demo)
    one.add(Proof(SOLVED))
    other.add(Proof(MISTAKE))
    assert Ledger(path, demo).proven(SOLVED)
    assert Ledger(path, demo).proven(MISTAKE)


@pytest.mark.parametrize("content", ["", "{", "\0"])
def test_a_corrupt_ledger_means_that_nothing_is_proven(
    demo: Suite, tmp_path: Path, content: str
) -> None:
    """It costs time, and no more."""
    path = tmp_path / "proof.json"
    path.write_text(content)
    ledger = Ledger(path, demo)
    assert ledger.proven(SOLVED) is None
    ledger.add(Proof(SOLVED))
    assert Ledger(path, demo).proven(SOLVED)
