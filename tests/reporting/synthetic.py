"""Made-up results, for tests of what is derived from results."""

import datetime
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from clusterdojo.grading.criteria import Outcome
from clusterdojo.grading.evidence import Evidence
from clusterdojo.grading.result import Check, CriterionResult, LabRef, Result
from clusterdojo.lab.values import Drawn
from clusterdojo.seal import Key

NOON = datetime.datetime(2026, 1, 1, 12, tzinfo=datetime.UTC)
POSSIBLE = 10  # of `criteria()`


def criterion(
    name: str = "test_a",
    points: int = 2,
    outcome: Outcome = "passed",
    *,
    gate: bool = False,
    earned: int | None = None,
    evidence: Sequence[Evidence] = (),
    **changed: Any,
) -> CriterionResult:
    """One criterion as it came out; `changed` sets reason, expected, found, title or why.

    Without `earned` a passed one earns all of its points. A gate has none.
    """
    points = 0 if gate else points
    lost = outcome != "passed"
    texts = {
        "title": name.removeprefix("test_").replace("_", " "),
        "why": f"Why {name} matters.",
        "reason": f"{name} does not hold" if lost else "",
        "expected": "yes" if lost else "",
        "found": "no" if lost else "",
    }
    return CriterionResult(
        name=name,
        gate=gate,
        points=points,
        earned=(0 if lost else points) if earned is None else earned,
        outcome=outcome,
        evidence=list(evidence),
        **(texts | changed),
    )


def criteria(earned: int, *, ungradable: bool = False) -> list[CriterionResult]:
    """A gate that held, and criteria of 4, 3, 2 and 1 points that earn so much together.

    With `ungradable` the first one that earns nothing could not be graded; at most 9 are earned.
    """
    made = [criterion("test_the_application_serves", gate=True)]
    left = earned
    for points, word in ((4, "four"), (3, "three"), (2, "two"), (1, "one")):
        if points <= left:
            left -= points
            made.append(criterion(f"test_{word}", points))
        else:
            outcome: Outcome = "ungradable" if ungradable else "failed"
            ungradable = False
            made.append(criterion(f"test_{word}", points, outcome))
    return made


def result(
    learner: str = "Ada",
    lab: str = "drain-node01",
    earned: int = POSSIBLE,
    *,
    attempt: str | None = None,
    outcome: Outcome | None = None,
    started: datetime.datetime = NOON,
    minutes_used: float = 5.0,
    domain: str = "architecture",
    minutes: int = 8,
    parts: Iterable[CriterionResult] | None = None,
    checks: Sequence[Check] | None = None,
    values: dict[str, Drawn] | None = None,
    **changed: Any,
) -> Result:
    """A result in which everything fits together.

    Args:
        learner: As they named themselves.
        lab: The lab's id; its title is made from it.
        earned: How many of `POSSIBLE` points; not regarded where `parts` are given.
        attempt: Its id; made from lab, learner and start where it is not given.
        outcome: Found from the criteria where it is not given; "ungradable" makes one so.
        started: When the task was shown; the last check is `minutes_used` later.
        minutes_used: From the start to the last check.
        domain: Of the lab.
        minutes: That the exam would give.
        parts: The criteria, instead of those that `criteria` makes.
        checks: All checks; a single one, the last, where they are not given.
        values: What was drawn.
        changed: Any other field of `Result`, such as hints, resets, faults or engine.
    """
    parts = criteria(earned, ungradable=outcome == "ungradable") if parts is None else list(parts)
    earned = sum(part.earned for part in parts)
    possible = sum(part.points for part in parts)
    outcome = outcome or _outcome(parts, earned, possible)
    ended = started + datetime.timedelta(minutes=minutes_used)
    if checks is None:
        checks = [Check(time=ended, earned=earned, possible=possible, outcome=outcome)]
    fields: dict[str, Any] = {
        "attempt": attempt or f"{started:%Y%m%d-%H%M%S}-{lab}-{learner}".replace(" ", "-"),
        "learner": learner,
        "lab": LabRef(
            id=lab,
            digest="sha256:0",
            title=lab.replace("-", " ").capitalize(),
            domain=domain,
            minutes=minutes,
        ),
        "suite": "synthetic",
        "engine": "kwok",
        "kubernetes": {"cluster1": "v1.35.4"},
        "seed": 7,
        "values": values or {"synthetic": "yes"},
        "started": started,
        "ended": ended,
        "minutes_used": minutes_used,
        "hints": 0,
        "solution_seen": False,
        "resets": 0,
        "checks": list(checks),
        "earned": earned,
        "possible": possible,
        "outcome": outcome,
        "criteria": parts,
        "faults": [],
        "seal": None,
    }
    return Result(**(fields | changed))


def _outcome(parts: Sequence[CriterionResult], earned: int, possible: int) -> Outcome:
    if not possible or any(part.outcome == "ungradable" for part in parts):
        return "ungradable"
    return "passed" if earned == possible else "failed"


def write(folder: Path, made: Result, *, key: Key | None = None, name: str | None = None) -> Path:
    """The result as a file in `folder`, as `dojo check` leaves one; sealed where a key is given."""
    if key is not None:
        made = sealed(made, key)
    path = folder / (name or f"{made.attempt}.json")
    # Not through write_atomically: a test does not wait for the disk.
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(made.model_dump_json(indent=2) + "\n", encoding="utf-8")
    path.chmod(0o600)
    return path


def sealed(made: Result, key: Key) -> Result:
    """The same result, sealed with the key."""
    return made.model_copy(update={"seal": key.seal(made.model_dump(mode="json"))})
