"""The tasks, one row each: which there are, what they weigh, and whether they are ready."""

from collections.abc import Iterator
from dataclasses import dataclass

from rich.cells import cell_len, set_cell_size
from textual import events
from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.content import Content
from textual.geometry import Region
from textual.message import Message

from clusterdojo.exam.model import ExamRecord, Readiness, TaskRecord
from clusterdojo.exam.view.line import Line
from clusterdojo.lab.model import Domain

CURRENT = "►"
FLAG = "⚑"
NARROW = 31  # cells, with the line on its right and a blank (or a scrollbar) before that
WIDE = 62
WIDEST = 88
STATE = 9  # cells of the longest word
OTHER_LINES = 4  # of the screen, and the column names
WIDE_FROM = 120  # cells of the whole screen

SHORT_DOMAINS: dict[Domain, str] = {
    "architecture": "archit.",
    "workloads": "workl.",
    "networking": "network",
    "storage": "storage",
    "troubleshooting": "trouble",
}
STYLES: dict[Readiness, str] = {
    "waiting": "dim",
    "preparing": "$text-warning",
    "ready": "$text-success",
    "paused": "dim",
    "failed": "bold $text-error",
}


@dataclass(frozen=True)
class Layout:
    """What there is room for.

    Attributes:
        width: Cells for a row.
        wide: Whether whole words and the contexts fit into a row.
        titles: Whether each task has a second line.
    """

    width: int
    wide: bool
    titles: bool

    @classmethod
    def of(cls, width: int, height: int, tasks: int) -> "Layout":
        """The layout for a screen of that size and so many tasks."""
        wide = width >= WIDE_FROM
        whole = min(WIDEST, max(WIDE, width * 44 // 100)) if wide else NARROW
        return cls(whole - 2, wide, titles=height - OTHER_LINES >= 2 * tasks)

    @property
    def lines(self) -> int:
        """How many lines a task takes."""
        return 1 + self.titles


def heading(layout: Layout) -> Content:
    """The headings of the columns."""
    words = ("weight", "state", "context") if layout.wide else ("wt", "state", "")
    share, state, context = words
    before = _columns(layout, "#", " ", share, "domain")
    text = f" {before}{fitted(state, STATE)} {context}".rstrip()
    return Content.styled(fitted(text, layout.width), "dim")


def rows(record: ExamRecord, shown: int, layout: Layout) -> Iterator[Content]:
    """The lines of the list; the shown task has a mark, whatever colours there are.

    Args:
        record: The exam.
        shown: The number of the task beside the list.
        layout: What there is room for.
    """
    for task in record.tasks:
        here = task.number == shown
        row = Content.assemble(CURRENT if here else " ", _row(task, layout))
        yield Content.styled(row.plain, "bold reverse") if here else row
        if layout.titles:
            contexts = "" if layout.wide else f"{', '.join(task.contexts)}: "
            text = fitted(f"     {contexts}{task.title}", layout.width)
            yield Content.styled(text, "bold" if here else "dim")


def fitted(text: str, width: int) -> str:
    """The text in exactly so many cells; an ellipsis tells that something is left out."""
    if cell_len(text) <= width:
        return set_cell_size(text, width)
    return set_cell_size(set_cell_size(text, width - 1).rstrip() + "…", width)


def weight(percent: float, digits: int = 2) -> str:
    """Such as 6.25%, or 6% where that is all of it."""
    text = f"{percent:.{digits}f}"
    return (text.rstrip("0").rstrip(".") if "." in text else text) + "%"


def _row(task: TaskRecord, layout: Layout) -> Content:
    flag = FLAG if task.flagged else " "
    domain = task.domain if layout.wide else SHORT_DOMAINS[task.domain]
    share = weight(task.weight, 2 if layout.wide else 1)
    before = _columns(layout, str(task.number), flag, share, domain)
    state = fitted(task.readiness, STATE)
    rest = layout.width - 1 - cell_len(before) - STATE  # the mark is before all this
    contexts = fitted(f" {', '.join(task.contexts)}", rest) if layout.wide else ""
    return Content.assemble(before, (state, STYLES[task.readiness]), contexts)


def _columns(layout: Layout, number: str, flag: str, share: str, domain: str) -> str:
    width = 6 if layout.wide else 5
    return f"{number:>2} {flag} {share:>{width}} {fitted(domain, 15 if layout.wide else 7)} "


class TaskList(VerticalScroll, can_focus=False):
    """The list. Keys belong to the whole view, so that it needs no focus."""

    class Chosen(Message):
        """A task was clicked."""

        def __init__(self, number: int) -> None:
            super().__init__()
            self.number = number

    def __init__(self, *, id: str) -> None:  # noqa: A002 - Textual's own name
        super().__init__(id=id)
        self._shown = 0
        self._numbers: list[int] = []
        self._layout = Layout(NARROW - 1, wide=False, titles=False)

    def compose(self) -> ComposeResult:
        """The column names, and the rows in one piece."""
        yield Line(id="columns")
        yield Line(id="rows")

    def show(self, record: ExamRecord, shown: int, layout: Layout) -> None:
        """Show the tasks as they are now, and keep the shown one in sight."""
        self.query_one("#columns", Line).write(heading(layout))
        self.query_one("#rows", Line).write(Content("\n").join(rows(record, shown, layout)))
        self._numbers = [task.number for task in record.tasks]
        if (shown, layout) != (self._shown, self._layout):
            self._shown, self._layout = shown, layout
            self.styles.width = layout.width + 2
            line = self._numbers.index(shown) * layout.lines + 1
            self.call_after_refresh(self._keep_in_sight, line)

    def _keep_in_sight(self, line: int) -> None:
        region = Region(0, line, 1, self._layout.lines)
        self.scroll_to_region(region, animate=False, force=True)

    def on_click(self, event: events.Click) -> None:
        """A click on a row chooses its task, for those who have a mouse."""
        offset = event.get_content_offset(self.query_one("#rows", Line))
        if offset is not None:
            index = offset.y // self._layout.lines
            if index < len(self._numbers):
                self.post_message(self.Chosen(self._numbers[index]))
