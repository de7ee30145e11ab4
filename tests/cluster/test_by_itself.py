"""What changes by itself: each row of the table, and the change next to it that somebody made."""

import base64
from typing import Any, NamedTuple

import pytest

from clusterdojo.cluster.by_itself import TABLE, row_for
from clusterdojo.cluster.changes import all_changes, changes
from clusterdojo.cluster.client import Object
from tests.cluster.worlds import anew, edited, thing, world
from tests.objects import node, owned, pod, workload

DEPLOYMENT = workload("Deployment")
SET = workload("ReplicaSet", "web-1", DEPLOYMENT)
OTHER_SET = workload("ReplicaSet", "web-2", DEPLOYMENT)
POD = pod("web-1-a", SET)
DAEMONSET = workload("DaemonSet", "agent")
OF_DAEMONSET = pod("agent-a", DAEMONSET)
STATEFULSET = workload(
    "StatefulSet", "db", spec={"volumeClaimTemplates": [{"metadata": {"name": "data"}}]}
)
NODE = node()
SHOP = thing("Namespace", "shop", "")
SERVICE = thing("Service", "web", spec={"selector": {"app": "web"}})
BY_HAND = thing("Service", "web", spec={})
CRONJOB = thing("CronJob", "nightly", spec={"schedule": "0 3 * * *"})
JOB = thing("Job", "nightly-1", metadata={"ownerReferences": [owned(CRONJOB)]}, spec={})
CLAIM = thing("PersistentVolumeClaim", "data", spec={"size": 1})
OF_NODE = {"ownerReferences": [{"kind": "Node", "name": "node01", "uid": "uid-node01"}]}
STEM = {"kubernetes.io/config.mirror": "a", "kubernetes.io/config.hash": "a"}
MIRROR = pod("etcd-node01", metadata={"annotations": STEM | {"kubernetes.io/config.seen": "1"}})
SLICE = thing(
    "EndpointSlice",
    "web-a",
    metadata={"ownerReferences": [owned(SERVICE)]},
              endpoints=[], ports=[])  # fmt: skip
ADDRESSES = thing("Endpoints", "web", subsets=[])
HPA = thing(
    "HorizontalPodAutoscaler",
    spec={
        "scaleTargetRef": {"kind": "Deployment", "name": "web"},
        "minReplicas": 1,
        "maxReplicas": 5,
    },
)
PROVISIONED = {"annotations": {"pv.kubernetes.io/provisioned-by": "local-path"}}
VOLUME = thing("PersistentVolume", "pv", "", metadata=PROVISIONED,
               spec={"claimRef": {"namespace": "shop", "name": "data"}})  # fmt: skip
TOKEN = thing("Secret", "bootstrap-token-a", "kube-system", type="bootstrap.kubernetes.io/token",
              data={"expiration": base64.b64encode(b"2026-01-02T11:00:00Z").decode()})  # fmt: skip
LEASE = thing("Lease", "node01", "kube-node-lease", spec={"renewTime": "1"})
LEADER = thing("Lease", "kube-scheduler", "kube-system", spec={"holderIdentity": "a"})
REQUEST = {"username": "system:node:node01", "signerName": "kubernetes.io/kubelet-serving"}
PROTECTION = "networking.k8s.io/service-cidr-finalizer"
AUTO = {"labels": {"kube-aggregator.kubernetes.io/automanaged": "true"}}
KEEPS = {"annotations": {"apf.kubernetes.io/autoupdate-spec": "true"}}
ROOT = thing("ConfigMap", "kube-root-ca.crt", data={"ca.crt": "a"})
ENDING = {"deletionTimestamp": "2026-01-01T12:00:00Z"}
CLOSED = {"key": "node.kubernetes.io/unschedulable", "effect": "NoSchedule"}
LOST = {"key": "node.kubernetes.io/unreachable", "effect": "NoExecute", "timeAdded": "1"}
INVENTED = {"key": "node.kubernetes.io/invented", "effect": "NoSchedule"}
EVICTING = {"key": "away", "effect": "NoExecute"}
CORDONED = edited(NODE, "spec", "unschedulable", to=True)
NOTE = "kubectl.kubernetes.io/last-applied-configuration"


