"""The class page: who stands where in which lab, how the class does, what its results are worth."""

import datetime
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup, escape

from clusterdojo.grading.result import Result
from clusterdojo.reporting import statistics
from clusterdojo.reporting.collection import Collection, Entry
from clusterdojo.reporting.formats.html import charts
from clusterdojo.reporting.formats.html.exams import exam_rows, sittings
from clusterdojo.reporting.formats.html.page import NO_NUMBER, page, percent
from clusterdojo.reporting.gradebook import Cell, Gradebook
from clusterdojo.reporting.items import FEWEST, WEAK, Item, gates, items
from clusterdojo.reporting.rounding import whole_percent
from clusterdojo.seal import SealState
from clusterdojo.untrusted import one_line

CHOICES = {
    "best": "of the best attempt",
    "last": "of the last attempt",
    "first": "of the first attempt",
}
SEALS: dict[SealState, str] = {
    "genuine": "genuine seals",
    "broken": "broken seals",
    "another key": "sealed with another key",
    "not checked": "sealed, not checked",
    "none": "without a seal",
}


@dataclass(frozen=True)
class Lab:
    """A column of the heat map."""

    id: str
    title: str
    mean: str


@dataclass(frozen=True)
class ItemLine:
    """A criterion's line in the item analysis."""

    title: str
    lab: str
    points: int
    n: int
    solved: str
    discrimination: str
    flags: tuple[str, ...]
    reason: str


@dataclass(frozen=True)
class Attempt:
    """A line about one result: one without a score, or one whose seal is not genuine."""

    learner: str
    lab: str
    ended: datetime.datetime
    why: str
    seal: str
    source: str


def class_page(collection: Collection, book: Gradebook, now: datetime.datetime) -> str:
    """The page as HTML.

    Args:
        collection: All that was handed in.
        book: The same by learner and lab.
        now: When the page was made.
    """
    means = statistics.means(book)
    by_lab = statistics.by_lab(book)
    mean = statistics.spread(means.values()).mean
    unread = [_attempt(learner, entry) for learner, entry in book.ungradable]
    context: dict[str, Any] = {
        "lead": _lead(collection, book),
        "tiles": _tiles(collection, book, mean, len(unread)),
        "choice": CHOICES[book.choice],
        "labs": [
            Lab(column.id, column.title, _number(score.scores.mean))
            for column, score in zip(book.labs, by_lab, strict=True)
        ],
        "rows": Markup("\n").join(heat_rows(book, means)),
        "mean": _number(mean),
        "exams": book.exams,
        "exam_rows": exam_rows(book),
        "sittings": sittings(book),
        "charts": _charts(book, list(means.values()), by_lab),
        "items": [_item(item) for item in items(book)],
        "item_note": f"It needs {FEWEST} learners; below {WEAK} it is flagged.",
        "gates": [gate for gate in gates(book) if gate.hits],
        "ungradable": unread,
        "missing": book.missing,
        "unlisted": book.unlisted,
        "seals": _seals(collection),
        "distrusted": [
            _attempt(learner, entry)
            for (learner, _), cell in book.cells.items()
            for entry in cell.attempts
            if collection.checked and entry.seal != "genuine"
        ],
        "trusting": not book.genuine,
        "helped": any(cell.chosen and _help(cell.chosen.result) for cell in book.cells.values()),
        "unsealed": any(cell.unsealed and cell.share is None for cell in book.cells.values()),
        "renamed": book.renamed,
        "uncertain": book.uncertain,
        "skipped": collection.skipped,
        "duplicates": collection.duplicates,
        "shared": collection.shared,
    }
    return page(
        "class.html.j2",
        now=now,
        title="Class report · clusterdojo",
        sections=[(key, name) for key, name in SECTIONS if context.get(key, True)],
        **context,
    )


SECTIONS = [
    ("map", "Learners by labs"),
    ("exams", "Exams"),
    ("charts", "Charts"),
    ("items", "Item analysis"),
    ("gates", "Gates"),
    ("ungradable", "Ungradable"),
    ("missing", "Missing"),
    ("files", "Seals and files"),
]


def heat_rows(book: Gradebook, means: dict[str, float]) -> Iterator[Markup]:
    """A table row for each learner; 30,000 cells are spelt as shortly as HTML allows."""
    missing = set(book.missing)
    for learner in book.learners:
        row = book.row(learner)
        cells = "".join("<td role=cell class=hm>m" if learner in missing else _cell(c) for c in row)
        graded = sum(cell.chosen is not None for cell in row)
        yield Markup(  # noqa: S704 - the name is escaped, all else is a number
            f"<tr role=row><th role=rowheader><bdi>{escape(one_line(learner, 120))}</bdi>"
            f"<td role=cell>{graded}<td role=cell>{_number(means.get(learner))}{cells}"
        )


