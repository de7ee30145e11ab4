"""The audit policy, as the API server applies it: the first rule that fits."""

from typing import Any

import pytest

from clusterdojo.cluster.identities import (
    CONTROLLER_MANAGER,
    LEARNER,
    MASTERS,
    SIMULATOR,
    SUITE,
)
from clusterdojo.engines.audit import policy

EVERYBODY = "system:authenticated"
LEARNERS = (LEARNER, ("kubeadm:cluster-admins",))
KUBELET = ("system:node:node01", ("system:nodes",))
SIMULATED = (SIMULATOR, (MASTERS,))
MANAGER = (CONTROLLER_MANAGER, (MASTERS,))
CONTROLLER = (
    "system:serviceaccount:kube-system:replicaset-controller",
    ("system:serviceaccounts", "system:serviceaccounts:kube-system"),
)
Who = tuple[str, tuple[str, ...]]


def level(who: Who, verb: str, resource: str, group: str = "", namespace: str = "shop") -> str:
    """How much of a request is written down."""
    user, groups = who
    for rule in policy()["rules"]:
        if (
            verb in rule.get("verbs", [verb])
            and user in rule.get("users", [user])
            and set(rule.get("userGroups", [EVERYBODY])) & {*groups, EVERYBODY}
            and namespace in rule.get("namespaces", [namespace])
            and fits(rule, resource, group)
        ):
            found: str = rule["level"]
            return found
    raise LookupError(resource)


def fits(rule: dict[str, Any], resource: str, group: str) -> bool:
    """Whether a rule is about a resource."""
    if "resources" not in rule:
        return True
    _, _, subresource = resource.partition("/")
    return any(
        one["group"] == group
        and ("resources" not in one or {resource, f"*/{subresource}"} & set(one["resources"]))
        for one in rule["resources"]
    )


@pytest.mark.parametrize("who", [LEARNERS, KUBELET, SIMULATED, MANAGER])
def test_reads_are_not_written_down(who: Who) -> None:
    """There are thousands."""
    assert {level(who, verb, "pods") for verb in ("get", "list", "watch")} == {"None"}
    assert level(who, "create", "selfsubjectreviews", "authentication.k8s.io") == "None"
    assert level(who, "create", "subjectaccessreviews", "authorization.k8s.io") == "None"


@pytest.mark.parametrize("verb", ["create", "update", "patch", "delete", "deletecollection"])
@pytest.mark.parametrize(
    ("resource", "group"),
    [("pods", ""), ("nodes", ""), ("deployments", "apps"), ("widgets", "example.com"),
     ("pods/status", ""), ("nodes/status", ""), ("pods/eviction", ""), ("pods/binding", "")],
)  # fmt: skip
def test_the_learners_writes_are_written_down_whole(verb: str, resource: str, group: str) -> None:
    """Whatever the object."""
    wanted = "RequestResponse" if verb in ("create", "deletecollection") else "Request"
    assert level(LEARNERS, verb, resource, group) == wanted


@pytest.mark.parametrize("verb", ["create", "update", "patch", "delete", "deletecollection"])
@pytest.mark.parametrize("resource", ["secrets", "configmaps", "serviceaccounts/token"])
@pytest.mark.parametrize("who", [LEARNERS, (SUITE, (MASTERS,))])
def test_secrets_are_not_kept(verb: str, resource: str, who: Who) -> None:
    """Who wrote them is; what they say is not."""
    assert level(who, verb, resource) == "Metadata"


def test_of_a_kubelets_reports_only_that_they_came() -> None:
    """A heartbeat every ten seconds would fill the log."""
    for who in (KUBELET, SIMULATED):
        assert level(who, "patch", "nodes/status") == "Metadata"
        assert level(who, "patch", "pods/status") == "Metadata"


def test_nobody_hides_behind_a_borrowed_name() -> None:
    """A certificate that was signed on request names a user, but never the group of the masters."""
    for name in ("system:apiserver", SIMULATOR, CONTROLLER_MANAGER):
        assert level((name, ()), "patch", "pods/status") == "Request"
        assert level((name, ()), "delete", "pods") == "Request"
        assert level((name, ()), "update", "leases", "coordination.k8s.io") == "Request"


def test_a_lease_kept_fresh_by_hand_is_seen() -> None:
    """A dead node looks alive by it."""
    lease = ("update", "leases", "coordination.k8s.io", "kube-node-lease")
    assert level(LEARNERS, *lease) == "Request"
    assert {level(who, *lease) for who in (KUBELET, SIMULATED)} == {"None"}


def test_the_makers_of_objects_are_written_down() -> None:
    """With the answer, which tells a generated name."""
    for who in (CONTROLLER, MANAGER, LEARNERS):
        assert level(who, "create", "pods") == "RequestResponse"