class Case(NamedTuple):
    """What the row covers, and what it must not."""

    row: str
    before: list[Object]
    now: list[Object]
    near_before: list[Object]
    near_now: list[Object]


def case(row: str, before: list[Object], now: list[Object], near: Any) -> Case:
    """A case whose near miss has another start, too, if it is a pair."""
    pair = near if isinstance(near, tuple) else (before, near)
    return Case(row, before, now, *pair)


def noted(made: Object, key: str, value: str | None = "x") -> Object:
    """The object with an annotation."""
    return edited(made, "metadata", "annotations", key, to=value)


def tainted(made: Object, *taints: Object) -> Object:
    """A node with taints."""
    return edited(made, "spec", "taints", to=list(taints))


STANDALONE = pod("alone")
UNBOUND = pod("late", spec={"nodeName": None})
UNREACHABLE = edited(NODE, "status", "conditions", to=[{"type": "Ready", "status": "Unknown"}])
CASES = [
    case("already ending", [pod(metadata=ENDING)], [], ([pod()], [])),
    case("namespace gone", [SHOP, SERVICE], [], [SHOP]),
    case(
        "owner gone",
        [SHOP, SERVICE, thing("Secret", metadata={"ownerReferences": [owned(SERVICE)]})],
        [SHOP],
        [SHOP, SERVICE],
    ),
    case(
        "orphaned",
        [SHOP, DEPLOYMENT, SET],
        [SHOP, edited(SET, "metadata", "ownerReferences", to=[])],
        [SHOP, DEPLOYMENT, edited(SET, "metadata", "ownerReferences", to=[])],
    ),
    case(
        "made by its controller",
        [SHOP, DEPLOYMENT, SET],
        [SHOP, DEPLOYMENT, SET, POD],
        [SHOP, DEPLOYMENT, SET, STANDALONE],
    ),
    case(
        "replaced by its controller",
        [SHOP, DEPLOYMENT, SET, POD],
        [SHOP, edited(DEPLOYMENT, "spec", "replicas", to=1), SET],
        [SHOP, DEPLOYMENT, SET],
    ),
    case(
        "history",
        [SHOP, CRONJOB, JOB],
        [SHOP, CRONJOB],
        ([SHOP, CRONJOB, thing("Job", "mine")], [SHOP, CRONJOB]),
    ),
    case(
        "revision's number",
        [
            DAEMONSET,
            thing(
                "ControllerRevision", metadata={"ownerReferences": [owned(DAEMONSET)]}, revision=1
            ),
        ],
        [
            DAEMONSET,
            thing(
                "ControllerRevision", metadata={"ownerReferences": [owned(DAEMONSET)]}, revision=3
            ),
        ],
        ([thing("ControllerRevision", revision=1)], [thing("ControllerRevision", revision=3)]),
    ),
    case(
        "taint of the node's state",
        [NODE],
        [tainted(CORDONED, CLOSED)],
        [tainted(CORDONED, INVENTED)],
    ),
    case(
        "time of a taint",
        [tainted(UNREACHABLE, LOST)],
        [tainted(UNREACHABLE, LOST | {"timeAdded": "2"})],
        [tainted(UNREACHABLE, LOST | {"value": "2"})],
    ),
    case(
        "pod network",
        [NODE],
        [edited(NODE, "spec", "podCIDR", to="10.0.0.0/24")],
        (
            [edited(NODE, "spec", "podCIDR", to="10.0.0.0/24")],
            [edited(NODE, "spec", "podCIDR", to="10.9.0.0/24")],
        ),
    ),
    case("ttl", [NODE], [noted(NODE, "node.alpha.kubernetes.io/ttl")], [noted(NODE, "ttl")]),
    case(
        "attach and detach",
        [NODE],
        [noted(NODE, "volumes.kubernetes.io/controller-managed-attach-detach")],
        [noted(NODE, "volumes.kubernetes.io/other")],
    ),
    case("heartbeats", [NODE], [NODE, LEASE], [NODE, thing("Lease", "node09", "kube-node-lease")]),
    case(
        "driver list",
        [NODE],
        [NODE, thing("CSINode", "node01", "", metadata=OF_NODE)],
        [NODE, thing("CSINode", "node01", "")],
    ),
    case(
        "certificate requests",
        [],
        [thing("CertificateSigningRequest", "csr", "", spec=REQUEST)],
        [
            thing(
                "CertificateSigningRequest",
                "csr",
                "",
                spec=REQUEST | {"username": "kubernetes-admin"},
            )
        ],
    ),
    case(
        "old certificate requests",
        [thing("CertificateSigningRequest", "csr", "", spec=REQUEST)],
        [],
        (
            [thing("CertificateSigningRequest", "csr", "", spec=REQUEST)],
            [thing("CertificateSigningRequest", "csr", "", spec={})],
        ),
    ),
    case(
        "binding",
        [UNBOUND],
        [edited(UNBOUND, "spec", "nodeName", to="node02")],
        ([POD], [edited(POD, "spec", "nodeName", to="node02")]),
    ),
    case("node gone", [NODE, POD], [], [NODE]),
    case(
        "evicted by a taint",
        [NODE, STANDALONE],
        [tainted(NODE, EVICTING)],
        [tainted(NODE, EVICTING | {"effect": "NoSchedule"})],
    ),
    case(
        "no longer for this node",
        [NODE, DAEMONSET, OF_DAEMONSET],
        [edited(NODE, "metadata", "labels", to={"agent": "no"}), DAEMONSET],
        [NODE, DAEMONSET],
    ),
    case(
        "job tracking",
        [pod(metadata={"finalizers": ["batch.kubernetes.io/job-tracking"]})],
        [pod(metadata={"finalizers": []})],
        ([pod(metadata={"finalizers": ["a"]})], [pod()]),
    ),
    case(
        "mirror pods",
        [MIRROR],
        [anew(MIRROR)],
        [noted(anew(MIRROR), "kubernetes.io/config.hash", "b")],
    ),
    case(
        "seen by the kubelet",
        [MIRROR],
        [noted(MIRROR, "kubernetes.io/config.seen", "2")],
        ([POD], [noted(POD, "kubernetes.io/config.seen", "2")]),
    ),
    case(
        "revision",
        [DEPLOYMENT],
        [noted(DEPLOYMENT, "deployment.kubernetes.io/revision")],
        [noted(DEPLOYMENT, "deployment.kubernetes.io/other")],
    ),
    case(
        "template generation",
        [DAEMONSET],
        [noted(DAEMONSET, "deprecated.daemonset.template.generation")],
        [noted(DAEMONSET, "other")],
    ),
    case(
        "replica sets of deployments, *",
        [DEPLOYMENT, SET],
        [DEPLOYMENT, noted(SET, "any")],
        (
            [edited(SET, "metadata", "ownerReferences", to=[])],
            [noted(edited(SET, "metadata", "ownerReferences", to=[]), "any")],
        ),
    ),
    case(
        "replica sets of deployments, replicas",
        [DEPLOYMENT, SET],
        [DEPLOYMENT, edited(SET, "spec", "replicas", to=5)],
        ([SET], [edited(SET, "spec", "replicas", to=5)]),
    ),
    case(
        "autoscaling",
        [HPA, DEPLOYMENT],
        [HPA, edited(DEPLOYMENT, "spec", "replicas", to=5)],
        [HPA, edited(DEPLOYMENT, "spec", "replicas", to=6)],
    ),
    case(
        "finished jobs",
        [
            thing(
                "Job",
                metadata={"creationTimestamp": "2026-01-02T11:00:00Z"},
                spec={"ttlSecondsAfterFinished": 60},
            )
        ],
        [],
        (
            [
                thing(
                    "Job",
                    metadata={"creationTimestamp": "2026-01-02T11:59:59Z"},
                    spec={"ttlSecondsAfterFinished": 60},
                )
            ],
            [],
        ),
    ),
    case("endpoints", [SERVICE], [SERVICE, ADDRESSES], ([BY_HAND], [BY_HAND, ADDRESSES])),
    case(
        "endpoints, subsets",
        [SERVICE, ADDRESSES],
        [SERVICE, edited(ADDRESSES, "subsets", to=[{"a": 1}])],
        ([BY_HAND, ADDRESSES], [BY_HAND, edited(ADDRESSES, "subsets", to=[{"a": 1}])]),
    ),
    case(
        "endpoints, labels",
        [SERVICE, ADDRESSES],
        [SERVICE, edited(ADDRESSES, "metadata", "labels", to={"a": "b"})],
        [SERVICE, edited(ADDRESSES, "metadata", "annotations", to={"a": "b"})],
    ),
    case(
        "endpoints, endpoints.kubernetes.io/last-change-trigger-time",
        [SERVICE, ADDRESSES],
        [SERVICE, noted(ADDRESSES, "endpoints.kubernetes.io/last-change-trigger-time")],
        [SERVICE, noted(ADDRESSES, "other")],
    ),
    case(
        "endpoint slices",
        [SERVICE, SLICE],
        [SERVICE],
        ([SERVICE], [SERVICE, thing("EndpointSlice", "web")]),
    ),
    case(
        "endpoint slices, endpoints",
        [SERVICE, SLICE],
        [SERVICE, edited(SLICE, "endpoints", to=[{"a": 1}])],
        ([SLICE], [edited(SLICE, "endpoints", to=[{"a": 1}])]),
    ),
    case(
        "endpoint slices, ports",
        [SERVICE, SLICE],
        [SERVICE, edited(SLICE, "ports", to=[{"port": 1}])],
        [SERVICE, edited(SLICE, "addressType", to="IPv6")],
    ),
    case(
        "endpoint slices, endpoints.kubernetes.io/last-change-trigger-time",
        [SERVICE, SLICE],
        [SERVICE, noted(SLICE, "endpoints.kubernetes.io/last-change-trigger-time")],
        [SERVICE, noted(SLICE, "other")],
    ),
    case(
        "addresses of services",
        [SERVICE],
        [
            SERVICE,
            thing(
                "IPAddress",
                "10.0.0.9",
                "",
                spec={"parentRef": {"resource": "services", "namespace": "shop", "name": "web"}},
            ),
        ],
        [
            SERVICE,
            thing(
                "IPAddress",
                "10.0.0.9",
                "",
                spec={"parentRef": {"resource": "services", "namespace": "shop", "name": "none"}},
            ),
        ],
    ),
    case(
        "range of services",
        [],
        [thing("ServiceCIDR", "kubernetes", "")],
        [thing("ServiceCIDR", "mine", "")],
    ),
    case(
        "claims of StatefulSets",
        [STATEFULSET],
        [STATEFULSET, thing("PersistentVolumeClaim", "data-db-0")],
        [STATEFULSET, thing("PersistentVolumeClaim", "data-db-x")],
    ),
    case(
        "claim bound",
        [CLAIM],
        [edited(CLAIM, "spec", "volumeName", to="pv")],
        [edited(CLAIM, "spec", "size", to=2)],
    ),
    *(
        case(f"claim noted, {row}", [CLAIM], [noted(CLAIM, key)], [noted(CLAIM, "other")])
        for row, key in (
            ("pv.kubernetes.io/bind-completed", "pv.kubernetes.io/bind-completed"),
            ("pv.kubernetes.io/bound-by-controller", "pv.kubernetes.io/bound-by-controller"),
            ("volume.kubernetes.io/selected-node", "volume.kubernetes.io/selected-node"),
            (
                "volume*.kubernetes.io/storage-provisioner",
                "volume.beta.kubernetes.io/storage-provisioner",
            ),
        )
    ),
    case(
        "volumes of claims",
        [CLAIM],
        [CLAIM, VOLUME],
        [CLAIM, edited(VOLUME, "metadata", "annotations", to={})],
    ),
    case(
        "volume bound",
        [CLAIM, VOLUME],
        [CLAIM, edited(VOLUME, "spec", "claimRef", "uid", to="u")],
        [CLAIM, edited(VOLUME, "spec", "hostPath", to={"path": "/"})],
    ),
    case(
        "volume noted",
        [VOLUME],
        [noted(VOLUME, "pv.kubernetes.io/bound-by-controller")],
        [noted(VOLUME, "other")],
    ),
    case(
        "attachments", [], [thing("VolumeAttachment", "csi-a", "")], [thing("CSINode", "csi-a", "")]
    ),
    case(
        "capacities",
        [DAEMONSET, thing("CSIStorageCapacity", metadata={"ownerReferences": [owned(DAEMONSET)]})],
        [
            DAEMONSET,
            thing(
                "CSIStorageCapacity", metadata={"ownerReferences": [owned(DAEMONSET)]}, capacity="1"
            ),
        ],
        (
            [DAEMONSET, thing("CSIStorageCapacity")],
            [DAEMONSET, thing("CSIStorageCapacity", capacity="1")],
        ),
    ),
    case("root certificate", [ROOT], [anew(ROOT)], []),
    case(
        "root certificate, data",
        [ROOT],
        [edited(ROOT, "data", "ca.crt", to="b")],
        [edited(ROOT, "metadata", "labels", to={"a": "b"})],
    ),
    case(
        "default account",
        [],
        [thing("ServiceAccount", "default")],
        [thing("ServiceAccount", "mine")],
    ),
    case(
        "controllers' accounts",
        [],
        [thing("ServiceAccount", "job-controller", "kube-system")],
        [thing("ServiceAccount", "job-controller", "default")],
    ),
    case(
        "notes of the API server",
        [],
        [thing("ConfigMap", "extension-apiserver-authentication", "kube-system")],
        [thing("ConfigMap", "extension-apiserver-authentication", "default")],
    ),
    case(
        "notes of the API server, data",
        [thing("ConfigMap", "extension-apiserver-authentication", "kube-system", data={"a": "b"})],
        [thing("ConfigMap", "extension-apiserver-authentication", "kube-system", data={"a": "c"})],
        [thing("ConfigMap", "other", "kube-system", data={"a": "c"})],
    ),
    case(
        "signatures",
        [thing("ConfigMap", "cluster-info", "kube-public", data={})],
        [thing("ConfigMap", "cluster-info", "kube-public", data={"jws-kubeconfig-abcdef": "s"})],
        [thing("ConfigMap", "cluster-info", "kube-public", data={"kubeconfig": "s"})],
    ),
    case(
        "expired tokens",
        [TOKEN],
        [],
        (
            [
                edited(
                    TOKEN,
                    "data",
                    "expiration",
                    to=base64.b64encode(b"2026-01-02T13:00:00Z").decode(),
                )
            ],
            [],
        ),
    ),
    case(
        "token used",
        [thing("Secret", metadata={"labels": {}})],
        [
            thing(
                "Secret",
                metadata={"labels": {"kubernetes.io/legacy-token-last-used": "2026-01-02"}},
            )
        ],
        [thing("Secret", metadata={"labels": {"used": "2026-01-02"}})],
    ),
    case(
        "leadership",
        [LEADER],
        [edited(LEADER, "spec", "holderIdentity", to="b")],
        [edited(LEADER, "metadata", "labels", to={"a": "b"})],
    ),
    case("leases of the control plane", [], [LEADER], [thing("Lease", "mine", "kube-system")]),
    case(
        "host of an API server",
        [edited(LEADER, "metadata", "labels", "kubernetes.io/hostname", to="a")],
        [edited(LEADER, "metadata", "labels", "kubernetes.io/hostname", to="b")],
        (
            [edited(LEADER, "metadata", "labels", "mine", to="a")],
            [edited(LEADER, "metadata", "labels", "mine", to="b")],
        ),
    ),
    case(
        "registered groups",
        [],
        [thing("APIService", "v1.x", "", metadata=AUTO)],
        [thing("APIService", "v1.x", "", metadata=AUTO, spec={"service": {"name": "mine"}})],
    ),
    case(
        "flow control",
        [thing("FlowSchema", "probes", "", metadata=KEEPS, spec={"a": 1})],
        [thing("FlowSchema", "probes", "", metadata=KEEPS, spec={"a": 2})],
        [thing("FlowSchema", "probes", "", spec={"a": 2})],
    ),
    case(
        "aggregated roles",
        [thing("ClusterRole", "edit", "", aggregationRule={"x": 1}, rules=[])],
        [thing("ClusterRole", "edit", "", aggregationRule={"x": 1}, rules=[{"verbs": ["get"]}])],
        [thing("ClusterRole", "edit", "", rules=[{"verbs": ["get"]}])],
    ),
    case(
        "protection",
        [thing("ServiceCIDR", "kubernetes", "")],
        [thing("ServiceCIDR", "kubernetes", "", metadata={"finalizers": [PROTECTION]})],
        (
            [thing("ServiceCIDR", "kubernetes", "", metadata={"finalizers": [PROTECTION]})],
            [thing("ServiceCIDR", "kubernetes", "", metadata={"finalizers": ["mine/x"]})],
        ),
    ),
    case(
        "last applied",
        [SERVICE],
        [noted(SERVICE, NOTE)],
        ([noted(SERVICE, NOTE)], [noted(SERVICE, NOTE, None)]),
    ),
    case(
        "change cause",
        [SERVICE],
        [noted(SERVICE, "kubernetes.io/change-cause")],
        [noted(SERVICE, "cause")],
    ),
    case(
        "debug containers",
        [POD],
        [edited(POD, "spec", "ephemeralContainers", to=[{"name": "look", "image": "a"}])],
        [edited(POD, "spec", "initContainers", to=[{"name": "look", "image": "a"}])],
    ),
]


