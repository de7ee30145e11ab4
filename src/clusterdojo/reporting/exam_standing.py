"""A learner's exams, as the terminal shows them: each one, the weakest domains, what to do next."""

from collections.abc import Iterable, Iterator, Sequence

from rich.console import RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from clusterdojo.exam.proposals import DomainRecord, Offered, Proposal, domains, proposals
from clusterdojo.exam.result import ExamResult
from clusterdojo.grading.result import Result
from clusterdojo.reporting.exam_terminal import COLOURS
from clusterdojo.reporting.exam_words import percent, verdict
from clusterdojo.untrusted import one_line

LATEST = 10
NAME = 24


def report(
    exams: Sequence[ExamResult], results: Iterable[Result], offered: Iterable[Offered]
) -> Iterator[RenderableType]:
    """The parts of the report; none without an exam.

    Args:
        exams: The learner's.
        results: Their attempts, those of exams included.
        offered: The labs that could be proposed.
    """
    if not exams:
        return
    yield from _part("Exams", _exams(exams))
    yield from _part("Weakest domains over all exams", _domains(domains(exams)))
    if proposed := proposals(exams, results, offered):
        yield from _part("Next", _proposals(proposed))


def _part(heading: str, content: RenderableType) -> Iterator[RenderableType]:
    yield Text(heading, style="bold")
    yield Padding(content, (0, 0, 1, 2), expand=False)


def _exams(exams: Sequence[ExamResult]) -> Table:
    table = Table("began", "exam", "score", "to pass", "", box=None, pad_edge=False)
    for column in table.columns[2:4]:
        column.justify = "right"
    ordered = sorted(exams, key=lambda exam: (exam.started, exam.exam))
    for exam in reversed(ordered[-LATEST:]):
        told = Text(verdict(exam).lower(), style=COLOURS[exam.passed])
        notes = [
            *(["practice"] if exam.practice else []),
            *([f"{exam.minutes} min"] if exam.minutes_overridden else []),
            *([f"{len(exam.unsettled)} without a score"] if exam.unsettled else []),
        ]
        told.append(f" ({', '.join(notes)})" if notes else "", style="not bold default")
        table.add_row(
            f"{exam.started.astimezone():%Y-%m-%d %H:%M}",
            Text(one_line(exam.blueprint.id, NAME)),
            percent(exam.score),
            f"{exam.pass_percent}%",
            told,
        )
    if len(exams) > LATEST:
        table.add_row("", Text(f"and {len(exams) - LATEST} earlier", style="dim"))
    return table


def _domains(found: Iterable[DomainRecord]) -> Table:
    table = Table(box=None, pad_edge=False, show_header=False)
    table.add_column()
    table.add_column(justify="right")
    table.add_column()
    for domain in found:
        tasks = f"{domain.tasks} task{'s' * (domain.tasks != 1)}"
        exams = f"{domain.exams} exam{'s' * (domain.exams != 1)}"
        table.add_row(
            one_line(domain.name, NAME), percent(domain.score.of_graded), f"{tasks} in {exams}"
        )
    return table


def _proposals(proposed: Iterable[Proposal]) -> Table:
    table = Table(box=None, pad_edge=False, show_header=False)
    for one in proposed:
        command = Text(f"dojo start {one_line(one.lab, NAME + 10)}")
        table.add_row(command, Text(one_line(one.reason, 200)))
    return table
