"""What `dojo doctor` says about one thing of a machine."""

from dataclasses import dataclass

GIGABYTE = 1_000_000_000


@dataclass(frozen=True)
class Finding:
    """One thing about the machine.

    Attributes:
        subject: The thing that was looked at.
        found: What was found, with its unit.
        good: True; False where labs can't run; None if they can, with a limit.
        do: What to do about it; empty if it is good.
    """

    subject: str
    found: str
    good: bool | None = True
    do: str = ""


def enough(subject: str, free: float, needed: float, advice: str) -> Finding:
    """Compare what is free of something with what is needed, in bytes."""
    found = f"{free / GIGABYTE:.1f} GB; {needed / GIGABYTE:.1f} GB needed"
    good = free >= needed
    return Finding(subject, found, good=good, do="" if good else advice)
