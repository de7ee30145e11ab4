"""How an exam looks on the terminal, in 80 columns."""

from rich.markup import escape
from rich.table import Table

from clusterdojo.cli.console import out, page
from clusterdojo.errors import DojoError
from clusterdojo.exam import clock
from clusterdojo.exam.folder import UNDER_WAY, Exams
from clusterdojo.exam.model import ExamRecord, TaskRecord
from clusterdojo.exam.sitting import LocalSitting
from clusterdojo.lab.suite import Suite
from clusterdojo.untrusted import one_line, terminal

TITLE = 30  # characters
ID = 100  # of an exam's id, in a file of any origin
STATES = {
    "waiting": "waiting",
    "preparing": "preparing",
    "ready": "ready",
    "paused": "paused",
    "failed": "left out",
}
HOW = (
    "[dim]next task: [/]dojo exam next[dim] · go to one: [/]dojo exam task N"
    "[dim] · shell: [/]dojo exam shell\n"
    "[dim]come back: [/]dojo exam flag N[dim] · full screen: [/]dojo exam"
    "[dim] · end: [/]dojo exam submit"
)


def show_start(sat: LocalSitting) -> None:
    """What an exam begins with."""
    record = sat.record()
    show_status(sat)
    if record.unfilled:
        missing = ", ".join(f"{domain} ({percent}%)" for domain, percent in record.unfilled.items())
        out.print(f"[yellow]No lab fills {missing}: the other domains weigh more instead.[/]")
    if record.minutes != record.usual_minutes:
        out.print(
            f"[yellow]{clock.in_words(record.minutes)} instead of {record.usual_minutes}: "
            "the result will say so.[/]"
        )
    if record.practice:
        out.print("[yellow]Practice: `dojo exam check N` is allowed; the result will say so.[/]")
    out.print()
    if record.current:
        show_task(sat, record.current)


def show_status(sat: LocalSitting) -> None:
    """The clock and all tasks."""
    record = sat.record()
    out.print(f"[bold]{escape(record.title)}[/]  [dim]seed {record.seed}[/]")
    out.print(_clock(record))
    table = Table(box=None, pad_edge=False)
    for name in ("", "task", "domain", "%", "had", ""):
        right = name in ("%", "had")
        table.add_column(name, justify="right" if right else "left", no_wrap=True)
    for task in record.tasks:
        table.add_row(*_row(record, task))
    out.print(table)


def _row(record: ExamRecord, task: TaskRecord) -> list[str]:
    mark = ">" if task.number == record.current else " "
    title = task.title if len(task.title) <= TITLE else f"{task.title[: TITLE - 1]}…"
    state = STATES[task.readiness] + (", flagged" if task.flagged else "")
    seconds = task.seconds
    if task.number == record.current and record.ticked and record.phase == "running":
        seconds += clock.passed(record.ticked, clock.now())[0]
    return [
        f"{mark}{task.number:>2}", escape(title), task.domain, f"{task.weight:g}",
        clock.text(seconds) if seconds else "", state,
    ]  # fmt: skip


def _clock(record: ExamRecord) -> str:
    if record.phase == "preparing":
        return "The clock does not run yet: `dojo exam resume` starts it."
    left = clock.left(record, clock.now())
    if record.phase != "running" or left <= 0:
        return "[bold]The exam has ended[/] and is being graded: `dojo exam result`."
    return f"[bold]{clock.text(left)} left[/] of {clock.in_words(record.minutes)}"


def show_task(sat: LocalSitting, number: int) -> None:
    """One task, and how to go on."""
    record = sat.record()
    task = record.task(number)
    context = " and ".join(task.contexts)
    out.print(
        f"[bold]Task {number} of {len(record.tasks)}[/]  {task.weight:g}%  "
        f"context {context}  [bold]{clock.text(sat.left())} left[/]"
    )
    text = sat.task_text(number)
    page(text if text is not None else f"*{task.fault or 'It is being made.'}*")
    out.print()
    out.print(HOW)


def show_list(exams: Exams, suite: Suite) -> None:
    """The blueprints, then the exams that were sat or are."""
    from clusterdojo.attempt.store import Store
    from clusterdojo.exam.load import blueprint_ids, load_blueprint
    from clusterdojo.reporting.exam_terminal import in_short
    from clusterdojo.reporting.filters import exam_in

    table = Table(box=None, pad_edge=False)
    for name in ("exam", "title", "tasks", "minutes", "to pass"):
        table.add_column(name)
    for exam_id in blueprint_ids(suite):
        found = load_blueprint(suite, exam_id)
        table.add_row(
            exam_id, found.title, str(found.tasks), str(found.minutes), f"{found.pass_percent}%"
        )
    out.print(table)
    for exam in exams.all():
        record = exam.read()
        if record.phase in UNDER_WAY:
            out.print(f"\n{record.id}: under way", soft_wrap=True)
    for path in sorted(Store(exams.state).results.glob("exam-*.json")):
        try:
            result = exam_in(path, suite)
        except DojoError as error:
            out.print(f"\n[yellow]{escape(terminal(error.what))}[/]")
            continue
        out.print(f"\n{escape(one_line(result.exam, ID))}", in_short(result), soft_wrap=True)
