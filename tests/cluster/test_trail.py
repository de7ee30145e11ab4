"""Who did what: audit lines of an embedded cluster, recorded while a learner drained and cheated.

The lines are the API server's own, with the specs of pods and a few times left out.
"""

import datetime
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from clusterdojo.cluster.audit_entry import entry
from clusterdojo.cluster.audit_log import POSITION_FILE, LocalLog
from clusterdojo.cluster.claims import forged_owner, forged_status
from clusterdojo.cluster.client import Object
from clusterdojo.cluster.trail import Trail, note_start, trail

DATA = Path(__file__).parent / "testdata"
LINES = (DATA / "audit.jsonl").read_bytes().splitlines(keepends=True)
OBJECTS: list[Object] = json.loads((DATA / "audit-objects.json").read_text())
SETUPS = 3  # lines from before the start state was recorded
RECORDED = datetime.datetime.fromisoformat("2026-11-30T20:03:38.848166+00:00")
# What the recorded start state had.
BEFORE = {
    raw["metadata"]["uid"]: raw
    for raw in OBJECTS
    if datetime.datetime.fromisoformat(raw["metadata"]["creationTimestamp"]) < RECORDED
    and raw["metadata"]["name"] not in ("by-token", "claimed")
}


def named(name: str, kind: str = "Pod") -> Object:
    """A copy of one of the recorded objects."""
    [found] = [o for o in OBJECTS if (o["kind"], o["metadata"]["name"]) == (kind, name)]
    copied: Object = json.loads(json.dumps(found))
    return copied


@pytest.fixture
def log(tmp_path: Path) -> Path:
    """The log's file, as it was when the start state was recorded."""
    path = tmp_path / "audit" / "audit.log"
    path.parent.mkdir()
    path.write_bytes(b"".join(LINES[:SETUPS]))
    note_start(LocalLog(path.parent), tmp_path)
    noted = json.loads((tmp_path / POSITION_FILE).read_text())
    (tmp_path / POSITION_FILE).write_text(json.dumps(noted | {"time": RECORDED.isoformat()}))
    return path


Opened = Callable[..., Trail]


@pytest.fixture
def opened(log: Path) -> Opened:
    """Opens the trail, and reads what has been written."""

    def opened(begun: datetime.datetime | None = None) -> Trail:
        found = trail(LocalLog(log.parent), log.parent.parent, lambda: BEFORE, begun)
        assert found is not None
        found.read()
        return found

    return opened


@pytest.fixture
def whole(log: Path, opened: Opened) -> Trail:
    """The trail of all that was recorded."""
    append(log, *LINES[SETUPS:])
    return opened()


def append(log: Path, *lines: bytes) -> None:
    """Write more lines."""
    with log.open("ab") as file:
        file.writelines(lines)


def line(**changes: Any) -> bytes:
    """The line of a pod's report by the simulator, with some fields changed."""
    [told] = [
        told for told in map(json.loads, LINES[SETUPS:])
        if told["objectRef"].get("subresource") == "status" and told["verb"] == "patch"
        and told["user"]["username"] == "clusterdojo:simulator"
        and told["objectRef"]["name"] == "blue-6b89877565-kpdrt"
    ][:1]  # fmt: skip
    return json.dumps(told | changes).encode() + b"\n"


def user(name: str, **more: Any) -> dict[str, Any]:
    """Who asked."""
    return {"username": name, "groups": [], **more}


# What was done


def test_a_drain_is_evictions(whole: Trail) -> None:
    """kubectl drain evicts: nothing was deleted past the budget."""
    assert len(whole.evicted()) == 2
    assert all(one.name.startswith("blue-") for one in whole.evicted("shop"))
    assert [one for one in whole.deleted("pods", "shop") if one.name.startswith("blue-")] == []


def test_force_is_seen(whole: Trail) -> None:
    """A pod that got no time to end."""
    assert [(one.namespace, one.name) for one in whole.forced()] == [("shop", "bound")]


def test_what_a_collection_took_is_named(whole: Trail) -> None:
    """Deleting by a selector leaves one line, whose answer lists the pods."""
    [one] = whole.deleted("pods", "shop", "by-apply")
    assert (one.verb, one.collected) == ("deletecollection", ["by-apply"])
    assert whole.deleted("pods", "shop", "blue-6b89877565-xc65z") == []


