"""Rows for a spreadsheet or a learning system, in which no text of others is taken for a formula.

Free text is guarded by an apostrophe. What identifies a learner is not: a learning system would not
know them by another text. It is written as it is, or the row is left out.
"""

import csv
import io
import re
import unicodedata
from collections.abc import Iterable

from clusterdojo.untrusted import one_line, showable

# What makes a spreadsheet compute a cell instead of showing it.
FORMULA = ("=", "+", "-", "@")
LONGEST = 1_000  # characters of a cell; many programs read no longer ones
LEADING = ("\t", "\r", "\n")
# An id such as -1234, +4912, @ada or =jose. A spreadsheet may show it as a number or a missing
# name, but calls no function and no program: that takes one of the characters that are not here.
HARMLESS = re.compile(r"[-+@=][\w.@+-]*")


def cell(text: str) -> str:
    """Text of others on one line; what would be a formula begins with an apostrophe."""
    shown = one_line(text, LONGEST)
    # A full-width sign is one to some programs.
    first = unicodedata.normalize("NFKC", shown[:1])
    return f"'{shown}" if first.startswith(FORMULA) or text.startswith(LEADING) else shown


def faults(identity: str) -> str:
    """Why a text that identifies a learner can't be written as it is; empty if it can."""
    if identity != " ".join(showable(identity).split()):
        return "it contains characters that a cell can't hold"
    if len(identity) > LONGEST:
        return "it is too long for a cell"
    lead = unicodedata.normalize("NFKC", identity[:1])
    if lead.startswith(FORMULA) and not HARMLESS.fullmatch(identity):
        return "a spreadsheet would take it for a formula"
    return ""


def number(value: float | None) -> str:
    """Points with at most two decimals; an empty cell if there are none."""
    return "" if value is None else f"{value:.2f}".rstrip("0").rstrip(".")


def rows(lines: Iterable[Iterable[str]]) -> str:
    """The lines as comma-separated values."""
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows(lines)
    return text.getvalue()
