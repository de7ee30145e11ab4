"""Whether a lab begins as its task tells: the lab's own grader looks, before the learner does.

Nothing is earned, no gate has failed, everything can be graded, and what carries the mark `symptom`
fails whatever it needs. Controllers and kubelets may be a moment late: a lab that does not begin
at once has a while to do so.
"""

import sys
import time
from collections.abc import Iterator

from clusterdojo.attempt.model import Attempt
from clusterdojo.errors import ContentError
from clusterdojo.grading.check import grade
from clusterdojo.grading.criteria import Grade

SECONDS = 20
POLL_SECONDS = 0.5


def why_not(attempt: Attempt) -> str:
    """Why the clusters do not show what the task tells, as a clause; empty if they do.

    A lab whose grader can't be run, or is not written yet, begins unseen: `dojo validate` says so.
    So does any lab where Python skips assertions; `dojo check` does not let it.
    """
    if sys.flags.optimize:
        return ""
    deadline = time.monotonic() + SECONDS
    suite = attempt.suite()
    # What is broken on purpose may be the cluster's answering.
    answers = not (suite.labs / attempt.record.lab / "break").is_dir()
    while True:
        try:
            found, context = grade(attempt, suite, settle_seconds=0)
        except ContentError:
            return ""
        silent = context.faults if answers else []
        why = next(iter([*silent, *_wrong(found)]), "")
        if not why or time.monotonic() >= deadline:
            return why
        time.sleep(POLL_SECONDS)


def _wrong(found: Grade) -> Iterator[str]:
    for criterion in found.ungradable:
        yield f"“{criterion.title}” can't be graded ({criterion.reason})"
    for criterion in found.voided_by:
        yield f"“{criterion.title}” does not hold ({criterion.reason})"
    for criterion in found.criteria:
        if criterion.earned or (criterion.symptom and criterion.holds):
            yield f"“{criterion.title}” holds already"
