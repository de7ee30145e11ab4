"""The learner's files as text: no links followed, nothing that waits, nothing without end."""

import os
import stat
from collections.abc import Container, Iterator
from pathlib import Path

from clusterdojo.untrusted import showable

LARGEST = 200_000  # bytes of one file
LARGEST_ALL = 2_000_000  # bytes of all files together
MOST_FILES = 200
# What a zip program on another system could take for a way out of the folder it unpacks to.
UNSAFE = str.maketrans(dict.fromkeys('\\:*?"<>|\r\n\t', "_"))


def texts(folder: Path) -> tuple[dict[str, str], list[tuple[str, str]]]:
    """The text files below a folder.

    Returns:
        Text by name, relative to the folder, and what was left out: name and reason.
    """
    kept: dict[str, str] = {}
    left_out: list[tuple[str, str]] = []
    size = 0
    for path in _files(folder):
        name = unpackable(str(path.relative_to(folder)), kept)
        if len(kept) >= MOST_FILES:
            left_out.append((name, f"only {MOST_FILES} files are kept, and the ones after it too."))
            break
        found = _read(path)
        if isinstance(found, bytes):
            size += len(found)
            if size > LARGEST_ALL:
                size -= len(found)
                left_out.append((name, "all files together would be too large."))
                continue
            text = _decoded(found)
            if text is None:
                left_out.append((name, "it is not text."))
            else:
                kept[name] = text
        else:
            left_out.append((name, found))
    return kept, left_out


def _files(folder: Path) -> Iterator[Path]:
    """Everything except folders, in name order. Linked folders are not entered."""
    for root, folders, files in os.walk(folder):
        folders.sort()
        linked = [name for name in folders if (Path(root) / name).is_symlink()]
        yield from (Path(root) / name for name in sorted([*files, *linked]))


def unpackable(name: str, taken: Container[str]) -> str:
    """The name of a file in the archive: safe on any system, and no name that is `taken`."""
    name = showable(name).translate(UNSAFE)
    number, free = 2, name
    while free in taken:
        free, number = f"{name} ({number})", number + 1
    return free


def _read(path: Path) -> bytes | str:
    """The content of a file, or the reason why it was left out."""
    try:
        # Between a look and the reading, another file could take its place.
        descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
    except OSError as error:
        return "it is a link." if path.is_symlink() else f"it can't be read: {error.strerror}."
    with os.fdopen(descriptor, "rb") as file:
        if not stat.S_ISREG(os.fstat(descriptor).st_mode):
            return "it is not a file."
        content = file.read(LARGEST + 1)
    return f"it is larger than {LARGEST // 1000} kB." if len(content) > LARGEST else content


def _decoded(content: bytes) -> str | None:
    try:
        text = content.decode()
    except UnicodeDecodeError:
        return None
    return None if "\0" in text else text
