"""Embedded clusters that wait: paused, they give their memory back.

A paused cluster comes back as it was: the same ports, the same objects, the same certificates. The
same way leads back from a reboot, after which its processes, or a real node's container, are gone
as well. Real nodes are not paused: frozen, their containers would keep their memory.
"""

import contextlib
import json
import shutil
import socket
import time
from collections.abc import Sequence
from pathlib import Path

from clusterdojo import container, processes
from clusterdojo.cluster.client import OwnApi, RefusedError, UnansweredError
from clusterdojo.engines import engine as engine_called
from clusterdojo.engines.kind import nodes as kind_nodes
from clusterdojo.engines.kind.containers import KindRecord
from clusterdojo.engines.kwok import engine as kwok
from clusterdojo.errors import EngineError

RESUME_SECONDS = 120.0
POLL_SECONDS = 0.05
LOG = "kwokctl-start.log"
CONFIG = "kwokctl.yaml"
DOCKER_SECONDS = 60.0


class Ports:
    """Keeps the ports of paused clusters from being given to others; they go with the process."""

    def __init__(self) -> None:
        self._held: dict[Path, list[socket.socket]] = {}

    def hold(self, folder: Path) -> None:
        """Take the ports that the cluster in `folder` will need again."""
        if folder in self._held:
            return
        held = self._held[folder] = []
        for port in ports_of(folder):
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


def ports_of(folder: Path) -> list[int]:
    """The ports of an embedded cluster, as its configuration tells them; of others none."""
    try:
        first = (folder / CONFIG).read_text(encoding="utf-8").split("\n---\n", 1)[0]
        options = json.loads(first)["options"]
        return sorted(v for k, v in options.items() if k.endswith("Port") and type(v) is int)
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return []


def pause(folder: Path, ports: Ports) -> None:
    """Let the embedded cluster in `folder` wait."""
    _end_kwok(folder)
    ports.hold(folder)


def resume(engine: str, folder: Path, ports: Ports) -> None:
    """Bring a paused cluster back, or one whose processes are gone.

    Raises:
        EngineError: It does not come back.
        ContainerEngineError: The container engine does not answer.
    """
    if engine == kwok.KwokEngine.name:
        ports.give_back(folder)
        _start_kwok(folder)
    else:
        _start_containers(folder)
        _await_api(folder, time.monotonic() + RESUME_SECONDS)


def is_gone(engine: str, folders: Sequence[Path]) -> bool:
    """Whether a task's clusters have to come back: paused, or ended by a reboot or a logout.

    Of embedded clusters one process that has ended is enough, such as an API server for which there
    was no memory: no task is about these processes, so bringing them back undoes nothing that the
    learner did. Of real nodes nothing may run any more: one that stands still may be the task.

    Raises:
        ContainerEngineError: The container engine does not answer.
    """
    if engine == kwok.KwokEngine.name:
        return any(engine_called(engine).fault(folder) is not None for folder in folders)
    return all(_stand_still(_kind(folder)) for folder in folders)


def _stand_still(record: KindRecord) -> bool:
    """Whether there are containers, and none of them runs."""
    states = kind_nodes.states(record).values()
    return bool(states) and "running" not in states


def pids_of(folder: Path) -> dict[str, int]:
    """The processes of an embedded cluster that kwokctl wrote down, by component."""
    found = {}
    for path in (folder / "clusters" / kwok.NAME / "pids").glob("*.pid"):
        with contextlib.suppress(OSError, ValueError):
            found[path.stem] = int(path.read_text(encoding="ascii"))
    return found


def _end_kwok(folder: Path) -> None:
    """End its processes. etcd keeps what it has acknowledged, however it ends."""
    processes.end(folder)
    _forget_pids(folder)


def _forget_pids(folder: Path) -> None:
    """By now others may have these pids, and kwokctl goes by the pid alone."""
    shutil.rmtree(folder / "clusters" / kwok.NAME / "pids", ignore_errors=True)
    (folder / "clusters" / kwok.NAME / "pids").mkdir(parents=True, exist_ok=True, mode=0o700)


def _start_kwok(folder: Path) -> None:
    from clusterdojo import binaries as runtime

    deadline = time.monotonic() + RESUME_SECONDS
    _end_kwok(folder)
    program = runtime.require(("kwokctl",))["kwokctl"]
    environment = processes.marked(folder) | {"KWOK_WORKDIR": str(folder)}
    environment.pop("KUBECONFIG", None)
    command: list[str | Path] = [program, "start", "cluster", "--name", kwok.NAME]
    running = processes.launch(command, folder, folder / LOG, environment)
    held: set[str] = set()
    try:
        # As when it was made: what needs the API server waits for it, or it may give up.
        while running.poll() is None and time.monotonic() < deadline and not _answers(folder):
            for component, pid in pids_of(folder).items():
                if component in kwok.HELD_BACK - held:
                    processes.hold(pid)
                    held.add(component)
            time.sleep(POLL_SECONDS)
        _await_api(folder, deadline)
    finally:
        for pid in pids_of(folder).values():
            processes.let_go(pid)
        if running.poll() is None:
            running.kill()  # it has started everything, and only waits for what is there by now
            running.wait()
    fault = engine_called(kwok.KwokEngine.name).fault(folder)
    if fault is not None:
        raise _not_back(folder, fault)


def _await_api(folder: Path, deadline: float) -> None:
    while not _answers(folder):
        if time.monotonic() > deadline:
            raise _not_back(folder, "its API server does not answer")
        time.sleep(POLL_SECONDS)


def _answers(folder: Path) -> bool:
    try:
        OwnApi(folder, folder.name).check("/readyz")
    except (UnansweredError, RefusedError, OSError):
        return False
    return True


def _not_back(folder: Path, why: str) -> EngineError:
    return EngineError(
        f"{folder.name} did not come back: {why}.",
        f"{folder / LOG} tells more; the task can't be worked on.",
    )


def _start_containers(folder: Path) -> None:
    """Start the cluster's containers, but for machines that the lab itself has switched off."""
    record = _kind(folder)
    off = {record.containers[node] for node in record.stopped if node in record.containers}
    states = kind_nodes.states(record).items()
    wanted = [name for name, state in states if state == "exited" and name not in off]
    if not wanted:
        return
    try:
        container.docker("start", *wanted, seconds=DOCKER_SECONDS)
    except container.DockerCommandError as error:
        raise EngineError(
            f"Docker does not start {', '.join(wanted)}: {error.stderr}.",
            "See `docker ps --all`; `dojo exam stop` ends the exam.",
        ) from error


def _kind(folder: Path) -> KindRecord:
    record = KindRecord.read(folder)
    if record is None:
        raise EngineError(f"There is no cluster in {folder}.", "`dojo exam stop` ends the exam.")
    return record
