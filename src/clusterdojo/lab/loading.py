"""lab.yaml read: all that is wrong in it, with its lines."""

from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from clusterdojo.errors import ContentError
from clusterdojo.lab.faults import Fault
from clusterdojo.lab.model import Lab
from clusterdojo.lab.positions import Document
from clusterdojo.lab.words import in_words

Model = TypeVar("Model", bound=BaseModel)
Location = tuple[int | str, ...]
SCHEMA_LINE = "# yaml-language-server: $schema=../../docs/schema/lab.v1alpha1.json"


def load_lab(folder: Path) -> Lab:
    """The lab in `folder`.

    Raises:
        ContentError: lab.yaml is wrong; the message lists every fault with file and line.
    """
    lab, faults = read_lab(folder)
    if lab is None or faults:
        raise wrong_lab(faults)
    return lab


def wrong_lab(faults: list[Fault]) -> ContentError:
    """The error that lists these faults of lab.yaml."""
    return ContentError(
        "\n      ".join(str(fault) for fault in sorted(set(faults))),
        "Fix lab.yaml; docs/lab-yaml.md describes each field.",
    )


def read_lab(folder: Path) -> tuple[Lab | None, list[Fault]]:
    """The lab, or None if lab.yaml is too wrong for one, and what is wrong with it."""
    return read_model(Lab, folder / "lab.yaml", SCHEMA_LINE, _as_written)


def read_model(
    model: type[Model],
    path: Path,
    schema_line: str,
    as_written: Callable[[Location], Location],
    words: Callable[[ErrorDetails], str] = in_words,
) -> tuple[Model | None, list[Fault]]:
    """What a YAML file describes, or None if it is too wrong for that, and what is wrong with it.

    Args:
        model: What it describes.
        path: The file.
        schema_line: Its first line, which tells editors its schema.
        as_written: Leaves out of a place what pydantic adds to the names that were written.
        words: Says what is wrong at a place.
    """
    document = Document(path)
    faults = list(document.faults)
    if document.content is None:
        return None, faults or [Fault(path, 1, "is empty")]
    if not path.read_text(encoding="utf-8").startswith(schema_line):
        faults.append(Fault(path, 1, f"the first line must be: {schema_line}"))
    try:
        return model.model_validate(document.content), faults
    except ValidationError as error:
        for detail in error.errors():
            location = as_written(detail["loc"])
            where = ".".join(str(step) for step in location)
            line = document.line(location)
            faults.append(Fault(path, line, f"{where or 'the file'}: {words(detail)}"))
        return None, faults


def _as_written(location: Location) -> Location:
    """pydantic's place without what it adds: the kind of a value, and that a name is meant."""
    location = tuple(step for step in location if step != "[key]")
    return location[:2] + location[3:] if location[:1] == ("values",) else location
