"""What happens during a proof, for whoever shows it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from clusterdojo.lab.faults import Fault
from clusterdojo.proof.prove import Proof
from clusterdojo.proof.variants import Variant


@dataclass(frozen=True)
class ContentRead:
    """The labs' files were read.

    Attributes:
        labs: How many labs.
        faults: What is wrong in them.
        last: Whether nothing is tried after this: only reading was asked for, or there are faults.
    """

    labs: int
    faults: Sequence[Fault]
    last: bool


@dataclass(frozen=True)
class AlreadyProven:
    """So many variants are proven, and neither they nor what they depend on has changed."""

    count: int


@dataclass(frozen=True)
class Tried:
    """One variant was tried.

    Attributes:
        proof: What became of it.
        done: How many are done now.
        total: Of how many.
        again: Whether this was the second try.
    """

    proof: Proof
    done: int
    total: int
    again: bool = False


@dataclass(frozen=True)
class Interrupted:
    """The proof was ended before its end; the page has what is proven until now."""

    page: Path


@dataclass(frozen=True)
class Ended:
    """Everything was tried that is to be.

    Attributes:
        labs: How many labs.
        proofs: One a variant that was tried, or was proven already.
        left: The variants of engines that work here and that were not tried.
        unavailable: For each other engine, why it does not.
        seconds: How long it took.
    """

    labs: int
    proofs: Sequence[Proof]
    left: Sequence[Variant]
    unavailable: Mapping[str, str]
    seconds: float


Event = ContentRead | AlreadyProven | Tried | Interrupted | Ended
