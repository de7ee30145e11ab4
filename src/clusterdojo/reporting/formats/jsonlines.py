"""JSON Lines: every result whole, one a line, for programs of one's own."""

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from clusterdojo.reporting.format import Format, Material

if TYPE_CHECKING:
    from clusterdojo.reporting.collection import Entry, ExamEntry


def lines(entries: "Iterable[Entry]", exams: "Iterable[ExamEntry]" = ()) -> Iterator[str]:
    """Each result as one compact line, with its seal; `result.parse` reads it back.

    An exam is one line, with its attempts in it: apart from it, its seal would say nothing of them.
    Its `kind` tells it from an attempt's, and `exam.result.parse` reads it back.
    """
    for entry in entries:
        if not entry.exam:
            yield f"{entry.result.model_dump_json()}\n"
    for exam in exams:
        yield f"{exam.result.model_dump_json()}\n"


def _text(material: Material) -> Iterator[str]:
    return lines(material.collection.entries, material.collection.exams)


FORMAT = Format(
    "jsonl", "Write JSON Lines: one complete result per line.", _text, keeps_evidence=True
)
