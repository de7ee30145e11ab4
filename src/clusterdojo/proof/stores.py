"""Where the clusters of proofs are: <state>/proofs/, so that whatever is killed is found again."""

import contextlib
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import filelock

from clusterdojo.attempt.ending import stop
from clusterdojo.attempt.store import Store
from clusterdojo.errors import DojoError
from clusterdojo.files import unwritable
from clusterdojo.progress import Progress, Silent

# Held as long as the proof is under way: the system lets go of it at any death.
LOCK = "proof.lock"


@contextlib.contextmanager
def proof_store(state: Path) -> Iterator[Store]:
    """A store of its own for one proof; what it has started is ended afterwards.

    Raises:
        StateError: The state directory can't be written.
        DojoError: What was started can't be ended now; clear() tries again.
    """
    root = state / "proofs"
    try:
        root.mkdir(parents=True, exist_ok=True, mode=0o700)
        folder = Path(tempfile.mkdtemp(dir=root, prefix="proof-"))
    except OSError as error:
        raise unwritable(root, error) from error
    with filelock.FileLock(folder / LOCK, mode=0o600):
        store = Store(folder)
        try:
            yield store
        finally:
            stop(store, Silent(), everything=True)
            shutil.rmtree(folder, ignore_errors=True)


def clear(state: Path, progress: Progress) -> list[str]:
    """End what killed proofs have left.

    Returns:
        The names of what was ended.

    Raises:
        DojoError: Something can't be ended now; the rest was.
    """
    ended: list[str] = []
    problem: DojoError | None = None
    for folder in sorted((state / "proofs").glob("proof-*")):
        with contextlib.suppress(filelock.Timeout):  # its proof is under way
            with filelock.FileLock(folder / LOCK, timeout=0, mode=0o600):
                try:
                    ended += stop(Store(folder), progress, everything=True)
                except DojoError as error:
                    problem = error
                    continue
            shutil.rmtree(folder, ignore_errors=True)
    if problem:
        raise problem
    return ended
