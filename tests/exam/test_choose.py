"""Which labs make up an exam."""

import itertools
from collections import Counter

from hypothesis import given

from clusterdojo.exam.blueprint import DIFFICULTIES, DOMAINS, Blueprint
from clusterdojo.exam.choose import Choice, Need
from clusterdojo.lab.model import Lab
from tests.exam.pools import lab, pools

Pool = tuple[Blueprint, list[Lab]]


def needs(labs: tuple[Lab, ...]) -> tuple[Need, Need]:
    """The needs that exactly these labs meet."""
    domains = Counter(one.domain for one in labs)
    difficulties = Counter(one.difficulty for one in labs)
    return tuple(domains[d] for d in DOMAINS), tuple(difficulties[d] for d in DIFFICULTIES)


def every_choice(blueprint: Blueprint, labs: list[Lab]) -> set[tuple[Need, Need]]:
    """All needs that can be met, by trying every set of labs."""
    return {
        needs(chosen)
        for chosen in itertools.combinations(labs, blueprint.tasks)
        if all(len({o.id for o in chosen} & set(group)) < 2 for group in blueprint.groups(labs))
    }


@given(pools(most=10))
def test_the_search_finds_what_there_is_and_nothing_else(pool: Pool) -> None:
    """It answers whether numbers by domain and difficulty are possible as trying every set does."""
    blueprint, labs = pool
    choice = Choice(labs, blueprint.groups(labs), DOMAINS, DIFFICULTIES)
    plain = Choice(labs, blueprint.groups(labs), DOMAINS)
    met = every_choice(blueprint, labs)
    rows_met = {rows for rows, _ in met}
    for rows in {needs(c)[0] for c in itertools.combinations(labs, blueprint.tasks)}:
        assert plain.possible(rows, (blueprint.tasks,)) is (rows in rows_met)
        for columns in itertools.product(range(blueprint.tasks + 1), repeat=3):
            assert choice.possible(rows, columns) is ((rows, columns) in met), (rows, columns)


@given(pools(most=10))
def test_what_is_chosen_meets_the_needs(pool: Pool) -> None:
    """Whatever the order, if the needs can be met at all the chosen labs do."""
    blueprint, labs = pool
    choice = Choice(labs, blueprint.groups(labs), DOMAINS, DIFFICULTIES)
    for rows, columns in every_choice(blueprint, labs):
        for order in (range(len(labs)), reversed(range(len(labs)))):
            chosen = choice.first(order, rows, columns)
            assert needs(tuple(chosen)) == (rows, columns)


def test_the_first_ones_in_the_order_are_taken() -> None:
    """A lab is left out only where a rival or the needs ask for it."""
    labs = [lab(f"lab-{place}") for place in range(4)]
    choice = Choice(labs, [["lab-3", "lab-1"]], ("workloads",), ("medium",))
    assert [one.id for one in choice.first([3, 1, 0, 2], (2,), (2,))] == ["lab-3", "lab-0"]


def test_forty_labs_in_one_group_are_seen_through_at_once() -> None:
    """What can't be met with large groups is told without trying every set of labs."""
    labs = [lab(f"lab-{place}") for place in range(120)]
    groups = [[one.id for one in labs[start : start + 40]] for start in (0, 40, 80)]
    choice = Choice(labs, groups, ("workloads",))
    assert choice.possible((3,), (3,))
    assert not choice.possible((4,), (4,))
