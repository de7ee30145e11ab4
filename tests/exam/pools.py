"""Labs that exist in memory only, for draws."""

from clusterdojo.exam.blueprint import DIFFICULTIES, DOMAINS, Blueprint
from clusterdojo.lab.model import Difficulty, Domain, EngineName, Lab
from clusterdojo.lab.values import Source

BOTH: list[EngineName] = ["kwok", "kind"]


def lab(
    lab_id: str,
    domain: Domain = "workloads",
    difficulty: Difficulty = "medium",
    *,
    minutes: int = 7,
    engines: list[EngineName] | None = None,
) -> Lab:
    """A lab."""
    return Lab.model_validate(
        {
            "apiVersion": "clusterdojo.dev/v1alpha1",
            "kind": "Lab",
            "id": lab_id,
            "title": f"The lab {lab_id}",
            "domain": domain,
            "difficulty": difficulty,
            "minutes": minutes,
            "engines": engines or ["kwok"],
            "docs": ["https://kubernetes.io/docs/"],
        }
    )


def blueprint(**fields: object) -> Blueprint:
    """A blueprint, all of it on workloads unless the fields say something else."""
    given: dict[str, object] = {
        "apiVersion": "clusterdojo.dev/v1alpha1",
        "kind": "ExamBlueprint",
        "id": "example",
        "title": "An exam to draw",
        "domains": {"workloads": 100},
        "difficulty": {"medium": 100},
    }
    return Blueprint.model_validate(given | fields)


def generated(number: int, *, most: int = 40) -> tuple[Blueprint, list[Lab]]:
    """A blueprint and a pool: the same ones for the same number, very different for others."""
    source = Source(f"pool {number}")
    engines: list[list[EngineName]] = [["kwok"], ["kind"], ["kwok", "kind"], ["kind", "kwok"]]
    labs = [
        lab(
            f"lab-{place}",
            DOMAINS[source.below(len(DOMAINS))],
            DIFFICULTIES[source.below(len(DIFFICULTIES))],
            minutes=3 + source.below(23),
            engines=engines[source.below(4)],
        )
        for place in range(4 + source.below(most - 3))
    ]
    groups = [
        sorted({f"lab-{source.below(len(labs))}" for _ in range(2 + source.below(4))})
        for _ in range(source.below(len(labs) // 2 + 1))
    ]
    return blueprint(
        id=f"generated-{number}",
        minutes=20 + source.below(160),
        tasks=1 + source.below(min(2 + len(labs) // 2, 16)),
        domains=_percents(source, DOMAINS),
        difficulty=_percents(source, DIFFICULTIES),
        apart=[group for group in groups if len(group) > 1],
    ), labs


def _percents(source: Source, names: tuple[str, ...]) -> dict[str, int]:
    """Whole percent for some of the names or for all, 100 in sum."""
    named = list(names)
    for _ in range(source.below(len(names))):
        named.pop(source.below(len(named)))
    cuts = sorted({source.below(99) + 1 for _ in named[1:]})
    ends = [0, *cuts, 100]
    return {
        name: high - low
        for name, low, high in zip(named, ends, ends[1:], strict=False)
    }  # fmt: skip
