"""What a cheat is paid: graded as its learner would be, by `dojo check` in a process of its own."""

import string
import subprocess
import sys
from collections.abc import Iterator, Sequence

from clusterdojo.attempt.environment import environment
from clusterdojo.attempt.model import Attempt
from clusterdojo.attempt.store import Store
from clusterdojo.errors import StateError
from clusterdojo.grading.result import Result, read
from clusterdojo.lab.suite import SUITE_VARIABLE, Suite
from clusterdojo.paths import STATE_VARIABLE
from clusterdojo.proof.faults import ProofFault
from clusterdojo.proof.variants import Variant

CHECK = (sys.executable, "-P", "-m", "clusterdojo", "check")
CHECK_SECONDS = 300
LINES = 3
TRACEBACK = "Traceback (most recent call last)"


def faults(suite: Suite, variant: Variant, store: Store, attempt: Attempt) -> Iterator[ProofFault]:
    """What the cheat is paid that it should not be, in each of its environments.

    A check that refuses to grade pays nothing. One that does not end, or ends in a traceback, is a
    fault: learners must not get there, whatever they have made.

    Args:
        suite: Whose lab it is.
        variant: The cheat.
        store: Where the attempt and its result are.
        attempt: In which the cheat's script has run.
    """
    for words in variant.environments or ((),):
        where = f" (with {' '.join(words)})" if words else ""
        for text in _wrong(suite, variant, store, attempt, words):
            yield ProofFault(f"{text}{where}", "grade")


def learners_variables(suite: Suite, store: Store, attempt: Attempt) -> dict[str, str]:
    """The variables with which a learner's shell runs `dojo` for this attempt."""
    return environment(attempt) | {
        STATE_VARIABLE: str(store.root),
        SUITE_VARIABLE: str(suite.root),
    }


def _wrong(
    suite: Suite, variant: Variant, store: Store, attempt: Attempt, words: Sequence[str]
) -> Iterator[str]:
    path = store.result(attempt.record.id)
    path.unlink(missing_ok=True)
    learners = learners_variables(suite, store, attempt)
    try:
        done = subprocess.run(
            CHECK,
            env=learners | _variables(words, learners),
            cwd=attempt.work,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=CHECK_SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired:
        yield f"dojo check did not end within {CHECK_SECONDS} s"
        return
    said = (done.stdout + done.stderr).decode(errors="replace")
    last = [line.strip() for line in said.splitlines() if line.strip()][-LINES:]
    if TRACEBACK in said:
        yield f"dojo check ended in a traceback: {' / '.join(last)}"
    try:
        result = read(path) if path.exists() else None
    except StateError as error:
        yield str(error)
        return
    if result is not None:
        yield from _paid(variant, result)
    elif variant.loses:
        # Or a command that can't run at all would pass for one that sees through every cheat.
        yield f"dojo check gave no result: {' / '.join(last)}"


def _variables(words: Sequence[str], learners: dict[str, str]) -> dict[str, str]:
    pairs = (word.split("=", 1) for word in words)
    return {name: string.Template(value).safe_substitute(learners) for name, value in pairs}


def _paid(variant: Variant, result: Result) -> Iterator[str]:
    """What the result gives that the cheat must not get; a gate that fails takes every point."""
    for criterion in result.criteria:
        if criterion.outcome == "ungradable":
            yield f"{criterion.name} can't be graded: {criterion.reason}"
    kept = {c.name for c in result.criteria if (c.outcome == "passed" if c.gate else c.earned)}
    if variant.earns_nothing and result.earned:
        yield f"earns {result.earned} of {result.possible} points: {', '.join(sorted(kept))}"
    for name in sorted(variant.loses & kept):
        yield f"does not lose {name}"
    known = {criterion.name for criterion in result.criteria}
    for name in sorted(variant.loses - known):
        yield f"{name} was not graded"
