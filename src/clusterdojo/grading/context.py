"""What one run of grading knows: the clusters, the start state, the drawn values, the answers."""

import datetime
import json
import time
from collections.abc import Callable, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import cached_property
from http import HTTPStatus
from pathlib import Path
from typing import TYPE_CHECKING, Any

from clusterdojo.cluster.change import Change
from clusterdojo.cluster.changes import changes
from clusterdojo.cluster.client import Api, Object, RefusedError, UnansweredError
from clusterdojo.cluster.discovery import Resource
from clusterdojo.cluster.inventory import Inventory, everything
from clusterdojo.cluster.kept import Kept
from clusterdojo.cluster.settle import settled
from clusterdojo.cluster.snapshot import LiveSnapshot, RecordedSnapshot
from clusterdojo.cluster.world import World
from clusterdojo.errors import ContainerEngineError, UsageError
from clusterdojo.grading.evidence import Notebook
from clusterdojo.grading.outcomes import NotAnsweringError, UngradableError
from clusterdojo.lab.values import Drawn

if TYPE_CHECKING:
    from clusterdojo.cluster.audit_log import AuditLog
    from clusterdojo.cluster.trail import Trail
    from clusterdojo.engines.protocol import NodeAccess
    from clusterdojo.grading.machines import Machines

__all__ = ["Context", "NotAnsweringError", "UngradableError", "read_recording"]


