"""The programs that the suite has put onto a machine, by their digests.

A program is what its bytes are. Its name, its path, and what it says of itself are the learner's to
choose, once the machine is the learner's.
"""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path

from clusterdojo.files import write_atomically

FILE = "programs.json"


@dataclass(frozen=True)
class Known:
    """A program that the suite has put onto a machine.

    Attributes:
        name: What its file is called.
        version: Such as "1.35.4"; "" for what has no version of its own here.
    """

    name: str
    version: str = ""


def digest_in(row: str) -> str:
    """The digest that `sha256sum` prints, without the mark that some names have put before it."""
    return row.partition(" ")[0].lstrip("\\")


def read(file: Path) -> dict[str, Known]:
    """Programs by sha256; none where there is no such file, or a damaged one."""
    try:
        rows = json.loads(file.read_text(encoding="utf-8"))
        return {digest: Known(**row) for digest, row in rows.items()}
    except (OSError, ValueError, TypeError, AttributeError):
        return {}


def write(file: Path, known: Mapping[str, Known]) -> None:
    """Write programs down.

    Raises:
        StateError: The file can't be written.
    """
    rows = {digest: asdict(one) for digest, one in sorted(known.items())}
    write_atomically(file, json.dumps(rows) + "\n")
