"""The task that is before the learner: where to work, and what is asked."""

from textual.app import ComposeResult
from textual.containers import Vertical, VerticalScroll
from textual.content import Content

from clusterdojo.exam.model import ExamRecord, TaskRecord
from clusterdojo.exam.view.line import Line
from clusterdojo.exam.view.task_list import FLAG, weight


def head(task: TaskRecord) -> Content:
    """The task's number and what it is worth; below, the context to use."""
    facts = f" · {weight(task.weight)} · {task.domain} · {task.difficulty} · {task.minutes} min"
    label = "Context: " if len(task.contexts) == 1 else "Contexts: "
    parts: list[Content | str | tuple[str, str]] = [
        (f"Task {task.number}", "bold"), facts, "\n", label,
        (f" {', '.join(task.contexts)} ", "bold reverse"),
    ]  # fmt: skip
    if task.flagged:
        parts.append(f"  {FLAG} flagged")
    return Content.assemble(*parts)


def state(record: ExamRecord, task: TaskRecord) -> str:
    """A note about the task's clusters; nothing if they are ready."""
    if task.readiness == "failed":
        return (
            f"Its clusters could not be prepared: {task.fault or 'no reason is known.'} "
            "Go on with the others; the result lists it separately."
        )
    if record.phase == "preparing":
        ready = sum(t.readiness in {"ready", "paused"} for t in record.tasks)
        return (
            f"The exam is being prepared: {ready} of {len(record.tasks)} tasks are ready. "
            "The clock starts, and the tasks are shown, when the first ones are."
        )
    return {
        "waiting": "Its clusters wait for their turn to be prepared.",
        "preparing": "Its clusters are being prepared.",
        "paused": "Its clusters are paused to save memory; they come back within seconds.",
        "ready": "",
    }[task.readiness]


class TaskPane(Vertical):
    """The task's head, what is to be known of its clusters, and its text."""

    def __init__(self, *, id: str) -> None:  # noqa: A002 - Textual's own name
        super().__init__(id=id)
        self._text = (0, "")

    def compose(self) -> ComposeResult:
        """The head stays in sight while the text scrolls."""
        yield Line(id="head")
        yield Line(id="state")
        yield VerticalScroll(id="text", can_focus=False)

    def show(self, record: ExamRecord, task: TaskRecord, text: str | None) -> None:
        """Show the task as it is now.

        Args:
            record: The exam.
            task: The task.
            text: Its text, if it can be shown.
        """
        self.query_one("#head", Line).write(head(task))
        told = state(record, task)
        line = self.query_one("#state", Line)
        line.write(told)
        line.display = bool(told)
        new = (task.number, text or "")
        if new == self._text:
            return
        self._text = new
        self.call_after_refresh(self._show_text)

    async def _show_text(self) -> None:
        from clusterdojo.exam.view.task_text import TaskText

        if not self.is_attached:
            return  # the learner has left the view meanwhile
        if not self.query(TaskText):
            await self.scroller.mount(TaskText(open_links=False))
        for shown in self.query(TaskText):  # none, where the learner leaves it just now
            await shown.update(self._text[1])
        self.scroller.scroll_home(animate=False)

    @property
    def scroller(self) -> VerticalScroll:
        """The part that the keys scroll."""
        return self.query_one("#text", VerticalScroll)
