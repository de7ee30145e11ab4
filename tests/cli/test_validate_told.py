"""`dojo validate`: what its lines say of one thing, and of several."""

import pytest

from clusterdojo.cli.validate import tell
from clusterdojo.proof.events import AlreadyProven, Ended
from clusterdojo.proof.prove import Proof
from clusterdojo.proof.variants import Variant


@pytest.mark.parametrize(
    ("count", "told"),
    [(1, ["31 s for 1 lab\n", "1 variant passed, 0 failed"]),
     (2, ["31 s for 2 labs\n", "2 variants passed, 0 failed"])],
)  # fmt: skip
def test_the_end_counts_labs_and_variants(
    capsys: pytest.CaptureFixture[str], count: int, told: list[str]
) -> None:
    """In the singular where there is one."""
    proofs = [Proof(Variant(f"lab-{n}", "kwok", "solution", "solution.sh")) for n in range(count)]
    assert tell(Ended(count, proofs, [], {}, 31.0)) == 0
    shown = capsys.readouterr().out
    for part in told:
        assert part in shown


@pytest.mark.parametrize(
    ("count", "told"), [(1, "1 variant is proven already"), (3, "3 variants are proven already")]
)
def test_what_is_proven_already_is_counted(
    capsys: pytest.CaptureFixture[str], count: int, told: str
) -> None:
    """As above."""
    assert tell(AlreadyProven(count)) == 0
    assert capsys.readouterr().out == f"{told}\n"
