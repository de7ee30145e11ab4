"""JSON Lines: every result whole, one a line, for programs of one's own."""

from collections.abc import Iterable, Iterator

from clusterdojo.reporting.collection import Entry


def lines(entries: Iterable[Entry]) -> Iterator[str]:
    """Each result as one compact line, with its seal; `result.parse` reads it back."""
    for entry in entries:
        yield f"{entry.result.model_dump_json()}\n"
