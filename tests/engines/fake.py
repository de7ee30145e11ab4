"""An engine whose clusters are folders: they run, wait or end as told, without a process."""

import contextlib
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NoReturn

from clusterdojo.attempt.model import Attempt
from clusterdojo.cluster.audit_log import AuditLog
from clusterdojo.engines.finding import Finding
from clusterdojo.engines.protocol import NodeAccess, RunningCluster
from clusterdojo.engines.registry import standing_in
from clusterdojo.errors import ContainerEngineError, DojoError, EngineError
from clusterdojo.lab.model import ClusterSpec
from clusterdojo.progress import Progress

AWAY = ContainerEngineError("The container engine does not answer.", "Start Docker.")


class FakeEngine:
    """Fails on clusters that it does not know, and on everything that no test has needed so far.

    A cluster is known by its folder. What is done to it is noted with the name of its lab, or of
    its folder where it belongs to no attempt.

    Attributes:
        done: What was done to clusters: "pause", "resume" or "delete", and whose.
        gone: Labs whose clusters have ended.
        paused: Labs whose clusters wait.
        dead: Labs whose clusters do not come back.
        away_for: Labs for which the container engine does not answer.
        unprepared: Why `prepare` fails, if it does.
        reason: Why the engine can't be used on this machine, if it can't.
    """

    def __init__(self, name: str, *, simulated: bool = True) -> None:
        """An engine like `kwok`, or like `kind` if it is not `simulated`."""
        self.name = name
        self.real_nodes = not simulated
        self.embedded = self.quick = self.can_pause = self.always_restarted = simulated
        self.done: list[tuple[str, str]] = []
        self.gone: set[str] = set()
        self.paused: set[str] = set()
        self.dead: set[str] = set()
        self.away_for: set[str] = set()
        self.unprepared: DojoError | None = None
        self.reason: str | None = None

    def unavailable(self) -> str | None:
        """As told."""
        return self.reason

    def prepare(self, progress: Progress, clusters: Sequence[ClusterSpec] = ()) -> None:
        """Nothing to fetch, or what can't be fetched."""
        del progress, clusters
        if self.unprepared:
            raise self.unprepared

    def unfit(self, spec: ClusterSpec) -> list[str]:
        """Folders can be anything."""
        del spec
        return []

    def memory_mib(self, spec: ClusterSpec) -> int:
        """As much as an embedded cluster, whatever its nodes."""
        del spec
        return 400

    def owns(self, folder: Path) -> bool:
        """Whether the engine's name is written down there."""
        self._known(folder)
        return (folder / self.name).exists()

    def delete(self, folder: Path) -> None:
        """Note it, and remove nothing."""
        self._note("delete", folder)

    def fault(self, folder: Path) -> str | None:
        """Whether it has ended."""
        return "it has ended" if self.is_gone(folder) else None

    def pause(self, folder: Path) -> None:
        """Note it."""
        if not self.can_pause:
            raise AssertionError(f"{self.name} can't pause, and was asked to")
        self._note("pause", folder)
        self.paused.add(whose(folder))

    def resume(self, folder: Path) -> None:
        """Note it, or fail."""
        self._known(folder)
        lab = whose(folder)
        if lab in self.dead:
            raise EngineError(f"{folder.name} does not come back.", "Look at the log.")
        self._note("resume", folder)
        self.paused.discard(lab)
        self.gone.discard(lab)

    def is_gone(self, folder: Path) -> bool:
        """Whether it waits or has ended."""
        self._known(folder)
        return whose(folder) in self.paused | self.gone

    def ports(self, folder: Path) -> list[int]:
        """A folder needs none."""
        self._known(folder)
        return []

    def tools(self) -> dict[str, Path]:
        """None."""
        self._unknown("tools")

    def examine(self) -> list[Finding]:
        """Nothing."""
        self._unknown("examine")

    def create(self, spec: ClusterSpec, folder: Path, progress: Progress) -> RunningCluster:
        """None is made."""
        del spec, folder, progress
        self._unknown("create")

    def await_ready(self, spec: ClusterSpec, folder: Path, progress: Progress) -> None:
        """None is made."""
        del spec, folder, progress
        self._unknown("await_ready")

    def audit_log(self, folder: Path) -> AuditLog | None:
        """It has none."""
        del folder
        return None

    def nodes(self, folder: Path) -> NodeAccess:
        """There are none."""
        del folder
        self._unknown("nodes")

    def stop_node(self, folder: Path, node: str) -> None:
        """There are none."""
        del folder, node
        self._unknown("stop_node")

    def start_node(self, folder: Path, node: str) -> None:
        """There are none."""
        del folder, node
        self._unknown("start_node")

    def _note(self, what: str, folder: Path) -> None:
        self._known(folder)
        self.done.append((what, whose(folder)))

    def _known(self, folder: Path) -> None:
        if not folder.is_dir():
            raise AssertionError(f"{self.name} has never made a cluster in {folder}")
        if whose(folder) in self.away_for:
            raise AWAY

    def _unknown(self, what: str) -> NoReturn:
        raise AssertionError(f"no test has needed {self.name}'s {what} so far")


def whose(folder: Path) -> str:
    """The lab of the attempt to which the cluster belongs, or the name of its folder."""
    for above in folder.parents:
        with contextlib.suppress(DojoError):
            return Attempt.read(above).record.lab
    return folder.name


@contextlib.contextmanager
def fakes() -> Iterator[tuple[FakeEngine, FakeEngine]]:
    """Two engines that stand in for `kwok` and `kind` while the block runs."""
    both = FakeEngine("kwok"), FakeEngine("kind", simulated=False)
    with standing_in(*both):
        yield both
