"""Where a learner stands: the best and last of each lab, what is lost most often, the trend."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from clusterdojo.grading.result import Check, CriterionResult, Result

NO_DOMAIN = "other"  # of results that are older than the field


@dataclass(frozen=True)
class LabStanding:
    """One lab that was tried.

    Attributes:
        best: The best of all checks that could be graded; None if none could.
        last: The last attempt.
        attempts: All of them, those that could not be graded included.
        shares: What each attempt ended with, 0..1, oldest first; None: it could not be graded.
    """

    id: str
    domain: str
    minutes: int
    best: Check | None
    last: Result
    attempts: int
    shares: tuple[float | None, ...]

    @property
    def solved(self) -> bool:
        """Whether every point was earned once."""
        return self.best is not None and self.best.outcome == "passed"


@dataclass(frozen=True)
class DomainStanding:
    """How many labs of a domain are on offer, tried and solved."""

    name: str
    offered: int
    tried: int
    solved: int


@dataclass(frozen=True)
class Weakness:
    """One criterion that was lost.

    Attributes:
        latest: As it came out when it was lost last, with that reason.
        lost: In how many attempts.
        graded: In how many attempts it could be graded.
        still: Whether it was lost the last time, too.
    """

    lab: str
    latest: CriterionResult
    lost: int
    graded: int
    still: bool


@dataclass(frozen=True)
class Standing:
    """All of a learner's results, read as one."""

    domains: tuple[DomainStanding, ...]
    labs: tuple[LabStanding, ...]
    weakest: tuple[Weakness, ...]
    shares: tuple[float | None, ...]
    ungradable: tuple[Result, ...]


def standing(results: Sequence[Result], offered: Mapping[str, str]) -> Standing:
    """Where somebody with these results stands.

    Args:
        results: Theirs, in any order.
        offered: The domain of each lab that they could try; those that they tried come on top.
    """
    ordered = sorted(results, key=lambda result: (result.ended, result.attempt))
    by_lab: defaultdict[str, list[Result]] = defaultdict(list)
    for result in ordered:
        by_lab[result.lab.id].append(result)
    labs = [_lab(attempts, offered) for attempts in by_lab.values()]
    labs.sort(key=lambda lab: (lab.domain, lab.id))
    return Standing(
        domains=_domains(labs, offered),
        labs=tuple(labs),
        weakest=_weakest(ordered),
        shares=tuple(map(share, ordered)),
        ungradable=tuple(result for result in ordered if result.outcome == "ungradable"),
    )


def share(result: Result | Check) -> float | None:
    """Earned of possible, 0..1; None if it could not be graded."""
    if result.outcome == "ungradable" or not result.possible:
        return None
    return result.earned / result.possible


def _lab(attempts: Sequence[Result], offered: Mapping[str, str]) -> LabStanding:
    last = attempts[-1]
    graded = [c for a in attempts for c in a.checks if c.outcome != "ungradable" and c.possible]
    return LabStanding(
        id=last.lab.id,
        domain=last.lab.domain or offered.get(last.lab.id, NO_DOMAIN),
        minutes=last.lab.minutes,
        best=max(graded, key=lambda check: check.earned / check.possible, default=None),
        last=last,
        attempts=len(attempts),
        shares=tuple(map(share, attempts)),
    )


def _domains(labs: Sequence[LabStanding], offered: Mapping[str, str]) -> tuple[DomainStanding, ...]:
    domain_of = dict(offered) | {lab.id: lab.domain for lab in labs}
    tried, solved = (
        Counter(lab.domain for lab in some) for some in (labs, [b for b in labs if b.solved])
    )
    return tuple(
        DomainStanding(name, count, tried[name], solved[name])
        for name, count in sorted(Counter(domain_of.values()).items())
    )


def _weakest(ordered: Sequence[Result]) -> tuple[Weakness, ...]:
    """What was lost most often comes first; of those, what was lost the last time, too."""
    seen: defaultdict[tuple[str, str], list[CriterionResult]] = defaultdict(list)
    for result in ordered:
        if result.outcome != "ungradable":
            for criterion in result.criteria:
                seen[result.lab.id, criterion.name].append(criterion)
    found = []
    for (lab, _), times in seen.items():
        if lost := [criterion for criterion in times if criterion.outcome == "failed"]:
            still = times[-1].outcome == "failed"
            found.append(Weakness(lab, lost[-1], len(lost), len(times), still))
    found.sort(key=lambda w: (-w.lost, not w.still, -w.latest.points, w.lab, w.latest.name))
    return tuple(found)
