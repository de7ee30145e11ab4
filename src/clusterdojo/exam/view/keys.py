"""The keys: what each does, what the last line says of them, and how digits make a number."""

import time
from collections.abc import Callable, Collection

from textual.binding import Binding, BindingType

BINDINGS: list[BindingType] = [
    Binding("n,down,j", "step(1)", "Next"),
    Binding("p,up,k", "step(-1)", "Previous"),
    *(Binding(str(digit), f"digit({digit})", "Choose") for digit in range(10)),
    Binding("space,pagedown", "scroll('page_down')", "More"),
    Binding("pageup", "scroll('page_up')", "Back"),
    Binding("home", "scroll('home')", "Top"),
    Binding("end", "scroll('end')", "Bottom"),
    Binding("l", "list", "List"),
    Binding("f", "flag", "Flag"),
    Binding("s,enter", "shell", "Shell"),
    Binding("c", "check", "Check"),
    Binding("S", "submit", "Submit"),
    Binding("question_mark,f1", "help", "Help"),
    Binding("q,ctrl+q", "leave", "Leave"),
]
# Once the exam is over, there is nothing to choose, flag or open.
NOT_AT_THE_END = {"step", "digit", "list", "flag", "shell", "check"}
TOGETHER_SECONDS = 1.5


def reminder(*, wide: bool, practice: bool, over: bool) -> str:
    """The last line."""
    if over:
        return "q leave  ? help"
    before = ["n next", "p previous", "1-9 go to", "space more"] if wide else ["n next", "p prev"]
    leave = "q leave (the clock goes on)" if wide else "q leave"
    check = ["c check"] if practice else []
    go = [] if wide else ["1-9 go"]
    return "  ".join([*before, *go, "f flag", "s shell", *check, "S submit", leave, "? help"])


class Digits:
    """The task that digits name: 1 is task 1, and 4 soon after it is task 14, if it exists."""

    def __init__(self, now: Callable[[], float] = time.monotonic) -> None:
        self._now = now
        self._number = 0
        self._since = 0.0

    def number(self, digit: int, numbers: Collection[int]) -> int:
        """The number that is meant after one more digit, whether or not it is among `numbers`."""
        soon = self._now() - self._since <= TOGETHER_SECONDS
        longer = self._number * 10 + digit
        self._number = longer if soon and longer in numbers else digit
        self._since = self._now()
        return self._number
