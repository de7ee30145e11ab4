"""Where exams are: <state>/exams/<id>/, one folder each, and the lock that lets one change it."""

import contextlib
from collections.abc import Iterator
from pathlib import Path

from pydantic import ValidationError

from clusterdojo import removal
from clusterdojo.attempt.model import Attempt
from clusterdojo.attempt.store import Store, folders_in
from clusterdojo.errors import StateError, UsageError
from clusterdojo.exam import clock
from clusterdojo.exam.model import ExamRecord
from clusterdojo.exam.nearby import FILE, FOLDER, TASKS, exam_above
from clusterdojo.files import unwritable, write_atomically
from clusterdojo.lab.suite import Suite
from clusterdojo.lock import held

UNDER_WAY = ("preparing", "running", "ended")
LOCK_SECONDS = 30


class Exam:
    """One exam's folder.

    Attributes:
        folder: <state>/exams/<id>, 0700.
        keeper: What the processes that prepare and grade are marked with; no cluster is meant.
        tasks: Where each task's store is, as long as there are clusters.
        key: The instructor's key, if there is one.
        shells: Where the exam's shells register, by their pids.
        ends_file: The moment at which time is up, in seconds since 1970, for prompts.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.keeper = folder / "keeper"
        self.tasks = folder / TASKS
        self.key = folder / "seal.key"
        self.ends_file = folder / "ends"
        self.shells = folder / "shells"

    @property
    def state(self) -> Path:
        """The state directory that it is in."""
        return self.folder.parent.parent

    @property
    def results(self) -> Path:
        """Where all results are, its own to come among them."""
        return Store(self.state).results

    def read(self) -> ExamRecord:
        """The record in exam.json, as it is now.

        Raises:
            StateError: It is gone, since the exam was stopped, or corrupt.
        """
        path = self.folder / FILE
        try:
            return ExamRecord.model_validate_json(path.read_bytes())
        except FileNotFoundError as error:
            raise StateError(
                f"The exam {self.folder.name} was stopped.", "`dojo exam start` begins another one."
            ) from error
        except (OSError, ValidationError) as error:
            raise StateError(
                f"{path} can't be read, so this exam is lost.",
                "`dojo exam stop` clears it away; results that were recorded are kept.",
            ) from error

    def write(self, record: ExamRecord) -> None:
        """Write exam.json, and beside it what prompts read."""
        write_atomically(self.folder / FILE, record.model_dump_json(indent=2) + "\n")
        ends_at = record.ends if record.phase == "running" else None
        ends = f"{int(ends_at.timestamp()) if ends_at else 0}\n"
        if not self.ends_file.exists() or self.ends_file.read_text(encoding="ascii") != ends:
            write_atomically(self.ends_file, ends)

    @contextlib.contextmanager
    def change(self) -> Iterator[ExamRecord]:
        """The record, up to this moment; what is changed in it is written at the end.

        Raises:
            StateError: exam.json can't be read or written.
        """
        with self.lock():
            record = self.read()
            clock.tick(record, clock.now())
            yield record
            self.write(record)

    @contextlib.contextmanager
    def lock(self) -> Iterator[None]:
        """Let no other process change the exam meanwhile, or begin its background process.

        Raises:
            UsageError: Another one has held it for long.
            StateError: The exam was stopped, or its folder can't be written.
        """
        if not self.folder.is_dir():  # stopped meanwhile: a lock would make the folder anew
            self.read()
        path = self.folder / "exam.lock"
        busy = UsageError(
            f"Another process has held {path} for {LOCK_SECONDS} s.",
            "Run the command again; `dojo exam stop` ends the exam.",
        )
        with held(path, busy, LOCK_SECONDS):
            yield

    def store(self, number: int) -> Store:
        """The store of one task's attempt."""
        return Store(self.tasks / f"{number:02}")

    def stores(self) -> list[Store]:
        """The attempts of all tasks that were begun."""
        return [Store(path) for path in sorted(self.tasks.glob("*")) if path.is_dir()]

    def attempt(self, number: int) -> Attempt | None:
        """The attempt at one task; None while there is none."""
        return self.store(number).running()

    def left(self) -> float:
        """Seconds until time is up."""
        return clock.left(self.read(), clock.now())

    def suite(self) -> Suite:
        """The labs and checks that it was drawn from, whatever is chosen elsewhere."""
        return Suite(Path(self.read().suite))


class Exams:
    """All exams of a state directory."""

    def __init__(self, state: Path) -> None:
        self.state = state
        self.root = state / FOLDER

    @contextlib.contextmanager
    def lock(self) -> Iterator[None]:
        """Let no other command begin or end an exam meanwhile; the system frees it at any death.

        Raises:
            UsageError: Another command has it.
            StateError: The state directory can't be written.
        """
        busy = UsageError(
            "Another command is starting or ending an exam right now.",
            "Wait for it to finish, then run this one again.",
        )
        try:
            self.state.mkdir(parents=True, exist_ok=True, mode=0o700)
        except OSError as error:
            raise unwritable(self.state, error) from error
        with held(self.root / "lock", busy):
            yield

    def folders(self) -> list[Path]:
        """The folders of all exams, whole or half-made, oldest first."""
        return folders_in(self.root)

    def all(self) -> list[Exam]:
        """All exams that have an exam.json."""
        return [Exam(path) for path in self.folders() if (path / FILE).exists()]

    def under_way(self) -> Exam | None:
        """The one that is prepared, sat or graded; None if there is none.

        Raises:
            StateError: An exam.json is corrupt.
        """
        for exam in reversed(self.all()):
            if exam.read().phase in UNDER_WAY:
                return exam
        return None

    def current(self) -> Exam:
        """The one that is under way.

        Raises:
            UsageError: There is none.
        """
        exam = self.under_way()
        if exam is None:
            raise UsageError(
                "No exam is under way.",
                "Start one with `dojo exam start`; `dojo exam result` shows the last one's result.",
            )
        return exam

    def remains(self) -> list[Path]:
        """Folders of which exam.json is gone: what a killed command left."""
        return [path for path in self.folders() if not (path / FILE).exists()]


def remove(folder: Path) -> None:
    """Remove what is left of an exam's folder once its clusters are ended; exam.json goes first.

    Raises:
        StateError: It can't be removed.
    """
    removal.open_up(folder)
    removal.unlink(folder / FILE)
    removal.remove(folder)


def exams_of(state: Path) -> Exams:
    """The exams of a state directory; of a task's own, those that the task belongs to."""
    return Exams(state.parents[3] if exam_above(state) else state)


def default_exams() -> Exams:
    """The exams in the user's state directory."""
    from clusterdojo.paths import state_dir  # platformdirs is not always needed

    return exams_of(state_dir())
