"""A task's clusters that wait, or that have ended and come back; their engine knows how."""

import socket
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from clusterdojo.attempt.model import Attempt
from clusterdojo.engines.protocol import Engine
from clusterdojo.engines.registry import engine as engine_called


class Ports:
    """Keeps the ports of paused clusters from being given to others; they go with the process."""

    def __init__(self) -> None:
        self._held: dict[Path, list[socket.socket]] = {}

    def hold(self, folder: Path, ports: list[int]) -> None:
        """Take the ports that the cluster in `folder` will need again."""
        if folder in self._held:
            return
        held = self._held[folder] = []
        for port in ports:
            listener = socket.socket()
            # What the cluster's own last connections still occupy can be taken all the same.
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                listener.bind(("127.0.0.1", port))
            except OSError:
                listener.close()  # somebody has it already, which resuming will find out
                continue
            held.append(listener)

    def give_back(self, folder: Path) -> None:
        """Leave them to the cluster."""
        for listener in self._held.pop(folder, []):
            listener.close()


def pause(attempt: Attempt, ports: Ports) -> None:
    """Let all clusters of an attempt wait.

    Raises:
        EngineError: Its engine can't do that.
    """
    engine = _engine(attempt)
    for folder in _folders(attempt):
        engine.pause(folder)
    hold_ports(attempt, ports)


def hold_ports(attempt: Attempt, ports: Ports) -> None:
    """Keep the ports that the attempt's paused clusters will need again."""
    engine = _engine(attempt)
    for folder in _folders(attempt):
        ports.hold(folder, engine.ports(folder))


def resume(attempt: Attempt, ports: Ports) -> None:
    """Bring all clusters of an attempt back.

    Raises:
        EngineError: One does not come back.
        ContainerEngineError: The container engine does not answer.
    """
    engine = _engine(attempt)

    def back(folder: Path) -> None:
        ports.give_back(folder)
        engine.resume(folder)

    with ThreadPoolExecutor() as pool:
        resumed = [pool.submit(back, folder) for folder in _folders(attempt)]
    for future in resumed:
        future.result()


def is_gone(attempt: Attempt) -> bool:
    """Whether an attempt's clusters have to come back: paused, or ended by a reboot or a logout.

    One that has ended is enough where the engine brings it back at any time; otherwise all have to
    have ended, since one that stands still may be the task.

    Raises:
        ContainerEngineError: The container engine does not answer.
    """
    engine = _engine(attempt)
    gone = (engine.is_gone(folder) for folder in _folders(attempt))
    return any(gone) if engine.always_restarted else all(gone)


def has_ended(attempt: Attempt) -> bool:
    """Whether clusters have ended that have to come back before grading; others are graded so."""
    return _engine(attempt).always_restarted and is_gone(attempt)


def _engine(attempt: Attempt) -> Engine:
    return engine_called(attempt.record.engine)


def _folders(attempt: Attempt) -> list[Path]:
    return [attempt.cluster_folder(name) for name in attempt.record.clusters]
