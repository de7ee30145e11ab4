"""attacks.json: scripts of people who had not seen the graders, and which were graded wrongly."""

import json
from collections.abc import Iterator
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from clusterdojo.errors import UsageError

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
    wrong: dict[str, str] = {}


class Round(BaseModel):
    """One attack: new cases, at first sight of the code of one commit."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: str
    date: str
    commit: str
    engine: str
    labs: dict[str, Attacked]


class Attacks(BaseModel):
    """All rounds, the oldest first."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    rounds: list[Round]


def rounds_beside(page: Path) -> list[Round]:
    """The rounds on record beside a page of proofs; none without a record.

    Raises:
        UsageError: The record can't be read.
    """
    path = page.with_name(NAME)
    try:
        return Attacks.model_validate(json.loads(path.read_bytes())).rounds
    except FileNotFoundError:
        return []
    except (OSError, ValueError, ValidationError) as error:
        raise UsageError(
            f"{path} is not a record of attacks: {str(error).splitlines()[0]}.",
            "Restore it from version control.",
        ) from error


def section(rounds: list[Round]) -> Iterator[str]:
    """The page's lines about the attacks: counts first, then each wrong grade."""
    if not rounds:
        return
    yield from (
        "## Attacked by strangers",
        "",
        "Writers who had not seen the graders wrote other right ways, unlucky honest runs and",
        "cheats from the tasks alone, each with the grade that an examiner would give. The table",
        f"counts other grades at first sight; fewer than {GOAL} in 100 is the goal.",
        "",
        "| round | engine | commit | labs | cases | wrong | in 100 |",
        "|---|---|---|---|---|---|---|",
    )
    for one in rounds:
        cases = sum(lab.cases for lab in one.labs.values())
        wrong = sum(len(lab.wrong) for lab in one.labs.values())
        yield (
            f"| {one.name}, {one.date} | {one.engine} | {one.commit} | {len(one.labs)} | {cases} "
            f"| {wrong} | {100 * wrong / cases:.1f} |"
        )
    yield from ("", "| round | engine | lab | cases | wrong |", "|---|---|---|---|---|")
    for one in rounds:
        for name, lab in one.labs.items():
            told = "; ".join(f"{case}: {what}" for case, what in lab.wrong.items())
            yield f"| {one.name} | {one.engine} | {name} | {lab.cases} | {told or 'none'} |"
    yield ""
