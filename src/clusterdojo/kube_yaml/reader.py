"""YAML's events made into values, without recursion and within bounds."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import yaml

from clusterdojo.kube_yaml.bounds import (
    ALIASED,
    DEEPEST,
    DOCUMENT_COSTS,
    LARGEST,
    Budget,
    NotYamlError,
)
from clusterdojo.kube_yaml.scalars import STANDARD_TAG, key_text, plain_value, sent, tagged_value

SEPARATOR = "---"


def parts(text: str) -> Iterator[str]:
    """The documents of a stream, cut at each line that begins with three dashes."""
    lines = text.split("\n")
    if lines[-1] == "":
        lines.pop()
    part: list[str] = []
    for line in lines:
        if line.startswith(SEPARATOR):
            after = line.removeprefix(SEPARATOR).strip()
            if after and not after.startswith("#"):
                raise NotYamlError(f"text after a document separator: {after[:40]!r}")
            if part:
                yield "\n".join(part) + "\n"
                part = []
                continue
        part.append(line.removesuffix("\r"))
    if part:
        yield "\n".join(part) + "\n"


def first_value(text: str, budget: Budget) -> Any:
    """The value of the first document in `text`; None if it is empty."""
    budget.take(DOCUMENT_COSTS)
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # in C where it is there
    try:
        return _Reader(budget).read(yaml.parse(text, Loader=loader))
    except yaml.YAMLError as error:
        raise NotYamlError(_told(error)) from error
    except UnicodeError as error:
        raise NotYamlError("not text") from error


def _told(error: yaml.YAMLError) -> str:
    if isinstance(error, yaml.MarkedYAMLError) and error.problem_mark:
        return f"line {error.problem_mark.line + 1}: {error.problem or 'not YAML'}"
    return " ".join(str(error).split())


@dataclass
class _Part:
    """A value, with what it takes when every alias in it is written out.

    Attributes:
        value: What it is; a list or map grows while it is read.
        size: Characters of its scalars, and one for each value.
        depth: How many lists and maps are in each other.
        whole: Whether it is read to its end.
        key: Of a map, the key whose value comes next.
        keyed: Of a map, whether that key was read.
        merges: Whether that key is a merge.
    """

    value: Any
    size: int = 1
    depth: int = 0
    whole: bool = True
    key: str = ""
    keyed: bool = False
    merges: bool = False


class _Reader:
    """Makes values of the parser's events, without recursion and within bounds."""

    def __init__(self, budget: Budget) -> None:
        self._budget = budget
        self._open: list[_Part] = []
        self._anchors: dict[str, _Part] = {}
        self._aliased = 0
        self._root: Any = None

    def read(self, events: Iterator[yaml.Event]) -> Any:
        """The value of the first document."""
        for event in events:
            self._budget.take()
            match event:
                case yaml.ScalarEvent():
                    self._scalar(event)
                case yaml.MappingStartEvent():
                    self._begin({}, event.anchor)
                case yaml.SequenceStartEvent():
                    self._begin([], event.anchor)
                case yaml.MappingEndEvent() | yaml.SequenceEndEvent():
                    self._end()
                case yaml.AliasEvent():
                    self._alias(event.anchor)
                case yaml.DocumentEndEvent():
                    break
        return self._root

    def _scalar(self, event: yaml.ScalarEvent) -> None:
        plain = event.implicit[0] and not event.style
        tag = event.tag
        if tag is None:
            value = plain_value(event.value) if plain else event.value
        else:
            value = tagged_value(tag, event.value)
        part = _Part(value, size=1 + len(event.value))
        self._remember(event.anchor, part)
        merge = event.value == "<<" and (plain or tag == f"{STANDARD_TAG}merge")
        self._put(part, merge=merge)

    def _begin(self, value: Any, anchor: str | None) -> None:
        if len(self._open) >= DEEPEST:
            raise NotYamlError(f"more than {DEEPEST} lists and maps in each other")
        if self._open and isinstance(self._open[-1].value, dict) and not self._open[-1].keyed:
            raise NotYamlError("a list or a map as a key")
        part = _Part(value, depth=1, whole=False)
        self._remember(anchor, part)
        self._open.append(part)

    def _end(self) -> None:
        part = self._open.pop()
        part.whole = True
        self._put(part)

    def _alias(self, anchor: str | None) -> None:
        part = self._anchors.get(anchor or "")
        if part is None:
            raise NotYamlError(f"no anchor is called {anchor!r}")
        if not part.whole:
            raise NotYamlError(f"the value of the anchor {anchor!r} contains itself")
        self._aliased += part.size
        if self._aliased > ALIASED:
            raise NotYamlError("its aliases stand for too much")
        self._put(part)

    def _remember(self, anchor: str | None, part: _Part) -> None:
        if anchor is not None:
            self._anchors[anchor] = part

    def _put(self, part: _Part, *, merge: bool = False) -> None:
        """Give a whole value to the list or map that is being read."""
        if not self._open:
            self._root = sent(part.value)
            return
        into = self._open[-1]
        into.size += part.size
        into.depth = max(into.depth, part.depth + 1)
        if into.size > LARGEST or len(self._open) + part.depth > DEEPEST:
            raise NotYamlError("too large or too deep once its aliases are written out")
        if isinstance(into.value, list):
            into.value.append(sent(part.value))
        elif not into.keyed:
            into.key = "" if merge else key_text(part.value)
            into.keyed, into.merges = True, merge
        else:
            if into.merges:
                _merge(into.value, part.value)
            else:
                into.value[into.key] = sent(part.value)
            into.keyed = False


def _merge(into: dict[str, Any], value: Any) -> None:
    """Add the keys of one map or of several, of which the first has the last word."""
    maps = value if isinstance(value, list) else [value]
    if not all(isinstance(one, dict) for one in maps):
        raise NotYamlError("a merge (<<) of something else than maps")
    for one in reversed(maps):
        into.update(one)
