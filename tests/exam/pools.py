"""Labs that exist in memory only, for draws."""

from collections.abc import Iterable
from itertools import pairwise

from hypothesis import strategies as st

from clusterdojo.exam.blueprint import DIFFICULTIES, DOMAINS, Blueprint
from clusterdojo.lab.model import Difficulty, Domain, EngineName, Lab

BOTH: list[EngineName] = ["kwok", "kind"]


def lab(
    lab_id: str,
    domain: Domain = "workloads",
    difficulty: Difficulty = "medium",
    *,
    minutes: int = 7,
    engines: list[EngineName] | None = None,
    apart: Iterable[str] = (),
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
            "apart": list(apart),
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


ENGINES: list[list[EngineName]] = [["kwok"], ["kind"], ["kwok", "kind"], ["kind", "kwok"]]


@st.composite
def pools(draw: st.DrawFn, *, most: int = 40) -> tuple[Blueprint, list[Lab]]:
    """A blueprint and at most so many labs, among them few, many, and far too few for it."""
    fields = st.tuples(
        st.sampled_from(DOMAINS),
        st.sampled_from(DIFFICULTIES),
        st.integers(3, 25),
        st.sampled_from(ENGINES),
    )
    labs = [
        lab(f"lab-{place}", domain, difficulty, minutes=minutes, engines=engines)
        for place, (domain, difficulty, minutes, engines) in enumerate(
            draw(st.lists(fields, min_size=4, max_size=most))
        )
    ]
    ids = st.sampled_from([one.id for one in labs])
    groups = st.lists(ids, min_size=2, max_size=5, unique=True)
    for group in draw(st.lists(groups, max_size=len(labs) // 4)):  # in the labs' own files
        labs = [
            one.model_copy(update={"apart": sorted({*one.apart, *group} - {one.id})})
            if one.id in group
            else one
            for one in labs
        ]
    return blueprint(
        minutes=draw(st.integers(20, 179)),
        tasks=draw(st.integers(1, min(2 + len(labs) // 2, 16))),
        domains=draw(_percents(DOMAINS)),
        difficulty=draw(_percents(DIFFICULTIES)),
        apart=draw(st.lists(groups, max_size=len(labs) // 4)),
    ), labs


@st.composite
def _percents(draw: st.DrawFn, names: tuple[str, ...]) -> dict[str, int]:
    """Whole percent for some of the names or for all, 100 in sum."""
    named = draw(st.lists(st.sampled_from(names), min_size=1, unique=True))
    cuts = st.lists(
        st.integers(1, 99), min_size=len(named) - 1, max_size=len(named) - 1, unique=True
    )
    ends = [0, *sorted(draw(cuts)), 100]
    return {name: high - low for name, (low, high) in zip(named, pairwise(ends), strict=True)}
