"""What changes in a cluster although nobody changes it: one table, each row with its reason.

Rows are narrow, since a learner can write the same fields. Where an API server keeps a trail, it
tells who created an object that a controller might have made.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from fnmatch import fnmatchcase

from clusterdojo.cluster import consequences as why
from clusterdojo.cluster.change import Change
from clusterdojo.cluster.consequences import World

# Fields of every object that say something about its writes, and nothing about what was written.
NOTED = {
    "resourceVersion": "every write gives the object a new one",
    "generation": "the API server counts writes",
    "managedFields": "the API server notes who wrote which field",
    "selfLink": "servers before 1.20 wrote it",
    "uid": "an object with another one is a new object, which counts as recreated",
    "creationTimestamp": "it goes with the UID",
    "deletionTimestamp": "an object that is being deleted counts as deleted",
    "deletionGracePeriodSeconds": "it goes with deletionTimestamp",
}
STATUS = "controllers and kubelets write the status; users have to go out of their way to do so"

MADE, GONE, ANEW = frozenset({"created"}), frozenset({"deleted"}), frozenset({"recreated"})
CHANGED = frozenset({"changed"})
LIFE = MADE | GONE | ANEW


@dataclass(frozen=True)
class Row:
    """Changes that are nobody's.

    Attributes:
        name: For tests, and for those who talk about it.
        kinds: "group/plural", "/plural" for the core group; with wildcards.
        what: What happened to the object.
        reason: Why it happens by itself.
        path: Of the field, if `what` is "changed"; its parts may have wildcards, and what is
            below it belongs to it.
        when: What else has to hold.
    """

    name: str
    kinds: tuple[str, ...]
    what: frozenset[str]
    reason: str
    path: tuple[str, ...] = ()
    when: Callable[[Change, World], bool] = lambda _change, _world: True

    def covers(self, change: Change, world: World) -> bool:
        """Whether the change is one of these."""
        kind = f"{change.group}/{change.resource}"
        return (
            change.happened in self.what
            and any(fnmatchcase(kind, pattern) for pattern in self.kinds)
            and len(change.path) >= len(self.path)
            and all(map(fnmatchcase, change.path, self.path))
            and self.when(change, world)
        )


def row_for(change: Change, world: World) -> Row | None:
    """The first row that covers a change; None where somebody must have done it."""
    return next((row for row in TABLE if row.covers(change, world)), None)


def _new_only(change: Change, _: World) -> bool:
    return change.old is None and change.new is not None


def _written(change: Change, _: World) -> bool:
    return change.new is not None


def _named(*names: str) -> Callable[[Change, World], bool]:
    return lambda change, _: change.name in names


def _annotation(key: str) -> tuple[str, ...]:
    return ("metadata", "annotations", key)


ANY = ("*",)
PODS, NODES, LEASES = ("/pods",), ("/nodes",), ("coordination.k8s.io/leases",)
CONFIGMAPS, SECRETS = ("/configmaps",), ("/secrets",)
SLICES, ENDPOINTS = ("discovery.k8s.io/endpointslices",), ("/endpoints",)
SETS = ("apps/replicasets",)


def _rows() -> Iterator[Row]:
    yield from _owned()
    yield from _nodes()
    yield from _pods()
    yield from _workloads()
    yield from _services()
    yield from _storage()
    yield from _control_plane()
    yield from _traces()


def _owned() -> Iterator[Row]:
    yield Row(
        "already ending", ANY, GONE, "it was being deleted when the lab began", when=why.was_ending
    )
    yield Row(
        "namespace gone",
        ANY,
        GONE | ANEW,
        "the objects of a namespace go with it, which counts itself",
        when=why.in_lost_namespace,
    )
    yield Row(
        "owner gone",
        ANY,
        GONE | ANEW,
        "the garbage collector removes what belongs to an object that is gone, which counts itself",
        when=why.lost_its_owner,
    )
    yield Row(
        "orphaned",
        ANY,
        CHANGED,
        "an object that outlives its owner loses the reference to it, which counts itself",
        ("metadata", "ownerReferences", "*"),
        why.names_a_lost_owner,
    )
    yield Row(
        "made by its controller",
        ANY,
        MADE,
        "controllers make what belongs to their objects",
        when=why.made_by_its_controller,
    )
    yield Row(
        "replaced by its controller",
        ANY,
        GONE | ANEW,
        "a controller removes and replaces what belongs to an object that somebody changed",
        when=why.its_owner_was_changed,
    )
    yield Row(
        "history",
        ("batch/jobs", "apps/controllerrevisions"),
        GONE,
        "controllers keep a few of them",
        when=why.has_its_controller,
    )
    yield Row(
        "revision's number",
        ("apps/controllerrevisions",),
        CHANGED,
        "an older revision that is used again gets the next number",
        ("revision",),
        why.has_its_controller,
    )


def _nodes() -> Iterator[Row]:
    yield Row(
        "taint of the node's state",
        NODES,
        CHANGED,
        "the node lifecycle controller taints a node by its state; only taints that agree with "
        "it are the controller's",
        ("spec", "taints", "*"),
        why.taint_agrees_with_the_node,
    )
    yield Row(
        "time of a taint",
        NODES,
        CHANGED,
        "a taint that went and came again has another time",
        ("spec", "taints", "*", "timeAdded"),
    )
    yield Row(
        "pod network",
        NODES,
        CHANGED,
        "the node IPAM controller gives a node its addresses once",
        ("spec", "podCIDR*"),
        _new_only,
    )
    yield Row(
        "ttl",
        NODES,
        CHANGED,
        "the TTL controller counts the nodes",
        _annotation("node.alpha.kubernetes.io/ttl"),
    )
    yield Row(
        "attach and detach",
        NODES,
        CHANGED,
        "every kubelet writes it about itself",
        _annotation("volumes.kubernetes.io/controller-managed-attach-detach"),
        _written,
    )
    yield Row(
        "heartbeats",
        LEASES,
        LIFE | CHANGED,
        "kubelets renew a lease that is named as their node",
        when=lambda c, w: c.namespace == "kube-node-lease" and why.names_a_node(c, w),
    )
    yield Row(
        "driver list",
        ("storage.k8s.io/csinodes", "resource.k8s.io/resourceslices"),
        LIFE | CHANGED,
        "kubelets and drivers write what drivers their node has",
        when=why.belongs_to_a_node,
    )
    yield Row(
        "certificate requests",
        ("certificates.k8s.io/certificatesigningrequests",),
        MADE,
        "kubelets ask for their certificates; the API server itself writes who asked",
        when=why.asked_by_a_node,
    )
    yield Row(
        "old certificate requests",
        ("certificates.k8s.io/certificatesigningrequests",),
        GONE,
        "the cleaner removes them after an hour or a day",
    )


def _pods() -> Iterator[Row]:
    yield Row(
        "binding",
        PODS,
        CHANGED,
        "the scheduler binds a pod that waited for a node",
        ("spec", "nodeName"),
        _new_only,
    )
    yield Row(
        "node gone",
        PODS,
        GONE,
        "the garbage collector removes pods of nodes that are gone, which counts itself",
        when=why.its_node_is_gone,
    )
    yield Row(
        "evicted by a taint",
        PODS,
        GONE,
        "pods leave a node whose taints they do not tolerate, which counts itself",
        when=why.its_node_evicts_it,
    )
    yield Row(
        "no longer for this node",
        PODS,
        GONE,
        "a DaemonSet removes its pod from a node that it no longer fits, which counts itself",
        when=why.its_daemonset_left_the_node,
    )
    yield Row(
        "job tracking",
        PODS,
        CHANGED,
        "the Job controller lets go of a pod that it has counted",
        ("metadata", "finalizers", "*"),
        lambda c, _: c.old == "batch.kubernetes.io/job-tracking",
    )
    yield Row(
        "mirror pods",
        PODS,
        ANEW,
        "a kubelet makes its picture of the same static pod again",
        when=why.mirrors_the_same_file,
    )
    yield Row(
        "seen by the kubelet",
        PODS,
        CHANGED,
        "the kubelet notes when it read the static pod",
        _annotation("kubernetes.io/config.seen"),
        why.is_mirror,
    )


def _workloads() -> Iterator[Row]:
    yield Row(
        "revision",
        ("apps/deployments",),
        CHANGED,
        "the Deployment controller counts roll-outs",
        _annotation("deployment.kubernetes.io/revision"),
    )
    yield Row(
        "template generation",
        ("apps/daemonsets",),
        CHANGED,
        "the API server counts roll-outs",
        _annotation("deprecated.daemonset.template.generation"),
    )
    for path in (("metadata", "annotations", "*"), ("spec", "replicas")):
        yield Row(
            f"replica sets of deployments, {path[-1]}",
            SETS,
            CHANGED,
            "the Deployment controller scales its ReplicaSets, and copies its annotations to them",
            path,
            why.has_its_controller,
        )
    yield Row(
        "autoscaling",
        ("apps/*", "/replicationcontrollers"),
        CHANGED,
        "an autoscaler that nobody changed sets the replicas within its limits",
        ("spec", "replicas"),
        why.scaled_by_its_autoscaler,
    )
    yield Row(
        "finished jobs",
        ("batch/jobs",),
        GONE,
        "a finished Job goes by itself after the time that it names",
        when=why.outlived_its_time,
    )


def _services() -> Iterator[Row]:
    yield Row(
        "endpoints",
        ENDPOINTS,
        LIFE,
        "controllers keep a list of addresses for each Service",
        when=why.belongs_to_a_service,
    )
    for path in (
        ("subsets",),
        ("metadata", "labels"),
        _annotation("endpoints.kubernetes.io/last-change-trigger-time"),
    ):
        yield Row(
            f"endpoints, {path[-1]}",
            ENDPOINTS,
            CHANGED,
            "controllers write the addresses of the pods that are ready",
            path,
            why.belongs_to_a_service,
        )
    yield Row(
        "endpoint slices",
        SLICES,
        LIFE,
        "controllers keep lists of addresses for each Service",
        when=why.belongs_to_a_service,
    )
    for path in (
        ("endpoints",),
        ("ports",),
        _annotation("endpoints.kubernetes.io/last-change-trigger-time"),
    ):
        yield Row(
            f"endpoint slices, {path[-1]}",
            SLICES,
            CHANGED,
            "controllers write the addresses of the pods that are ready",
            path,
            why.belongs_to_a_service,
        )
    yield Row(
        "addresses of services",
        ("networking.k8s.io/ipaddresses",),
        LIFE,
        "the API server keeps a record of each Service's addresses",
        when=why.address_of_a_service,
    )


def _storage() -> Iterator[Row]:
    claims, volumes = ("/persistentvolumeclaims",), ("/persistentvolumes",)
    yield Row(
        "claims of StatefulSets",
        claims,
        MADE,
        "a StatefulSet makes the claims of its pods",
        when=why.claim_of_a_statefulset,
    )
    yield Row(
        "claim bound",
        claims,
        CHANGED,
        "the binder chooses a volume",
        ("spec", "volumeName"),
        _new_only,
    )
    for key in (
        "pv.kubernetes.io/bind-completed",
        "pv.kubernetes.io/bound-by-controller",
        "volume.kubernetes.io/selected-node",
        "volume*.kubernetes.io/storage-provisioner",
    ):
        yield Row(
            f"claim noted, {key}",
            claims,
            CHANGED,
            "binder, scheduler and provisioner take notes",
            _annotation(key),
            _written,
        )
    yield Row(
        "volumes of claims",
        volumes,
        MADE | GONE,
        "a provisioner makes a claim's volume, and removes it with the claim, which counts itself",
        when=why.volume_of_a_claim,
    )
    yield Row(
        "volume bound",
        volumes,
        CHANGED,
        "the binder writes to whom a volume belongs",
        ("spec", "claimRef"),
        why.volume_of_a_claim,
    )
    yield Row(
        "volume noted",
        volumes,
        CHANGED,
        "the binder takes notes",
        _annotation("pv.kubernetes.io/bound-by-controller"),
        _written,
    )
    yield Row(
        "attachments",
        ("storage.k8s.io/volumeattachments",),
        LIFE | CHANGED,
        "volumes are attached where pods need them",
    )
    yield Row(
        "capacities",
        ("storage.k8s.io/csistoragecapacities",),
        LIFE | CHANGED,
        "provisioners write how much space there is",
        when=why.has_its_controller,
    )


def _control_plane() -> Iterator[Row]:
    yield Row(
        "root certificate",
        CONFIGMAPS,
        MADE | ANEW | CHANGED,
        "the controller manager publishes it in every namespace, and restores it",
        when=_named("kube-root-ca.crt"),
    )
    yield Row(
        "default account",
        ("/serviceaccounts",),
        MADE | ANEW,
        "the controller manager makes one in every namespace",
        when=_named("default"),
    )
    yield Row(
        "controllers' accounts",
        ("/serviceaccounts",),
        MADE,
        "each controller makes its own account once",
        when=why.account_of_a_controller,
    )
    yield Row(
        "notes of the API server",
        CONFIGMAPS,
        MADE | CHANGED,
        "the API server writes them when it starts",
        when=lambda c, _: (
            c.namespace == "kube-system"
            and c.name
            in (
                "extension-apiserver-authentication",
                "kube-apiserver-legacy-service-account-token-tracking",
            )
        ),
    )
    yield Row(
        "signatures",
        CONFIGMAPS,
        CHANGED,
        "the bootstrap signer signs cluster-info for each token",
        ("data", "jws-kubeconfig-*"),
        lambda c, _: (c.namespace, c.name) == ("kube-public", "cluster-info"),
    )
    yield Row(
        "expired tokens",
        SECRETS,
        GONE,
        "the token cleaner removes tokens of kubeadm that have expired",
        when=why.has_expired,
    )
    yield Row(
        "token used",
        SECRETS,
        CHANGED,
        "the API server notes the use of an account's old token",
        ("metadata", "labels", "kubernetes.io/legacy-token-last-used"),
        _written,
    )
    yield Row(
        "leadership",
        LEASES,
        CHANGED,
        "whoever leads renews its lease, and another may take it",
        ("spec", "*"),
    )
    yield Row(
        "leases of the control plane",
        LEASES,
        LIFE,
        "API servers, schedulers and controller managers hold one each",
        when=why.lease_of_the_control_plane,
    )
    yield Row(
        "registered groups",
        ("apiregistration.k8s.io/apiservices",),
        LIFE | CHANGED,
        "the API server registers the groups that it serves",
        when=why.is_automanaged,
    )
    yield Row(
        "flow control",
        ("flowcontrol.apiserver.k8s.io/*",),
        CHANGED,
        "the API server keeps its own settings up to date",
        ("spec",),
        why.updates_itself,
    )
    yield Row(
        "aggregated roles",
        ("rbac.authorization.k8s.io/clusterroles",),
        CHANGED,
        "a role that is the sum of others follows them, which count themselves",
        ("rules",),
        why.is_aggregated,
    )


def _traces() -> Iterator[Row]:
    """What kubectl leaves behind wherever it is used, and harms nobody."""
    yield Row(
        "last applied",
        ANY,
        CHANGED,
        "`kubectl apply` notes what it applied; the fields that it changed count",
        _annotation("kubectl.kubernetes.io/last-applied-configuration"),
        _written,
    )
    yield Row(
        "change cause",
        ANY,
        CHANGED,
        "kubectl notes the command that changed an object",
        _annotation("kubernetes.io/change-cause"),
        _written,
    )
    yield Row(
        "debug containers",
        PODS,
        CHANGED,
        "`kubectl debug` is the way to look into a pod; nobody can take the container away again",
        ("spec", "ephemeralContainers", "*"),
        _new_only,
    )


TABLE = tuple(_rows())