@dataclass
class Context:
    """Everything that fixtures read; made once a check.

    Attributes:
        lab_id: The lab that is graded.
        apis: A way into each cluster, by its name in lab.yaml.
        values: Drawn for this attempt.
        before: The start state as recorded, by cluster, or None.
        digests: Of the recorded objects, by cluster and the path of their list.
        work: The learner's work folder, where written answers are, or None.
        settle_seconds: How long to wait at most for controllers.
        reveal: Whether messages may tell the right answers (the solution was seen).
        fault: Asks the engine what is wrong with a cluster that does not answer.
        nodes: Gives the engine's way into the nodes of a cluster, or None.
        audit_log: Gives where a cluster's API server writes who did what, and the cluster's folder;
            None for a cluster that does not.
        started: When the learner could begin, or None.
        reads_nodes: Whether a criterion reads nodes: then what moves on them is waited for, too.
        notebook: Takes down what the criterion that is being graded reads.
    """

    lab_id: str
    apis: Mapping[str, Api]
    values: Mapping[str, Drawn]
    before: Mapping[str, Any] | None = None
    digests: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    work: Path | None = None
    settle_seconds: float = 30
    reveal: bool = False
    fault: Callable[[str], str | None] = lambda _name: None
    nodes: "Callable[[str], NodeAccess] | None" = None
    audit_log: "Callable[[str], tuple[AuditLog, Path] | None]" = lambda _name: None
    started: datetime.datetime | None = None
    reads_nodes: bool = False
    notebook: Notebook = field(default_factory=Notebook)
    _faults: list[str] = field(default_factory=list)
    _settling: dict[str, "Future[LiveSnapshot | None]"] = field(default_factory=dict)
    _rested: dict[str, LiveSnapshot | str] = field(default_factory=dict)
    _trails: "dict[str, Future[tuple[LiveSnapshot | None, Trail | None]]]" = field(
        default_factory=dict
    )
    _reading: "dict[str, Future[tuple[LiveSnapshot | None, Inventory]]]" = field(
        default_factory=dict
    )
    _deadline: float = 0
    _waited: float = 0
    _waiting_since: float | None = None

    @property
    def waited(self) -> float:
        """How many seconds criteria have waited for clusters to come to rest, up to now."""
        since = self._waiting_since
        return self._waited + (0 if since is None else time.monotonic() - since)

    def begin(self) -> None:
        """Begin to wait for the clusters and to read them, in the background."""
        if not self._settling:
            self._deadline = time.monotonic() + self.settle_seconds
            pool = ThreadPoolExecutor(max(1, 3 * len(self.apis)))
            self._settling = {name: pool.submit(self._settle, name) for name in self.apis}
            recorded = [name for name in self.apis if name in (self.before or {})]
            self._reading = {name: pool.submit(self._read_all, name) for name in recorded}
            self._trails = {name: pool.submit(self._read_trail, name) for name in recorded}
            pool.shutdown(wait=False)

    def read_nodes(self) -> None:
        """Begin to open the way into the nodes, since a criterion reads them."""
        self.reads_nodes = True
        if self.nodes is not None:
            self.machines.open(
                (cluster, node["metadata"]["name"])
                for cluster in self.apis
                for node in self._nodes_before(cluster)
            )
            self.machines.open(
                (name, host) for name in self.apis for host in self.machines.hosts(name)
            )

    def close(self) -> None:
        """End what the check has started on nodes."""
        if "machines" in self.__dict__:
            self.machines.close()

    @property
    def faults(self) -> list[str]:
        """What does not answer, for the end of the check."""
        return self._faults + (self.machines.faults if "machines" in self.__dict__ else [])

    @cached_property
    def machines(self) -> "Machines":
        """The insides of the nodes."""
        from clusterdojo.grading.machines import Machines  # few labs read nodes

        return Machines(self.nodes)

    def snapshot(self, name: str) -> LiveSnapshot:
        """The state of one cluster, the same for every criterion of this check.

        Raises:
            NotAnsweringError: The API server does not answer.
        """
        found = self.rested(name)
        if isinstance(found, str):
            raise NotAnsweringError(found)
        return found

    def rested(self, name: str) -> LiveSnapshot | str:
        """The state of one cluster once it is at rest, or why its API server does not answer."""
        if name not in self._rested:
            self._waiting_since = time.monotonic()
            try:
                found = self._found_at_rest(name)
            finally:
                self._waited, self._waiting_since = self.waited, None
            self._rested[name] = self.not_answering(name) if found is None else found
        return self._rested[name]

    def _found_at_rest(self, name: str) -> LiveSnapshot | None:
        self.begin()
        found = self._settling[name].result()
        if not self.reads_nodes or self.nodes is None:
            return found
        from clusterdojo.grading.rest import rested_with_nodes

        return rested_with_nodes(
            found,
            lambda: self._settle(name),
            lambda node: self.machines.reader(name, node),
            self._nodes_before(name),
            self._deadline,
            self.machines.hosts(name),
        )

    def not_answering(self, name: str) -> str:
        """Why a cluster does not answer, remembered for the end of the check."""
        try:
            why = self.fault(name)
        except ContainerEngineError as error:
            raise UngradableError(str(error)) from error
        reason = f"{name}'s API server does not answer" + (f": {why}" if why else "")
        if lost := self.apis[name].lost():
            reason = f"{name} can't be read: {lost}"
        if reason not in self._faults:
            self._faults.append(reason)
        return reason

    def _settle(self, name: str) -> LiveSnapshot | None:
        """The cluster at rest, or None if its API server does not answer."""
        try:
            return settled(self.apis[name], self._deadline - time.monotonic())
        except UnansweredError:
            return None
        except RefusedError as error:
            if error.status < HTTPStatus.INTERNAL_SERVER_ERROR:
                raise UngradableError(f"{name}: {error}") from error
            return None

    def trail(self, name: str) -> "Trail | None":
        """Who did what to a cluster since it was recorded, as of its snapshot; None if unknown.

        Raises:
            NotAnsweringError: The API server does not answer.
        """
        snapshot = self.snapshot(name)
        if name not in self._trails:
            return None
        try:
            read, found = self._trails[name].result()
            if found is not None and read is not snapshot:  # nodes moved meanwhile
                found.read()
        except OSError as error:
            msg = f"the audit log of {name} can't be read: {error}"
            raise UngradableError(msg) from error
        return found

    def _read_trail(self, name: str) -> "tuple[LiveSnapshot | None, Trail | None]":
        """Read who did what as soon as the cluster is at rest, while the criteria are loaded."""
        snapshot = self._settling[name].result()
        where = self.audit_log(name) if snapshot else None
        if where is None:
            return snapshot, None
        from clusterdojo.cluster.trail import trail

        def before() -> dict[str, Object]:
            every = self.recorded(name).kinds.values()
            return {raw["metadata"]["uid"]: raw for objects in every for raw in objects}

        found = trail(*where, before, self.started)
        if found is not None:
            found.read()
        return snapshot, found

    def changes(self, name: str) -> tuple[World, list[Change]]:
        """What somebody changed in a cluster since the lab began, and the cluster then and now.

        Raises:
            NotAnsweringError: The API server does not answer, or not for a kind that it had.
            UngradableError: No start state was recorded, or the user may not read it any more.
            UnansweredError: The API server stopped answering.
            RefusedError: It refuses what graders need.
        """
        recorded = self.recorded(name)
        inventory = self._inventory(name)
        for path, error in inventory.refused.items():
            if path not in recorded.kinds:
                continue
            if error.status < HTTPStatus.INTERNAL_SERVER_ERROR:
                raise UngradableError(f"{name}: {error}")
            msg = f"{name} does not list {Resource.of(path).name} any more"
            raise NotAnsweringError(msg)
        unread = set(inventory.refused)
        if not recorded.is_whole:
            unread |= inventory.lists.keys() - recorded.kinds.keys()
        if unread:
            plurals = ", ".join(sorted({Resource.of(path).name for path in unread}))
            self.notebook.note(f"{name}: not compared", lambda: plurals)
        world = World(Kept.recorded(recorded), Kept.live(inventory), trail=self.trail(name))
        return world, changes(world, whole=recorded.is_whole)

    def _inventory(self, name: str) -> Inventory:
        """Everything that a cluster keeps, at the moment of its snapshot."""
        snapshot = self.snapshot(name)
        read, inventory = self._reading[name].result()
        if read is not snapshot:  # nodes moved meanwhile
            inventory = everything(snapshot, self.apis[name], self.recorded(name).kinds)
        return inventory

    def _read_all(self, name: str) -> tuple[LiveSnapshot | None, Inventory]:
        """Read everything as soon as the cluster is at rest, while the criteria are loaded."""
        snapshot = self._settling[name].result()
        if snapshot is None:
            return None, Inventory()
        return snapshot, everything(snapshot, self.apis[name], self.recorded(name).kinds)

    def _nodes_before(self, name: str) -> list[Object]:
        """The nodes that a cluster had when the lab began; none without a recording."""
        if name not in (self.before or {}):
            return []
        return self.recorded(name).objects("nodes")

    def recorded(self, name: str) -> RecordedSnapshot:
        """The state of one cluster when the lab began.

        Raises:
            UngradableError: No start state was recorded.
        """
        if self.before is None:
            msg = "no start state was recorded, so nothing can be compared (see `dojo record`)"
            raise UngradableError(msg)
        if name not in self.before:
            msg = f"the start state has no {name}"
            raise UngradableError(msg)
        return RecordedSnapshot(self.before[name], self.digests.get(name))


def read_recording(path: Path, lab_id: str) -> dict[str, Any]:
    """A start state that `dojo record` or `dojo start` wrote: lab, seed, values, clusters, digests.

    Earlier versions wrote no digests.

    Raises:
        UsageError: It can't be read, or belongs to another lab.
    """
    try:
        recording: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
        recorded_lab = recording["lab"]
        recording.setdefault("digests", {})
        whole = all(isinstance(recording[key], dict) for key in ("values", "clusters", "digests"))
        if not whole:
            raise ValueError(path)  # noqa: TRY301 - it is told below, with all other faults
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise UsageError(
            f"{path} can't be read as a start state.", "Record one with `dojo record`."
        ) from error
    if recorded_lab != lab_id:
        raise UsageError(
            f"{path} is the start state of {recorded_lab}, not of {lab_id}.",
            f"Record one with `dojo record {lab_id}`.",
        )
    return recording
