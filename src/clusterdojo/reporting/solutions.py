"""The solution of a graded attempt, with the values that it had drawn."""

from dataclasses import dataclass

from clusterdojo.errors import DojoError
from clusterdojo.grading.result import Result
from clusterdojo.reporting.known_labs import KnownLabs, UndrawnError
from clusterdojo.untrusted import showable


@dataclass(frozen=True)
class Solution:
    """What a learner would type.

    Attributes:
        text: A shell script; empty if none is shown.
        changed: Whether the lab is another one by now than the one that was graded.
        why: Why none is shown; empty if one is.
    """

    text: str
    changed: bool
    why: str = ""


def solution_of(result: Result, labs: KnownLabs) -> Solution | None:
    """The attempt's solution, if the lab can have drawn the attempt's values.

    Whoever reads it copies it into a shell, and anybody can have written the result.

    Returns:
        None if the suite has no such lab, or its solution can't be read.
    """
    changed = labs.changed(result)
    try:
        text = labs.rendered(result, "solution.sh")
    except UndrawnError as error:
        return Solution("", changed, error.what)
    except DojoError:
        return None
    return Solution(showable(text), changed)
