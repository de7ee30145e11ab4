"""The solution of a graded attempt, with the values that it had drawn."""

from dataclasses import dataclass

from clusterdojo.errors import DojoError
from clusterdojo.grading.result import Result, lab_digest
from clusterdojo.lab.rendering import render
from clusterdojo.lab.suite import Suite
from clusterdojo.untrusted import showable


@dataclass(frozen=True)
class Solution:
    """What a learner would type.

    Attributes:
        text: A shell script.
        changed: Whether the lab is another one by now than the one that was graded.
    """

    text: str
    changed: bool


def solution_of(result: Result, suite: Suite) -> Solution | None:
    """The attempt's solution; None where the suite has no such lab, or it asks for other values."""
    try:
        path = suite.lab_dir(result.lab.id) / "solution.sh"
        text = render(path.read_text(encoding="utf-8"), result.values, "solution.sh")
        changed = lab_digest(suite, result.lab.id) != result.lab.digest
    except (DojoError, OSError, UnicodeDecodeError):
        return None
    return Solution(showable(text), changed)
