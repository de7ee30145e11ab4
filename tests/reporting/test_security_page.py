"""SECURITY.md lists every field of a file that is handed in or out."""

import re
import typing
from collections.abc import Iterator
from pathlib import Path

import pytest
from pydantic import BaseModel

from clusterdojo.exam.pack import Pack
from clusterdojo.exam.result import ExamResult
from clusterdojo.grading.result import Result

PAGE = Path(__file__).parents[2] / "SECURITY.md"
TABLES = {Result: "Results (`result.json`", ExamResult: "Exams (`exam-<id>.json`)", Pack: "Packs,"}


def paths(model: type[BaseModel], prefix: str = "") -> Iterator[str]:
    """Every field of a model, as in `checks[].time`; a task's result is a table of its own."""
    for name, field in model.model_fields.items():
        path = f"{prefix}{name}"
        inner = [one for one in _models(field.annotation) if one is not Result]
        if not inner or typing.get_origin(field.annotation) is list:
            yield path
        step = f"{path}[]." if typing.get_origin(field.annotation) is list else f"{path}."
        for one in inner:
            yield from paths(one, step)


def _models(annotation: object) -> Iterator[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for one in typing.get_args(annotation):
        yield from _models(one)


@pytest.mark.parametrize("model", TABLES, ids=lambda model: model.__name__)
def test_every_field_is_in_the_table_with_its_guard(model: type[BaseModel]) -> None:
    """Whoever adds a field says where it goes and what keeps it from acting there."""
    text = PAGE.read_text(encoding="utf-8")
    section = text[text.index(TABLES[model]) :]
    rows = re.findall(r"^\| (.+?) \| (.+?) \| (.+?) \|$", section.split("\n\n")[1], re.MULTILINE)
    listed = {name for fields, _, _ in rows for name in re.findall("`([^`]+)`", fields)}
    expected = set(paths(model))
    # A seal has three fields wherever it is; its own row has them once.
    expected = {path for path in expected if not path.startswith("seal.") or model is Result}
    if model is not Result:
        expected |= {"seal"}
    assert expected - listed == set()
    assert listed - expected - {"seal"} == set()
    assert len(rows) > 5