def test_a_binding_past_the_scheduler_is_seen(whole: Trail) -> None:
    """The scheduler's own bindings are not by hand."""
    assert [one.name for one in whole.bound()] == ["bound"]


def test_what_was_only_asked_is_not_done(whole: Trail) -> None:
    """Neither a dry run nor a request that was refused did anything."""
    made = {one.name for one in whole.by_hand("create", resource="pods")}
    assert made == {"claimed", "by-apply", "bound", "server", "by-token"}


def test_what_was_done_before_the_learner_could_begin_is_not_theirs(
    log: Path, opened: Opened
) -> None:
    """break/ may act as the administrator, in a node."""
    append(log, *LINES[SETUPS:])
    late = opened(datetime.datetime(2026, 12, 1, tzinfo=datetime.UTC))
    assert late.by_hand() == []
    assert late.maker(named("claimed")) is not None


def test_the_contents_of_secrets_are_not_there(whole: Trail) -> None:
    """Who made it is, and when."""
    [made] = whole.by_hand("create", resource="secrets")
    assert (made.name, made.body, made.answer) == ("hush", {}, {})
    assert not any(b"hidden" in one or b"aGlkZGVu" in one for one in LINES)


# Who did it


def test_impersonation_is_the_doing_of_who_impersonates(whole: Trail) -> None:
    """`kubectl --as system:kube-scheduler` is no scheduler."""
    [made] = whole.by_hand("create", resource="pods", name="server")
    assert (made.user, made.acted_for) == ("kubernetes-admin", "system:kube-scheduler")


def test_a_token_that_somebody_asked_for_is_a_hand(whole: Trail) -> None:
    """`kubectl create token replicaset-controller` makes nobody a controller."""
    [made] = whole.by_hand("create", resource="pods", name="by-token")
    assert made.controller == "replicaset-controller"
    assert whole.is_hand(made)


def test_a_controllers_own_token_is_not(log: Path, opened: Opened) -> None:
    """On real nodes controllers have accounts; a token kept in a Secret has no id."""
    name = "system:serviceaccount:kube-system:replicaset-controller"
    own = {"authentication.kubernetes.io/credential-id": ["JTI=1"]}
    append(log, line(user=user(name, extra=own)), line(user=user(name)))
    assert [opened().is_hand(one) for one in opened().entries] == [False, True]


def test_a_machine_that_joins_asks_for_its_certificate(log: Path, opened: Opened) -> None:
    """Whatever else is done by its token, somebody does it who has given the token more rights."""
    joining = user("system:bootstrap:abcdef")
    for resource in ("certificatesigningrequests", "pods"):
        append(log, line(user=joining, objectRef={"resource": resource, "name": "x"}))
    found = opened()
    assert [found.is_hand(one) for one in found.entries] == [False, True]


def test_a_pod_that_runs_as_a_controller_is_a_hand(log: Path, opened: Opened) -> None:
    """Its kubelet asks for the token; the controller manager asks for its controllers' own."""
    name = "system:serviceaccount:kube-system:replicaset-controller"
    account = {"resource": "serviceaccounts", "subresource": "token", "namespace": "kube-system",
               "name": "replicaset-controller"}  # fmt: skip
    by = {"1": "system:node:node01", "2": "system:kube-controller-manager"}
    for token, who in by.items():
        issued = {"authentication.kubernetes.io/issued-credential-id": f"JTI={token}"}
        append(log, line(user=user(who), objectRef=account, verb="create", annotations=issued))
        extra = {"authentication.kubernetes.io/credential-id": [f"JTI={token}"]}
        append(log, line(user=user(name, extra=extra)))
    found = opened()
    assert [found.is_hand(one) for one in found.entries if one.user == name] == [True, False]


def test_add_ons_of_the_suite_are_not_the_learner(log: Path, opened: Opened) -> None:
    """A provisioner makes and deletes its helpers; its reports of pods count for nothing."""
    name = "system:serviceaccount:local-path-storage:local-path-provisioner-service-account"
    ref = {"resource": "pods", "namespace": "local-path-storage", "name": "helper"}
    append(log, line(user=user(name), verb="delete", objectRef=ref), line(user=user(name)))
    found = opened()
    assert found.deleted("pods") == []
    assert forged_status(found, named("blue-6b89877565-kpdrt")) is not None


