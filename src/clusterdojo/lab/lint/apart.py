"""Labs that give each other away name each other, so that no exam has both."""

import functools
from collections.abc import Iterator
from pathlib import Path

import yaml

from clusterdojo.lab.faults import Fault
from clusterdojo.lab.model import Lab
from clusterdojo.lab.positions import Document
from clusterdojo.lab.suite import Suite, installed


def wrong_apart(suite: Suite, folder: Path, lab: Lab) -> Iterator[Fault]:
    """Names in `apart` that say nothing or only half, and names that are missing there.

    A lab whose own lab.yaml can't be read is not asked; its faults are told by its own lint.
    """
    path = folder / "lab.yaml"
    document = Document(path)
    known = set(suite.lab_ids())
    for at, other in enumerate(lab.apart):
        line = document.line(("apart", at))
        if other not in known:
            if other in installed().lab_ids():
                continue  # this one may be a copy from there, in a suite without the other
            yield Fault(path, line, f"apart.{at}: there is no lab called {other}")
        elif lab.id not in _apart(suite, other, otherwise=lab.id):
            message = f"apart.{at}: {other} does not name {lab.id} in its own `apart`"
            yield Fault(path, line, message)
    for other in sorted(known - {lab.id, *lab.apart}):
        if lab.id in _apart(suite, other):
            message = f"apart: {other} names this lab, which does not name {other}"
            yield Fault(path, document.line(("apart",)), message)


def _apart(suite: Suite, lab_id: str, *, otherwise: str = "") -> tuple[str, ...]:
    """The labs that one names; `otherwise` where its file is wrong."""
    try:
        found = _read((suite.labs / lab_id / "lab.yaml").read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError):
        found = None
    return (otherwise,) if found is None else found


@functools.cache  # each lab is asked by every other one
def _read(text: str) -> tuple[str, ...] | None:
    """The value of `apart` in the text of a lab.yaml; None unless it is a list in a mapping."""
    try:
        content = yaml.safe_load(text)
    except (yaml.YAMLError, ValueError, RecursionError):
        return None
    apart = content.get("apart", []) if isinstance(content, dict) else None
    return tuple(map(str, apart)) if isinstance(apart, list) else None
