"""What should not have been in a proof, and which part of the proof found it."""

from dataclasses import dataclass
from typing import Literal

Found = Literal["start", "untouched", "script", "grade", "idempotence"]
"""While the clusters were made; on the untouched cluster; by the script's end; in the grade that
came out; or by doing something twice."""


@dataclass(frozen=True)
class ProofFault:
    """One fault.

    Attributes:
        text: What is wrong, as a sentence without its stop.
        found: Which part of the proof found it.
        ended: Whether the proof ended with it, so that what comes later was not tried.
    """

    text: str
    found: Found
    ended: bool = False

    def __str__(self) -> str:
        return self.text