def test_components_are_not_hands(whole: Trail) -> None:
    """Nor is the suite."""
    users = {one.user for one in whole.entries if not whole.is_hand(one)}
    assert users == {
        "system:kube-controller-manager", "system:kube-scheduler", "clusterdojo:simulator"
    }  # fmt: skip


def test_makers_are_known_by_the_objects_name(whole: Trail) -> None:
    """For those who have no object at hand; a borrowed name begins with who borrowed it."""
    pods = ("", "pods", "shop")
    assert whole.creator(*pods, "blue-6b89877565-kpdrt") == "system:kube-controller-manager"
    assert whole.creator(*pods, "claimed") == "kubernetes-admin"
    assert whole.creator(*pods, "server") == "kubernetes-admin in the name of system:kube-scheduler"
    assert whole.creator(*pods, "by-token") == (
        "somebody in the name of system:serviceaccount:kube-system:replicaset-controller"
    )
    assert whole.creator(*pods, "blue-6b89877565-8r4vm") is None


def test_the_uid_of_a_new_object_is_the_answers(log: Path, opened: Opened) -> None:
    """`kubectl replace --force` sends the old one along, and so does the line."""
    pod = named("by-token")
    pod["metadata"] |= {"name": "again", "uid": "new"}
    ref = {"resource": "pods", "namespace": "shop", "name": "again", "uid": "old"}
    append(log, line(user=user("kubernetes-admin"), verb="create", objectRef=ref,
                     responseStatus={"code": 201}, responseObject=pod))  # fmt: skip
    made = opened().maker(pod)
    assert made is not None
    assert made.user == "kubernetes-admin"


# Whose status


def test_a_kubelets_report_counts(whole: Trail) -> None:
    """New pods that the simulator reports, and old ones that nobody has touched."""
    for name in ("blue-6b89877565-kpdrt", "blue-6b89877565-8r4vm", "by-token"):
        assert forged_status(whole, named(name)) is None
    for name in ("controlplane", "node01", "node02"):
        assert forged_status(whole, named(name, "Node")) is None


def test_a_status_by_hand_does_not_count(whole: Trail) -> None:
    """The scheduler wrote into it afterwards, which leaves the lie as it was."""
    assert whole.entries[-1].time > RECORDED
    assert forged_status(whole, named("claimed")) == (
        "the status of pod shop/claimed was written by kubernetes-admin"
    )


def test_the_last_report_counts(log: Path, opened: Opened) -> None:
    """A kubelet that reports again has set things right; a hand after it has not."""
    pod = named("blue-6b89877565-kpdrt")
    append(log, *LINES[SETUPS:], line(user=user("kubernetes-admin")))
    assert forged_status(opened(), pod) is not None
    append(log, line())
    assert forged_status(opened(), pod) is None


def test_each_node_reports_its_own(log: Path, opened: Opened) -> None:
    """The kubelet of another node has no business there."""
    pod = named("blue-6b89877565-kpdrt")
    append(log, *LINES[SETUPS:], line(user=user(f"system:node:{pod['spec']['nodeName']}")))
    assert forged_status(opened(), pod) is None
    append(log, line(user=user("system:node:node01")))
    assert forged_status(opened(), pod) == (
        "the status of pod shop/blue-6b89877565-kpdrt was written by system:node:node01"
    )


def test_a_refused_status_changes_nothing(log: Path, opened: Opened) -> None:
    """Nor does a dry run."""
    pod = named("blue-6b89877565-kpdrt")
    hand = user("kubernetes-admin")
    append(log, *LINES[SETUPS:], line(user=hand, responseStatus={"code": 409}))
    append(log, line(user=hand, requestURI="/api/v1/namespaces/shop/pods/x/status?dryRun=All"))
    assert forged_status(opened(), pod) is None


def test_a_node_that_was_made_by_hand_brings_its_status_along(log: Path, opened: Opened) -> None:
    """Deleted and created with Ready in it: the API server takes a node's status as it comes."""
    node = named("node02", "Node")
    node["metadata"] |= {"uid": "new", "creationTimestamp": "2026-11-30T20:05:00Z"}
    made = {
        "verb": "create", "user": user("kubernetes-admin"), "responseStatus": {"code": 201},
        "objectRef": {"resource": "nodes", "name": "node02", "apiVersion": "v1"},
        "responseObject": {"metadata": {"name": "node02", "uid": "new"}},
    }  # fmt: skip
    append(log, *LINES[SETUPS:], line(**made))
    assert forged_status(opened(), node) == (
        "the status of node node02 was written by kubernetes-admin"
    )


