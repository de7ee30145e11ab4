"""Ending attempts, and clearing away what a killed command left half-made."""

import json
import shutil
from pathlib import Path

from clusterdojo import removal
from clusterdojo.attempt import spare
from clusterdojo.attempt.model import Attempt
from clusterdojo.attempt.store import Store
from clusterdojo.engines.protocol import Engine
from clusterdojo.engines.registry import engine as engine_called
from clusterdojo.engines.registry import every
from clusterdojo.errors import DojoError, StateError, UsageError
from clusterdojo.progress import Progress


def stop(store: Store, progress: Progress, *, everything: bool = False) -> list[str]:
    """End the attempt under way, or all that is there, half-made ones too.

    Returns:
        The ids of what was ended.
    """
    with store.lock():
        folders = store.folders()
        if not everything:
            folders = [store.current().folder]
        ended, problem = [], None
        for folder in folders:
            progress.stage(f"stopping {folder.name}")
            try:
                remove(store, folder)
                ended.append(folder.name)
            except DojoError as error:
                problem = error  # the others can be ended all the same
        problem = problem or next(iter(store.clear_leftovers()), None)
    if problem:
        raise problem
    return ended


def recover(store: Store, progress: Progress) -> None:
    """Clear away what a killed command left half-made. Call it with the lock held."""
    for folder in store.folders():
        try:
            if Attempt.read(folder).record.phase == "ready":
                continue
        except DojoError:
            if (folder / "attempt.json").exists():
                raise
        progress.note(f"clearing away {folder.name}, which was interrupted")
        try:
            remove(store, folder)
        except StateError as error:
            if folder.exists():
                raise
            progress.note(str(error))  # it is aside, and in nobody's way


def remove(store: Store, folder: Path) -> None:
    """End an attempt's clusters, by whichever engine made them, and remove its folder."""
    try:
        engine = json.loads((folder / "attempt.json").read_text(encoding="utf-8"))["engine"]
        maker = engine_called(engine)
    except (OSError, ValueError, KeyError, TypeError, UsageError):
        maker = None
    end_clusters(folder, maker)
    store.remove(folder)


def clusters_in(folder: Path) -> list[Path]:
    """The folders of all clusters of an attempt, its spare's included."""
    return sorted([*folder.glob("clusters/*"), *folder.glob("spare-*/clusters/*")])


def end_clusters(folder: Path, maker: Engine | None) -> None:
    """End every cluster in an attempt's folder, and whatever is making a spare there.

    Args:
        folder: The attempt's folder.
        maker: The engine of its clusters; None if the record is lost: each engine looks for its
            own then.
    """
    for part in (folder, folder / "clusters", *folder.glob("spare-*")):
        removal.open_up(part)  # the learner's folder is in it: whatever mode it has now
    spare.halt(folder)
    for cluster in clusters_in(folder):
        for engine in [maker] if maker else every():
            if maker or engine.owns(cluster):
                engine.delete(cluster)
    for made in folder.glob("spare-*"):
        shutil.rmtree(made, ignore_errors=True)
