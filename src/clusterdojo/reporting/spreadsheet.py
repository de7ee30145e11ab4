"""Rows for a spreadsheet, in which no text of others is taken for a formula."""

import csv
import io
import unicodedata
from collections.abc import Iterable

from clusterdojo.untrusted import showable

# What makes a spreadsheet compute a cell instead of showing it.
FORMULA = ("=", "+", "-", "@")
LEADING = ("\t", "\r", "\n")


def cell(text: str) -> str:
    """Text of others on one line; what would be a formula begins with an apostrophe."""
    shown = " ".join(showable(text).split())
    # A full-width sign is one to some programs.
    first = unicodedata.normalize("NFKC", shown[:1])
    return f"'{shown}" if first.startswith(FORMULA) or text.startswith(LEADING) else shown


def number(value: float | None) -> str:
    """Points with at most two decimals; an empty cell where there are none."""
    return "" if value is None else f"{value:.2f}".rstrip("0").rstrip(".")


def rows(lines: Iterable[Iterable[str]]) -> str:
    """The lines as comma-separated values."""
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows(lines)
    return text.getvalue()
