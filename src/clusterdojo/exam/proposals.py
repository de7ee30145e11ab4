"""Proposals for practice: the weakest domains over all exams, and the labs that help most."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction

from clusterdojo.exam.result import ExamResult, TaskResult, share_of
from clusterdojo.exam.scoring import Score, Weighed, score
from clusterdojo.grading.result import Result

PROPOSED = 3
LOST, UNTRIED, SLOW, HELPED = range(4)  # in this order


@dataclass(frozen=True)
class Offered:
    """A lab that could be tried.

    Attributes:
        id: Its folder's name.
        domain: Of the CKA.
        minutes: What the exam would give.
    """

    id: str
    domain: str
    minutes: int


@dataclass(frozen=True)
class DomainRecord:
    """A domain over all exams.

    Attributes:
        name: The domain.
        score: Of all its tasks together, each by its weight.
        tasks: How many there were, those without a number included.
        exams: In how many exams.
    """

    name: str
    score: Score
    tasks: int
    exams: int


@dataclass(frozen=True)
class Proposal:
    """A lab to try next, and why."""

    lab: str
    domain: str
    reason: str


def domains(exams: Iterable[ExamResult]) -> list[DomainRecord]:
    """Every domain that was examined, the weakest first; one without any number comes last."""
    tasks: defaultdict[str, list[TaskResult]] = defaultdict(list)
    seen: defaultdict[str, set[str]] = defaultdict(set)
    for exam in exams:
        for task in exam.tasks:
            tasks[task.domain].append(task)
            seen[task.domain].add(exam.exam)
    found = [
        DomainRecord(
            name,
            score(Weighed(task.weight, share_of(task.result)) for task in of),
            len(of),
            len(seen[name]),
        )
        for name, of in tasks.items()
    ]
    return sorted(found, key=_weakness)


def _weakness(domain: DomainRecord) -> tuple[bool, float, str]:
    graded = domain.score.of_graded
    return graded is None, graded or 0.0, domain.name


def proposals(
    exams: Sequence[ExamResult],
    results: Iterable[Result],
    offered: Iterable[Offered],
    count: int = PROPOSED,
) -> list[Proposal]:
    """The labs to try next: those of the weakest domains, and of these what was lost first.

    A lab that was solved last time, in time and without help, is not proposed.

    Args:
        exams: The learner's.
        results: All of the learner's attempts, those of exams included.
        offered: The labs that there are.
        count: How many at most.
    """
    ranked = domains(exams)
    rank = {domain.name: place for place, domain in enumerate(ranked)}
    told = {domain.name: _domain(domain, place) for place, domain in enumerate(ranked)}
    last = _last(results)
    weights = _weights(exams)
    found = []
    for lab in offered:
        if (need := _need(lab, last.get(lab.id))) is None:
            continue
        kind, lost, reason = need
        key = (rank.get(lab.domain, len(rank)), kind, -lost * weights.get(lab.id, 1), lab.id)
        where = told.get(lab.domain, f"{lab.domain}: in none of your exams yet")
        found.append((key, Proposal(lab.id, lab.domain, f"{reason}; {where}")))
    return [proposal for _, proposal in sorted(found, key=lambda one: one[0])][:count]


def _last(results: Iterable[Result]) -> dict[str, Result]:
    """The last attempt at each lab that has a number."""
    graded = [result for result in results if share_of(result) is not None]
    ordered = sorted(graded, key=lambda result: (result.ended, result.attempt))
    return {result.lab.id: result for result in ordered}


def _weights(exams: Iterable[ExamResult]) -> dict[str, Fraction]:
    """The weight of each lab in the last exam that had it."""
    ordered = sorted(exams, key=lambda exam: (exam.ended, exam.exam))
    return {task.lab: Fraction(str(task.weight)) for exam in ordered for task in exam.tasks}


def _need(lab: Offered, last: Result | None) -> tuple[int, Fraction, str] | None:
    """Of what kind it is, how much of it was lost, and the same in words; None if nothing is."""
    share = share_of(last)
    if last is None or share is None:
        return UNTRIED, Fraction(0), "not tried yet"
    if share < 1:
        lost = last.possible - last.earned
        return LOST, 1 - share, f"lost {lost} of {last.possible} points the last time"
    if last.hints or last.solution_seen:
        helped = "the solution" if last.solution_seen else "hints"
        return HELPED, Fraction(0), f"solved with {helped} the last time"
    if lab.minutes and last.minutes_used > lab.minutes:
        took = f"{last.minutes_used:.0f} minutes instead of {lab.minutes}"
        return SLOW, Fraction(0), f"solved, but it took {took}"
    return None


def _domain(domain: DomainRecord, place: int) -> str:
    graded = domain.score.of_graded
    if graded is None:
        return f"{domain.name}: nothing could be graded yet"
    which = "your weakest domain" if place == 0 else "a domain"
    return f"{domain.name} is {which} at {graded:g}%"
