"""Who did what in an embedded cluster, by its own API server."""

import json
from pathlib import Path
from typing import Any

import pytest

from clusterdojo.attempt.model import Attempt
from clusterdojo.cluster.claims import forged_owner, forged_status
from clusterdojo.cluster.trail import Trail
from clusterdojo.engines.registry import engine
from clusterdojo.grading.check import context_of
from tests.e2e.user import Dojo

pytestmark = pytest.mark.slow


def attempt(dojo: Dojo) -> Attempt:
    """The one that is under way."""
    return Attempt.read(dojo.folders[0])


def trail_of(dojo: Dojo) -> Trail:
    """What has been written down by now."""
    context = context_of(attempt(dojo))
    context.begin()
    found = context.trail("cluster1")
    assert found is not None
    return found


def kubectl(dojo: Dojo, *arguments: str) -> str:
    """What kubectl says to the learner."""
    done = dojo("run", "--", "kubectl", *arguments)
    assert done.returncode == 0, done.stderr
    return done.stdout


def objects(dojo: Dojo, *arguments: str) -> list[dict[str, Any]]:
    """What kubectl lists."""
    found: list[dict[str, Any]] = json.loads(kubectl(dojo, "get", *arguments, "--output", "json"))[
        "items"
    ]
    return found


def test_the_learner_is_the_administrator_and_nobody_else(started: Dojo) -> None:
    """As kubeadm makes one; what the suite and the components do is not the learner's."""
    who = json.loads(kubectl(started, "auth", "whoami", "--output", "json"))["status"]["userInfo"]
    assert who["username"] == "kubernetes-admin"
    assert "kubeadm:cluster-admins" in who["groups"]
    assert "system:masters" not in who["groups"]
    assert kubectl(started, "auth", "can-i", "*", "*").strip() == "yes"
    found = trail_of(started)
    assert found.by_hand() == []
    assert found.gaps == []


def test_the_learners_seat_has_no_other_key(started: Dojo) -> None:
    """Neither the environment nor the work folder leads to the keys of others."""
    told = started("run", "--", "env").stdout
    folder = attempt(started).cluster_folder("cluster1")
    keys = [path.read_text().strip() for path in folder.rglob("*.key")]
    assert len(keys) >= 6
    assert "/pki" not in told
    for path in attempt(started).work.rglob("*"):
        assert not (path.is_file() and any(key in path.read_text() for key in keys))
    for log in folder.rglob("audit.log"):
        assert log.stat().st_mode & 0o777 == 0o600


def test_claims_are_told_from_facts(started: Dojo, tmp_path: Path) -> None:
    """Pods by their controllers and kubelets count; what the learner writes about them does not."""
    namespace = attempt(started).record.values["namespace"]
    app = attempt(started).record.values["app"]
    shop = ("--namespace", str(namespace))
    [replicaset] = [
        one for one in objects(started, "replicasets", *shop)
        if one["metadata"]["name"].startswith(f"{app}-")
    ]  # fmt: skip
    owner = {"apiVersion": "apps/v1", "kind": "ReplicaSet", "controller": True}
    owner |= {field: replicaset["metadata"][field] for field in ("name", "uid")}
    claimed = {
        "apiVersion": "v1", "kind": "Pod",
        "metadata": {"name": "claimed", "labels": replicaset["spec"]["selector"]["matchLabels"],
                     "ownerReferences": [owner]},
        "spec": {"containers": [{"name": "web", "image": "web"}]},
    }  # fmt: skip
    manifest = tmp_path / "claimed.json"
    manifest.write_text(json.dumps(claimed))
    # A set with a pod too many would end one: it gets to want one more at once.
    kubectl(started, "scale", "deployment", str(app), *shop, "--replicas", "5")
    kubectl(started, "create", "--filename", str(manifest), *shop)
    kubectl(started, "scale", "deployment", str(app), *shop, "--replicas", "6")
    kubectl(started, "rollout", "status", f"deployment/{app}", *shop, "--timeout", "60s")
    ready = '{"status": {"conditions": [{"type": "Ready", "status": "True"}]}}'
    kubectl(started, "patch", "node", "node02", "--subresource", "status", "--patch", ready)
    pods = {one["metadata"]["name"]: one for one in objects(started, "pods", *shop)}
    found = trail_of(started)
    forged = {name: forged_owner(found, pod) for name, pod in pods.items()}
    claims = {name: why for name, why in forged.items() if why}
    assert claims == (
        {"claimed": f"pod {namespace}/claimed was made by kubernetes-admin"}
        if "claimed" in pods else {}
    )  # fmt: skip
    assert not any(forged_status(found, pod) for pod in pods.values())
    assert [one.name for one in found.by_hand("patch", resource="nodes", subresource="status")]
    assert list(found.faults(pods.values())) == []


def test_a_paused_log_goes_on(started: Dojo) -> None:
    """The processes are ended and started again: what was done before is still there."""
    kubectl(started, "create", "namespace", "before")
    folder = attempt(started).cluster_folder("cluster1")
    engine("kwok").pause(folder)
    engine("kwok").resume(folder)
    kubectl(started, "create", "namespace", "after")
    made = [one.name for one in trail_of(started).by_hand("create", resource="namespaces")]
    assert made == ["before", "after"]
