"""The learner's page: where they stand, what they lose points on, and every attempt in full."""

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from clusterdojo.grading.result import Result
from clusterdojo.lab.loading import load_lab
from clusterdojo.lab.suite import suite
from clusterdojo.reporting.collection import Collection, Entry, ExamEntry
from clusterdojo.reporting.formats.html import charts
from clusterdojo.reporting.formats.html.exams import ExamView, exam_views
from clusterdojo.reporting.formats.html.page import page, percent
from clusterdojo.reporting.learners import matching, shown
from clusterdojo.reporting.standing import LabStanding, Standing, share, standing

RUNNING = 5  # attempts in the trend's mean
WEAKEST = 15  # criteria listed


@dataclass(frozen=True)
class Domain:
    """A domain's line.

    Attributes:
        name: Its name.
        offered: How many labs there are.
        tried: How many of them were tried.
        solved: How many of them have earned every point once.
        mean: The mean of the best shares, 0..1, over the labs that could be graded; None: none.
    """

    name: str
    offered: int
    tried: int
    solved: int
    mean: float | None


def learner_page(
    results: Collection | Sequence[Entry],
    learner: str,
    now: datetime.datetime,
    *,
    for_instructor: bool = False,
    offered: Mapping[str, str] | None = None,
    exams: Sequence[ExamEntry] = (),
) -> str:
    """The page as HTML.

    Args:
        results: This learner's results; those of others are left out of a collection.
        learner: Their name, in any spelling; empty for results without a name.
        now: When the page was made.
        for_instructor: Also show what can be an answer (drawn values and what was read) where
            the learner has not seen the solution.
        offered: The domain of each lab that they could try; the suite's own, if not given.
        exams: The learner's, whose attempts are among the results; a collection has its own.
    """
    entries = _entries(results, learner)
    views = exam_views(_exams(results, learner, exams), suite())
    sat = {view.exam.exam for view in views}
    stands = standing([e.result for e in entries], _suite() if offered is None else offered)
    graded = [e for e in entries if share(e.result) is not None]
    name = shown(learner)
    return page(
        "learner.html.j2",
        now=now,
        title=f"{name or 'Results'} · clusterdojo",
        learner=name,
        sections=_sections(
            len(graded),
            len(entries) - len(graded),
            exams=len(views),
            alone=sum(e.exam not in sat for e in graded),
            alone_unread=sum(e.exam not in sat for e in entries if share(e.result) is None),
        ),
        tiles=_tiles(entries, stands, views),
        exams=views,
        domains=_domains(stands),
        trend=_trend([e.result for e in graded]),
        labs=stands.labs,
        weakest=stands.weakest[:WEAKEST],
        more_weak=max(0, len(stands.weakest) - WEAKEST),
        tried=len(entries),
        graded=len(graded),
        attempts=[e for e in reversed(graded) if e.exam not in sat],
        ungradable=[e for e in reversed(entries) if share(e.result) is None and e.exam not in sat],
        share=share,
        # A graded exam's solutions are on the page.
        shows_answers=lambda entry: (
            for_instructor or entry.result.solution_seen or entry.exam in sat
        ),
    )


def _suite() -> dict[str, str]:
    return {one: load_lab(suite().lab_dir(one)).domain for one in suite().lab_ids()}


def _entries(results: Collection | Sequence[Entry], learner: str) -> list[Entry]:
    """Oldest first."""
    found: Sequence[Entry] = (
        [e for e in results.entries if matching(e.result.learner) == matching(learner)]
        if isinstance(results, Collection)
        else results
    )
    return sorted(found, key=lambda entry: (entry.result.ended, entry.result.attempt))


def _exams(
    results: Collection | Sequence[Entry], learner: str, exams: Sequence[ExamEntry]
) -> Sequence[ExamEntry]:
    if isinstance(results, Collection):
        return [e for e in results.exams if matching(e.result.learner) == matching(learner)]
    return exams


def _domains(stands: Standing) -> list[Domain]:
    best: dict[str, list[float]] = {}
    for lab in stands.labs:
        if (score := best_share(lab)) is not None:
            best.setdefault(lab.domain, []).append(score)
    return [
        Domain(d.name, d.offered, d.tried, d.solved, _mean(best.get(d.name, [])))
        for d in stands.domains
    ]


def best_share(lab: LabStanding) -> float | None:
    """Of the best check, 0..1; None if nothing could be graded."""
    return None if lab.best is None else share(lab.best)


def _mean(numbers: Sequence[float]) -> float | None:
    return sum(numbers) / len(numbers) if numbers else None


def _trend(results: Sequence[Result]) -> charts.Chart | None:
    """The chart of scores over time; two attempts at least make a trend."""
    if len(results) < 2:  # noqa: PLR2004 - a line has two ends
        return None
    shares = [share(result) or 0.0 for result in results]  # graded ones: none is None
    running = [shares[max(0, i - RUNNING + 1) : i + 1] for i in range(len(shares))]
    return charts.trend(
        [
            (result.ended, result.lab.id, score, sum(window) / len(window))
            for result, score, window in zip(results, shares, running, strict=True)
        ]
    )


def _tiles(
    entries: Sequence[Entry], stands: Standing, exams: Sequence[ExamView]
) -> list[tuple[str, str]]:
    hours = sum(e.result.minutes_used for e in entries) / 60
    best = [score for lab in stands.labs if (score := best_share(lab)) is not None]
    unread = sum(share(e.result) is None for e in entries)
    passed = sum(view.exam.passed is True for view in exams)
    return [
        (str(len(entries)), "attempts"),
        (str(len(stands.labs)), "labs tried"),
        (str(sum(lab.solved for lab in stands.labs)), "labs solved"),
        (percent(_mean(best)), "mean of the best scores"),
        (f"{hours:.1f} h", "time used"),
        *([(str(unread), "ungraded attempts")] if unread else []),
        *([(f"{passed} of {len(exams)}", "exams passed")] if exams else []),
    ]


def _sections(
    graded: int, ungradable: int, *, exams: int, alone: int, alone_unread: int
) -> list[tuple[str, str]]:
    return [
        ("domains", "Progress"),
        *([("exams", "Exams")] if exams else []),
        *([("labs", "Best and last")] if graded or ungradable else []),
        *([("weakest", "Weakest criteria")] if graded else []),
        *([("attempts-all", "Attempts")] if alone else []),
        *([("ungradable", "Ungraded")] if alone_unread else []),
    ]
