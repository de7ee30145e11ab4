"""Who did what to a cluster since its start state was recorded, by the API server's audit log.

A state can be claimed: an owner by a reference, readiness by a status that somebody wrote. The
trail shows whose doing it was. It decides integrity; what counts is still the state.
"""

import datetime
import functools
import json
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path

from clusterdojo.cluster.audit_entry import Entry, entry
from clusterdojo.cluster.audit_log import POSITION_FILE, AuditLog, Position, end_of, read_after
from clusterdojo.cluster.client import Object
from clusterdojo.cluster.identities import (
    CONTROLLER_MANAGER,
    CONTROLLER_PREFIX,
    JOINING_PREFIX,
    NODE_PREFIX,
    SCHEDULER,
    SIMULATOR,
    SUITE,
)
from clusterdojo.files import write_atomically

COMPONENTS = frozenset({CONTROLLER_MANAGER, SCHEDULER, SIMULATOR, SUITE, "system:apiserver"})
# What neither the API server makes by itself, nor the policy leaves out.
LOGGED = frozenset({
    "CronJob", "DaemonSet", "Deployment", "HorizontalPodAutoscaler", "Ingress", "Job",
    "NetworkPolicy", "Node", "PersistentVolumeClaim", "Pod", "PodDisruptionBudget", "ReplicaSet",
    "ReplicationController", "StatefulSet",
})  # fmt: skip
# An object can be seen a moment before the line about it is written.
PATIENCE_SECONDS = 0.5
POLL_SECONDS = 0.05
# What they do for a learner's objects is not the learner's doing.
ADD_ONS = "system:serviceaccount:local-path-storage:"
# The API's times are whole seconds.
SECOND = datetime.timedelta(seconds=1)


def note_start(log: AuditLog, folder: Path) -> None:
    """Note that the start state of the cluster in `folder` is recorded now.

    Raises:
        OSError: The log can't be read.
        StateError: The position can't be written.
    """
    position = end_of(log, datetime.datetime.now(datetime.UTC).isoformat())
    write_atomically(folder / POSITION_FILE, json.dumps(position.as_json()))


def trail(
    log: AuditLog, folder: Path, before: Callable[[], Mapping[str, Object]],
    begun: datetime.datetime | None = None,
) -> "Trail | None":  # fmt: skip
    """The trail of the cluster in `folder`; None if no start was noted there.

    Args:
        log: Where the API server writes.
        folder: The cluster's folder.
        before: The start state's objects by uid; called at most once.
        begun: When the learner could begin to work; None for when the start was noted.
    """
    try:
        start = Position.of(json.loads((folder / POSITION_FILE).read_text(encoding="utf-8")))
        recorded = datetime.datetime.fromisoformat(start.time)
    except (OSError, ValueError, TypeError):
        return None
    return Trail(log, start, recorded, max(begun or recorded, recorded), before)