def _cell(cell: Cell) -> str:
    if cell.share is not None:
        number = whole_percent(cell.share)
        told = _help(cell.chosen.result) if cell.chosen else ""
        mark = f"<abbr title='{told}'>*</abbr>" if told else ""
        return f"<td role=cell class=h{number // 10}>{number}{mark}"
    if cell.unsealed:
        return "<td role=cell class=hu><abbr title='no genuine seal'>s</abbr>"
    if cell.attempts:
        return "<td role=cell class=hu><abbr title=ungraded>u</abbr>"
    if cell.uncertain:
        return "<td role=cell class=hu><abbr title='fits several learners'>?</abbr>"
    return f"<td role=cell>{NO_NUMBER}"


def _help(result: Result) -> str:
    """The help that the learner has taken, in words; empty for none."""
    if result.solution_seen:
        return "the solution was seen"
    return f"{result.hints} hint{'s' * (result.hints != 1)}" if result.hints else ""


def _number(share: float | None) -> str:
    return NO_NUMBER if share is None else str(whole_percent(share))


def _lead(collection: Collection, book: Gradebook) -> str:
    results = [entry.result for entry in collection.entries]
    if not results:
        return "No result was found."
    first = min(result.started for result in results)
    last = max(result.ended for result in results)
    attempts = f"{len(results):,} attempt{'s' * (len(results) != 1)}"
    labs = f"{len(book.labs)} lab{'s' * (len(book.labs) != 1)}"
    return f"{attempts} at {labs}, from {first:%-d %B %Y} to {last:%-d %B %Y}."


def _tiles(
    collection: Collection, book: Gradebook, mean: float | None, unread: int
) -> list[tuple[str, str]]:
    genuine = sum(entry.seal == "genuine" for entry in collection.entries)
    exams = len(collection.exams)
    return [
        (f"{len(book.learners):,}", "learners"),
        (f"{len(book.labs):,}", "labs"),
        (f"{len(collection.entries):,}", "attempts"),
        (percent(mean), "mean score"),
        (f"{unread:,}", "ungraded attempts"),
        (f"{len(book.missing):,}", "missing learners"),
        (f"{genuine:,}", "genuine seals"),
        *([(f"{exams:,}", "exams sat")] if exams else []),
    ]


def _seals(collection: Collection) -> list[tuple[str, str]]:
    counted = Counter(entry.seal for entry in collection.entries)
    return [(f"{counted[state]:,}", words) for state, words in SEALS.items() if counted[state]]


def _charts(
    book: Gradebook, means: Sequence[float], by_lab: Sequence[statistics.LabScore]
) -> list[list[charts.Chart]]:
    """Columns of charts; none for a class without a graded attempt."""
    if not means:
        return []
    of_domains = [
        (domain.domain, domain.spread.mean, domain.learners)
        for domain in statistics.by_domain(book)
        if domain.spread.mean is not None
    ]
    of_labs = [
        (score.lab, score.scores.mean, score.scores.n)
        for score in by_lab
        if score.scores.mean is not None
    ]
    scores = charts.distribution(
        [(_range(part), part.count) for part in statistics.distribution(means)],
        "Learners by the mean of their labs' scores.",
    )
    return [
        [scores, charts.shares("By domain", "Mean over the learners.", "Domain", of_domains)],
        [charts.shares("By lab", "Mean over the learners.", "Lab", of_labs)],
        [charts.times(list(_times(by_lab)))],
    ]


def _range(part: statistics.Bin) -> str:
    last = 100 if part.end == 1 else round(part.end * 100) - 1
    return f"{round(part.start * 100)}–{last}"  # noqa: RUF001 - a range has an en dash


def _times(by_lab: Iterable[statistics.LabScore]) -> Iterator[charts.Times]:
    for score in by_lab:
        of = score.minutes
        if of.quarter is not None and of.median is not None and of.three_quarters is not None:
            yield charts.Times(
                name=score.lab,
                lower=round(of.quarter, 1),
                median=round(of.median, 1),
                upper=round(of.three_quarters, 1),
                given=score.given,
                over=score.over,
                count=of.n,
            )


def _item(item: Item) -> ItemLine:
    known = item.discrimination is not None
    return ItemLine(
        title=item.title,
        lab=item.lab,
        points=item.points,
        n=item.n,
        solved=percent(item.difficulty),
        discrimination=f"{item.discrimination:.2f}".replace("-", "−") if known else NO_NUMBER,  # noqa: RUF001 - a minus sign
        flags=item.flags,
        reason=f"{item.reasons[0][0]} ({item.reasons[0][1]})" if item.reasons else "",
    )


def _attempt(learner: str, entry: Entry) -> Attempt:
    result = entry.result
    return Attempt(learner, result.lab.id, result.ended, _why(result), entry.seal, entry.source)


def _why(result: Result) -> str:
    """Why a result is ungraded: clusters that did not answer, then the criteria's own reasons."""
    reasons = (c.reason for c in result.criteria if c.outcome == "ungradable" and c.reason)
    told = dict.fromkeys([*result.faults, *reasons])
    return "; ".join(told) or "the reason is not known"
