"""How a task and a grade look on the terminal."""

from rich.markup import escape
from rich.table import Table

from clusterdojo.attempt.model import Attempt
from clusterdojo.cli.console import out, page
from clusterdojo.grading.result import Result

MARKS = {"passed": "[green]✓[/]", "failed": "[red]✗[/]", "ungradable": "[yellow]?[/]"}


def show_task(attempt: Attempt) -> None:
    """The task, and how to go on."""
    page(attempt.task.read_text(encoding="utf-8"))
    out.print()
    out.print(
        "[dim]work in it: [/]dojo shell[dim] · one command: [/]dojo run -- kubectl get nodes"
        "[dim] · grade: [/]dojo check[dim] · help: [/]dojo hint"
    )


def show_result(result: Result) -> None:
    """Every criterion with its points and, where it was not met, the reason."""
    table = Table(box=None, pad_edge=False, show_header=False)
    table.add_column(width=1)
    table.add_column(justify="right", no_wrap=True)
    table.add_column()
    for criterion in result.criteria:
        ungraded = criterion.outcome == "ungradable"  # it has no points, not even zero
        earned = "-" if ungraded else criterion.earned
        worth = "gate" if criterion.gate else f"{earned}/{criterion.points}"
        text = escape(criterion.title)
        if criterion.outcome != "passed":
            text = f"[bold]{text}[/]"
            for label in ("reason", "expected", "found"):
                if value := getattr(criterion, label):
                    lead = "" if label == "reason" else f"{label}: "
                    text += f"\n[default]{lead}{escape(value)}[/]"
            if criterion.why:
                text += f"\n[dim]{escape(criterion.why)}[/]"
        table.add_row(MARKS[criterion.outcome], worth, text)
    out.print(table)
    out.print(summary(result))


def summary(result: Result) -> str:
    """The last line: points, and what they mean."""
    points = f"{result.earned} of {result.possible} points"
    gates = [c.title for c in result.criteria if c.gate and c.outcome == "failed"]
    if result.outcome == "ungradable":
        count = sum(c.outcome == "ungradable" for c in result.criteria)
        criteria = f"{count} {'criterion' if count == 1 else 'criteria'}"
        return f"[yellow]Could not be graded[/]: {criteria}, so the lab has no score."
    if gates and result.faults:
        # A gate can't be seen to hold; that nobody has run into it is as likely.
        return f"[red]{points}[/]: nothing counts while a cluster or a node can't be read."
    if gates:
        return f"[red]{points}[/]: void, because a gate failed ({'; '.join(gates)})."
    if result.outcome == "passed":
        return f"[green]{points}[/]: solved."
    return f"[bold]{points}[/]."