class Trail:
    """The writes since the start state was recorded, as far as `read` has read them.

    Attributes:
        entries: All of them, by whomever, refused ones included; oldest first.
        gaps: Why some may be missing, each as a part of a sentence about the log; empty if none.
        recorded: When the start state was recorded.
        begun: When the learner could begin.
        before: The start state's objects, by uid.
    """

    def __init__(
        self, log: AuditLog, start: Position, recorded: datetime.datetime,
        begun: datetime.datetime, before: Callable[[], Mapping[str, Object]],
    ) -> None:  # fmt: skip
        self.entries: list[Entry] = []
        self.gaps: list[str] = []
        self.recorded = recorded
        self.begun = begun
        self._log = log
        self._position = start
        self.before = functools.cache(before)
        self._borrowed: set[str] = set()
        self._patience = PATIENCE_SECONDS

    def read(self) -> None:
        """Read on, to what is written by now.

        Raises:
            OSError: The log can't be read.
        """
        reading = read_after(self._log, self._position)
        self._position = reading.end
        gaps = reading.gaps
        for line in reading.lines:
            if found := entry(line):
                self.entries.append(found)
                if found.issued and found.user != CONTROLLER_MANAGER:
                    self._borrowed.add(found.issued)
            elif "a line of it can't be read" not in gaps:
                gaps.append("a line of it can't be read")
        self.gaps += [gap for gap in gaps if gap not in self.gaps]
        vars(self).pop("_by_object", None)

    # Who

    def is_hand(self, one: Entry) -> bool:
        """Whether somebody did it by hand: neither a component nor the suite itself.

        A component's name that was borrowed is a hand: by impersonation, or by a token that was
        not the controller manager's own. A kubelet asks for one for each pod that uses an account.
        The token of a machine that joins is for asking for a certificate, and nothing else.
        """
        if one.acted_for:
            return True
        if one.user.startswith(JOINING_PREFIX):
            return one.resource != "certificatesigningrequests"
        if one.user.startswith(CONTROLLER_PREFIX):
            kept = not one.credential.startswith("JTI=")  # in a Secret
            return kept or one.credential in self._borrowed
        return one.user not in COMPONENTS and not one.user.startswith(NODE_PREFIX)

    # What was done

    def by_hand(
        self, *verbs: str, resource: str = "", subresource: str = "", namespace: str = "",
        name: str = "",
    ) -> list[Entry]:  # fmt: skip
        """What was done by hand since the learner could begin; what is empty fits everything.

        Args:
            verbs: Such as "delete" or "patch".
            resource: Such as "pods".
            subresource: Such as "eviction"; empty for the objects themselves only.
            namespace: Of the object.
            name: Of the object.
        """
        return [
            one
            for one in self.entries
            if one.done
            and one.time >= self.begun
            and (not verbs or one.verb in verbs)
            and resource in ("", one.resource)
            and one.subresource == subresource
            and namespace in ("", one.namespace)
            and name in ("", one.name)
            and self.is_hand(one)
            and not one.user.startswith(ADD_ONS)
        ]

    def deleted(self, resource: str, namespace: str = "", name: str = "") -> list[Entry]:
        """What was deleted by hand, alone or with a collection, whose answer lists its objects."""
        alone = self.by_hand("delete", resource=resource, namespace=namespace, name=name)
        several = self.by_hand("deletecollection", resource=resource, namespace=namespace)
        return [*alone, *(one for one in several if not name or name in one.collected)]

    def forced(self, namespace: str = "", name: str = "") -> list[Entry]:
        """Which pods were deleted by hand without time to end, as `--force` does."""
        return [
            one
            for one in self.deleted("pods", namespace, name)
            if one.body.get("gracePeriodSeconds") == 0 or "gracePeriodSeconds=0" in one.uri
        ]

    def evicted(self, namespace: str = "", name: str = "") -> list[Entry]:
        """Which pods were evicted by hand, as `kubectl drain` does."""
        return self.by_hand(
            "create", resource="pods", subresource="eviction", namespace=namespace, name=name
        )

    def bound(self, namespace: str = "", name: str = "") -> list[Entry]:
        """Which pods were given a node by hand, past the scheduler."""
        return self.by_hand(
            "create", resource="pods", subresource="binding", namespace=namespace, name=name
        )

    # Whose doing an object is

    def is_new(self, raw: Object) -> bool:
        """Whether the object was made after the start state was recorded."""
        created = raw["metadata"].get("creationTimestamp")
        if not created or datetime.datetime.fromisoformat(created) < self.recorded - SECOND:
            return False
        return raw["metadata"].get("uid") not in self.before()

    def maker(self, raw: Object) -> Entry | None:
        """Who made a new object; None if nobody is on record."""
        makings = [one for one in self.of(raw) if one.is_making]
        uid = raw["metadata"].get("uid")
        exact = next((one for one in makings if one.uid == uid), None)
        # An apply, and the line of a Secret, tell no uid: of several the last one counts.
        return exact or next((one for one in reversed(makings) if not one.uid), None)

    def creator(self, group: str, resource: str, namespace: str, name: str) -> str | None:
        """Who made the object of that name last; None if nobody did since the start.

        A component by its user; a hand that borrowed a component's user is "x in the name of y".
        """
        makings = self.about(group, resource, namespace, name)
        made = next((one for one in reversed(makings) if one.is_making), None)
        if made is None:
            return None
        borrowed = self.is_hand(made) and made.user.startswith("system:") and not made.acted_for
        return f"somebody in the name of {made.user}" if borrowed else _user(made)

    def reporter(self, raw: Object) -> Entry | None:
        """Who reported last how a node or a pod is; None if nobody did since the start.

        A kubelet does, or somebody by hand. What the scheduler and the controllers write into a
        status leaves the rest of it as it was.
        """
        made = self.maker(raw)
        for one in reversed(self.of(raw)):
            if one is made:
                # A new node brings its status along; other kinds begin without one.
                return one if one.resource == "nodes" else None
            others = one.user == SUITE or self.is_hand(one)
            if one.done and one.subresource == "status" and (is_report(one) or others):
                return one
        return None

    def applies(self, raw: Object) -> list[Entry]:
        """Which requests applied a manifest to the object since the learner could begin."""
        return [one for one in self.done_to(raw) if one.is_apply]

    def done_to(self, raw: Object) -> list[Entry]:
        """What was done by hand to this object since the learner could begin, its making included.

        What was done to one of the same name that is gone does not count.
        """
        made = self.maker(raw)
        since = max(self.begun, made.time) if made else self.begun
        return [one for one in self.of(raw) if one.done and one.time >= since and self.is_hand(one)]

    # Whether the log fits the objects

    def faults(self, objects: Iterable[Object]) -> Iterator[str]:
        """Why the log is not the API server's own and whole, each as a sentence.

        A log that was cut or edited does not fit the objects: one that is new has a maker.
        """
        yield from self.gaps
        for raw in objects:
            asked = raw.get("kind") in LOGGED and self.is_new(raw)
            if asked and self.patiently(self.maker, raw) is None:
                yield unmade(raw)

    def patiently(self, look: Callable[[Object], Entry | None], raw: Object) -> Entry | None:
        """What is on record, perhaps a moment later."""
        found = look(raw)
        while found is None and self._patience > 0:
            time.sleep(POLL_SECONDS)
            self._patience -= POLL_SECONDS
            self.read()
            found = look(raw)
        return found

    @functools.cached_property
    def _by_object(self) -> dict[tuple[str, str, str, str], list[Entry]]:
        found: dict[tuple[str, str, str, str], list[Entry]] = {}
        for one in self.entries:
            key = (one.group, one.resource, one.namespace, one.name)
            found.setdefault(key, []).append(one)
        return found

    def about(self, group: str, resource: str, namespace: str, name: str) -> list[Entry]:
        """What was asked for objects of this name, by whomever."""
        return self._by_object.get((group, resource, namespace, name), [])

    def of(self, raw: Object) -> list[Entry]:
        """What was asked for objects of the same name as this one, by whomever."""
        metadata, group = raw["metadata"], raw.get("apiVersion", "").rpartition("/")[0]
        namespace = metadata.get("namespace", "")
        return self.about(group, _plural(raw.get("kind", "")), namespace, metadata.get("name", ""))


