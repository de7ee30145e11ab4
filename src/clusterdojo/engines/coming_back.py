"""Waiting for the API server of a cluster that is brought back."""

import time
from pathlib import Path

from clusterdojo.cluster.client import OwnApi, RefusedError, UnansweredError
from clusterdojo.errors import EngineError

SECONDS = 120.0
POLL_SECONDS = 0.05


def answers(folder: Path) -> bool:
    """Whether the API server of the cluster in `folder` is ready."""
    try:
        OwnApi(folder, folder.name).check("/readyz")
    except (UnansweredError, RefusedError, OSError):
        return False
    return True


def await_api(folder: Path, deadline: float, do: str) -> None:
    """Wait until the API server is ready.

    Args:
        folder: The cluster's folder, which has its name.
        deadline: By time.monotonic().
        do: What to do where it is not.

    Raises:
        EngineError: It is not ready in time.
    """
    while not answers(folder):
        if time.monotonic() > deadline:
            raise not_back(folder, "its API server does not answer", do)
        time.sleep(POLL_SECONDS)


def not_back(folder: Path, why: str, do: str) -> EngineError:
    """The error of a cluster that does not come back."""
    return EngineError(f"{folder.name} did not come back: {why}.", do)
