"""Learners' names: how they are shown, and when two spellings are one learner's."""

import functools
import re
import unicodedata
from dataclasses import dataclass

LONGEST = 120  # characters that are shown; `dojo start` takes no longer ones
UNNAMED = "(no name)"
# “Wei Zhang (1001)”, “Wei Zhang <wz@example.org>”, or both. An id holds a digit: “Ada (Countess)”
# is a name.
ID = re.compile(r"(?:\A|\s+)\(\s*(?P<id>(?=[^()\s]*\d)[^()<>\s]+)\s*\)\s*\Z")
EMAIL = re.compile(r"\s*<\s*(?P<email>[^<>@\s]+@[^<>@\s]+)\s*>\s*\Z")


@dataclass(frozen=True, slots=True)
class Named:
    """How a learner named themselves.

    Attributes:
        name: Without id and e-mail; empty where they gave nothing else.
        id: Empty where they gave none.
        email: Empty where they gave none.
    """

    name: str
    id: str = ""
    email: str = ""


def named(text: str) -> Named:
    """Name, id and e-mail in “Wei Zhang (1001) <wz@example.org>”; id and e-mail may be missing."""
    text = text[: 10 * LONGEST]  # of a result that may hold any text
    found = {"id": "", "email": ""}
    for pattern in (EMAIL, ID):
        if match := pattern.search(text):
            found |= match.groupdict()
            text = text[: match.start()]
    return Named(text, **found)


@functools.lru_cache(maxsize=100_000)
def shown(name: str) -> str:
    """The name on one line, without what can't be seen; a result may hold any text as a name."""
    visible = (c if c.isprintable() else " " if c.isspace() else "" for c in name)
    words = " ".join("".join(visible).split())
    return words if len(words) <= LONGEST else f"{words[: LONGEST - 1]}…"


@functools.lru_cache(maxsize=100_000)
def matching(name: str) -> str:
    """The same text for all spellings of a name; empty for nobody's.

    Upper and lower case, white space, compatible characters (such as full-width ones) and
    “Last, First” for “First Last” make no difference. Accents do: José is not Jose.
    """
    folded = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", name).casefold())
    visible = "".join(c if c.isprintable() else " " if c.isspace() else "" for c in folded)
    last, comma, first = (" ".join(part.split()) for part in visible.partition(","))
    if comma and first and last and "," not in first:
        return f"{first} {last}"
    return " ".join(visible.split())
