"""What the common readers of JUnit XML ask of a document, as rules of our own.

Jenkins: the elements, attributes and types that the xUnit plugin's schema junit-10.xsd allows; the
plugin skips a file that breaks one. GitLab: `lib/gitlab/ci/parsers/test/junit.rb` keeps name,
class, time and the text of a failure; a failure without text becomes a mapping of its attributes.
GitHub: the readers of its marketplace take names, times and failures as they are, NaN included.
"""

import math
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from xml.etree.ElementTree import Element, fromstring

SECONDS = re.compile(r"[0-9,]*(\.[0-9]*)?")
LOST = ("failure", "error")


@dataclass(frozen=True)
class Rule:
    """One element of Jenkins' schema."""

    children: frozenset[str] = frozenset()
    required: frozenset[str] = frozenset()
    optional: frozenset[str] = frozenset()
    text: bool = False
    times: frozenset[str] = frozenset()


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


MESSAGE = Rule(optional=_words("type message"), text=True)
STREAM = Rule(text=True)
JENKINS = {
    "testsuites": Rule(
        children=_words("testsuite"),
        optional=_words("name time tests failures errors"),
        times=_words("time"),
    ),
    "testsuite": Rule(
        children=_words("testsuite properties testcase system-out system-err"),
        required=_words("name tests failures errors"),
        optional=_words("group time skipped timestamp hostname id package file log url"),
        times=_words("time"),
    ),
    "properties": Rule(children=_words("property")),
    "property": Rule(required=_words("name value")),
    "testcase": Rule(
        children=_words("skipped error failure system-out system-err"),
        required=_words("name"),
        optional=_words("time classname group"),
    ),
    "failure": MESSAGE,
    "error": MESSAGE,
    "skipped": MESSAGE,
    "system-out": STREAM,
    "system-err": STREAM,
}


def broken_rules(text: str) -> list[str]:
    """Every rule that the document breaks, by reader."""
    root = fromstring(text)  # noqa: S314 - a document of our own
    found = [f"Jenkins: {fault}" for fault in _jenkins(root)]
    if root.tag not in ("testsuites", "testsuite"):
        found.append(f"Jenkins: {root.tag} begins the document")
    cases = [(suite, case) for suite in root.iter("testsuite") for case in suite.iter("testcase")]
    for _, case in cases:
        found += [f"GitLab: {fault}" for fault in _gitlab(case)]
        found += [f"GitHub: {fault}" for fault in _github(case)]
    keys = Counter((s.get("name"), c.get("classname"), c.get("name")) for s, c in cases)
    found += [f"GitLab: {key} is there {count} times" for key, count in keys.items() if count > 1]
    return found


def _jenkins(element: Element) -> Iterator[str]:
    rule, tag = JENKINS[element.tag], element.tag
    yield from (f"{tag} has no {name}" for name in rule.required - set(element.keys()))
    others = set(element.keys()) - rule.required - rule.optional
    yield from (f"{tag} has the attribute {name}" for name in others)
    yield from (
        f"{tag} has the {name} {element.get(name)}"
        for name in rule.times
        if not SECONDS.fullmatch(element.get(name, ""))
    )
    texts = [element.text, *(child.tail for child in element)]
    if not rule.text and any((text or "").strip() for text in texts):
        yield f"{tag} has text"
    for child in element:
        if child.tag not in rule.children:
            yield f"{tag} has a {child.tag} in it"
        else:
            yield from _jenkins(child)


def _gitlab(case: Element) -> Iterator[str]:
    for lost in case:
        if lost.tag in (*LOST, "skipped") and not (lost.text or "").strip():
            yield f"{case.get('name')}: its {lost.tag} has no text"


def _github(case: Element) -> Iterator[str]:
    if not (case.get("classname") or "").strip():
        yield f"{case.get('name')} has no class"
    try:
        seconds = float(case.get("time", "nan"))
    except ValueError:
        seconds = math.nan
    if not math.isfinite(seconds):
        yield f"{case.get('name')} takes no time that is a number"
    yield from (
        f"{case.get('name')}: its {lost.tag} has no message"
        for lost in case
        if lost.tag in LOST and lost.get("message") is None
    )
