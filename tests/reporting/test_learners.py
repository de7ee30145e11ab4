"""How learners name themselves."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clusterdojo.reporting.learners import Named, matching, named


@pytest.mark.parametrize(
    ("text", "who"),
    [
        ("Wei Zhang", Named("Wei Zhang")),
        ("Wei Zhang <wz@x.org>", Named("Wei Zhang", "", "wz@x.org")),
        ("Wei Zhang (1001)", Named("Wei Zhang", "1001")),
        (" Zhang, Wei ( s1 )  < wz@x.org > ", Named("Zhang, Wei", "s1", "wz@x.org")),
        ("(1001)", Named("", "1001")),
        ("<wz@x.org>", Named("", "", "wz@x.org")),
        ("1001", Named("1001")),
        ("wz@x.org", Named("wz@x.org")),
        ("Ada (Countess)", Named("Ada (Countess)")),
        ("Ada (Team 3)", Named("Ada (Team 3)")),
        ("Wei<wz@x.org>", Named("Wei", "", "wz@x.org")),
        ("@SUM(A1)", Named("@SUM(A1)")),
        ("Wei <wz>", Named("Wei <wz>")),
        ("Wei <a@b@c>", Named("Wei <a@b@c>")),
        ("Wei (1\x1b[31m)", Named("Wei (1\x1b[31m)")),
        ("Wei <w\u202e@x.org>", Named("Wei <w\u202e@x.org>")),
        (f"Wei (1{'x' * 120})", Named(f"Wei (1{'x' * 120})")),
        ("Wei (1) (2)", Named("Wei (1)", "2")),
        ("", Named("")),
    ],
)
def test_an_id_and_an_address_stand_behind_the_name(text: str, who: Named) -> None:
    """In brackets, after a space."""
    assert named(text) == who


SIGNS = st.sampled_from("aZß,<>()@1 \t\u00a0\u200b\uff08\uff09\uff0cİ")


@given(st.text(alphabet=st.one_of(SIGNS, st.characters())))
def test_a_matching_form_matches_itself(text: str) -> None:
    """What matches a name also matches its matching form."""
    assert matching(matching(text)) == matching(text)


@pytest.mark.parametrize("part", [" ", "(", "( ", "<@", "(1) ", "<a@b> ", ","])
def test_a_long_name_takes_no_long_time(part: str) -> None:
    """A result may hold any text: quadratic time would be minutes here."""
    text, before = part * 100_000, time.process_time()
    named(text + "1)")
    matching(text + "x")
    assert time.process_time() - before < 5
