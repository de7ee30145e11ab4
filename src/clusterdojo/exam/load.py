"""exams/<id>.yaml read: all that is wrong in it, with its lines."""

import difflib
from pathlib import Path

from pydantic_core import ErrorDetails

from clusterdojo.errors import ContentError, UsageError
from clusterdojo.exam.blueprint import Blueprint
from clusterdojo.lab.faults import Fault
from clusterdojo.lab.loading import Location, load_lab, read_model
from clusterdojo.lab.model import Lab
from clusterdojo.lab.positions import Document
from clusterdojo.lab.suite import Suite
from clusterdojo.lab.words import in_words

SCHEMA_LINE = "# yaml-language-server: $schema=../docs/schema/exam.v1alpha1.json"
# What pydantic puts into a fault's place beside the names that were written.
NOT_WRITTEN = ("all", "ids", "[key]")


def folder(suite: Suite) -> Path:
    """Where the suite keeps its blueprints; it may be missing."""
    return suite.root / "exams"


def blueprint_ids(suite: Suite) -> list[str]:
    """The ids of the blueprints that can be read, sorted."""
    return [exam_id for exam_id, error in _read_all(suite).items() if error is None]


def wrong_blueprints(suite: Suite) -> list[ContentError]:
    """What is wrong with the other blueprints, sorted by their files."""
    return [error for error in _read_all(suite).values() if error is not None]


def _read_all(suite: Suite) -> dict[str, ContentError | None]:
    """For the id of each blueprint, what is wrong with its file; None if nothing is."""
    found: dict[str, ContentError | None] = {}
    for exam_id in _files(suite):
        try:
            load_blueprint(suite, exam_id)
        except ContentError as error:
            found[exam_id] = error
        else:
            found[exam_id] = None
    return found


def _files(suite: Suite) -> list[str]:
    """The ids of all blueprints, sorted: the names of their files."""
    return sorted(path.stem for path in folder(suite).glob("*.yaml"))


def load_blueprint(suite: Suite, exam_id: str) -> Blueprint:
    """The blueprint of that id.

    Raises:
        UsageError: There is none.
        ContentError: Its file is wrong; the message lists every fault with file and line.
    """
    known = _files(suite)
    if exam_id not in known:
        close = difflib.get_close_matches(exam_id, known, n=1)
        meant = f"Did you mean {close[0]}? " if close else ""
        there = f"Choose one of: {', '.join(known)}" if known else f"{folder(suite)} has none"
        raise UsageError(f"There is no exam called {exam_id!r}.", f"{meant}{there}.")
    blueprint, faults = read_blueprint(folder(suite) / f"{exam_id}.yaml")
    if blueprint is not None:
        faults += wrong_ids(suite, exam_id, blueprint)
    if blueprint is None or faults:
        raise ContentError(
            "\n      ".join(str(fault) for fault in sorted(faults)),
            "Fix it; docs/exam-yaml.md describes each field.",
        )
    return blueprint


def load_labs(suite: Suite, blueprint: Blueprint) -> list[Lab]:
    """The labs that may be drawn.

    Raises:
        ContentError: A lab.yaml is wrong.
    """
    ids = suite.lab_ids() if blueprint.labs == "all" else blueprint.labs
    return blueprint.pool(load_lab(suite.lab_dir(lab_id)) for lab_id in ids)


def read_blueprint(path: Path) -> tuple[Blueprint | None, list[Fault]]:
    """The blueprint, or None if the file is too wrong for one, and what is wrong with it."""
    return read_model(Blueprint, path, SCHEMA_LINE, _as_written, _words)


def _as_written(location: Location) -> Location:
    return tuple(step for step in location if step not in NOT_WRITTEN)


def _words(detail: ErrorDetails) -> str:
    return in_words(detail).replace("'all'", "'all' or a list of labs")


def wrong_ids(suite: Suite, exam_id: str, blueprint: Blueprint) -> list[Fault]:
    """Ids in a blueprint that say nothing: of labs that there are not, or that can't be drawn."""
    path = folder(suite) / f"{exam_id}.yaml"
    document = Document(path)
    faults = []
    if blueprint.id != exam_id:
        message = f"id {blueprint.id} is not the file's name"
        faults.append(Fault(path, document.line(("id",)), message))
    known = suite.lab_ids()
    named = [] if blueprint.labs == "all" else blueprint.labs
    places: list[tuple[tuple[int | str, ...], str]] = [
        *((("labs", at), lab_id) for at, lab_id in enumerate(named)),
        *(
            (("apart", at, within), lab_id)
            for at, group in enumerate(blueprint.apart)
            for within, lab_id in enumerate(group)
        ),
    ]
    for place, lab_id in places:
        where = ".".join(str(step) for step in place)
        if lab_id not in known:
            message = f"{where}: there is no lab called {lab_id}"
        elif named and lab_id not in named:
            message = f"{where}: {lab_id} is not among the labs that may be drawn"
        else:
            continue
        faults.append(Fault(path, document.line(place), message))
    return faults
