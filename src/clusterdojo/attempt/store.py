"""All attempts and results on this machine, and the lock that lets one command change them."""

import contextlib
from collections.abc import Iterator
from pathlib import Path

from clusterdojo import removal
from clusterdojo.attempt.model import FILE, Attempt
from clusterdojo.errors import StateError, UsageError
from clusterdojo.files import unwritable
from clusterdojo.lock import held


class Store:
    """The state directory: attempts/<id>/ while they run, results/<id>.json permanently."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.attempts = root / "attempts"
        self.results = root / "results"
        self.leftovers = root / "leftovers"

    @contextlib.contextmanager
    def lock(self) -> Iterator[None]:
        """Let no other command start, stop or reset meanwhile; the system frees it at any death.

        Raises:
            UsageError: Another command has it.
            StateError: The state directory can't be written.
        """
        busy = UsageError(
            "Another dojo command is starting or stopping a lab right now.",
            "Wait for it to finish, then run this one again.",
        )
        with held(self.root / "lock", busy):
            yield

    def folders(self) -> list[Path]:
        """The folders of all attempts, whole or half-made, oldest first."""
        return folders_in(self.attempts)

    def running(self) -> Attempt | None:
        """The attempt that is under way, or None."""
        for folder in reversed(self.folders()):
            if (folder / FILE).exists():
                attempt = Attempt.read(folder)
                if attempt.record.phase == "ready":
                    return attempt
        return None

    def current(self) -> Attempt:
        """The attempt that is under way.

        Raises:
            UsageError: There is none.
        """
        attempt = self.running()
        if attempt is None:
            if self.folders():
                raise UsageError(
                    "No lab is ready: a start or stop is under way, or was interrupted.",
                    "If none is running, `dojo start LAB` clears it away and starts again.",
                )
            raise UsageError("No lab is running.", "Start one with `dojo start LAB`.")
        return attempt

    def result(self, attempt_id: str) -> Path:
        """Where the attempt's result.json is kept."""
        return self.results / f"{attempt_id}.json"

    def files(self, attempt_id: str) -> Path:
        """Where files of the learner's that the result is kept with are, such as snapshots."""
        return self.results / f"{attempt_id}.files"

    def remove(self, folder: Path) -> None:
        """Remove an attempt's folder, attempt.json first: the rest alone is not an attempt.

        What can't be removed goes aside, where nothing minds it; `clear_leftovers` tries again.

        Raises:
            StateError: Something can't be removed; the error says what to do.
        """
        removal.open_up(folder)
        removal.unlink(folder / FILE)
        try:
            removal.remove(folder)
        except StateError:
            aside = self.leftovers / folder.name
            try:
                self.leftovers.mkdir(mode=0o700, exist_ok=True)
                folder.rename(aside)
            except OSError as error:
                raise unwritable(folder, error) from error
            removal.remove(aside)  # in vain, but the error names its place now

    def clear_leftovers(self) -> list[StateError]:
        """Remove what could not be removed with its attempt; returns why it still can't be."""
        if not self.leftovers.exists():
            return []
        problems = []
        for folder in self.leftovers.iterdir():
            try:
                removal.remove(folder)
            except StateError as error:
                problems.append(error)
        return problems


def folders_in(root: Path) -> list[Path]:
    """The folders in a folder of the state directory, sorted by name; it may be missing.

    Raises:
        StateError: It can't be read.
    """
    try:
        return sorted(path for path in root.iterdir() if path.is_dir())
    except FileNotFoundError:
        return []
    except OSError as error:
        raise StateError(
            f"{root} can't be read: {error.strerror}.",
            "Give yourself access to it or choose another directory with CLUSTERDOJO_STATE.",
        ) from error


def default_store() -> Store:
    """The store in the user's state directory."""
    from clusterdojo.paths import state_dir  # platformdirs is not always needed

    return Store(state_dir())
