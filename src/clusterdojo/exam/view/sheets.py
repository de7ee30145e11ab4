"""Sheets over the view: the keys, a check's outcome, and the question before the end."""

from typing import TYPE_CHECKING, ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Static

from clusterdojo.exam.model import ExamRecord
from clusterdojo.exam.view.countdown import figures
from clusterdojo.exam.view.ending import listed
from clusterdojo.untrusted import one_line

if TYPE_CHECKING:
    from clusterdojo.grading.result import Result

MARKS = {"passed": "✓", "failed": "✗", "ungradable": "?"}
REASON = 300

KEYS = """\
n, down      the next task
p, up        the previous one
3, 1 4       task 3, task 14
space, PgDn  more of the text (PgUp back, Home, End)
l            hide the list, or show it again
f            flag the task, to come back to it; again: no flag
s, Enter     the task's shell; `exit` leaves it
{check}S            submit: everything is graded, and the exam is over
q            leave the view; the clock goes on; `dojo exam` comes back

Tasks can be done in any order, and returned to until the end. A paused task's clusters come \
back within seconds when you choose it. When time is up, everything is graded as it stands, \
whether the view is open or not.
"""
CHECK = "c            check the task, since this is practice\n"


def help_text(*, practice: bool) -> Content:
    """The keys."""
    return Content(KEYS.format(check=CHECK if practice else "").rstrip())


def check_text(number: int, result: "Result") -> Content:
    """The outcome of a check, criterion by criterion."""
    ungraded = result.outcome == "ungradable"  # it has no points, not even zero
    worth = "no score" if ungraded else f"{result.earned} of {result.possible} points"
    parts: list[Content] = [Content.styled(f"Task {number}: {worth}", "bold"), Content("")]
    for criterion in result.criteria:
        earned = "-" if criterion.outcome == "ungradable" else criterion.earned
        points = "gate" if criterion.gate else f"{earned}/{criterion.points}"
        title = one_line(criterion.title, REASON)
        parts.append(Content(f"{MARKS[criterion.outcome]} {points:>4}  {title}"))
        if criterion.outcome != "passed" and criterion.reason:
            parts.append(Content(f"        {one_line(criterion.reason, REASON)}"))
    return Content("\n").join(parts)


def submit_text(record: ExamRecord, left: float) -> Content:
    """The question before the end: what is still open, and how much time there is."""
    never = [t.number for t in record.tasks if not t.seconds and t.number != record.current]
    flagged = [t.number for t in record.tasks if t.flagged]
    lines = [Content.styled("Submit the exam?", "bold"), Content("")]
    if never:
        lines.append(Content(f"Never opened: {listed(never)}."))
    if flagged:
        lines.append(Content(f"Flagged: {listed(flagged)}."))
    if not never and not flagged:
        lines.append(Content("Every task was opened, none is flagged."))
    if record.phase == "running":
        lines.append(Content(f"Time left: {figures(left)}."))
    lines += [Content(""), Content("Nothing can be changed afterwards: everything is graded.")]
    return Content("\n").join(lines)


class _Sheet(ModalScreen[bool]):
    KEYS: ClassVar[str]

    def __init__(self, text: Content) -> None:
        super().__init__()
        self._text = text

    def compose(self) -> ComposeResult:
        """The text, which scrolls where it is long, and the keys that end it."""
        with Vertical(id="sheet"):
            with VerticalScroll(id="sheet-text"):
                yield Static(self._text)
            yield Static(Content.styled(self.KEYS, "bold"), id="sheet-keys")

    def action_answer(self, answer: int) -> None:
        """End it with that answer."""
        self.dismiss(bool(answer))


class Notice(_Sheet):
    """Something to read."""

    KEYS = "Esc or Enter: back to the exam"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,enter,q,question_mark", "answer(0)", "Back"),
    ]


class Question(_Sheet):
    """Something to answer."""

    KEYS = "y: yes, submit    n or Esc: no, go on"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("y", "answer(1)", "Yes"),
        Binding("n,escape,q", "answer(0)", "No"),
    ]
