"""ROWS: one line of JSON for each case that was run, and whether its grade is wrong."""

import contextlib
import os
from collections.abc import Iterator
from pathlib import Path
from typing import IO

import filelock
from pydantic import BaseModel, Field, ValidationError

from clusterdojo.errors import UsageError
from clusterdojo.files import unwritable
from scripts.attack.cases import Case, Expected

Key = tuple[str, str, str]


class Criterion(BaseModel):
    """A criterion that was not passed."""

    name: str
    outcome: str
    points: int = 0
    earned: int = 0
    gate: bool = False
    reason: str = ""
    found: str = ""


class Row(BaseModel):
    """What became of one case.

    Attributes:
        rc: The script's exit code, or "timeout".
        said: The end of its output.
        check_rc: The exit code of `dojo check`.
        earned: Points; None without a grade.
        possible: Points; None without a grade.
        criteria: Those that were not passed.
        error: Why there is no grade, or what went wrong besides.
        seconds: From the start of the clusters until they were gone.
    """

    lab: str
    case: str
    engine: str
    idea: str
    expect: Expected
    because: str
    unsure: str = ""
    seed: int | None = None
    commit: str = ""
    rc: int | str | None = None
    said: str = ""
    check_rc: int | None = None
    outcome: str = ""
    earned: int | None = None
    possible: int | None = None
    criteria: list[Criterion] = Field(default_factory=list)
    error: str = ""
    seconds: float = 0

    @property
    def key(self) -> Key:
        """Which case it is, and where it ran."""
        return self.lab, self.case, self.engine

    @property
    def wrong(self) -> str:
        """Why the grade is not the expected one; empty if it is.

        A case without a grade is wrong whatever it expects: no learner may get there.
        """
        if self.error:
            return self.error
        if self.earned is None or not self.possible:
            return "there is no grade"
        ungraded = [one.name for one in self.criteria if one.outcome == "ungradable"]
        if self.outcome == "ungradable" or ungraded:
            return f"could not be graded: {', '.join(ungraded)}"
        as_expected = {
            "full": self.earned == self.possible,
            "not full": self.earned < self.possible,
            "nothing": self.earned == 0,
        }
        if as_expected[self.expect]:
            return ""
        why = "; ".join(f"{one.name}: {one.reason}" for one in self.criteria)
        grade = f"expected {self.expect}, got {self.earned} of {self.possible} points"
        return f"{grade} ({why})" if why else grade


def key_of(case: Case) -> Key:
    """The key of the row that the case gets."""
    return case.lab, case.name, case.engine


def read(path: Path) -> list[Row]:
    """The rows of a file; of a case that is there twice, the first: it was at first sight.

    A last line without its end is what a killed run has left, and no row.

    Raises:
        UsageError: The file can't be read, or a line is no row.
    """
    try:
        lines = path.read_bytes().split(b"\n")[:-1]
    except FileNotFoundError:
        return []
    except OSError as error:
        raise UsageError(
            f"{path} can't be read: {error.strerror}.", "Name another file."
        ) from error
    rows: dict[Key, Row] = {}
    for number, line in enumerate(lines, start=1):
        try:
            row = Row.model_validate_json(line)
        except ValidationError as error:
            first = error.errors()[0]
            place = ".".join(map(str, first["loc"])) or "the line"
            raise UsageError(
                f"{path}:{number}: {place}: {first['msg']}.",
                "Mend or remove the line; the case of a removed line is run again.",
            ) from error
        rows.setdefault(row.key, row)
    return list(rows.values())


class Rows:
    """The file while cases are run: what is in it already, and a way to add to it."""

    def __init__(self, path: Path, file: IO[bytes]) -> None:
        self._file = file
        self.known = read(path)

    def add(self, row: Row) -> None:
        """Write a row at once: whatever ends the run later, it is kept.

        Raises:
            StateError: The file can't be written.
        """
        try:
            self._file.write(row.model_dump_json().encode() + b"\n")
            self._file.flush()
        except OSError as error:
            raise unwritable(Path(self._file.name), error) from error


@contextlib.contextmanager
def opened(path: Path) -> Iterator[Rows]:
    """The file, for one run at a time; what a killed run has left of a row is cut off.

    Raises:
        UsageError: Another run adds to it, it can't be written, or a line of it is no row.
    """
    with contextlib.ExitStack() as stack:
        try:
            file = stack.enter_context(path.open("ab"))
            lock = filelock.FileLock(path.with_name(f"{path.name}.lock"), timeout=0)
            stack.enter_context(lock)
            _cut(path)
        except filelock.Timeout as error:
            raise UsageError(
                f"Another run adds to {path}.", "Wait until it has ended, or name another file."
            ) from error
        except OSError as error:
            raise UsageError(
                f"{path} can't be written: {error.strerror}.", "Name a file in a folder of yours."
            ) from error
        yield Rows(path, file)


def _cut(path: Path) -> None:
    content = path.read_bytes()
    whole = content.rfind(b"\n") + 1
    if whole < len(content):
        os.truncate(path, whole)
