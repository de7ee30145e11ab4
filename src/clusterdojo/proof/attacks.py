"""attacks.json: scripts of people who had not seen the graders, and which were graded wrongly."""

import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Annotated, Self

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from clusterdojo.errors import UsageError
from clusterdojo.proof.report import cell
from clusterdojo.proof.variants import Variant

NAME = "attacks.json"
GOAL = 3  # wrong grades in a hundred


class Attacked(BaseModel):
    """One lab in one round.

    Attributes:
        cases: How many scripts were run.
        wrong: Those that were graded otherwise than their writer expected, each with a sentence on
            what came of it.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    cases: int = Field(ge=1)
    wrong: dict[str, Annotated[str, Field(pattern=r"\S")]] = {}

    @model_validator(mode="after")
    def _no_more_wrong_than_run(self) -> Self:
        if len(self.wrong) > self.cases:
            msg = f"{len(self.wrong)} grades are wrong, of {self.cases} cases"
            raise ValueError(msg)
        return self


class Round(BaseModel):
    """One attack: new cases, at first sight of the code of one commit."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: str
    date: str
    commit: str
    engine: str
    labs: dict[str, Attacked] = Field(min_length=1)


class Attacks(BaseModel):
    """All rounds, the oldest first."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    rounds: list[Round]


def path_beside(page: Path) -> Path:
    """Where the record is, for a page of proofs."""
    return page.with_name(NAME)


def rounds_beside(page: Path) -> list[Round]:
    """The rounds on record beside a page of proofs; none without a record.

    Raises:
        UsageError: The record can't be read.
    """
    path = path_beside(page)
    try:
        return Attacks.model_validate(json.loads(path.read_bytes())).rounds
    except FileNotFoundError:
        return []
    except (OSError, ValueError) as error:
        raise UsageError(
            f"{path} is not a record of attacks: {_why(error)}.",
            "Correct it there, or restore it from version control.",
        ) from error


def _why(error: OSError | ValueError) -> str:
    if isinstance(error, ValidationError):
        first = error.errors()[0]
        return f"{'.'.join(map(str, first['loc']))}: {first['msg']}"
    return str(error)


def section(rounds: list[Round], every: Iterable[Variant] = ()) -> Iterator[str]:
    """The page's lines about the attacks: the figure of each round, then each wrong grade.

    Args:
        rounds: All on record.
        every: All variants of all labs, for which labs nobody has attacked yet.
    """
    if not rounds:
        return
    yield from (
        "## Attacked by strangers",
        "",
        "Writers who had not seen the graders wrote other right ways, unlucky honest runs and",
        "cheats from the tasks alone, each with the grade that an examiner would give. The table",
        f"counts other grades at first sight; fewer than {GOAL} in 100 is the goal. A grade counts",
        "as wrong whatever became of it, even if the script was at fault. How a round is run is",
        "described in docs/attacks.md.",
        "",
        "| round | engine | commit | labs | cases | wrong | in 100 |",
        "|---|---|---|---|---|---|---|",
    )
    for one in rounds:
        cases = sum(lab.cases for lab in one.labs.values())
        wrong = sum(len(lab.wrong) for lab in one.labs.values())
        yield _row(f"{one.name}, {one.date}", one.engine, one.commit, len(one.labs), cases, wrong,
                   f"{100 * wrong / cases:.1f}")  # fmt: skip
    yield ""
    yield from _not_yet(rounds, every)
    yield from ("| round | engine | lab | cases | wrong | |", "|---|---|---|---|---|---|")
    for one in rounds:
        for name, lab in one.labs.items():
            told = "; ".join(f"{case}: {what}" for case, what in lab.wrong.items())
            yield _row(one.name, one.engine, name, lab.cases, len(lab.wrong), told)
    yield ""


def _not_yet(rounds: list[Round], every: Iterable[Variant]) -> Iterator[str]:
    """A line for each engine on which labs were never attacked."""
    left = {(v.engine, v.lab) for v in every}
    left -= {(one.engine, lab) for one in rounds for lab in one.labs}
    for engine in sorted({engine for engine, _ in left}):
        labs = sorted(lab for its, lab in left if its == engine)
        yield from (f"Not attacked yet on {engine}: {', '.join(labs)}.", "")


def _row(*cells: str | int) -> str:
    return f"| {' | '.join(cell(str(one)) for one in cells)} |"
