"""The clusters of one task's attempt: whether they have ended, and how they come back."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from clusterdojo.attempt.model import Attempt
from clusterdojo.engines.kwok import engine as kwok
from clusterdojo.exam import pausing


def folders(attempt: Attempt) -> list[Path]:
    """Where an attempt's clusters are."""
    return [attempt.cluster_folder(name) for name in attempt.record.clusters]


def has_ended(attempt: Attempt) -> bool:
    """Whether an attempt's embedded clusters have; real nodes are graded as they are."""
    engine = attempt.record.engine
    return engine == kwok.KwokEngine.name and pausing.is_gone(engine, folders(attempt))


def resume(attempt: Attempt, ports: pausing.Ports) -> None:
    """Bring all clusters of an attempt back.

    Raises:
        EngineError: One does not come back.
    """
    with ThreadPoolExecutor() as pool:
        back = [
            pool.submit(pausing.resume, attempt.record.engine, folder, ports)
            for folder in folders(attempt)
        ]
    for future in back:
        future.result()
