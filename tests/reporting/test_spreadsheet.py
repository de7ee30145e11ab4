"""Cells of a spreadsheet, read back by Python's csv."""

import csv
import io

import pytest

from clusterdojo.reporting.spreadsheet import cell, faults, number, rows


@pytest.mark.parametrize(
    "text",
    [
        "=1+1",
        "+1",
        "-1",
        "@SUM(A1)",
        "\t=1",
        "\rx",
        "\nx",
        "  =1",
        "\N{FULLWIDTH EQUALS SIGN}1",
        "\N{FULLWIDTH COMMERCIAL AT}x",
    ],
)
def test_no_text_is_a_formula(text: str) -> None:
    """What a spreadsheet would compute begins with an apostrophe."""
    [[read]] = csv.reader(io.StringIO(rows([[cell(text)]])))
    assert read.startswith("'")


@pytest.mark.parametrize("text", ["Ada", 'Ann "A", B.', "Łukasz", "O'Neil", "a=b", "李"])
def test_other_text_is_read_back_as_it_was(text: str) -> None:
    """Quotes, commas and other scripts are kept."""
    assert list(csv.reader(io.StringIO(rows([[cell(text), "x"]])))) == [[text, "x"]]


@pytest.mark.parametrize("text", ["a\r\nb", "a\tb", "a\nb"])
def test_a_cell_is_one_line(text: str) -> None:
    """No text begins a new row."""
    assert rows([[cell(text)]]) == "a b\n"


def test_control_characters_are_not_written() -> None:
    """They would reach a terminal, or end the reading."""
    assert cell("a\x00\x1bb") == "a\ufffd\ufffdb"


@pytest.mark.parametrize(
    ("value", "text"),
    [(None, ""), (0, "0"), (10, "10"), (7.5, "7.5"), (100.0, "100"), (1 / 3, "0.33")],
)
def test_a_number_is_short(value: float | None, text: str) -> None:
    """Two decimals at most; nothing for nothing."""
    assert number(value) == text


@pytest.mark.parametrize(
    "text",
    ["00123", "-1234", "+4912", "@ada", "=jose", "ada@x.org", "Ada Lovelace", "O'Neil", "李"],
)
def test_what_identifies_may_begin_like_a_formula(text: str) -> None:
    """A learning system knows its learners by it; no function and no program is called."""
    assert faults(text) == ""


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("=1+SUM(A1)", "a spreadsheet would take it for a formula"),
        ("=cmd|' /C calc'!A0", "a spreadsheet would take it for a formula"),
        ("@SUM(A1)", "a spreadsheet would take it for a formula"),
        ('=HYPERLINK("http://x")', "a spreadsheet would take it for a formula"),
        ("\N{FULLWIDTH EQUALS SIGN}1", "a spreadsheet would take it for a formula"),
        ("x" * 1001, "it is too long for a cell"),
        ("a\nb", "it contains characters that a cell can't hold"),
        ("\t=1", "it contains characters that a cell can't hold"),
        ("a\x00b", "it contains characters that a cell can't hold"),
        ("a  b", "it contains characters that a cell can't hold"),
    ],
)
def test_what_cannot_be_written_as_it_is_has_a_reason(text: str, why: str) -> None:
    """It is not changed: a learning system would find nobody, or somebody else."""
    assert faults(text) == why
