"""The words for an exam's result, the same in every report."""

from clusterdojo.exam.clock import in_words
from clusterdojo.exam.result import ExamResult, TaskResult
from clusterdojo.untrusted import one_line

VERDICTS = {True: "Passed", False: "Not passed", None: "Undecided"}
LONGEST = 300  # characters of a reason
LATE_SECONDS = 30  # the background process ends an exam within a second


def verdict(exam: ExamResult) -> str:
    """Passed, not passed, or neither."""
    return VERDICTS[exam.passed]


def percent(number: float | None) -> str:
    """Percent as a result tells them, which is rounded down."""
    return "?" if number is None else f"{number:.1f}%"


def score(exam: ExamResult) -> str:
    """The score in a sentence, with and without the tasks that have no score."""
    mark = f"{exam.pass_percent}% to pass"
    if not exam.unsettled:
        return f"{percent(exam.score)} ({mark})"
    alone = (
        ""
        if exam.score_of_graded is None
        else f", {percent(exam.score_of_graded)} on the graded tasks"
    )
    count = len(exam.unsettled)
    tasks = f"{count} task{'s' * (count != 1)} without a score"
    return (
        f"{percent(exam.score)} with {tasks}{alone}, {percent(exam.score_at_most)} at most ({mark})"
    )


def depends(exam: ExamResult) -> str:
    """The reason why an exam is undecided; empty if it is decided."""
    if exam.passed is not None:
        return ""
    numbers = ", ".join(str(task.number) for task in exam.unsettled)
    return f"Tasks without a score decide whether it is passed: {numbers}."


def clock(seconds: float) -> str:
    """Such as 4:05, or 1:04:05."""
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"


def lateness(exam: ExamResult) -> list[str]:
    """How long changes were possible after the end; nothing if they were not."""
    if exam.late_seconds < LATE_SECONDS:
        return []
    return [f"changes were possible for {clock(exam.late_seconds)} after time was up"]


def facts(exam: ExamResult) -> list[str]:
    """What else is to be known: time, practice, other minutes, domains that the pool lacks."""
    found = [f"{clock(exam.used_seconds)} of {clock(exam.minutes * 60)} used"]
    if exam.minutes_overridden:
        found.append(f"{in_words(exam.minutes)} instead of the usual {exam.blueprint.minutes}")
    if exam.slept_seconds:
        found.append(f"{clock(exam.slept_seconds)} asleep were given back")
    found += lateness(exam)
    if exam.practice:
        found.append("practice: checks were allowed")
    if exam.unfilled:
        lacking = ", ".join(f"{domain} ({weight}%)" for domain, weight in exam.unfilled.items())
        found.append(f"no lab fills {lacking}; the other domains weigh more instead")
    if exam.pack:
        found.append(f"from the pack {one_line(exam.pack, 20)}")
    return found


def points(task: TaskResult) -> str:
    """What a task earned of what it weighs, in percent of the exam."""
    earned = task.points
    return f"{'?' if earned is None else f'{earned:.1f}'} of {task.weight:g}"


def why(task: TaskResult) -> str:
    """The reason why a task has no score; empty if it has one."""
    return "" if task.state == "graded" else f"{task.state}: {one_line(task.why, LONGEST)}"
