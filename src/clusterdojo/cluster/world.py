"""A cluster at two moments, and who manages what in it."""

import datetime
from dataclasses import dataclass, field

from clusterdojo.cluster.change import Change
from clusterdojo.cluster.client import Object
from clusterdojo.cluster.identities import SIMULATOR
from clusterdojo.cluster.kept import Kept, ResourceKey, Trail, controller_of, uid_of

COMPONENTS = ("system:", SIMULATOR)  # how the names of those begin that belong to a cluster
APPS, BATCH = "apps", "batch"
# Which controllers make which objects. A claim to belong to anything else proves nothing.
MAKERS: dict[ResourceKey, tuple[tuple[str, ResourceKey], ...]] = {
    ("", "pods"): (
        ("ReplicaSet", (APPS, "replicasets")),
        ("StatefulSet", (APPS, "statefulsets")),
        ("DaemonSet", (APPS, "daemonsets")),
        ("Job", (BATCH, "jobs")),
        ("ReplicationController", ("", "replicationcontrollers")),
    ),
    (APPS, "replicasets"): (("Deployment", (APPS, "deployments")),),
    (BATCH, "jobs"): (("CronJob", (BATCH, "cronjobs")),),
    (APPS, "controllerrevisions"): (
        ("DaemonSet", (APPS, "daemonsets")),
        ("StatefulSet", (APPS, "statefulsets")),
    ),
    ("discovery.k8s.io", "endpointslices"): (
        ("Service", ("", "services")),
        ("Endpoints", ("", "endpoints")),
    ),
    ("storage.k8s.io", "csistoragecapacities"): (
        ("Deployment", (APPS, "deployments")),
        ("ReplicaSet", (APPS, "replicasets")),
        ("DaemonSet", (APPS, "daemonsets")),
        ("StatefulSet", (APPS, "statefulsets")),
    ),
}


@dataclass
class World:
    """A cluster at two moments.

    Attributes:
        before: What it kept when the lab began.
        now: What it keeps now.
        time: When now is.
        trail: Who did it, if the cluster keeps a log.
    """

    before: Kept
    now: Kept
    time: datetime.datetime = field(default_factory=lambda: datetime.datetime.now(datetime.UTC))
    trail: Trail | None = None

    def made_by_hand(self, change: Change) -> bool:
        """Whether the trail knows that no component of the cluster made a new object."""
        if self.trail is None:
            return False
        who = self.trail.creator(change.group, change.resource, change.namespace, change.name)
        component = who is None or who.startswith(COMPONENTS)
        return not component or " in the name of " in (who or "")

    def owner(
        self, key: ResourceKey, thing: Object, *, at: Kept
    ) -> tuple[ResourceKey, Object] | None:
        """The object whose controller makes such things, and to which this one belongs."""
        claimed = controller_of(thing)
        for kind, owner_key in MAKERS.get(key, ()):
            if claimed is not None and claimed.get("kind") == kind:
                namespace = str(thing["metadata"].get("namespace") or "")
                found = at.find(owner_key, namespace, str(claimed.get("name")))
                if found is not None and uid_of(found) == claimed.get("uid"):
                    return owner_key, found
        return None


def key_of(change: Change) -> ResourceKey:
    """The kind of the object that was changed."""
    return change.group, change.resource


def strings_of(thing: Object | None, field_name: str) -> dict[str, str]:
    """A map of strings in an object's metadata, such as its labels; empty if there is none."""
    found = (thing or {}).get("metadata", {}).get(field_name)
    return found if isinstance(found, dict) else {}


def is_ending(thing: Object) -> bool:
    """Whether it is being deleted."""
    return bool(thing["metadata"].get("deletionTimestamp"))