def test_a_lease_that_is_kept_fresh_by_hand_is_no_sign_of_life(log: Path, opened: Opened) -> None:
    """A dead node looks alive by it; a kubelet that lives reports soon."""
    node = named("node02", "Node")
    lease = {"resource": "leases", "apiGroup": "coordination.k8s.io",
             "namespace": "kube-node-lease", "name": "node02"}  # fmt: skip
    append(log, *LINES[SETUPS:], line(user=user("kubernetes-admin"), objectRef=lease,
                                      stageTimestamp="2026-11-30T20:05:00Z"))  # fmt: skip
    assert forged_status(opened(), node) == (
        "the lease of node node02 was written by kubernetes-admin"
    )
    report = {"resource": "nodes", "name": "node02", "subresource": "status"}
    append(log, line(objectRef=report, stageTimestamp="2026-11-30T20:05:01Z"))
    assert forged_status(opened(), node) is None


# How it was set


@pytest.mark.parametrize(
    ("query", "applied"),
    [
        ("fieldManager=kubectl-client-side-apply&fieldValidation=Strict", True),
        ("fieldManager=kubectl&fieldValidation=Strict&force=false", True),
        ("fieldManager=kubectl-patch", False),
        ("", False),
    ],
)
def test_an_apply_is_known_by_its_request(
    log: Path, opened: Opened, query: str, *, applied: bool
) -> None:
    """managedFields can be edited afterwards; the request was what it was."""
    pod = named("by-token")
    ref = {"resource": "pods", "namespace": "shop", "name": "by-token"}
    append(log, line(user=user("kubernetes-admin"), objectRef=ref,
                     requestURI=f"/api/v1/namespaces/shop/pods/by-token?{query}"))  # fmt: skip
    assert bool(opened().applies(pod)) == applied


def test_who_begins_anew_has_not_applied(log: Path, opened: Opened) -> None:
    """What was done to an object of the same name that is gone is not done to this one."""
    ref = {"resource": "configmaps", "namespace": "shop", "name": "relay"}
    mine = {"user": user("kubernetes-admin"), "objectRef": ref}
    made = {"verb": "create", "responseStatus": {"code": 201}}
    apply = {"requestURI": "/api/v1/x?fieldManager=kubectl-client-side-apply"}
    append(log, line(**mine, **made, **apply, stageTimestamp="2026-11-30T20:05:00Z"))
    metadata = {"namespace": "shop", "name": "relay"}
    relay = {"kind": "ConfigMap", "apiVersion": "v1", "metadata": metadata}
    assert len(opened().applies(relay)) == 1
    append(log, line(**mine, verb="delete", stageTimestamp="2026-11-30T20:05:01Z"),
           line(**mine, **made, stageTimestamp="2026-11-30T20:05:02Z"))  # fmt: skip
    found = opened()
    assert (len(found.done_to(relay)), found.applies(relay)) == (1, [])


def test_kubectls_own_apply_is_seen(whole: Trail) -> None:
    """As it was recorded: created by an apply, which no other pod was."""
    made = {one.name for one in whole.by_hand("create", resource="pods") if one.is_apply}
    assert made == {"by-apply"}


def test_a_namespace_is_not_in_itself() -> None:
    """The log says so of all requests for one but its creation."""
    ref = {"resource": "namespaces", "namespace": "shop", "name": "shop"}
    found = entry(line(objectRef=ref))
    assert found is not None
    assert (found.namespace, found.name) == ("", "shop")


# Whose object


def test_what_its_controller_made_is_its_own(whole: Trail) -> None:
    """New pods by the controller that the owner's kind has, old ones as they were recorded."""
    for name in ("blue-6b89877565-kpdrt", "blue-6b89877565-8r4vm", "node-agent-pfbh8"):
        assert forged_owner(whole, named(name)) is None
    assert forged_owner(whole, named("blue-6b89877565", "ReplicaSet")) is None


def owned(raw: Object, kind: str) -> Object:
    """The object with another controller."""
    owner = {"kind": kind, "name": "it", "uid": "its", "controller": True}
    raw["metadata"]["ownerReferences"] = [owner]
    return raw


