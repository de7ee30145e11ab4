"""A process that prepares and grades tasks, one after the other, and says how each came out.

    python -m clusterdojo.exam.worker FOLDER

pytest grades one lab at a time in a process; so each of the exam's workers is one. It reads a JSON
object a line ({"do": "grade", "number": 3}) and answers with one ({"fault": "", "result": ""}: what
is graded early has a result); it ends with its input. What takes time to load is loaded once.
"""

import json
import os
import sys
from collections.abc import Callable
from pathlib import Path

from clusterdojo.attempt import ending, starting
from clusterdojo.attempt.model import Attempt
from clusterdojo.errors import DojoError, StateError
from clusterdojo.exam.early import grade_aside
from clusterdojo.exam.folder import Exam
from clusterdojo.exam.workers import Verb
from clusterdojo.grading import check
from clusterdojo.grading.start_state import why_not
from clusterdojo.progress import Silent

TRIES = 2  # a start state that is not right may be a matter of a busy machine


def prepare(exam: Exam, number: int) -> None:
    """Make a task's clusters, which begin as its lab tells.

    Raises:
        DojoError: It can't be done; nothing of the task is left.
    """
    record = exam.read()
    task, store, suite = record.task(number), exam.store(number), exam.suite()
    for attempt_number in range(1, TRIES + 1):
        try:
            if store.running() is None:
                starting.start(
                    store, suite, task.lab, task.engine, task.seed, Silent(),
                    learner=record.learner, key=exam.key if exam.key.exists() else None,
                    why_not=why_not,
                )  # fmt: skip
        except DojoError:
            ending.stop(store, Silent(), everything=True)
            if attempt_number == TRIES:
                raise
        else:
            return


def grade(exam: Exam, number: int) -> None:
    """Grade a task as it stands; its result is in the task's store afterwards.

    Raises:
        DojoError: It can't be graded.
    """
    attempt, store = _attempt(exam, number), exam.store(number)
    if not exam.read().practice:
        # Nobody can have checked: whatever is there was put there, or left by a killed grading.
        store.result(attempt.record.id).unlink(missing_ok=True)
    check.check(store, exam.suite(), attempt)


def grade_early(exam: Exam, number: int) -> str:
    """Grade a task that is about to wait; returns its result.json, which is nowhere else.

    Raises:
        DojoError: It can't be graded now.
    """
    return grade_aside(exam, _attempt(exam, number), number)


def _attempt(exam: Exam, number: int) -> Attempt:
    attempt = exam.attempt(number)
    if attempt is None:
        raise StateError(
            "The attempt at this task no longer exists.", "The result lists it separately."
        )
    return attempt


VERBS: dict[Verb, Callable[[Exam, int], str | None]] = {
    "prepare": prepare,
    "grade": grade,
    "grade early": grade_early,
}


def answer(exam: Exam, line: str) -> str:
    """Do what one line says, and say how it came out."""
    asked = json.loads(line)
    try:
        result = VERBS[asked["do"]](exam, asked["number"])
    except DojoError as error:
        return json.dumps({"fault": str(error)})
    except Exception as error:  # noqa: BLE001 - one task's trouble is not the exam's
        return json.dumps({"fault": f"{type(error).__name__}: {error}"})
    return json.dumps({"fault": "", "result": result or ""})


def main(folder: Path) -> None:
    """Work until the input ends."""
    # What a lab's setup or a check prints must not be taken for an answer.
    answers = os.fdopen(os.dup(sys.stdout.fileno()), "w", encoding="utf-8")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    exam = Exam(folder)
    for line in sys.stdin:
        answers.write(answer(exam, line) + "\n")
        answers.flush()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
