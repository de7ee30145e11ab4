"""One exam's result, as the terminal shows it: verdict, domains, tasks, reasons, then solutions."""

from collections.abc import Iterable, Iterator, Sequence

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from clusterdojo.exam.result import DomainResult, ExamResult, TaskResult
from clusterdojo.grading.result import CriterionResult
from clusterdojo.lab.suite import Suite
from clusterdojo.reporting.exam_words import (
    clock,
    depends,
    facts,
    percent,
    points,
    score,
    verdict,
    why,
)
from clusterdojo.reporting.known_labs import KnownLabs
from clusterdojo.reporting.solution_script import script
from clusterdojo.reporting.solutions import solution_of
from clusterdojo.untrusted import one_line

BAR = 20  # characters
NAME = 34  # characters of a lab's title in the table
HEADING = 100  # characters of a name in a heading, which is no longer in a lab that is in order
REASON = 600
COLOURS = {True: "bold green", False: "bold red", None: "bold yellow"}
MARKS = {"passed": ("✓", "green"), "failed": ("✗", "red"), "ungradable": ("?", "yellow")}
FLAG = "⚑"


def exam_report(exam: ExamResult, suite: Suite | None = None) -> Iterator[RenderableType]:
    """The parts of the report, from top to bottom; print them with `crop=False`.

    Args:
        exam: A graded one.
        suite: Where the solutions are; without it none is shown.
    """
    yield _head(exam)
    yield from _part("By domain", _domains(exam.domains))
    yield from _part("By task", _tasks(exam.tasks))
    for task in exam.tasks:
        yield from _part(_name(task), _task(task))
    if suite is not None:
        labs = KnownLabs(suite)
        for task in exam.tasks:
            yield from _solution(task, labs)


def in_short(exam: ExamResult) -> Text:
    """Verdict and score, on one line."""
    return Text.assemble((verdict(exam), COLOURS[exam.passed]), ": ", score(exam))


def _head(exam: ExamResult) -> RenderableType:
    title = Text(one_line(exam.blueprint.title, 60), style="bold")
    title.append(f"  {one_line(exam.exam, 80)}, seed {exam.seed}", style="dim")
    lines = [title, in_short(exam)]
    if told := depends(exam):
        lines.append(Text(told, style="yellow"))
    lines += [Text(fact, style="dim") for fact in facts(exam)]
    return Padding(Group(*lines), (0, 0, 1, 0), expand=False)


def _part(heading: str, content: RenderableType) -> Iterator[RenderableType]:
    yield Text(heading, style="bold")
    yield Padding(content, (0, 0, 1, 2), expand=False)


def _domains(domains: Sequence[DomainResult]) -> Table:
    table = Table("", "", "score", "tasks", "weighs", box=None, pad_edge=False)
    apart = any(domain.score_of_graded != domain.score for domain in domains)
    if apart:
        table.add_column("of graded")
    for column in table.columns[2:]:
        column.justify = "right"
    for domain in domains:
        filled = int(BAR * domain.score // 100)
        bar = Text("█" * filled, style="green").append("░" * (BAR - filled), style="dim")
        cells = [percent(domain.score), str(domain.tasks), f"{domain.weight:g}%"]
        alone = [percent(domain.score_of_graded)] if apart else []
        table.add_row(domain.domain, bar, *cells, *alone)
    return table


def _tasks(tasks: Iterable[TaskResult]) -> Table:
    table = Table("", "task", "", "earned", "time", box=None, pad_edge=False)
    for column in (table.columns[0], *table.columns[3:]):
        column.justify = "right"
        column.no_wrap = True
    for task in tasks:
        given = f"{clock(task.seconds)}/{task.minutes}:00"
        flag = FLAG if task.flagged else ""
        title = Text(one_line(task.title, NAME))
        table.add_row(str(task.number), title, flag, Text(points(task), style=_colour(task)), given)
    return table


def _colour(task: TaskResult) -> str:
    if task.share is None:
        return "yellow"
    return "green" if task.share == 1 else "" if task.share else "red"


def _name(task: TaskResult) -> str:
    return f"{task.number}. {one_line(task.title, HEADING)} ({one_line(task.lab, HEADING)})"


def _task(task: TaskResult) -> RenderableType:
    parts: list[RenderableType] = []
    if told := why(task):
        parts.append(Text(told, style="yellow"))
    if task.result is not None:
        parts.append(_criteria(task.result.criteria))
        gates = [c.title for c in task.result.criteria if c.gate and c.outcome == "failed"]
        if gates:
            void = f"Void, because a gate failed: {one_line('; '.join(gates), REASON)}."
            parts.append(Text(void, style="red"))
    return Group(*parts)


def _criteria(criteria: Iterable[CriterionResult]) -> Table:
    table = Table(box=None, pad_edge=False, show_header=False)
    table.add_column(width=1)
    table.add_column(justify="right", no_wrap=True)
    table.add_column()
    for criterion in criteria:
        lost = criterion.outcome != "passed"
        text = Text(one_line(criterion.title, REASON), style="bold" if lost else "")
        for label in ("reason", "expected", "found") if lost else ():
            if value := getattr(criterion, label):
                lead = "" if label == "reason" else f"{label}: "
                text.append(f"\n{lead}{one_line(value, REASON)}", style="not bold")
        if lost and criterion.why:
            text.append(f"\n{one_line(criterion.why, REASON)}", style="not bold dim")
        worth = "gate" if criterion.gate else f"{criterion.earned}/{criterion.points}"
        table.add_row(Text(*MARKS[criterion.outcome]), worth, text)
    return table


def _solution(task: TaskResult, labs: KnownLabs) -> Iterator[RenderableType]:
    found = solution_of(task.result, labs) if task.result else None
    if found is None:
        return
    changed = " (the lab has changed since)" if found.changed else ""
    heading = f"Solution of task {task.number}, {one_line(task.lab, HEADING)}{changed}"
    yield Text(heading, style="bold")
    yield Group(Text(found.why, style="yellow") if found.why else script(found.text), "")
