"""exams/<id>.yaml: how long an exam is, what it takes to pass, and what may be drawn for it."""

from collections.abc import Hashable, Iterable
from typing import Annotated, Literal, TypeVar

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Discriminator,
    Field,
    Tag,
)

from clusterdojo.lab.model import Difficulty, Domain, Lab, Name

DOMAINS: tuple[Domain, ...] = (
    "architecture", "workloads", "networking", "storage", "troubleshooting",
)  # fmt: skip
DIFFICULTIES: tuple[Difficulty, ...] = ("easy", "medium", "hard")

Percent = Annotated[int, Field(ge=0, le=100)]
K = TypeVar("K", bound=Hashable)


def _whole(parts: dict[K, int]) -> dict[K, int]:
    """Shares of something have to be all of it."""
    if sum(parts.values()) != 100:  # noqa: PLR2004 - percent
        msg = f"add up to {sum(parts.values())} percent, not to 100"
        raise ValueError(msg)
    return parts


def _different(ids: list[str]) -> list[str]:
    """An id given twice is one that somebody meant to be another."""
    for one in ids:
        if ids.count(one) > 1:
            msg = f"{one} is given twice"
            raise ValueError(msg)
    return ids


def _all_or_ids(given: object) -> str:
    return "ids" if isinstance(given, list) else "all"


Ids = Annotated[list[Name], AfterValidator(_different)]
Labs = Annotated[
    Annotated[Literal["all"], Tag("all")] | Annotated[Ids, Field(min_length=1), Tag("ids")],
    Discriminator(_all_or_ids),
]
Group = Annotated[Ids, Field(min_length=2)]


class Blueprint(BaseModel):
    """An exam as exams/<id>.yaml describes it."""

    # Strict, since YAML's yes and no would otherwise become 1 and 0.
    model_config = ConfigDict(extra="forbid", frozen=True, strict=True, title="ExamBlueprint")

    apiVersion: Literal["clusterdojo.dev/v1alpha1"]  # noqa: N815 - Kubernetes' own case
    kind: Literal["ExamBlueprint"]
    id: Name
    title: Annotated[str, Field(min_length=8, max_length=80)]
    minutes: Annotated[int, Field(ge=1, le=600)] = Field(
        default=120, description="The length of the exam in minutes"
    )
    pass_percent: Annotated[int, Field(ge=1, le=100)] = Field(
        default=66, description="The score that passes the exam, in percent"
    )
    tasks: Annotated[int, Field(ge=1, le=30)] = Field(default=16, description="The number of tasks")
    domains: Annotated[dict[Domain, Percent], AfterValidator(_whole)] = Field(
        description="The weight of each domain in percent; a domain that is not named has none"
    )
    difficulty: Annotated[dict[Difficulty, Percent], AfterValidator(_whole)] = Field(
        description="The mix of difficulties to aim at, in percent of the tasks"
    )
    labs: Labs = Field(default="all", description="The ids of the labs that may be drawn, or all")
    apart: list[Group] = Field(
        default_factory=list,
        description="More groups of labs of which this exam has at most one, "
        "in addition to those that the labs' own files name",
    )

    def groups(self, labs: Iterable[Lab]) -> list[list[str]]:
        """Groups of ids of which this exam has one lab at most: its own, and those of the labs."""
        return [*self.apart, *([lab.id, other] for lab in labs for other in lab.apart)]

    def pool(self, labs: Iterable[Lab]) -> list[Lab]:
        """The labs in `labs` that may be drawn, each once, sorted by id."""
        allowed = {
            lab.id: lab
            for lab in labs
            if self.domains.get(lab.domain, 0) and (self.labs == "all" or lab.id in self.labs)
        }
        return [allowed[lab_id] for lab_id in sorted(allowed)]
