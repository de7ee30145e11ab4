"""Whether a result that has the right shape makes sense; anybody can edit one that has no seal."""

import math
from collections.abc import Iterator

from clusterdojo.grading.result import Check, Result

YEARS = range(2020, 2200)
MOST_POINTS = 10_000
MOST_MINUTES = 10_000  # that a lab gives
MOST_USED = (YEARS.stop - YEARS.start) * 366 * 24 * 60  # minutes
MOST_COUNTED = 1_000_000  # hints or resets
MOST_SEED = 10**40  # `dojo start --seed` takes any number


def implausible(result: Result) -> str:
    """The first thing that no check could have written, or an empty text.

    Reports compare times and add up points; they may rely on what is refused here.
    """
    return next(_faults(result), "")


def _faults(result: Result) -> Iterator[str]:
    yield from _time_faults(result)
    yield from _point_faults(result)
    if len({criterion.name for criterion in result.criteria}) < len(result.criteria):
        yield "a criterion is in it twice"
    if min(result.lab.minutes, result.hints, result.resets) < 0:
        yield "it counts below zero"
    if result.lab.minutes > MOST_MINUTES or max(result.hints, result.resets) > MOST_COUNTED:
        yield "a number in it is out of range"
    if abs(result.seed) > MOST_SEED:
        yield "its seed is out of range"


def _time_faults(result: Result) -> Iterator[str]:
    times = [result.started, result.ended, *(check.time for check in result.checks)]
    if any(time.utcoffset() is None for time in times):
        yield "a time in it has no time zone"
    if any(time.year not in YEARS for time in times):
        yield f"a time in it is not between {YEARS.start} and {YEARS.stop}"
    if not (math.isfinite(result.minutes_used) and 0 <= result.minutes_used <= MOST_USED):
        yield "its minutes used are out of range"
    if not result.checks:
        yield "it has no check"
    elif result.checks[-1].time != result.ended:
        yield "it did not end with its last check"


def _point_faults(result: Result) -> Iterator[str]:
    scores = [(result.earned, result.possible)]
    scores += [(check.earned, check.possible) for check in result.checks]
    scores += [(criterion.earned, criterion.points) for criterion in result.criteria]
    if any(not 0 <= earned <= possible <= MOST_POINTS for earned, possible in scores):
        yield "it has more points than there are to earn, or fewer than none"
    if (
        sum(criterion.earned for criterion in result.criteria) != result.earned
        or sum(criterion.points for criterion in result.criteria) != result.possible
    ):
        yield "its points do not add up"
    if any(c.earned and (c.outcome != "passed" or _void(result)) for c in result.criteria):
        yield "a criterion has points that it did not earn"
    if not result.possible and result.outcome != "ungradable":
        yield "it was graded without any points to earn"
    if (result.outcome == "passed") is not _passed(result):
        yield "its outcome does not fit its criteria"
    if result.checks and _told(result.checks[-1]) != _told(result):
        yield "its last check had another outcome"


def _void(result: Result) -> bool:
    """Whether a gate voids every point."""
    return any(c.gate and c.outcome != "passed" for c in result.criteria)


def _passed(result: Result) -> bool:
    """Every point, and nothing that is unknown or void."""
    outcomes = {criterion.outcome for criterion in result.criteria}
    return outcomes <= {"passed"} and result.earned == result.possible > 0


def _told(scored: Result | Check) -> tuple[int, int, str]:
    return scored.earned, scored.possible, scored.outcome
