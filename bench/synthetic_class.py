"""Writes the results of a class that never was, every one of them marked as synthetic.

A learner has an ability and a criterion has a difficulty, so that an item analysis finds something;
labs, criteria and points are the suite's own.
"""

import argparse
import datetime
import math
import random
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from clusterdojo.grading.criteria import Criterion, Grade, Outcome, weigh
from clusterdojo.grading.evidence import Evidence
from clusterdojo.grading.result import Check, CriterionResult, LabRef, Result
from clusterdojo.lab.lint.criteria import Written, read_criteria
from clusterdojo.lab.loading import load_lab
from clusterdojo.lab.suite import suite
from clusterdojo.seal import Key

SUITE = "synthetic"
VALUES: dict[str, str | int | list[str]] = {"synthetic": "yes"}
FIRST_DAY = datetime.datetime(2026, 3, 2, 9, tzinfo=datetime.UTC)
UNGRADABLE = 0.01  # of all checks
MISSPELT = 0.02  # of all attempts
STARTED = 0.85  # how likely a learner has a go at a lab at all
SOLUTION_SEEN = 0.05
RESET = 0.1
OUT_OF_REACH = 99.0  # a difficulty that nobody's ability comes near
EVIDENCE_CHARACTERS = 420


@dataclass(frozen=True)
class Item:
    """How hard a criterion is, and how well it tells strong from weak; as in a logistic model."""

    written: Written
    difficulty: float
    discrimination: float

    def holds(self, ability: float, chance: random.Random) -> bool:
        """Whether a learner of that ability gets it right this time."""
        if self.written.gate:
            return chance.random() > 0.08 / (1 + math.exp(ability))
        odds = math.exp(-self.discrimination * (ability - self.difficulty))
        return chance.random() < 1 / (1 + odds)


@dataclass(frozen=True)
class SyntheticLab:
    """A lab of the suite, with made-up difficulties."""

    ref: LabRef
    items: tuple[Item, ...]


def synthetic_labs(seed: int = 1, only: Sequence[str] = ()) -> list[SyntheticLab]:
    """Those labs of the suite, or all; the same seed gives the same difficulties."""
    chance = random.Random(seed)  # noqa: S311 - nothing here is secret
    found = []
    for lab_id in only or suite().lab_ids():
        described = load_lab(suite().lab_dir(lab_id))
        written, _ = read_criteria(suite().check_module(lab_id), lab_id)
        ref = LabRef(
            id=lab_id,
            digest=f"sha256:{SUITE}",
            title=described.title,
            domain=described.domain,
            minutes=described.minutes,
        )
        hard = chance.gauss(0, 0.7)
        found.append(SyntheticLab(ref, tuple(_item(one, hard, chance) for one in written)))
    return found


def _item(written: Written, hard: float, chance: random.Random) -> Item:
    discrimination = chance.lognormvariate(0.4, 0.3)
    if chance.random() < 1 / 40:
        return Item(written, OUT_OF_REACH, discrimination)
    if chance.random() < 1 / 12:
        return Item(written, 0.0, 0.0)  # mere luck
    return Item(written, hard + chance.gauss(-0.5, 0.8), discrimination)


