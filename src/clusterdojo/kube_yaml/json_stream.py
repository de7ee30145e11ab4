"""JSON objects one after the other, as Go's decoder reads them."""

import json
import re
from typing import Any

from clusterdojo.kube_yaml.bounds import DEEPEST, DOCUMENT_COSTS, Budget, NotYamlError
from clusterdojo.kube_yaml.scalars import LONGEST_DECIMAL, sent

_JSON_SPACE = re.compile(r"[ \t\r\n]*")
_LINE_END = re.compile(r"[^\S\n]*\n?")
_ESCAPE = re.compile(r"\\u[dD][89abAB]..\\u[dD][c-fC-F]..|(\\u[dD][89a-fA-F]..)|\\.", re.DOTALL)


def leading_objects(text: str, budget: Budget) -> tuple[list[Any], str]:
    """The JSON objects at the beginning of a stream, and the rest, which is read as YAML."""
    found: list[Any] = []
    if not text.lstrip().startswith("{"):
        return found, text
    clean, position = without_lone_surrogates(text), 0
    while (start := after_space(text, position)) < len(text):
        budget.take(DOCUMENT_COSTS)
        try:
            value, position = value_at(clean, start)
        except NotYamlError:
            if len(found) > 1:
                raise  # two objects make it a JSON stream
            # The pattern always matches.
            return found, text[_LINE_END.match(text, position).end() :]  # type: ignore[union-attr]
        found.append(value)
    return found, ""


def after_space(text: str, position: int) -> int:
    """The next position that is not white space."""
    return _JSON_SPACE.match(text, position).end()  # type: ignore[union-attr] # it always matches


def without_lone_surrogates(text: str) -> str:
    """JSON whose escapes all stand for characters: Go puts U+FFFD for half a pair."""

    def whole(escape: re.Match[str]) -> str:
        return "\\ufffd" if escape[1] else escape[0]

    return _ESCAPE.sub(whole, text) if "\\u" in text else text


def value_at(text: str, start: int) -> tuple[Any, int]:
    """The JSON value that begins at `start`, and where it ends."""
    decoder = json.JSONDecoder(
        parse_int=_json_int, parse_float=_json_float, parse_constant=_json_constant
    )
    try:
        value, end = decoder.raw_decode(text, start)
    except (ValueError, RecursionError) as error:
        raise NotYamlError(str(error)) from error
    _require_shallow(value)
    return value, end


def _json_int(text: str) -> Any:
    return sent(int(text) if len(text) <= LONGEST_DECIMAL else float(text))


def _json_float(text: str) -> Any:
    return sent(float(text))


def _json_constant(name: str) -> None:
    raise NotYamlError(f"{name} is not JSON")


def _require_shallow(value: Any) -> None:
    level = [value]
    for _ in range(DEEPEST + 1):
        level = [
            child
            for part in level
            if isinstance(part, dict | list)
            for child in (part.values() if isinstance(part, dict) else part)
        ]
        if not level:
            return
    raise NotYamlError(f"more than {DEEPEST} lists and maps in each other")
