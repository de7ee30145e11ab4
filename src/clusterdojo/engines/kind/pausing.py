"""Clusters of real nodes that come back after a reboot.

They are not paused: frozen, their containers would keep their memory.
"""

import time
from pathlib import Path

from clusterdojo import container
from clusterdojo.engines.coming_back import SECONDS, await_api
from clusterdojo.engines.kind import nodes as kind_nodes
from clusterdojo.engines.kind.containers import KindRecord
from clusterdojo.errors import EngineError

DOCKER_SECONDS = 60.0


def is_gone(record: KindRecord) -> bool:
    """Whether there are containers, and none of them runs: one that stands still may be the task.

    Raises:
        ContainerEngineError: The container engine does not answer.
    """
    states = kind_nodes.states(record).values()
    return bool(states) and "running" not in states


def resume(record: KindRecord, folder: Path) -> None:
    """Start the cluster's containers, but for machines that the lab itself has switched off.

    Raises:
        EngineError: They do not start.
        ContainerEngineError: The container engine does not answer.
    """
    off = {record.containers[node] for node in record.stopped if node in record.containers}
    states = kind_nodes.states(record).items()
    wanted = [name for name, state in states if state == "exited" and name not in off]
    if wanted:
        try:
            container.docker("start", *wanted, seconds=DOCKER_SECONDS)
        except container.DockerCommandError as error:
            raise EngineError(
                f"Docker does not start {', '.join(wanted)}: {error.stderr}.",
                "See `docker ps --all`; `dojo exam stop` ends the exam.",
            ) from error
    await_api(
        folder,
        time.monotonic() + SECONDS,
        "See `docker logs` of its containers; you can't work on this task.",
    )
