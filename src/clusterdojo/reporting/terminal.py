"""The learner's own report, as the terminal shows it."""

from collections.abc import Iterable, Iterator, Sequence

from rich.console import RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from clusterdojo.grading.result import Check, Result
from clusterdojo.reporting.rounding import whole_percent
from clusterdojo.reporting.standing import DomainStanding, LabStanding, Standing, Weakness
from clusterdojo.untrusted import one_line

BAR = 20  # characters
LEVELS = "▁▂▃▄▅▆▇█"
NOT_GRADED = "?"
LATEST = 8  # attempts of one lab that its trend shows
LATEST_OF_ALL = 40
WEAKEST = 5
UNGRADABLE = 5
NAME = 30  # characters of a lab's id
REASON = 300


def report(standing: Standing) -> Iterator[RenderableType]:
    """The parts of the report, from top to bottom; parts without content are left out."""
    yield from _part("Progress", _progress(standing.domains))
    yield from _part("Labs", _labs(standing.labs))
    if any(share is not None for share in standing.shares):
        yield from _part("Trend", _trend(standing.shares))
    if standing.weakest:
        yield from _part("Lost most often", _weakest(standing.weakest))
    if standing.ungradable:
        heading = "Ungraded attempts, which do not count"
        yield from _part(heading, _ungradable(standing.ungradable))


def sparkline(shares: Iterable[float | None]) -> str:
    """Shares (0..1) as one line of bars; a question mark for what could not be graded."""
    top = len(LEVELS) - 1
    return "".join(NOT_GRADED if s is None else LEVELS[round(s * top)] for s in shares)


def arrow(shares: Sequence[float | None]) -> str:
    """Where the last of the graded went, compared to the one before; nothing for a single one."""
    graded = [share for share in shares if share is not None]
    if len(graded) < 2:  # noqa: PLR2004 - a direction has two ends
        return ""
    before, last = graded[-2:]
    return "↑" if last > before else "↓" if last < before else "→"


def _part(heading: str, content: RenderableType) -> Iterator[RenderableType]:
    yield Text(heading, style="bold")
    yield Padding(content, (0, 0, 1, 2), expand=False)


def _progress(domains: Iterable[DomainStanding]) -> Table:
    table = _table()
    for domain in domains:
        # One lab of many is progress that can be seen, too.
        filled = max(BAR * domain.solved // domain.offered, min(domain.solved, 1))
        bar = Text("█" * filled, style="green").append("░" * (BAR - filled), style="dim")
        tried = f"{domain.solved} of {domain.offered} labs solved, {domain.tried} tried"
        table.add_row(_text(domain.name), bar, tried)
    return table


def _labs(labs: Iterable[LabStanding]) -> Table:
    table = _table("lab", "best", "last", "tries", "minutes", "trend")
    for column in table.columns[1:5]:
        column.justify = "right"
    for lab in labs:
        given = f"/{lab.minutes}" if lab.minutes else ""
        spark = f"{sparkline(lab.shares[-LATEST:])} {arrow(lab.shares)}"
        table.add_row(
            _text(lab.id),
            Text(_points(lab.best), style="green" if lab.solved else ""),
            _points(lab.last),
            str(lab.attempts),
            f"{lab.last.minutes_used:.0f}{given}",
            spark.rstrip(),
        )
    return table


def _trend(shares: Sequence[float | None]) -> Text:
    graded = [share for share in shares if share is not None]
    text = Text(f"{sparkline(shares[-LATEST_OF_ALL:])}  oldest to newest attempt")
    half = min(5, len(graded) // 2)
    if half:
        before, last = graded[-2 * half : -half], graded[-half:]
        what, those = (f"{half} attempts", f"{half}") if half > 1 else ("attempt", "one")
        told = f"mean of the last {what} {_mean(last)}, of the {those} before {_mean(before)}"
        text.append(f"\n{told}")
    return text


def _weakest(weakest: Sequence[Weakness]) -> Table:
    table = _table()
    for weak in weakest[:WEAKEST]:
        criterion = weak.latest
        text = Text(f"{one_line(weak.lab, NAME)}: ", style="dim")
        text.append(one_line(criterion.title, REASON), style="default")
        gate = " (gate)" if criterion.gate else ""
        text.append(f"{gate}{'' if weak.still else ' — passed the last time'}", style="dim")
        if criterion.reason:
            text.append(f"\n{one_line(criterion.reason, REASON)}", style="default")
        table.add_row(f"{weak.lost} of {weak.graded}", text)
    if len(weakest) > WEAKEST:
        table.add_row("", Text(f"and {len(weakest) - WEAKEST} more", style="dim"))
    return table


def _ungradable(results: Sequence[Result]) -> Table:
    table = _table()
    for result in reversed(results[-UNGRADABLE:]):
        unread = [c.reason for c in result.criteria if c.outcome == "ungradable" and c.reason]
        why = next(iter([*result.faults, *unread]), "the reason is not known")
        table.add_row(
            f"{result.ended.astimezone():%Y-%m-%d}", _text(result.lab.id), _text(why, REASON)
        )
    if len(results) > UNGRADABLE:
        table.add_row("", "", Text(f"and {len(results) - UNGRADABLE} earlier", style="dim"))
    return table


def _table(*headings: str) -> Table:
    return Table(*headings, box=None, pad_edge=False, show_header=bool(headings))


def _text(text: str, most: int = NAME) -> Text:
    return Text(one_line(text, most))


def _points(result: Result | Check | None) -> str:
    if result is None or result.outcome == "ungradable":
        return NOT_GRADED
    return f"{result.earned}/{result.possible}"


def _mean(shares: Sequence[float]) -> str:
    return f"{whole_percent(sum(shares) / len(shares))}%"
