"""Whether an exam's result that has the right shape makes sense, its sums above all."""

import math
from collections.abc import Iterator

from clusterdojo.exam.result import ExamResult, TaskResult, domains_of, rounded, score_of, share_of
from clusterdojo.exam.scoring import WHOLE
from clusterdojo.reporting.plausible import (
    MOST_MINUTES,
    MOST_SEED,
    MOST_USED,
    YEARS,
    implausible,
)

MOST_TASKS = 1_000
ROUNDING = 0.5  # per cent by which weights may miss the whole


def implausible_exam(exam: ExamResult) -> str:
    """The first thing that no exam could have written, or an empty text. Sums are recomputed."""
    return next(_faults(exam), "")


def _faults(exam: ExamResult) -> Iterator[str]:
    yield from _time_faults(exam)
    if abs(exam.seed) > MOST_SEED:
        yield "its seed is out of range"
    if not 0 <= exam.pass_percent <= WHOLE:
        yield "its pass mark is out of range"
    if not all(0 <= percent <= WHOLE for percent in exam.unfilled.values()):
        yield "the share of a domain without labs is out of range"
    if not exam.tasks or len({task.number for task in exam.tasks}) < len(exam.tasks):
        yield "it has no tasks, or one of them twice"
    if not all(_may_be(task) for task in exam.tasks):
        yield "a number of a task is out of range"
    elif abs(sum(task.weight for task in exam.tasks) - WHOLE) > ROUNDING:
        yield "its tasks' weights do not add up to a hundred"
    else:
        yield from _sums(exam)


def _time_faults(exam: ExamResult) -> Iterator[str]:
    times = [exam.started, exam.ended]
    if any(time.utcoffset() is None for time in times):
        yield "a time in it has no time zone"
    elif any(time.year not in YEARS for time in times):
        yield f"a time in it is not between {YEARS.start} and {YEARS.stop}"
    elif exam.ended < exam.started:
        yield "it ended before it began"
    if not (1 <= exam.minutes <= MOST_MINUTES and 1 <= exam.blueprint.minutes <= MOST_MINUTES):
        yield "its minutes are out of range"
    if not all(map(_counts, (exam.slept_seconds, exam.used_seconds, exam.late_seconds))):
        yield "a time that it counts is out of range"


def _sums(exam: ExamResult) -> Iterator[str]:
    for task in exam.tasks:
        if why := _of_task(task):
            yield f"task {task.number}: {why}"
    total = score_of(exam.tasks)
    told = (exam.score, exam.score_of_graded, exam.score_at_most)
    if told != (total.at_least, total.of_graded, total.at_most):
        yield "its score is not what its tasks add up to"
    if exam.domains != domains_of(exam.tasks):
        yield "its domains' scores are not what their tasks add up to"
    if exam.passed is not total.passed(exam.pass_percent):
        yield "whether it is passed does not fit its score"
    if exam.minutes_overridden is not (exam.minutes != exam.blueprint.minutes):
        yield "its minutes contradict each other"


def _of_task(task: TaskResult) -> str:
    # First, since shares are computed from numbers that may be of any size.
    if task.result and (why := implausible(task.result)):
        return why
    share = share_of(task.result)
    if task.share != rounded(share) or (task.state == "graded") is not (share is not None):
        return "its share is not what its attempt earned"
    if task.result is None:
        return ""
    if task.state == "not offered":
        return "it was not offered, but has an attempt"
    if (task.result.lab.id, task.result.seed) != (task.lab, task.seed):
        return "its attempt is at another lab, or of another draw"
    return ""


def _may_be(task: TaskResult) -> bool:
    """Whether the task's own numbers are such as an exam has."""
    small = (
        1 <= task.number <= MOST_TASKS
        and 0 <= task.minutes <= MOST_MINUTES
        and abs(task.seed) <= MOST_SEED
    )
    return small and _counts(task.weight) and _counts(task.seconds)


def _counts(seconds: float) -> bool:
    return math.isfinite(seconds) and 0 <= seconds <= MOST_USED * 60