def synthetic_learner(
    number: int, attempts: int, known: list[SyntheticLab], seed: int = 1
) -> list[Result]:
    """All attempts of one learner, in the order of time; a later one at a lab goes better."""
    chance = random.Random(f"{seed}/{number}")  # noqa: S311 - nothing here is secret
    name = f"Synthetic learner {number:04}"
    ability = chance.gauss(0, 1)
    chosen = [lab for lab in known if chance.random() < STARTED] or known[:1]
    now = FIRST_DAY + datetime.timedelta(minutes=chance.uniform(0, 600))
    results = []
    for turn in range(attempts):
        lab = chosen[turn % len(chosen)]
        at = now + datetime.timedelta(hours=20 * turn + chance.uniform(0, 8))
        skill = ability + 0.5 * (turn // len(chosen))
        spelt = name.upper() + " " if chance.random() < MISSPELT else name
        results.append(synthetic_result(spelt, lab, skill, at, chance))
    return results


def synthetic_result(
    learner: str,
    lab: SyntheticLab,
    ability: float,
    started: datetime.datetime,
    chance: random.Random,
) -> Result:
    """One attempt with one to four checks, the later ones no worse for what already held."""
    used = lab.ref.minutes * chance.lognormvariate(-0.1 * ability, 0.35)
    count = 1 + min(3, int(chance.expovariate(0.9)))
    solved: set[str] = set()
    checks: list[Check] = []
    for number in range(1, count + 1):
        grade = _grade(lab, solved, ability - 0.4 * (count - number), chance)
        solved = {c.name for c in grade.criteria if c.outcome == "passed" and not c.gate}
        time = started + datetime.timedelta(minutes=used * number / count)
        checks.append(
            Check(time=time, earned=grade.earned, possible=grade.possible, outcome=grade.outcome)
        )
    return Result(
        attempt=f"{started:%Y%m%d-%H%M%S}-{lab.ref.id}-{chance.randrange(16**4):04x}",
        learner=learner,
        lab=lab.ref,
        suite=SUITE,
        engine="kwok",
        kubernetes={"cluster1": "v1.35.4"},
        seed=chance.randrange(2**31),
        values=VALUES,
        started=started,
        ended=checks[-1].time,
        minutes_used=round(used, 1),
        hints=min(4, int(chance.expovariate(1.2))),
        solution_seen=chance.random() < SOLUTION_SEEN,
        resets=int(chance.random() < RESET),
        checks=checks,
        earned=grade.earned,
        possible=grade.possible,
        outcome=grade.outcome,
        criteria=[_told(criterion) for criterion in grade.criteria],
        faults=["node01 does not answer"] if grade.ungradable else [],
        seal=None,
    )


def _grade(lab: SyntheticLab, solved: set[str], ability: float, chance: random.Random) -> Grade:
    unread = chance.randrange(len(lab.items)) if chance.random() < UNGRADABLE else None
    criteria = []
    for number, item in enumerate(lab.items):
        held = item.written.name in solved or item.holds(ability, chance)
        outcome: Outcome = "ungradable" if number == unread else "passed" if held else "failed"
        criteria.append(
            Criterion(
                item.written.name,
                why="Synthetic: nobody was graded here.",
                points=item.written.points,
                gate=item.written.gate,
                needs=item.written.needs,
                outcome=outcome,
                reason=_reason(outcome, chance),
                expected="" if held else "synthetic: as the task asks",
                found="" if held else f"synthetic: {chance.randrange(5)} of 5",
                evidence=tuple(_evidence(item.written.name, chance)),
            )
        )
    return weigh(criteria)


def _reason(outcome: Outcome, chance: random.Random) -> str:
    if outcome == "ungradable":
        return "synthetic: node01 does not answer"
    if outcome == "failed":
        return f"synthetic: {chance.choice(('nothing was done', 'half was done', 'all was lost'))}"
    return ""


def _evidence(name: str, chance: random.Random) -> list[Evidence]:
    filler = f"{name} {chance.getrandbits(64):x} ready node01 shop/web "
    content = (filler * (EVIDENCE_CHARACTERS // len(filler) + 1))[:EVIDENCE_CHARACTERS]
    return [
        Evidence(source=f"synthetic deployments {number}", content=content) for number in range(2)
    ]


def _told(c: Criterion) -> CriterionResult:
    return CriterionResult(
        name=c.name, title=c.title, why=c.why, gate=c.gate, points=c.points, earned=c.earned,
        outcome=c.outcome, reason=c.reason, expected=c.expected, found=c.found,
        evidence=list(c.evidence),
    )  # fmt: skip


def write_class(
    folder: Path, learners: int, attempts: int, *, seed: int = 1, key: Key | None = None
) -> int:
    """Write a folder for each learner, and in it a file for each attempt.

    Returns:
        How many files there are.
    """
    known = synthetic_labs(seed)
    count = 0
    for number in range(1, learners + 1):
        own = folder / f"synthetic-{number:04}"
        own.mkdir(parents=True)
        for result in synthetic_learner(number, attempts, known, seed):
            if key is not None:
                result.seal = key.seal(result.model_dump(mode="json"))
            # Not through write_atomically: nobody misses these after a power cut.
            path = own / f"{result.attempt}.json"
            path.write_text(result.model_dump_json(indent=2) + "\n", encoding="utf-8")
            count += 1
    return count


def main() -> None:
    """Write a class where the command line says."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--learners", type=int, default=30)
    parser.add_argument("--attempts", type=int, default=30)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--key", type=Path, help="seal every result with it")
    given = parser.parse_args()
    key = Key.read(given.key) if given.key else None
    count = write_class(given.folder, given.learners, given.attempts, seed=given.seed, key=key)
    print(f"{count} synthetic results in {given.folder}")


if __name__ == "__main__":
    main()
