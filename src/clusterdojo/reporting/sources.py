"""Where results may be: every JSON file of a tree and of the zip files in it, read within limits.

Nothing is extracted to disk, so that a member's path leads nowhere.
"""

import errno
import io
import lzma
import os
import stat
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import IO

from clusterdojo.errors import UsageError

LARGEST_RESULT = 5_000_000  # bytes; one with all of its evidence has some ten thousand
LARGEST_INNER_ZIP = 64_000_000  # bytes of a zip in a zip, which is held in memory
LARGEST_ZIP = 2_000_000_000  # bytes of all that one zip file holds, inflated
MOST_MEMBERS = 100_000  # of one zip file
DEEPEST = 2  # a class's zip file that holds each learner's
FOREIGN_LISTED = 20  # more than these are only counted
# The others inflate whatever a few bytes hold at once, however little is asked for.
BOUNDED = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
BESIDE = (".allure", ".files")  # folders that a check leaves beside its result
FOREIGN = "it is neither .json nor .zip"


@dataclass(frozen=True)
class Skipped:
    """A file that was not accepted, and why."""

    source: str
    why: str


@dataclass(frozen=True)
class Found:
    """A JSON file's bytes, and where they are: a path, or “class.zip!results/x.json”."""

    source: str
    text: bytes


@dataclass
class Sources:
    """Goes through files and folders once.

    Attributes:
        skipped: What can't be read, as far as it has gone.
        foreign: The files that nobody would take for results.
    """

    skipped: list[Skipped] = field(default_factory=list)
    foreign: list[str] = field(default_factory=list)
    _seen: set[tuple[int, int]] = field(default_factory=set)

    def read(self, paths: Sequence[Path]) -> Iterator[Found]:
        """Every JSON file there is in `paths`; one that is reached twice comes once.

        Raises:
            UsageError: One of `paths` does not exist or can't be looked at.
        """
        for path in paths:
            try:
                path.stat()
            except OSError as error:
                missing = error.errno in (errno.ENOENT, errno.ENOTDIR)
                told = "does not exist" if missing else f"can't be read: {error.strerror}"
                raise UsageError(
                    f"{_told(path)} {told}.", "Name folders, files or zip files with results."
                ) from error
        for path in paths:
            yield from self._path(path)

    def _path(self, path: Path) -> Iterator[Found]:
        waiting = [path]
        while waiting:
            current = waiting.pop()
            try:
                status = current.stat()
                if (status.st_dev, status.st_ino) in self._seen:
                    continue  # a link back, or a folder that was named twice
                self._seen.add((status.st_dev, status.st_ino))
                if stat.S_ISDIR(status.st_mode):
                    inside = sorted(os.listdir(current), reverse=True)  # noqa: PTH208 - half the time
                    waiting += [current / n for n in inside if not n.endswith(BESIDE)]
                else:
                    yield from self._file(current, status)
            except OSError as error:
                self.skip(_told(current), f"it can't be read: {error.strerror or error}")

    def _file(self, path: Path, status: os.stat_result) -> Iterator[Found]:
        kind, source = path.suffix.lower(), _told(path)
        if kind not in (".json", ".zip"):
            self.foreign.append(source)
        elif not stat.S_ISREG(status.st_mode):
            self.skip(source, "it is not a regular file")
        elif kind == ".zip":
            with path.open("rb") as file:
                yield from self._archive(source, file, Budget())
        else:
            with path.open("rb") as file:
                yield from self._within(source, file.read(LARGEST_RESULT + 1))

    def _within(self, source: str, text: bytes) -> Iterator[Found]:
        if len(text) > LARGEST_RESULT:
            self.skip(source, f"it is larger than {LARGEST_RESULT // 1_000_000} MB")
        else:
            yield Found(source, text)

    def _archive(
        self, source: str, file: IO[bytes], budget: "Budget", depth: int = 1
    ) -> Iterator[Found]:
        try:
            with zipfile.ZipFile(file) as archive:
                members = [m for m in archive.infolist() if not m.is_dir()]
                if len(members) > MOST_MEMBERS:
                    self.skip(source, f"only {MOST_MEMBERS:,} of {len(members):,} files are read")
                for member in members[:MOST_MEMBERS]:
                    name = PurePosixPath(member.filename)
                    if not _is_noise(name):
                        yield from self._member(source, archive, member, budget, depth)
                    if budget.left < 0:
                        limit = LARGEST_ZIP // 1_000_000
                        self.skip(source, f"it holds more than {limit:,} MB; the rest is not read")
                        return
        except UNREADABLE as error:
            self.skip(source, f"it can't be read as a zip file: {_one_line(error)}")

    def _member(
        self,
        archive_source: str,
        archive: zipfile.ZipFile,
        member: zipfile.ZipInfo,
        budget: "Budget",
        depth: int,
    ) -> Iterator[Found]:
        source = f"{archive_source}!{_told(member.filename)}"
        kind = PurePosixPath(member.filename).suffix.lower()
        if kind not in (".json", ".zip"):
            self.foreign.append(source)
            return
        if kind == ".zip" and depth >= DEEPEST:
            self.skip(source, "zip files within zip files within zip files are not read")
            return
        if member.compress_type not in BOUNDED:
            self.skip(source, "its compression is not supported (only deflate is)")
            return
        largest = LARGEST_RESULT if kind == ".json" else LARGEST_INNER_ZIP
        try:
            with archive.open(member) as file:
                text = file.read(largest + 1)
        except UNREADABLE as error:
            self.skip(source, f"it can't be read: {_one_line(error)}")
            return
        budget.left -= len(text)
        if kind == ".json":
            yield from self._within(source, text)
        elif len(text) > largest:
            self.skip(source, f"it is larger than {largest // 1_000_000} MB")
        else:
            yield from self._archive(source, io.BytesIO(text), budget, depth + 1)

    def skip(self, source: str, why: str) -> None:
        """Tell of something that is not taken."""
        self.skipped.append(Skipped(source, why))


@dataclass
class Budget:
    """How many bytes a zip file may still give."""

    left: int = LARGEST_ZIP


UNREADABLE = (
    OSError, EOFError, ValueError, zipfile.BadZipFile, zlib.error, lzma.LZMAError,
    RuntimeError,  # encrypted; NotImplementedError, for what this Python can't inflate, is one too
)  # fmt: skip


def _is_noise(name: PurePosixPath) -> bool:
    """What lies beside a result, or was put there by a Mac."""
    return any(
        part.endswith(BESIDE) or part == "__MACOSX" for part in name.parts[:-1]
    ) or name.name.startswith("._")


def _told(path: object) -> str:
    """A path as it can be printed; names are any bytes."""
    text = str(path)
    if text.isprintable():
        return text
    text = text.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in text)


def _one_line(error: BaseException) -> str:
    text = getattr(error, "strerror", None) or str(error) or type(error).__name__
    return _told(" ".join(text.split())[:200])
