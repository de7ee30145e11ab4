"""The processes of an embedded cluster, by the pids that kwokctl wrote down."""

import contextlib
from collections.abc import Iterable
from pathlib import Path

from clusterdojo import processes
from clusterdojo.cluster import identities

# kwokctl names the cluster's folder; ours has only one cluster, so one name will do.
NAME = "cluster"
CONTROLLER_MANAGER = "kube-controller-manager"
# kwokctl starts all at once. These leave the processors to the API server, which they wait for.
HELD_BACK = frozenset({CONTROLLER_MANAGER, "kube-scheduler", "kwok-controller"})
# Of those that ask the API server: the kubeconfig in pki/, and whom it names.
KUBECONFIGS = {
    CONTROLLER_MANAGER: ("controller-manager.kubeconfig", identities.CONTROLLER_MANAGER),
    "kube-scheduler": ("scheduler.kubeconfig", identities.SCHEDULER),
    "kwok-controller": ("kwok.kubeconfig", identities.SIMULATOR),
}
COMPONENTS = ("etcd", "kube-apiserver", *sorted(HELD_BACK))


def pid_folder(folder: Path) -> Path:
    """Where kwokctl writes the pids of the cluster in `folder`."""
    return folder / "clusters" / NAME / "pids"


def pid(folder: Path, component: str) -> int | None:
    """The component's pid; None if it is not written down, or not wholly."""
    try:
        return int((pid_folder(folder) / f"{component}.pid").read_text(encoding="ascii"))
    except (OSError, ValueError):
        return None


def pids(folder: Path) -> dict[str, int]:
    """The pids of all components that have been started."""
    known = {}
    for path in pid_folder(folder).glob("*.pid"):
        with contextlib.suppress(OSError, ValueError):
            known[path.stem] = int(path.read_text(encoding="ascii"))
    return known


def hold(folder: Path, components: Iterable[str]) -> set[str]:
    """Hold those of the components that have been started; returns which these are."""
    started = {one: found for one in components if (found := pid(folder, one)) is not None}
    for found in started.values():
        processes.hold(found)
    return set(started)


def one_has_ended(folder: Path) -> bool:
    """Whether a component was started and is gone again."""
    started = [found for one in COMPONENTS if (found := pid(folder, one)) is not None]
    return not all(processes.is_alive(found, folder) for found in started)


def fault(folder: Path) -> str | None:
    """Which component does not run ("etcd has ended"), or None."""
    for component in COMPONENTS:
        found = pid(folder, component)
        if found is None or not processes.is_alive(found, folder):
            return f"{component} has ended"
    return None
