"""Embedded clusters that wait: their processes are ended, and etcd's data is kept.

A paused cluster comes back as it was: the same ports, the same objects, the same certificates. The
same way leads back from a reboot or a logout, after which its processes are gone as well.
"""

import json
import shutil
import time
from pathlib import Path

from clusterdojo import processes
from clusterdojo.engines.coming_back import SECONDS, answers, await_api, not_back
from clusterdojo.engines.kwok import components

POLL_SECONDS = 0.05
LOG = "kwokctl-start.log"
CONFIG = "kwokctl.yaml"


def ports(folder: Path) -> list[int]:
    """The ports of a cluster's processes, as its configuration names them; none without one."""
    try:
        first = (folder / CONFIG).read_text(encoding="utf-8").split("\n---\n", 1)[0]
        options = json.loads(first)["options"]
        return sorted(v for k, v in options.items() if k.endswith("Port") and type(v) is int)
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return []


def pause(folder: Path) -> None:
    """End the cluster's processes. etcd keeps what it has acknowledged, however it ends."""
    processes.end(folder)
    # By now others may have these pids, and kwokctl goes by the pid alone.
    shutil.rmtree(components.pid_folder(folder), ignore_errors=True)
    components.pid_folder(folder).mkdir(parents=True, exist_ok=True, mode=0o700)


def resume(folder: Path) -> None:
    """Start the cluster's processes again.

    Raises:
        EngineError: They do not come up.
        RuntimeUnavailableError: kwokctl can't be had any more.
    """
    from clusterdojo import binaries as runtime

    deadline = time.monotonic() + SECONDS
    pause(folder)
    program = runtime.require(("kwokctl",))["kwokctl"]
    environment = processes.marked(folder) | {"KWOK_WORKDIR": str(folder)}
    environment.pop("KUBECONFIG", None)
    command: list[str | Path] = [program, "start", "cluster", "--name", components.NAME]
    running = processes.launch(command, folder, folder / LOG, environment)
    do = f"See {folder / LOG}; you can't work on this task."
    held: set[str] = set()
    try:
        # As when it was made: what needs the API server waits for it, or it may give up.
        while running.poll() is None and time.monotonic() < deadline and not answers(folder):
            held |= components.hold(folder, components.HELD_BACK - held)
            time.sleep(POLL_SECONDS)
        await_api(folder, deadline, do)
    finally:
        for pid in components.pids(folder).values():
            processes.let_go(pid)
        if running.poll() is None:
            running.kill()  # it has started everything, and only waits for what is there by now
            running.wait()
    if fault := components.fault(folder):
        raise not_back(folder, fault, do)
