"""Gradescope's results.json: one result, as an autograder there hands it over."""

import json
from typing import Any

from clusterdojo.errors import UsageError
from clusterdojo.grading.result import CriterionResult, Result


def results(result: Result) -> dict[str, Any]:
    """The result in Gradescope's terms; a gate is a test without a score.

    Drawn values and what was read can be answers: they are not in it.

    Raises:
        UsageError: It could not be graded: Gradescope knows no such score, and zero is wrong.
    """
    if result.outcome == "ungradable":
        raise UsageError(
            f"{result.attempt} could not be graded, so there is no score to hand on.",
            "Check again with `dojo check`; without a results.json, Gradescope tells the "
            "instructor that grading failed.",
        )
    return {
        "score": result.earned,
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


def document(result: Result) -> str:
    """The same as the text of a file.

    Raises:
        UsageError: It could not be graded.
    """
    return json.dumps(results(result), indent=2) + "\n"


def _summary(result: Result) -> str:
    lines = [f"{result.lab.title or result.lab.id}: {result.earned} of {result.possible} points."]
    if gates := [c.title for c in result.criteria if c.gate and c.outcome == "failed"]:
        lines.append(f"Void, because a gate was run into: {'; '.join(gates)}.")
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
        "It holds, but its points are void: a gate was run into." if void else "",
        criterion.reason,
        f"expected: {criterion.expected}" if criterion.expected else "",
        f"found: {criterion.found}" if criterion.found else "",
        criterion.why,
    ]
    return "\n".join(filter(None, lines))