def named(raw: Object) -> str:
    """How a message calls an object: "pod shop/web-1"."""
    metadata = raw["metadata"]
    namespace = metadata.get("namespace")
    path = f"{namespace}/{metadata.get('name')}" if namespace else metadata.get("name")
    return f"{raw.get('kind', 'object').lower()} {path}"


def who(one: Entry) -> str:
    """How a message calls whoever did it."""
    return f"the {one.controller}" if one.controller and not one.acted_for else _user(one)


def _user(one: Entry) -> str:
    return f"{one.user} in the name of {one.acted_for}" if one.acted_for else one.user


def is_report(one: Entry) -> bool:
    """Whether a kubelet reported how a node or a pod is."""
    kubelet = one.user == SIMULATOR or one.user.startswith(NODE_PREFIX)
    return kubelet and one.subresource == "status"


def unmade(raw: Object) -> str:
    """What a message says of an object that the log does not account for."""
    return f"nobody is on record as the maker of {named(raw)}"


def _plural(kind: str) -> str:
    """The resource of a kind, as Kubernetes forms it."""
    word = kind.lower()
    if word.endswith("endpoints"):
        return word
    if word.endswith("s"):
        return f"{word}es"
    return f"{word[:-1]}ies" if word.endswith("y") and word[-2:-1] not in "aeiou" else f"{word}s"
