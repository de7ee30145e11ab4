"""A second set of clusters in the start state, made in the background: a reset need not wait.

Real nodes take half a minute to start. While the learner works, a process of its own makes the
same start state once more, by the same code and from the same values, in a folder of the attempt
that is made like an attempt's. A reset takes it over. So what a reset gives is a fresh start in
every respect, whatever the learner did to the old machines, down to the disks.
"""

import contextlib
import shutil
import time
from pathlib import Path

from clusterdojo import isolation, processes
from clusterdojo.attempt.model import Attempt
from clusterdojo.cluster.client import RefusedError, UnansweredError
from clusterdojo.engines.protocol import Engine
from clusterdojo.engines.registry import engine as engine_called
from clusterdojo.errors import DojoError
from clusterdojo.files import write_atomically
from clusterdojo.progress import Progress

VARIABLE = "CLUSTERDOJO_SPARE"
"""Set to "no", it keeps spares from being made."""
PREFIX = "spare-"
# What the process that makes spares is marked with: no folder, so that no cluster is meant.
MAKER = "spare"
MODULE = "clusterdojo.grading.spare_maker"  # it looks at what it has made
PID_FILE = "spare.pid"
LOG = "spare.log"
MAKING_SECONDS = 600.0
POLL_SECONDS = 0.1


def begin(attempt: Attempt, lab_folder: Path) -> None:
    """Start making a spare, in a process that outlives this one.

    It also ends the clusters that a reset has left behind. A quick engine needs no spare.
    """
    if engine_called(attempt.record.engine).quick:
        return
    # A learner can do without a spare: no trouble with it is worth an error.
    with contextlib.suppress(DojoError):
        running = processes.launch(
            [
                *isolation.interpreter(MODULE),
                attempt.folder,
                lab_folder,
            ],
            attempt.folder,
            attempt.folder / LOG,
            isolation.without_hooks(processes.marked(attempt.folder / MAKER)),
            detached=True,
        )
        write_atomically(attempt.folder / PID_FILE, str(running.pid))


def state(attempt: Attempt) -> str | None:
    """How far the spare is: "ready" or "being made"; None if there is none."""
    folder = next_folder(attempt)
    if not folder.is_dir():
        return None
    with contextlib.suppress(DojoError):
        if Attempt.read(folder).record.phase == "ready":
            return "ready"
    return "being made" if _is_being_made(attempt) else None


def claim(attempt: Attempt, engine: Engine, progress: Progress) -> Attempt | None:
    """The attempt's spare if it is whole and alive; None if there is none to be used.

    One that is being made is waited for: it is ahead of anything that could be begun now.
    """
    deadline = time.monotonic() + MAKING_SECONDS
    if state(attempt) == "being made":
        progress.stage("waiting for the spare clusters, which are being made")
        while state(attempt) == "being made" and time.monotonic() < deadline:
            time.sleep(POLL_SECONDS)
    if state(attempt) != "ready":
        return None
    spare = Attempt.read(next_folder(attempt))
    return spare if _is_alive(spare, engine) else None


def move_in(attempt: Attempt, spare: Attempt) -> None:
    """Make the spare's clusters the attempt's. The old ones are left to whoever begins the next.

    Raises:
        StateError: A file can't be written.
    """
    attempt.empty_work()
    shutil.copytree(spare.work, attempt.work, symlinks=True, dirs_exist_ok=True)
    for source, target in (
        (spare.before, attempt.before),
        (spare.kubeconfig, attempt.kubeconfig),
        (spare.task, attempt.task),
    ):
        write_atomically(target, source.read_text(encoding="utf-8"))
    attempt.record.home = spare.folder.name
    attempt.record.versions = spare.record.versions
    attempt.record.remade = spare.record.remade  # which has counted on from the attempt's


def halt(folder: Path) -> None:
    """End the process that makes the spare of the attempt in `folder`, if there is one."""
    if (folder / LOG).exists():
        processes.end(folder / MAKER)


def next_folder(attempt: Attempt) -> Path:
    """Where the spare for the next reset is."""
    return attempt.folder / f"{PREFIX}{attempt.record.resets + 1}"


def _is_being_made(attempt: Attempt) -> bool:
    try:
        pid = int((attempt.folder / PID_FILE).read_text())
    except (OSError, ValueError):
        return False
    return processes.is_alive(pid, attempt.folder / MAKER)


def _is_alive(spare: Attempt, engine: Engine) -> bool:
    """Whether nothing has happened to the spare since it was made."""
    try:
        for name in spare.record.clusters:
            spare.api(name).check("/readyz")
            if engine.fault(spare.cluster_folder(name)):
                return False
    except (UnansweredError, RefusedError):
        return False
    return True
