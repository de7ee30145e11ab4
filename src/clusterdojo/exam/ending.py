"""The end of an exam: later changes do not count, and open shells show that it has ended."""

import contextlib
import shutil
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from clusterdojo import regular_file
from clusterdojo.attempt.model import Attempt
from clusterdojo.errors import DojoError
from clusterdojo.exam import clock, seat
from clusterdojo.exam.folder import Exam
from clusterdojo.files import write_atomically

LOCK = "freeze.lock"
LIVE = "work.live"
COPY = "work.copy"
LARGEST = 50_000_000  # bytes
OVER = "The exam has ended. Your work is graded; later changes do not count."


def end(exam: Exam) -> None:
    """End the exam now, if it runs; call it again after a kill.

    Raises:
        StateError: It can't be written down.
    """
    import filelock  # reading goes without it

    with exam.change() as record:
        ended_now = record.phase == "running"
        if ended_now:
            at = clock.now().wall
            record.ended = min(at, record.ends) if record.ends else at
            record.phase = "ended"
    # The learner's command and the background process both come here, at the same moment.
    with filelock.FileLock(exam.folder / LOCK, mode=0o600), ThreadPoolExecutor() as pool:
        list(pool.map(lambda task: _freeze_task(exam, task.number), exam.read().tasks))
    if ended_now:
        seat.tell(exam, OVER)


def _freeze_task(exam: Exam, number: int) -> None:
    with contextlib.suppress(DojoError, OSError):
        attempt = exam.attempt(number)
        if attempt is not None:
            freeze(attempt)


def freeze(attempt: Attempt) -> None:
    """Keep what the learner's shells do from now on out of what is graded.

    Their kubeconfig reaches nothing any more, and the work folder that is graded is a copy; shells
    stay in the old one. Who has kept a copy of the kubeconfig can still reach a cluster until it is
    graded, seconds later.

    Raises:
        StateError: There is no room for it; then it is graded as it is.
    """
    live, copy = attempt.folder / LIVE, attempt.folder / COPY
    known = b""
    with contextlib.suppress(regular_file.NotReadError):  # whatever the learner has made of it
        known = regular_file.read(attempt.kubeconfig, len(seat.NO_CLUSTER))
    with contextlib.suppress(DojoError):
        if known != seat.NO_CLUSTER.encode():
            write_atomically(attempt.kubeconfig, seat.NO_CLUSTER)
    with contextlib.suppress(OSError, shutil.Error):
        if not live.exists():
            attempt.work.rename(live)
        if not attempt.work.exists():
            shutil.rmtree(copy, ignore_errors=True)
            with contextlib.suppress(shutil.Error):  # it names what can't be read, after all others
                shutil.copytree(
                    live, copy, symlinks=True, ignore=_special, copy_function=_copy_of_a_file
                )
            copy.rename(attempt.work)
    if not attempt.work.exists():
        with contextlib.suppress(OSError):  # the learner has removed it: no answer is there
            live.rename(attempt.work)


def _copy_of_a_file(source: str, target: str) -> object:
    """Copy a file; one that is too large for every grader keeps its size, and takes no room."""
    size = Path(source).stat().st_size
    if size <= LARGEST:
        return shutil.copy2(source, target)
    with Path(target).open("wb") as file:
        file.truncate(size)
    shutil.copystat(source, target)
    return target


def _special(folder: str, names: list[str]) -> set[str]:
    """Pipes and sockets, which can't be copied."""
    paths = {name: Path(folder) / name for name in names}
    return {
        name
        for name, path in paths.items()
        if not (path.is_symlink() or path.is_dir() or path.is_file())
    }
