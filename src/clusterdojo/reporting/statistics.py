"""A class in numbers: distribution of scores, domains, and time used against minutes given.

Only chosen attempts count; what could not be graded and what was not handed in has no number.
"""

import statistics
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from clusterdojo.reporting.gradebook import Gradebook

NO_DOMAIN = "(no domain)"
BINS = 10


@dataclass(frozen=True)
class Spread:
    """How numbers are distributed.

    Attributes:
        n: How many there are; all others are None without any.
        mean: Their mean.
        deviation: Standard deviation of the class itself, not an estimate for others.
        lowest: The smallest.
        quarter: A quarter of them is not above it.
        median: Half of them is not above it.
        three_quarters: Three quarters of them are not above it.
        highest: The largest.
    """

    n: int
    mean: float | None = None
    deviation: float | None = None
    lowest: float | None = None
    quarter: float | None = None
    median: float | None = None
    three_quarters: float | None = None
    highest: float | None = None


@dataclass(frozen=True)
class Bin:
    """How many numbers lie from `start` to below `end`; the last one has its end in it."""

    start: float
    end: float
    count: int


@dataclass(frozen=True)
class DomainScore:
    """A domain's labs together.

    Attributes:
        domain: Its name, or NO_DOMAIN.
        labs: How many of its labs are in the gradebook.
        learners: Who has a graded attempt in it.
        spread: Of the learners' means over the domain's labs, 0 to 1.
    """

    domain: str
    labs: int
    learners: int
    spread: Spread


@dataclass(frozen=True)
class LabScore:
    """A lab over the class: shares of its points, 0 to 1, and minutes.

    Attributes:
        lab: Its id.
        scores: Of the shares.
        minutes: Of the minutes used until the last check.
        given: The minutes that the exam would give; 0 where it is not known.
        over: How many learners used more than those; 0 where it is not known.
        ungradable: How many attempts have no number.
    """

    lab: str
    scores: Spread
    minutes: Spread
    given: int
    over: int
    ungradable: int


def spread(numbers: Iterable[float]) -> Spread:
    """How they are distributed; quartiles lie between two of them where they must."""
    known = sorted(numbers)
    if not known:
        return Spread(0)
    if len(known) == 1:
        quarter = median = three_quarters = known[0]
    else:
        quarter, median, three_quarters = statistics.quantiles(known, n=4, method="inclusive")
    return Spread(
        n=len(known),
        mean=statistics.fmean(known),
        deviation=statistics.pstdev(known),
        lowest=known[0],
        quarter=quarter,
        median=median,
        three_quarters=three_quarters,
        highest=known[-1],
    )


def means(book: Gradebook) -> dict[str, float]:
    """Each learner's mean share, 0 to 1; who has no graded attempt is left out."""
    found = {learner: book.mean(learner) for learner in book.learners}
    return {learner: mean for learner, mean in found.items() if mean is not None}


def shares(book: Gradebook, lab: str) -> list[float]:
    """The shares that count at one lab, 0 to 1."""
    return [share for cell in book.column(lab) if (share := cell.share) is not None]


def distribution(numbers: Sequence[float], bins: int = BINS) -> list[Bin]:
    """How many shares, 0 to 1, lie in each of so many equal parts."""
    counts = [0] * bins
    for number in numbers:
        # Rounded, so that 0.7 counts from 0.7 on, whatever 0.7 * 10 is in binary.
        counts[min(bins - 1, int(round(number * bins, 9)))] += 1
    return [Bin(at / bins, (at + 1) / bins, count) for at, count in enumerate(counts)]


def by_domain(book: Gradebook) -> list[DomainScore]:
    """One for each domain, by name."""
    labs: defaultdict[str, list[str]] = defaultdict(list)
    for lab in book.labs:
        labs[lab.domain or NO_DOMAIN].append(lab.id)
    found = []
    for domain, ids in sorted(labs.items()):
        learners = domain_means(book, ids)
        found.append(DomainScore(domain, len(ids), len(learners), spread(learners.values())))
    return found


def domain_means(book: Gradebook, labs: Sequence[str]) -> dict[str, float]:
    """Each learner's mean share over those labs; who has no graded attempt is left out."""
    found = {}
    for learner in book.learners:
        known = [s for lab in labs if (s := book.cell(learner, lab).share) is not None]
        if known:
            found[learner] = statistics.fmean(known)
    return found


def by_lab(book: Gradebook) -> list[LabScore]:
    """One for each lab, in the gradebook's order."""
    found = []
    for lab in book.labs:
        cells = book.column(lab.id)
        minutes = [cell.chosen.result.minutes_used for cell in cells if cell.chosen]
        found.append(
            LabScore(
                lab=lab.id,
                scores=spread(shares(book, lab.id)),
                minutes=spread(minutes),
                given=lab.minutes,
                over=sum(used > lab.minutes for used in minutes) if lab.minutes else 0,
                ungradable=sum(len(cell.ungradable) for cell in cells),
            )
        )
    return found
