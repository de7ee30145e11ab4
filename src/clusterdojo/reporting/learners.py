"""Learners' names: how they are shown, and when two spellings are one learner's."""

import functools
import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass

LONGEST = 120  # characters that are shown; `dojo start` takes no longer ones
UNNAMED = "(no name)"


@dataclass(frozen=True, slots=True)
class Named:
    """How a learner named themselves.

    Attributes:
        name: Without id and e-mail; empty if they gave nothing else.
        id: Empty where they gave none.
        email: Empty where they gave none.
    """

    name: str
    id: str = ""
    email: str = ""


def named(text: str) -> Named:
    """Name, id and e-mail in “Wei Zhang (1001) <wz@example.org>”; id and e-mail may be missing.

    An id contains a digit: “Ada (Countess)” is a name.
    """
    text, email = _split(text, "<", ">", _is_email)
    text, student_id = _split(text, "(", ")", _is_id)
    return Named(text.strip(), student_id, email)


def _split(text: str, start: str, end: str, accepts: Callable[[str], bool]) -> tuple[str, str]:
    """What is before the last brackets, and what is in them. A result may hold any text."""
    whole = text.rstrip()
    before, bracket, inside = whole.removesuffix(end).rpartition(start)
    inside = inside.strip()
    apart = start == "<" or not before[-1:].strip()  # “@SUM(A1)” has no id
    plain = len(inside) <= LONGEST and inside.isprintable()
    if whole.endswith(end) and bracket and apart and plain and accepts(inside):
        return before, inside
    return text, ""


def _is_email(text: str) -> bool:
    user, at, host = text.partition("@")
    return bool(user and at and host) and not re.search(r"[\s<>@]", user + host)


def _is_id(text: str) -> bool:
    return any(c.isdigit() for c in text) and not re.search(r"[\s()<>]", text)


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
    “Last, First” for “First Last” make no difference. Accents do: José is not Jose. An id or an
    e-mail behind the name does, too.
    """
    folded = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", name).casefold())
    who = named("".join(c if c.isprintable() else " " if c.isspace() else "" for c in folded))
    last, comma, first = (" ".join(part.split()) for part in who.name.partition(","))
    swapped = comma and first and last and "," not in first
    name = f"{first} {last}" if swapped else " ".join(who.name.split())
    words = (name, f"({who.id})" if who.id else "", f"<{who.email}>" if who.email else "")
    return " ".join(filter(None, words))
