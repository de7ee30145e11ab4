"""Values drawn for one attempt: the same seed gives the same ones, on every Python and platform."""

import hashlib
from collections.abc import Mapping
from typing import Annotated, Literal, TypeVar

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Discriminator,
    Field,
    StrictStr,
    Tag,
    model_validator,
)

from clusterdojo.lab.words import shown

Drawn = str | int | list[str]
T = TypeVar("T", str, str | int)


def _different(items: list[T]) -> list[T]:
    """A value given twice would come twice as often, or twice in one sample."""
    for item in items:
        if items.count(item) > 1:
            msg = f"{item} is given twice"
            raise ValueError(msg)
    return items


def _text_or_number(item: object) -> object:
    """Strict, since YAML's yes and no would otherwise become 1 and 0."""
    if type(item) not in (str, int):
        msg = f"must be text or a whole number, not {shown(item)}"
        raise ValueError(msg)
    return item


Item = Annotated[str | int, BeforeValidator(_text_or_number)]


class Choose(BaseModel):
    """One of the given values."""

    model_config = ConfigDict(extra="forbid")
    choose: Annotated[list[Item], Field(min_length=2), AfterValidator(_different)]
    prove: Literal["each"] | None = Field(
        default=None, description="`each`: the proof tries the solution with every value"
    )

    def draw(self, source: "Source") -> Drawn:
        """One of them, all equally likely."""
        return self.choose[source.below(len(self.choose))]

    def can_draw(self, value: object) -> bool:
        """Whether some seed draws this value: 1 is not "1", and not true either."""
        return any(type(value) is type(one) and value == one for one in self.choose)


class Between(BaseModel):
    """A whole number between two bounds, both included."""

    model_config = ConfigDict(extra="forbid")
    between: tuple[int, int]

    @model_validator(mode="after")
    def _ordered(self) -> "Between":
        low, high = self.between
        if low >= high:
            msg = "the first bound must be below the second"
            raise ValueError(msg)
        return self

    def draw(self, source: "Source") -> Drawn:
        """One of them, all equally likely."""
        low, high = self.between
        return low + source.below(high - low + 1)

    def can_draw(self, value: object) -> bool:
        """Whether some seed draws this value."""
        low, high = self.between
        return type(value) is int and low <= value <= high


class Sample(BaseModel):
    """Several different values out of the given ones, in a drawn order."""

    model_config = ConfigDict(extra="forbid")
    sample: Annotated[list[StrictStr], Field(min_length=2), AfterValidator(_different)]
    count: Annotated[int, Field(ge=1)]

    @model_validator(mode="after")
    def _enough(self) -> "Sample":
        if self.count > len(self.sample):
            msg = f"count is {self.count}, but there are only {len(self.sample)} values"
            raise ValueError(msg)
        return self

    def draw(self, source: "Source") -> Drawn:
        """`count` different ones."""
        left = list(self.sample)
        return [left.pop(source.below(len(left))) for _ in range(self.count)]

    def can_draw(self, value: object) -> bool:
        """Whether some seed draws this value."""
        if not isinstance(value, list) or len(value) != self.count:
            return False
        known = all(type(item) is str and item in self.sample for item in value)
        return known and len(set(value)) == self.count


KINDS = ("choose", "between", "sample")


def _kind(spec: object) -> str | None:
    """Which of the kinds a mapping, or a model, is."""
    if isinstance(spec, BaseModel):
        return type(spec).__name__.lower()
    return next((kind for kind in KINDS if isinstance(spec, dict) and kind in spec), None)


ValueSpec = Annotated[
    Annotated[Choose, Tag("choose")]
    | Annotated[Between, Tag("between")]
    | Annotated[Sample, Tag("sample")],
    Discriminator(
        _kind,
        custom_error_type="value_kind",
        custom_error_message=f"should have one of {', '.join(KINDS)}",
    ),
]


class Source:
    """An endless row of numbers that depends on nothing but its name."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._drawn = 0

    def below(self, bound: int) -> int:
        """The next number, at least 0 and below `bound`."""
        self._drawn += 1
        digest = hashlib.sha256(f"{self._name}/{self._drawn}".encode()).digest()
        return int.from_bytes(digest) % bound


def draw(specs: Mapping[str, ValueSpec], lab_id: str, seed: int) -> dict[str, Drawn]:
    """One value for every name in `specs`; adding a name changes none of the others."""
    return {name: spec.draw(Source(f"{lab_id}/{seed}/{name}")) for name, spec in specs.items()}


def why_not_drawn(specs: Mapping[str, ValueSpec], values: Mapping[str, object]) -> str:
    """Why no seed draws these values; empty if one does.

    The reason names nothing that stands in `values`: they may come from anybody.

    Args:
        specs: The lab's values.
        values: What is said to be drawn, of any type.
    """
    if values.keys() - specs.keys():
        return "it has a value that the lab does not draw"
    for name, spec in specs.items():
        if name not in values:
            return f"it lacks the value {name}, which the lab draws"
        if not spec.can_draw(values[name]):
            return f"its value {name} is not one that the lab draws"
    return ""


def seeds_for_each(specs: Mapping[str, ValueSpec], lab_id: str, tried: set[int]) -> dict[int, str]:
    """The seeds that draw what must be proven and what none of `tried` draws.

    Args:
        specs: The lab's values; those with `prove: each` are looked at.
        lab_id: The lab.
        tried: Seeds that are proven anyway.

    Returns:
        By seed, what it is tried for: "fault=stopped".
    """
    each = {n: s for n, s in specs.items() if isinstance(s, Choose) and s.prove == "each"}
    due = {(name, value) for name, spec in each.items() for value in spec.choose}
    for seed in tried:
        due -= set(draw(each, lab_id, seed).items())
    found = {}
    seed = max(tried, default=0)
    while due:
        seed += 1
        if new := due & set(draw(each, lab_id, seed).items()):
            found[seed] = ", ".join(f"{name}={value}" for name, value in sorted(new, key=str))
            due -= new
    return found
