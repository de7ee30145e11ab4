"""Text that comes from others: names, reasons and paths may hold anything."""

import re

# What neither XML nor a browser shows, lone surrogates (file names that are no UTF-8) included.
UNSHOWN = re.compile(
    "[^\t\n\r\N{SPACE}-\N{TILDE}\N{NO-BREAK SPACE}-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]"
)
REPLACEMENT = "\N{REPLACEMENT CHARACTER}"


def showable(text: str) -> str:
    """The same text; what can't be shown, or written as UTF-8, is a replacement character."""
    return UNSHOWN.sub(REPLACEMENT, text)


def shortened(text: str, most: int) -> str:
    """At most so many characters, with a word about the rest."""
    if len(text) <= most:
        return text
    return f"{text[:most].rstrip()} … ({len(text) - most:,} more characters)"


def one_line(text: str, most: int) -> str:
    """Text for a cell or a chart: showable, on one line, at most so many characters."""
    text = " ".join(showable(text).split())
    return text if len(text) <= most else f"{text[: most - 1].rstrip()}…"