@pytest.mark.parametrize("one", CASES, ids=lambda one: one.row)
def test_a_row_covers_what_happens_by_itself(one: Case) -> None:
    """Nobody is blamed for it, and it is this row that says so."""
    seen = world(one.before, one.now)
    rows = {row.name for change in all_changes(seen) if (row := row_for(change, seen))}
    assert one.row in rows


@pytest.mark.parametrize("one", CASES, ids=lambda one: one.row)
def test_a_row_does_not_cover_what_is_next_to_it(one: Case) -> None:
    """A learner writes the same kind of object, or the same field, and is found."""
    seen = world(one.near_before, one.near_now)
    assert changes(seen) != []
    rows = {row.name for change in all_changes(seen) if (row := row_for(change, seen))}
    assert one.row not in rows


def test_every_row_has_its_case_and_its_reason() -> None:
    """A new row comes with both."""
    assert [row.name for row in TABLE] == [one.row for one in CASES]
    assert len({row.name for row in TABLE}) == len(TABLE)
    assert all(row.reason for row in TABLE)


@pytest.mark.parametrize(
    ("state", "taint", "by_itself"),
    [
        (UNREACHABLE, LOST, True),
        (UNREACHABLE, LOST | {"effect": "NoSchedule"}, True),
        (UNREACHABLE, LOST | {"effect": "PreferNoSchedule"}, False),
        (UNREACHABLE, LOST | {"value": "x"}, False),
        (UNREACHABLE, LOST | {"key": "node.kubernetes.io/out-of-service"}, False),
        (NODE, LOST, False),
        (NODE, CLOSED, False),
        (CORDONED, CLOSED | {"effect": "NoExecute"}, False),
        (CORDONED, CLOSED, True),
    ],
)
def test_only_taints_that_agree_with_the_node_are_the_controllers(
    state: Object, taint: Object, *, by_itself: bool
) -> None:
    """A prefix proves nothing, and a taint that the state does not ask for was put there."""
    seen = world([state], [tainted(state, taint)])
    assert (changes(seen) == []) is by_itself
    assert (changes(world([tainted(state, taint)], [state])) == []) is _may_go(state, taint)


