"""What a criterion is, and how criteria add up to a grade."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Literal

from clusterdojo.grading.evidence import Evidence

Outcome = Literal["passed", "failed", "ungradable"]


@dataclass(frozen=True)
class Criterion:
    """One test function of a check module, as it was written and as it came out.

    Attributes:
        name: The test function's name.
        why: Its docstring: why the criterion matters.
        points: What it earns; 0 for a gate.
        gate: Whether it guards against harm instead of earning points.
        needs: Names of criteria that must pass before this one earns.
        symptom: Whether it must fail when the lab begins, whatever it needs.
        outcome: What grading it gave.
        reason: Why it did not pass; empty if it did.
        expected: The state that passes, where the criterion tells it apart from the reason.
        found: The state that was there instead.
        earned: The points that count, once all criteria are known.
        holds: Whether it passed by itself, whatever it needs, once all criteria are known.
        evidence: What it has read.
    """

    name: str
    why: str = ""
    points: int = 0
    gate: bool = False
    needs: tuple[str, ...] = ()
    symptom: bool = False
    outcome: Outcome = "ungradable"
    reason: str = ""
    expected: str = ""
    found: str = ""
    earned: int = 0
    holds: bool = False
    evidence: tuple[Evidence, ...] = ()

    @property
    def title(self) -> str:
        """The name as a sentence would say it."""
        return self.name.removeprefix("test_").replace("_", " ")


@dataclass(frozen=True)
class Grade:
    """All criteria of one check, weighed."""

    criteria: tuple[Criterion, ...]

    @property
    def possible(self) -> int:
        """The lab's total."""
        return sum(criterion.points for criterion in self.criteria)

    @property
    def earned(self) -> int:
        """What counts, gates and needs considered."""
        return sum(criterion.earned for criterion in self.criteria)

    @property
    def voided_by(self) -> list[Criterion]:
        """The gates that failed; one of them is enough to void every point."""
        return [c for c in self.criteria if c.gate and c.outcome == "failed"]

    @property
    def ungradable(self) -> list[Criterion]:
        """The criteria of which nothing is known."""
        return [c for c in self.criteria if c.outcome == "ungradable"]

    @property
    def lost(self) -> set[str]:
        """The names of all criteria that did not pass."""
        return {c.name for c in self.criteria if c.outcome != "passed"}

    @property
    def outcome(self) -> Outcome:
        """Ungradable as soon as one criterion is; passed only with every point."""
        if self.ungradable or not self.possible:
            return "ungradable"
        return "passed" if self.earned == self.possible and not self.voided_by else "failed"


def weigh(criteria: Iterable[Criterion]) -> Grade:
    """The grade that the criteria's outcomes give; their order does not matter."""
    by_name = {criterion.name: criterion for criterion in criteria}
    settled = [_with_needs(criterion, by_name) for criterion in by_name.values()]
    void = any(c.gate and c.outcome != "passed" for c in settled)
    return Grade(
        tuple(
            replace(
                c,
                earned=c.points if c.outcome == "passed" and not void else 0,
                holds=by_name[c.name].outcome == "passed",
            )
            for c in settled
        )
    )


def _with_needs(criterion: Criterion, by_name: Mapping[str, Criterion]) -> Criterion:
    """A criterion that holds anyway earns nothing before those that it needs."""
    if criterion.outcome != "passed":
        return criterion
    names = _all_needs(criterion, by_name)
    for name in names:
        if name not in by_name:
            return replace(
                criterion, outcome="ungradable", reason=f"it needs {name}, which does not exist"
            )
    needs = [by_name[name] for name in names]
    # What failed for certain decides, whatever else can't be read.
    for needed in needs:
        if needed.outcome == "failed":
            reason = f"counts only once “{needed.title}” holds"
            return replace(criterion, outcome="failed", reason=reason)
    for needed in needs:
        if needed.outcome == "ungradable":
            reason = f"it depends on “{needed.title}”, which can't be graded"
            return replace(criterion, outcome="ungradable", reason=reason)
    return criterion


def _all_needs(criterion: Criterion, by_name: Mapping[str, Criterion]) -> list[str]:
    """What it needs, and what those need in turn, each once."""
    found: list[str] = []
    queue = list(criterion.needs)
    while queue:
        name = queue.pop(0)
        if name not in found:
            found.append(name)
            queue.extend(by_name[name].needs if name in by_name else ())
    return found
