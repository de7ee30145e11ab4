"""The screen of the view: clock, tasks, current task, last message and keys; or the end."""

import dataclasses
from pathlib import Path
from typing import Any

from textual.app import App, ComposeResult
from textual.containers import Horizontal, VerticalScroll
from textual.screen import Screen

from clusterdojo.errors import DojoError
from clusterdojo.exam.model import TaskRecord
from clusterdojo.exam.view import keys
from clusterdojo.exam.view.countdown import countdown
from clusterdojo.exam.view.ending import Grading, verdict_shown
from clusterdojo.exam.view.line import Line
from clusterdojo.exam.view.position import Position
from clusterdojo.exam.view.protocol import ShortResult, Sitting
from clusterdojo.exam.view.task_list import WIDE_FROM, Layout, TaskList
from clusterdojo.exam.view.task_pane import TaskPane


class Picture(App[str]):
    """The exam as it was when it was last looked at."""

    TITLE = "dojo exam"
    CSS_PATH = Path(__file__).with_name("exam.tcss")
    ENABLE_COMMAND_PALETTE = False
    AUTO_FOCUS = None

    def __init__(self, sitting: Sitting) -> None:
        super().__init__()
        self._sitting = sitting
        self._record = sitting.record()
        self._left = sitting.left()
        self._position = Position(self._record)
        self._grading: Grading | None = None
        self._verdict: ShortResult | None = None
        self._said = ""

    def compose(self) -> ComposeResult:
        """The clock above, the tasks on the left, the task beside them, the keys below."""
        with Horizontal(id="bar"):
            yield Line(id="title")
            yield Line(id="clock")
        with Horizontal(id="body"):
            yield TaskList(id="tasks")
            yield TaskPane(id="pane")
        with VerticalScroll(id="ending", can_focus=False):
            yield Line(id="end")
        yield Line(id="message")
        yield Line(id="keys")

    def on_resize(self) -> None:
        """Use the room there is, once it is known everywhere."""
        self.call_after_refresh(self._draw)

    def _look(self) -> bool:
        """Read the exam again, and return whether that worked."""
        try:
            self._record, self._left = self._sitting.record(), self._sitting.left()
        except DojoError as error:
            self._trouble(error)
            return False
        return True

    @property
    def shown_task(self) -> TaskRecord:
        """The task that is shown."""
        return self._record.task(self._position.shown)

    def _draw(self) -> None:
        record = self._record
        face = countdown(record, self._left)
        self._line("clock").write(face.text)
        self._line("clock").set_classes(face.level)
        practice = " · practice" if record.practice else ""
        self._line("title").write(f"{record.title}{practice}")
        wide = self.size.width >= WIDE_FROM
        over = self._grading is not None
        reminder = keys.reminder(wide=wide, practice=record.practice, over=over)
        self._line("keys").write(reminder)
        self._main().set_class(over, "over")
        if self._grading is not None:
            shown = verdict_shown(record, self._verdict) if self._verdict else self._grading.shown()
            self._line("end").write(shown)
            return
        layout = Layout.of(*self.size, len(record.tasks))
        if record.phase == "preparing":  # a title tells half of some tasks
            layout = dataclasses.replace(layout, titles=False)
        self._main().query_one(TaskList).show(record, self._position.shown, layout)
        self._main().query_one(TaskPane).show(record, self.shown_task, self._text())
        self.call_after_refresh(self._tell)

    def _text(self) -> str | None:
        if self._record.phase == "preparing":
            return None  # to read it before the clock runs would be time that nobody counts
        try:
            return self._sitting.task_text(self._position.shown)
        except DojoError as error:
            self._trouble(error)
            return None

    def _main(self) -> Screen[Any]:
        """The screen below any sheet."""
        return self.screen_stack[0]

    def _line(self, name: str) -> Line:
        return self._main().query_one(f"#{name}", Line)

    def say(self, text: str, *, trouble: bool = False) -> None:
        """Tell the learner something, until there is something else to tell."""
        self._said = text
        self._line("message").set_class(trouble, "trouble")
        self._tell()

    def _tell(self) -> None:
        """The last message; without one, whether there is more text below."""
        scroller = self._main().query_one(TaskPane).scroller
        more = self._grading is None and scroller.scroll_offset.y < scroller.max_scroll_y
        hint = "Space or PgDn: more text below" if more else ""
        self._line("message").write(self._said or hint)

    def _trouble(self, error: DojoError) -> None:
        self.say(f"{error.what} {error.do}", trouble=True)
