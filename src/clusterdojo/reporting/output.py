"""Where a report goes: a file that appears whole, or standard output."""

import contextlib
import errno
import os
import stat
import sys
from collections.abc import Iterable
from pathlib import Path

from clusterdojo.errors import StateError, UsageError
from clusterdojo.files import write_atomically

STANDARD_OUTPUT = Path("-")
_NOT_ALLOWED = "Choose a path in a folder that you may write to, with {option}."
_FULL = "Free some space, or choose a path on another disk with {option}."
ADVICE = {
    errno.EACCES: _NOT_ALLOWED,
    errno.EPERM: _NOT_ALLOWED,
    errno.EROFS: _NOT_ALLOWED,
    errno.ENOSPC: _FULL,
    errno.EDQUOT: _FULL,
    errno.ENOENT: "Make its folder first, or choose another path with {option}.",
    errno.EISDIR: "A folder has this name: choose another path with {option}.",
    errno.ENOTDIR: "A part of the path is a file, not a folder: choose another path with {option}.",
    errno.ENAMETOOLONG: "Choose a shorter name with {option}.",
}


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
    except (OSError, StateError) as error:
        raise unwritten(output, error) from error


def unwritten(output: Path, error: OSError | StateError, option: str = "--output") -> UsageError:
    """The error of a file that a user named and that can't be written.

    Args:
        output: The file or folder, as it was named.
        error: Of the system, or as `write_atomically` raises it from one of the system.
        option: Which option named it.
    """
    cause = error if isinstance(error, OSError) else error.__cause__
    code = cause.errno if isinstance(cause, OSError) else None
    if code is None:
        what = (
            error.what if isinstance(error, StateError) else f"{output} can't be written: {error}."
        )
        return UsageError(what, f"Choose another path with {option}.")
    if code == errno.EEXIST:  # of a folder that could not be made, since a file has its name
        code = errno.ENOTDIR
    do = ADVICE.get(code, "Choose another path with {option}.").format(option=option)
    return UsageError(f"{output} can't be written: {os.strerror(code)}.", do)


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
