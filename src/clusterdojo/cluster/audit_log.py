"""The API server's audit log as files: reading on from where the lab began, bounded.

The API server renames a file that is full, and removes the oldest. A file is known by its first
line, which has an id that no other line has.
"""

import hashlib
import os
import stat
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, BinaryIO, Protocol

LOG = "audit.log"
POSITION_FILE = "trail.json"
"""Beside a cluster's access.json: where its log was when the start state was recorded."""
# The first line of a file is looked for in so much of it.
FIRST_LINE = 1 << 16
# What is read at most: more than the API server keeps.
LIMIT = 96 << 20
CHUNK = 1 << 20
MOST_FILES = 16  # the API server keeps four
# The largest object is 3 MB; as it was wanted and as it became, and all of it quoted, four times.
LONGEST_LINE = 16 << 20


@dataclass(frozen=True)
class Position:
    """A place in the log, at the end of a line.

    Attributes:
        file: The digest of the first line of the file; empty before anything was written.
        offset: In bytes.
        before: The digest of what is right before it, at most 4 kB.
        time: When it was noted, as the API writes times.
    """

    file: str
    offset: int
    before: str
    time: str

    @classmethod
    def of(cls, fields: Any) -> "Position":
        """From JSON.

        Raises:
            TypeError: It is none.
        """
        made = cls(**fields)
        if not (isinstance(made.offset, int) and isinstance(made.file, str)):
            raise TypeError(fields)
        return made

    def as_json(self) -> dict[str, Any]:
        """What `of` reads."""
        return asdict(self)


class AuditLog(Protocol):
    """Where an engine keeps a cluster's log."""

    def files(self) -> list[BinaryIO]:
        """Its files, oldest first, open for reading; who asks closes them.

        Raises:
            OSError: They can't be read.
        """


class LocalLog:
    """A folder of this machine."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def files(self) -> list[BinaryIO]:
        """See AuditLog. What is not a regular file is left out."""
        names = sorted(path.name for path in self._folder.glob("audit-*.log"))[-MOST_FILES:]
        found: list[BinaryIO] = []
        for name in (*names, LOG):
            try:
                flags = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK
                descriptor = os.open(self._folder / name, flags)
            except OSError:
                continue
            if stat.S_ISREG(os.fstat(descriptor).st_mode):
                found.append(os.fdopen(descriptor, "rb"))
            else:
                os.close(descriptor)
        return found


def end_of(log: AuditLog, time: str) -> Position:
    """The position at the end of what is written by now."""
    files = log.files()
    try:
        for file in reversed(files):
            name = _name(file)
            content_end = _last_line_end(file)
            if name and content_end:
                return Position(name, content_end, _digest_before(file, content_end), time)
        return Position("", 0, "", time)
    finally:
        _close(files)


@dataclass(frozen=True)
class Reading:
    """What was written after a position.

    Attributes:
        lines: Whole lines, oldest first.
        end: Where the last of them ends.
        gaps: Why lines may be missing, each as a part of a sentence; empty if all are there.
    """

    lines: list[bytes]
    end: Position
    gaps: list[str]


def read_after(log: AuditLog, start: Position) -> Reading:
    """Read what was written after `start`, or all that is left if there is no such place."""
    files = log.files()
    gaps: list[str] = []
    lines: list[bytes] = []
    end = start
    try:
        names = [_name(file) for file in files]
        first = offset = 0
        if start.file in names:
            first, offset = names.index(start.file), start.offset
            if _digest_before(files[first], offset) != start.before:
                gaps.append("it was edited")
                offset = 0
        elif start.file:
            gaps.append("its beginning is gone" if files else "it is gone")
        left = LIMIT
        for file, name in zip(files[first:], names[first:], strict=True):
            taken, offset = _whole_lines(file, offset, left)
            lines += taken
            left -= sum(map(len, taken))
            if name:
                end = Position(name, offset, _digest_before(file, offset), start.time)
            offset = 0
        if left <= LONGEST_LINE:
            gaps.append("it is too long to be read")
    finally:
        _close(files)
    return Reading(lines, end, gaps)


def _whole_lines(file: BinaryIO, offset: int, limit: int) -> tuple[list[bytes], int]:
    """The lines from `offset` on, and where they end; a line that is too long is cut."""
    lines = []
    file.seek(offset)
    while limit > 0 and (line := file.readline(LONGEST_LINE)):
        if len(line) < LONGEST_LINE and not line.endswith(b"\n"):
            break  # it is being written
        lines.append(line)
        offset += len(line)
        limit -= len(line)
    return lines, offset


def _name(file: BinaryIO) -> str:
    file.seek(0)
    line = file.readline(FIRST_LINE)
    return hashlib.sha256(line).hexdigest() if line else ""


def _digest_before(file: BinaryIO, offset: int) -> str:
    begin = max(0, offset - 4096)
    file.seek(begin)
    return hashlib.sha256(file.read(offset - begin)).hexdigest()


def _last_line_end(file: BinaryIO) -> int:
    """The offset after the last line that is whole."""
    end = file.seek(0, os.SEEK_END)
    while end:
        begin = max(0, end - CHUNK)
        file.seek(begin)
        newline = file.read(end - begin).rfind(b"\n")
        if newline >= 0:
            return begin + newline + 1
        end = begin
    return 0


def _close(files: list[BinaryIO]) -> None:
    for file in files:
        file.close()
