"""Where a report goes: a file that appears whole, or standard output."""

import contextlib
import stat
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
        if is_stream(output):
            with output.open("w", encoding="utf-8") as stream:
                stream.writelines(pieces)
        else:
            write_atomically(output.resolve(), "".join(pieces))
    except StateError as error:
        raise UsageError(
            error.what, "Free some space, or choose another file with --output."
        ) from error
    except OSError as error:
        raise UsageError(
            f"{output} can't be written: {error.strerror or error}.",
            "Choose another file with --output.",
        ) from error


def is_stream(output: Path) -> bool:
    """Whether it is a device or a pipe: that is written to, and never replaced by a file.

    Raises:
        UsageError: It is a disk or a socket.
    """
    mode = stat.S_IFREG
    with contextlib.suppress(OSError):  # what is not there becomes a file
        mode = output.stat().st_mode
    if stat.S_ISBLK(mode) or stat.S_ISSOCK(mode):
        raise UsageError(f"{output} can't hold a report.", "Choose another file with --output.")
    return stat.S_ISCHR(mode) or stat.S_ISFIFO(mode)
