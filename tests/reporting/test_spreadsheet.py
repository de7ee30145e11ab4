"""Cells of a spreadsheet, read back by Python's csv."""

import csv
import io

import pytest

from clusterdojo.reporting.spreadsheet import cell, number, rows


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