def _may_go(state: Object, taint: Object) -> bool:
    """Whether the controller itself takes the taint away from a node in this state."""
    return state is NODE and taint in (LOST, CLOSED)


class Told:
    """A trail that knows who made everything."""

    def __init__(self, who: str | None) -> None:
        self._who = who

    def creator(self, *_: str) -> str | None:
        """The same user for all."""
        return self._who


@pytest.mark.parametrize(
    ("who", "by_itself"),
    [
        ("system:serviceaccount:kube-system:replicaset-controller", True),
        ("clusterdojo:simulator", True),
        ("kubernetes-admin", False),
        ("somebody in the name of system:serviceaccount:kube-system:replicaset-controller", False),
        ("system:admin in the name of system:kube-scheduler", False),
        (None, True),
    ],
)
def test_the_trail_tells_who_made_a_pod(who: str | None, *, by_itself: bool) -> None:
    """A reference to an owner is a claim; where nothing is known, it is believed."""
    seen = world([DEPLOYMENT, SET], [DEPLOYMENT, SET, POD], Told(who))
    assert (changes(seen) == []) is by_itself


def test_the_trail_tells_forgeries_of_every_kind() -> None:
    """Whatever a component would have made; add-ons have names of their own."""
    lease = thing("Lease", "node01", "kube-node-lease")
    [found] = changes(world([NODE], [NODE, lease], Told("kubernetes-admin")))
    assert found.thing == "Lease kube-node-lease/node01"
    assert changes(world([CLAIM], [CLAIM, VOLUME], Told("provisioner"))) == []