def test_an_owner_that_somebody_wrote_down_is_a_claim(whole: Trail) -> None:
    """Made by hand, and made to belong to a set."""
    assert forged_owner(whole, owned(named("claimed"), "ReplicaSet")) == (
        "pod shop/claimed was made by kubernetes-admin"
    )
    assert forged_owner(whole, owned(named("by-token"), "ReplicaSet")) == (
        "pod shop/by-token was made by the replicaset-controller"
    )


def test_a_pod_of_one_kind_of_owner_does_not_change_over(whole: Trail) -> None:
    """A DaemonSet's pods may stay on a drained node: others don't become one's by a patch."""
    new, old = named("blue-6b89877565-kpdrt"), named("blue-6b89877565-8r4vm")
    assert forged_owner(whole, owned(new, "DaemonSet")) == (
        "pod shop/blue-6b89877565-kpdrt was made by the replicaset-controller"
    )
    assert forged_owner(whole, owned(old, "DaemonSet")) == (
        "pod shop/blue-6b89877565-8r4vm was not made by the daemon-set-controller"
    )


def test_a_set_may_adopt_what_another_one_made(whole: Trail) -> None:
    """`kubectl delete --cascade=orphan`, and a new Deployment of the same pods."""
    for name in ("blue-6b89877565-kpdrt", "blue-6b89877565-8r4vm"):
        assert forged_owner(whole, owned(named(name), "ReplicaSet")) is None


def adoption(raw: Object) -> bytes:
    """A controller takes an object."""
    group, name = raw["apiVersion"].rpartition("/")[0], raw["metadata"]["name"]
    ref = {"resource": f"{raw['kind'].lower()}s", "namespace": "shop", "name": name}
    ref |= {"apiGroup": group}
    controller = {"Pod": "replicaset", "ReplicaSet": "deployment"}[raw["kind"]]
    return line(user=user("system:kube-controller-manager"), objectRef=ref, verb="patch",
                userAgent=f"kube-controller-manager/v1/{controller}-controller",
                requestObject={"metadata": {"ownerReferences": []}})  # fmt: skip


def test_a_set_from_a_backup_may_be_adopted(log: Path, opened: Opened) -> None:
    """The Deployment from the same backup takes it, and its pods are made by its controller."""
    replicaset = owned(named("blue-6b89877565", "ReplicaSet"), "Deployment")
    replicaset["metadata"] |= {"uid": "new", "creationTimestamp": "2026-11-30T20:05:00Z"}
    ref = {"resource": "replicasets", "namespace": "shop", "name": "blue-6b89877565",
           "apiGroup": "apps"}  # fmt: skip
    made = {"verb": "create", "user": user("kubernetes-admin"), "responseStatus": {"code": 201},
            "objectRef": ref, "responseObject": replicaset}  # fmt: skip
    append(log, *LINES[SETUPS:], line(**made))
    assert forged_owner(opened(), replicaset) == (
        "replicaset shop/blue-6b89877565 was made by kubernetes-admin"
    )
    append(log, adoption(replicaset))
    assert forged_owner(opened(), replicaset) is None


def test_a_pod_that_was_adopted_was_still_made_by_hand(log: Path, opened: Opened) -> None:
    """It is what somebody wanted it to be, and where."""
    pod = owned(named("claimed"), "ReplicaSet")
    append(log, *LINES[SETUPS:], adoption(pod))
    assert forged_owner(opened(), pod) == "pod shop/claimed was made by kubernetes-admin"


# Whether it is whole


def test_a_log_that_fits_the_objects_is_whole(whole: Trail) -> None:
    """Every new object has its maker."""
    assert whole.gaps == []
    assert list(whole.faults(OBJECTS)) == []


def test_a_line_that_was_taken_out_is_missed(log: Path, opened: Opened) -> None:
    """The object that it made is there all the same, and has no maker."""
    kept = [one for one in LINES[SETUPS:] if b'"name":"claimed"' not in one]
    append(log, *kept)
    found = opened()
    assert list(found.faults(OBJECTS)) == ["nobody is on record as the maker of pod shop/claimed"]
    assert forged_status(found, named("claimed")) == (
        "nobody is on record as reporting pod shop/claimed"
    )


@pytest.mark.parametrize("harm", [b"", b"not a line\n", LINES[0]])
def test_a_log_that_was_cut_says_so(log: Path, opened: Opened, harm: bytes) -> None:
    """Emptied, or begun anew."""
    append(log, *LINES[SETUPS:])
    log.write_bytes(harm)
    assert next(opened().faults([]))


