"""Where a report goes: a file that appears whole, or standard output."""

import sys
from collections.abc import Iterable
from pathlib import Path

from clusterdojo.errors import StateError, UsageError
from clusterdojo.files import write_atomically

STANDARD_OUTPUT = Path("-")


def write(output: Path, pieces: Iterable[str]) -> None:
    """Write a report's text to the file, mode 0600 since it holds names; `-` is standard output.

    Raises:
        UsageError: The file can't be written.
    """
    if output == STANDARD_OUTPUT:
        sys.stdout.writelines(pieces)
        return
    try:
        write_atomically(output, "".join(pieces))
    except StateError as error:
        raise UsageError(
            error.what, "Free some space, or choose another file with --output."
        ) from error