def test_the_registration_of_a_group_is_not_the_servers_to_change() -> None:
    """It would send requests of the group to another server, or nowhere."""
    onstart = {"labels": {"kube-aggregator.kubernetes.io/automanaged": "onstart"}}
    apps = thing("APIService", "v1.apps", "", metadata=onstart, spec={"group": "apps"})
    assert changes(world([apps], [])) != []
    assert changes(world([apps], [edited(apps, "spec", "service", to={"name": "mine"})])) != []
    assert changes(world([], [apps])) == []


def test_a_claim_to_belong_to_another_kind_proves_nothing() -> None:
    """Nothing makes pods for a Service, nor for a ReplicaSet that does not exist."""
    claims = [owned(SERVICE), owned(OTHER_SET), owned(SET) | {"controller": False}]
    for reference in claims:
        claimed = pod("forged", metadata={"ownerReferences": [reference]})
        found = changes(world([SERVICE, SET], [SERVICE, SET, claimed]))
        assert [change.happened for change in found] == ["created"]


def test_pods_of_an_owner_that_nobody_changed_were_deleted_by_somebody() -> None:
    """A controller replaces a pod; it does not end it without a reason."""
    again = pod("web-1-b", SET)
    found = changes(world([DEPLOYMENT, SET, POD], [DEPLOYMENT, SET, again]))
    assert [(change.thing, change.happened) for change in found] == [
        ("Pod shop/web-1-a", "deleted")
    ]


def test_a_pod_that_left_its_owner_is_found() -> None:
    """Its label was removed, and the controller let go of it."""
    left = pod("web-1-a", metadata={"labels": {}})
    mine = edited(POD, "metadata", "labels", to={"app": "web"})
    found = changes(world([DEPLOYMENT, SET, mine], [DEPLOYMENT, SET, left]))
    assert {change.field for change in found} == {
        "metadata.labels.app", "metadata.ownerReferences[uid-ReplicaSet-web-1]",
    }  # fmt: skip