def test_a_log_that_is_gone_says_so(log: Path, opened: Opened) -> None:
    """Nor is a link or a pipe a log: nobody waits for it."""
    import os

    log.unlink()
    assert opened().gaps == ["it is gone"]
    os.mkfifo(log)
    assert opened().gaps == ["it is gone"]


def test_what_came_before_must_not_have_changed(log: Path, opened: Opened) -> None:
    """An edit that moves lines is seen at the place where reading begins."""
    append(log, *LINES[SETUPS:])
    content = log.read_bytes()
    log.write_bytes(content[:50] + b"X" + content[50:])
    assert opened().gaps != []


def test_a_full_file_goes_on_in_the_next(log: Path, opened: Opened) -> None:
    """The API server renames it, and begins a new one."""
    append(log, *LINES[SETUPS:20])
    first = opened()
    log.rename(log.with_name("audit-2026-11-30T20-03-59.000.log"))
    append(log, *LINES[20:])
    fresh = opened()
    first.read()
    assert len(first.entries) == len(fresh.entries) == len(LINES) - SETUPS
    assert first.gaps == fresh.gaps == []


def test_the_oldest_file_that_was_removed_is_a_gap(log: Path, opened: Opened) -> None:
    """A log that was flooded has lost the start; what is left still counts."""
    log.write_bytes(b"".join(LINES[30:]))
    found = opened()
    assert found.gaps == ["its beginning is gone"]
    assert len(found.entries) == len(LINES) - 30


# Reading


def test_only_what_is_new_is_read(log: Path, opened: Opened) -> None:
    """And a line that is being written waits for its end."""
    append(log, *LINES[SETUPS:10], LINES[10][:40])
    found = opened()
    assert len(found.entries) == 10 - SETUPS
    append(log, LINES[10][40:], LINES[11])
    found.read()
    assert len(found.entries) == 12 - SETUPS
    assert found.gaps == []


@pytest.mark.parametrize(
    "junk",
    [
        b"\n", b"null\n", b"[]\n", b'{"user": 7}\n', b"\xff\xfe\n", b"[" * 100_000 + b"\n",
        b'{"user":{"username":"x"},"objectRef":[],"verb":"get","stageTimestamp":"now"}\n',
        line(stageTimestamp="2026-11-30T20:03:39"), line(user=None),
        line(requestReceivedTimestamp="2026-11-30T20:03:39"), line(requestReceivedTimestamp=[1]),
        line(responseStatus={"code": "many"}),
    ],
)  # fmt: skip
def test_any_line_can_be_read(log: Path, opened: Opened, junk: bytes) -> None:
    """What is not an entry is a gap, and no reason to stop."""
    append(log, junk, line())
    found = opened()
    assert found.gaps == ["a line of it can't be read"]
    assert len(found.entries) == 1


@pytest.mark.parametrize(
    "changes",
    [
        {"requestObject": 7, "responseObject": [1]}, {"annotations": []}, {"userAgent": 3},
        {"impersonatedUser": "x"}, {"responseObject": {"metadata": 5, "items": {"a": 1}}},
        {"requestObject": {"deleteOptions": "x"}, "objectRef": {}}, {"objectRef": 7},
        {"objectRef": None, "responseStatus": None}, {"user": {"username": "x", "extra": [1]}},
    ],
)  # fmt: skip
def test_odd_fields_are_empty_ones(changes: dict[str, Any]) -> None:
    """A learner's object can say anything."""
    found = entry(line(**changes))
    assert found is not None
    assert (found.is_dry, found.is_making, found.collected) == (False, False, [])


def test_a_sparse_file_is_not_read_to_its_end(log: Path, opened: Opened) -> None:
    """300 GB of nothing take no time and no memory."""
    append(log, *LINES[SETUPS:])
    with log.open("r+b") as file:
        file.truncate(300 << 30)
    found = opened()
    assert "it is too long to be read" in found.gaps
    assert len(found.entries) == len(LINES) - SETUPS


def test_without_a_start_there_is_no_trail(tmp_path: Path) -> None:
    """A cluster of an earlier version of the suite, or a file that says nothing."""
    for content in (None, "", "{}", "[]", '{"file": 1, "offset": "x", "before": "", "time": ""}'):
        if content is not None:
            (tmp_path / POSITION_FILE).write_text(content)
        assert trail(LocalLog(tmp_path), tmp_path, dict) is None
