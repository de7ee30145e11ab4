"""An exam's tasks, drawn: the same seed gives the same ones, on every Python and platform."""

import itertools
from collections.abc import Collection, Iterable, Sequence
from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator

from clusterdojo.engines.registry import names
from clusterdojo.errors import UsageError
from clusterdojo.exam.blueprint import DIFFICULTIES, DOMAINS, Blueprint, Percent
from clusterdojo.exam.choose import Choice, Need
from clusterdojo.exam.shares import apportion
from clusterdojo.lab.model import Difficulty, Domain, Lab, Name
from clusterdojo.lab.values import Source

SEEDS = 10**6  # as many as `dojo start` draws from
TRIES = 20
MOST_TASKS = 30  # as a blueprint may have


def _printable(text: str) -> str:
    if not text.isprintable():
        msg = "has characters that can't be shown"
        raise ValueError(msg)
    return text


Title = Annotated[str, Field(max_length=80), AfterValidator(_printable)]
Seed = Annotated[int, Field(ge=0)]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


def _known(engine: str) -> str:
    """The name of an engine that there is; a pack comes from elsewhere."""
    if engine not in names():
        msg = f"there is no engine called {engine[:63]!r}"
        raise ValueError(msg)
    return engine


class DrawnTask(_Strict):
    """One task as it was drawn; the fields are those that TaskRecord begins with.

    Attributes:
        weight: Percent of the exam, a whole number of them.
    """

    number: Annotated[int, Field(ge=1, le=MOST_TASKS)]
    lab: Name
    title: Title
    domain: Domain
    difficulty: Difficulty
    minutes: int
    engine: Annotated[str, AfterValidator(_known)]
    seed: Seed
    weight: Annotated[float, Field(ge=0, le=100)]
    contexts: list[Name]


class DrawnExam(_Strict):
    """An exam as it was drawn from a blueprint; its bounds are the blueprint's.

    Attributes:
        domains: What each weighs in this draw, in percent; 0 where no lab fills it.
        unfilled: What the blueprint has for domains that no lab fills, in percent.
        tasks: In the order in which they are sat; their weights add up to 100.
    """

    blueprint: Name
    title: Title
    seed: Seed
    minutes: Annotated[int, Field(ge=1, le=600)]
    pass_percent: Annotated[int, Field(ge=1, le=100)]
    domains: dict[Domain, Annotated[float, Field(ge=0, le=100)]]
    unfilled: dict[Domain, Percent]
    tasks: Annotated[list[DrawnTask], Field(min_length=1, max_length=MOST_TASKS)]

    @model_validator(mode="after")
    def _numbered(self) -> "DrawnExam":
        if [task.number for task in self.tasks] != list(range(1, len(self.tasks) + 1)):
            msg = "the tasks are not numbered from 1"
            raise ValueError(msg)
        return self

    @property
    def note(self) -> str:
        """A note for the learner about domains without labs; empty if there are none."""
        if not self.unfilled:
            return ""
        named = [f"{domain} ({percent}%)" for domain, percent in self.unfilled.items()]
        listed = " and ".join(filter(None, [", ".join(named[:-1]), named[-1]]))
        filled = ", ".join(f"{domain} {weight:g}%" for domain, weight in self.domains.items()
                           if weight)  # fmt: skip
        return f"No lab fills {listed} here; the other domains weigh more instead: {filled}."


def draw(
    blueprint: Blueprint, labs: Collection[Lab], seed: int, engines: Collection[str]
) -> DrawnExam:
    """Draw an exam.

    Args:
        blueprint: What is to be drawn.
        labs: All there are, in any order.
        seed: 0 or more.
        engines: The available ones. A task gets the first of its lab's engines that is.

    Raises:
        UsageError: The seed is no good, or there are not enough labs for what is wanted.
    """
    if seed < 0:
        raise UsageError(f"{seed} can't be a seed.", "Use 0 or a whole number above it.")
    pool = [lab for lab in blueprint.pool(labs) if _engine(lab, engines)]
    there = {lab.domain for lab in pool}
    wanted = {d: w for d in DOMAINS if (w := blueprint.domains.get(d, 0))}
    filled = {domain: weight for domain, weight in wanted.items() if domain in there}
    rows = _rows(blueprint, pool, filled, seed)
    if rows is None:
        others = {name for lab in blueprint.pool(labs) for name in lab.engines} - set(engines)
        raise _too_small(blueprint, pool, engines, others)
    chosen = _choose(blueprint, pool, filled, seed, rows)
    domains = apportion(100, filled)
    weights = _weights(domains, chosen)
    return DrawnExam(
        blueprint=blueprint.id,
        title=blueprint.title,
        seed=seed,
        minutes=blueprint.minutes,
        pass_percent=blueprint.pass_percent,
        domains={domain: domains.get(domain, 0) for domain in DOMAINS},
        unfilled={domain: weight for domain, weight in wanted.items() if domain not in there},
        tasks=[
            DrawnTask(
                number=number,
                lab=lab.id,
                title=lab.title,
                domain=lab.domain,
                difficulty=lab.difficulty,
                minutes=lab.minutes,
                engine=_engine(lab, engines)[0],
                seed=_number(blueprint, seed, f"seed/{lab.id}") % SEEDS,
                weight=weights[lab.id],
                contexts=[cluster.name for cluster in lab.clusters],
            )
            for number, lab in enumerate(chosen, 1)
        ],
    )


