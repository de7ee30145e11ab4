"""Text that comes from others: names, reasons and paths may hold anything."""

import re
import shlex

# What neither XML nor a browser shows, lone surrogates (file names that are no UTF-8) included;
# and what turns the direction of writing, so that a line reads otherwise than it is copied.
UNSHOWN = re.compile(
    "[^\t\n\r\N{SPACE}-\N{TILDE}\N{NO-BREAK SPACE}-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]"
    "|[\u202a-\u202e\u2066-\u2069]"
)
MOST_ITEMS = 20  # of a list that are shown
REPLACEMENT = "\N{REPLACEMENT CHARACTER}"


def showable(text: str) -> str:
    """The same text; what can't be shown, or written as UTF-8, is a replacement character."""
    return UNSHOWN.sub(REPLACEMENT, text)


def shortened(text: str, most: int) -> str:
    """At most so many characters, with a word about the rest."""
    if len(text) <= most:
        return text
    return f"{text[:most].rstrip()} … ({len(text) - most:,} more characters)"


def terminal(text: str) -> str:
    """Text for a terminal: showable, and no line goes back over what stands before it."""
    return showable(text).replace("\r", REPLACEMENT)


def quoted(value: str | int | list[str], most: int) -> str:
    """A value as a word of a shell, so that nothing runs where it is copied; of a list, each item.

    Args:
        value: Of any origin.
        most: How many characters of it, or of each item, are shown.
    """
    if not isinstance(value, list):
        return shlex.quote(one_line(str(value), most))
    items = [quoted(item, most) for item in value[:MOST_ITEMS]]
    return ", ".join([*items, "…"] if len(value) > MOST_ITEMS else items)


def one_line(text: str, most: int) -> str:
    """Text for a cell or a chart: showable, on one line, at most so many characters."""
    text = " ".join(showable(text).split())
    return text if len(text) <= most else f"{text[: most - 1].rstrip()}…"
