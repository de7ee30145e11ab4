"""What pydantic finds wrong in a file, in plain words for the author of the file."""

import datetime
from collections.abc import Mapping
from typing import Any

from pydantic_core import ErrorDetails

LONGEST = 40  # characters of a value that a message repeats
NAME = r"^[a-z0-9]([-a-z0-9]*[a-z0-9])?$"
VALUE_NAME = r"^[a-z][a-z0-9_]*$"
TAINT = r"^[^:=\s]+(=[^:=\s]*)?:(NoSchedule|PreferNoSchedule|NoExecute)$"
DATA_DIR = r"^(/[-\w./]+|\{\{ \w+ \}\})$"
VERSION = r"^[0-9]{1,4}\.[0-9]{1,4}\.[0-9]{1,4}$"
PATTERNS = {
    NAME: "a name of lower-case letters, digits and `-`, with a letter or digit at both ends",
    VALUE_NAME: "a name of lower-case letters, digits and `_`, with a letter first",
    TAINT: "a taint as kubectl writes it, such as key=value:NoSchedule",
    DATA_DIR: 'an absolute path, or a drawn value such as "{{ data_dir }}"',
    VERSION: "a version such as 1.34.4",
}


def in_words(detail: ErrorDetails) -> str:
    """One fault, as the end of a sentence that begins with the field's name."""
    kind, given = detail["type"], detail["input"]
    context: Mapping[str, Any] = detail.get("ctx", {})
    if kind in _ALONE:
        return _ALONE[kind]
    if kind.endswith(("too_short", "too_long")) and kind != "url_too_long":
        return _length(context, given)
    if kind == "value_error":
        return str(context["error"])
    wanted = _wanted(kind, context)
    if wanted is None:
        return detail["msg"]  # our own words, such as those of a discriminator
    quotes = kind == "string_type" and isinstance(given, SCALARS)
    return f"must be {wanted}, not {shown(given)}" + ": put it in quotes" * quotes


SCALARS = (bool, int, float, datetime.date)
_ALONE = {"missing": "is missing", "extra_forbidden": "unknown field"}
_TYPES = {
    "string_type": "text",
    **dict.fromkeys(("int_type", "int_parsing", "int_from_float"), "a whole number"),
    **dict.fromkeys(("finite_number", "int_parsing_size"), "a smaller number"),
    **dict.fromkeys(("bool_type", "bool_parsing"), "true or false"),
    **dict.fromkeys(("list_type", "tuple_type"), "a list"),
    **dict.fromkeys(
        ("dict_type", "mapping_type", "model_type", "model_attributes_type"),
        "a mapping of fields to values",
    ),
    **dict.fromkeys(
        ("url_type", "url_parsing", "url_scheme", "url_syntax_violation", "url_too_long"),
        "a URL such as https://kubernetes.io/docs/",
    ),
}


def _wanted(kind: str, context: Mapping[str, Any]) -> str | None:
    """What should be there; None for a kind of fault that says so itself."""
    match kind:
        case "literal_error":
            return str(context["expected"])
        case "string_pattern_mismatch":
            pattern = context["pattern"]
            return PATTERNS.get(pattern, f"text that fits {pattern}")
        case "greater_than_equal":
            return f"{context['ge']} or more"
        case "less_than_equal":
            return f"{context['le']} or less"
        case _:
            return _TYPES.get(kind)


def _length(context: Mapping[str, Any], given: object) -> str:
    thing = "character" if isinstance(given, str) else "item"
    least = "min_length" in context
    number = context["min_length" if least else "max_length"]
    return f"must have at {'least' if least else 'most'} {number} {thing}{'s' * (number != 1)}"


def shown(given: object) -> str:
    """A value as YAML has it, in short."""
    match given:
        case None:
            return "empty"
        case bool():
            return str(given).lower()
        case list():
            return "a list"
        case dict():
            return "a mapping"
        case str():
            return repr(given if len(given) <= LONGEST else f"{given[:LONGEST]}…")
        case _:
            text = str(given)
            return text if len(text) <= LONGEST else f"{text[:LONGEST]}…"