def _engine(lab: Lab, engines: Collection[str]) -> list[str]:
    """The lab's engines that are available, the preferred one first."""
    return [engine for engine in lab.engines if engine in engines]


def _number(blueprint: Blueprint, seed: int, what: str) -> int:
    """A number that depends on nothing but these names."""
    return Source(f"exam/{blueprint.id}/{seed}/{what}").below(2**64)


def _choose(
    blueprint: Blueprint,
    pool: Sequence[Lab],
    filled: dict[Domain, int],
    seed: int,
    rows: Need,
) -> list[Lab]:
    """The labs of the exam, in its order."""
    choice = Choice(pool, blueprint.groups(pool), tuple(filled), DIFFICULTIES)
    columns = next(columns for columns in _mixes(blueprint, seed) if choice.possible(rows, columns))

    def places(what: str) -> list[int]:
        numbers = [_number(blueprint, seed, f"{what}/{lab.id}") for lab in pool]
        return sorted(range(len(pool)), key=numbers.__getitem__)

    # The labs say how long they take; the exam is to be long enough for all of them.
    shortest: list[Lab] = []
    for attempt in range(TRIES):
        tried = choice.first(places(f"try {attempt}"), rows, columns)
        if not shortest or _minutes(tried) < _minutes(shortest):
            shortest = tried
        if _minutes(shortest) <= blueprint.minutes:
            break
    chosen = {lab.id for lab in shortest}
    return [pool[place] for place in places("order") if pool[place].id in chosen]


def _minutes(labs: Iterable[Lab]) -> int:
    return sum(lab.minutes for lab in labs)


def _rows(
    blueprint: Blueprint, pool: Sequence[Lab], filled: dict[Domain, int], seed: int
) -> Need | None:
    """How many tasks of each domain: what is nearest to the weights and can be drawn.

    Each domain has one at least, and one more or less than it is due at most.
    """
    whole = sum(filled.values())
    due = [blueprint.tasks * weight for weight in filled.values()]  # times `whole`
    near = itertools.product(*(
        range(max(1, -(-(amount - whole) // whole)), (amount + whole) // whole + 1)
        for amount in due
    ))  # fmt: skip
    choice = Choice(pool, blueprint.groups(pool), tuple(filled))

    def distance(rows: Need) -> tuple[int, int]:
        off = sum((whole * count - amount) ** 2 for count, amount in zip(rows, due, strict=True))
        return off, _number(blueprint, seed, f"domains/{rows}")

    fitting = sorted((rows for rows in near if sum(rows) == blueprint.tasks), key=distance)
    return next((rows for rows in fitting if choice.possible(rows, (blueprint.tasks,))), None)


def _mixes(blueprint: Blueprint, seed: int) -> list[Need]:
    """All numbers of tasks by difficulty, those nearest to the mix first."""
    mix = {difficulty: blueprint.difficulty.get(difficulty, 0) for difficulty in DIFFICULTIES}
    wanted = apportion(blueprint.tasks, mix).values()
    every = itertools.product(range(blueprint.tasks + 1), repeat=len(DIFFICULTIES))

    def distance(columns: Need) -> tuple[int, int]:
        off = sum(abs(count - want) for count, want in zip(columns, wanted, strict=True))
        return off, _number(blueprint, seed, f"difficulty/{columns}")

    return sorted((c for c in every if sum(c) == blueprint.tasks), key=distance)


def _weights(domains: dict[Domain, int], chosen: Iterable[Lab]) -> dict[str, int]:
    """Each task's percent: its domain's, shared by minutes, and none of them without any."""
    weights: dict[str, int] = {}
    for domain, percent in domains.items():
        labs = {lab.id: lab.minutes for lab in chosen if lab.domain == domain}
        beyond = apportion(percent - len(labs), labs)
        weights |= {lab_id: 1 + more for lab_id, more in beyond.items()}
    return weights


def _too_small(
    blueprint: Blueprint, pool: Sequence[Lab], engines: Collection[str], others: Collection[str]
) -> UsageError:
    """The error that counts the labs for `engines`; `others` have more."""
    counts = dict.fromkeys((d for d in DOMAINS if blueprint.domains.get(d)), 0)
    for lab in pool:
        counts[lab.domain] += 1
    listed = ", ".join(f"{domain} {count}" for domain, count in counts.items())
    on = " and ".join(sorted(engines)) or "no engine"
    tasks = "1 task" if blueprint.tasks == 1 else f"{blueprint.tasks} tasks"
    apart = "; some are never drawn together" if blueprint.groups(pool) else ""
    return UsageError(
        f"The exam {blueprint.id} has {tasks}, which can't be drawn by its weights "
        f"from the labs for {on} ({listed}{apart}).",
        f"Use {' and '.join(sorted(others))}, too: `dojo doctor` shows what this machine lacks."
        if others
        else "Lower `tasks` or change `domains` in its file (see docs/exam-yaml.md).",
    )
