"""What has to be tried to prove a lab."""

from dataclasses import dataclass
from pathlib import Path

from clusterdojo.lab.cheats import Cheat, cheats, common_cheats
from clusterdojo.lab.lint.scripts import mistakes, other_ways
from clusterdojo.lab.loading import load_lab
from clusterdojo.lab.suite import Suite
from clusterdojo.lab.values import seeds_for_each

CHEAT, COMMON_CHEAT = "cheat: ", "common cheat: "
SEED = 1
ANOTHER_SEED = 2


@dataclass(frozen=True)
class Variant:
    """One way through a lab, on a cluster of its own.

    Attributes:
        lab: The lab's id.
        engine: Where it runs.
        name: "solution", "another seed", "with fault=image", "mistake: cordon-only",
            "other way: by-hand", "cheat: forged-owner" or "common cheat: environment".
        script: What the learner does, relative to the lab's folder, or to the suite's for a
            cheat that is tried on every lab.
        loses: The criteria that have to be lost; empty for right ways.
        seed: For the drawn values.
        earns_nothing: Whether no criterion may earn anything.
        after_solution: Whether the lab's solution.sh runs before the script.
        environments: Variables for `dojo check`, one check for each tuple; see Cheat.
    """

    lab: str
    engine: str
    name: str
    script: str
    loses: frozenset[str] = frozenset()
    seed: int = SEED
    earns_nothing: bool = False
    after_solution: bool = False
    environments: tuple[tuple[str, ...], ...] = ()

    @property
    def is_cheat(self) -> bool:
        """Whether it is graded as a cheat: by `dojo check`, for what it must not earn."""
        return self.name.startswith((CHEAT, COMMON_CHEAT))

    @property
    def is_right(self) -> bool:
        """Whether it is a right way, which earns every point."""
        return not (self.loses or self.earns_nothing or self.is_cheat)

    def scripts(self, suite: Suite) -> list[Path]:
        """What runs, in this order."""
        folder = suite.labs / self.lab
        base = suite.cheats.parent if self.name.startswith(COMMON_CHEAT) else folder
        before = [folder / "solution.sh"] if self.after_solution else []
        return [*before, base / self.script]


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
        for kind, base, some in (
            (CHEAT, folder, cheats(folder)),
            (COMMON_CHEAT, suite.cheats.parent, common_cheats(suite)),
        ):
            found += [
                _of_cheat(lab_id, engine, kind, base, cheat)
                for cheat in some
                if cheat.is_for(lab_id, engine)
            ]
    return found


def _of_cheat(lab_id: str, engine: str, kind: str, base: Path, cheat: Cheat) -> Variant:
    return Variant(
        lab=lab_id,
        engine=engine,
        name=f"{kind}{cheat.path.stem}",
        script=_relative(cheat.path, base),
        loses=cheat.loses,
        earns_nothing=cheat.earns_nothing,
        after_solution=cheat.after_solution,
        environments=cheat.environments,
    )


def _relative(path: Path, folder: Path) -> str:
    return str(path.relative_to(folder))
