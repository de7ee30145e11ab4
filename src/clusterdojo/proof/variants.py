"""What has to be tried to prove a lab."""

from dataclasses import dataclass
from pathlib import Path

from clusterdojo.lab.lint.scripts import mistakes, other_ways
from clusterdojo.lab.loading import load_lab
from clusterdojo.lab.suite import Suite
from clusterdojo.lab.values import seeds_for_each

SEED = 1
ANOTHER_SEED = 2


@dataclass(frozen=True)
class Variant:
    """One way through a lab, on a cluster of its own.

    Attributes:
        lab: The lab's id.
        engine: Where it runs.
        name: "solution", "another seed", "with fault=image", "mistake: cordon-only" or
            "other way: by-hand".
        script: What the learner does, relative to the lab's folder.
        loses: The criteria that have to be lost; empty for right ways.
        seed: For the drawn values.
    """

    lab: str
    engine: str
    name: str
    script: str
    loses: frozenset[str] = frozenset()
    seed: int = SEED


def variants(suite: Suite, lab_id: str, engines: list[str]) -> list[Variant]:
    """All variants of a lab; the first one of each engine also grades the untouched cluster."""
    folder = suite.labs / lab_id
    seeds = seeds_for_each(load_lab(folder).values, lab_id, {SEED, ANOTHER_SEED})
    found = []
    for engine in engines:
        found.append(Variant(lab_id, engine, "solution", "solution.sh"))
        found.append(Variant(lab_id, engine, "another seed", "solution.sh", seed=ANOTHER_SEED))
        for seed, drawn in seeds.items():
            found.append(Variant(lab_id, engine, f"with {drawn}", "solution.sh", seed=seed))
        for script in other_ways(folder):
            path = _relative(script.path, folder)
            found.append(Variant(lab_id, engine, f"other way: {script.path.stem}", path))
        for script in mistakes(folder):
            path = _relative(script.path, folder)
            name = f"mistake: {script.path.stem}"
            found.append(Variant(lab_id, engine, name, path, script.loses))
    return found


def _relative(path: Path, folder: Path) -> str:
    return str(path.relative_to(folder))
