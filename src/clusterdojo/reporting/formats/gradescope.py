"""Gradescope's results.json: one result or exam, as an autograder there hands it over."""

import json
from typing import Any

from clusterdojo.errors import UsageError
from clusterdojo.exam.result import ExamResult, TaskResult
from clusterdojo.grading.result import CriterionResult, Result
from clusterdojo.reporting.exam_words import score, verdict
from clusterdojo.untrusted import one_line

# Gradescope would also render HTML or Markdown; what a learner wrote is neither.
AS_TEXT = {"output_format": "text", "test_output_format": "text", "test_name_format": "text"}
LONGEST_LINE = 300  # characters of what is told of a result
LONGEST = 120  # characters of an id in an error


def results(result: Result) -> dict[str, Any]:
    """The result in Gradescope's terms; a gate is a test without a score.

    Drawn values and what was read can be answers: they are not in it.

    Raises:
        UsageError: It could not be graded: Gradescope knows no such score, and zero is wrong.
    """
    if result.outcome == "ungradable":
        raise UsageError(
            f"{one_line(result.attempt, LONGEST)} could not be graded, so it has no score.",
            "Check again with `dojo check`; without a results.json, Gradescope tells the "
            "instructor that grading failed.",
        )
    return {
        "score": result.earned,
        **AS_TEXT,
        "output": _summary(result),
        "visibility": "visible",
        "stdout_visibility": "hidden",
        "extra_data": {
            "learner": result.learner,
            "attempt": result.attempt,
            "lab": result.lab.id,
            "digest": result.lab.digest,
            "engine": result.engine,
            "seed": result.seed,
            "points_possible": result.possible,
            "hints": result.hints,
            "solution_seen": result.solution_seen,
        },
        "tests": [_test(place, c) for place, c in enumerate(result.criteria, 1)],
    }


def exam_results(exam: ExamResult) -> dict[str, Any]:
    """An exam in Gradescope's terms: a test is a task, the score is in percent.

    Raises:
        UsageError: A task of it has no number, so that no score is known for certain.
    """
    if exam.unsettled:
        tasks = ", ".join(str(task.number) for task in exam.unsettled)
        raise UsageError(
            f"{one_line(exam.exam, LONGEST)} has tasks without a score: {tasks}.",
            "Judge those tasks yourself; `dojo report exam FILE` shows what is known of them.",
        )
    return {
        "score": exam.score,
        **AS_TEXT,
        "output": f"{verdict(exam)}: {score(exam)}.",
        "visibility": "visible",
        "stdout_visibility": "hidden",
        "extra_data": {
            "learner": exam.learner,
            "exam": exam.exam,
            "blueprint": exam.blueprint.id,
            "digest": exam.blueprint.digest,
            "pack": exam.pack,
            "seed": exam.seed,
            "passed": exam.passed,
            "pass_percent": exam.pass_percent,
            "practice": exam.practice,
            "minutes": exam.minutes,
        },
        "tests": [_task(task) for task in exam.tasks],
    }


def document(result: Result | ExamResult) -> str:
    """The same as the text of a file.

    Raises:
        UsageError: It could not be graded.
    """
    made = results(result) if isinstance(result, Result) else exam_results(result)
    return json.dumps(made, indent=2) + "\n"


def _task(task: TaskResult) -> dict[str, Any]:
    criteria = task.result.criteria if task.result else []
    lines = [f"{c.title}: {c.earned} of {c.points}\n{_output(c)}" for c in criteria]
    return {
        "name": f"{task.title} ({task.lab})",
        "number": str(task.number),
        "score": round(task.points or 0.0, 2),
        "max_score": task.weight,
        "status": "passed" if task.share == 1 else "failed",
        "visibility": "visible",
        "output": "\n\n".join(lines),
        "extra_data": {"lab": task.lab, "domain": task.domain, "seconds": task.seconds},
    }


def headline(result: Result | ExamResult) -> str:
    """Whose result it is and what it is worth, on one line."""
    if isinstance(result, Result):
        lab = result.lab.title or result.lab.id
        worth = f"{lab}: {result.earned} of {result.possible} points"
    else:
        name = result.blueprint.title or result.blueprint.id
        worth = f"{name}: {verdict(result).lower()}, {score(result)}"
    return one_line(f"{result.learner or 'without a name'}, {worth}.", LONGEST_LINE)


def _summary(result: Result) -> str:
    lines = [f"{result.lab.title or result.lab.id}: {result.earned} of {result.possible} points."]
    if gates := [c.title for c in result.criteria if c.gate and c.outcome == "failed"]:
        lines.append(f"Void, because a gate failed: {'; '.join(gates)}.")
    return "\n".join(lines)


def _test(place: int, criterion: CriterionResult) -> dict[str, Any]:
    passed = criterion.outcome == "passed"
    score = {"score": criterion.earned, "max_score": criterion.points}
    return {
        "name": f"Gate: {criterion.title}" if criterion.gate else criterion.title,
        "number": str(place),
        "status": "passed" if passed else "failed",
        "visibility": "visible",
        "output": _output(criterion),
        "extra_data": {"criterion": criterion.name},
        **({} if criterion.gate else score),
    }


def _output(criterion: CriterionResult) -> str:
    void = criterion.outcome == "passed" and criterion.earned < criterion.points
    lines = [
        "Passed, but its points are void, because a gate failed." if void else "",
        criterion.reason,
        f"expected: {criterion.expected}" if criterion.expected else "",
        f"found: {criterion.found}" if criterion.found else "",
        criterion.why,
    ]
    return "\n".join(filter(None, lines))
