"""declarative-apply: the manifest contains the live changes, and it was applied."""

import json
from collections.abc import Mapping
from typing import Any

import pytest

from clusterdojo.cluster.client import Object
from clusterdojo.cluster.trail import Trail
from clusterdojo.lab.values import Drawn
from fixtures import Missing, Workload, differs
from fixtures.allowed import SCRATCH, Allowance, deployment, service
from fixtures.answers import Answers
from fixtures.cluster import Cluster
from fixtures.objects import Resource, familiar
from fixtures.shape import text_of_json
from fixtures.work import Work

pytestmark = pytest.mark.lab("declarative-apply")


def allowed(values: Mapping[str, Drawn]) -> list[Allowance]:
    """Criteria look at every field of the two objects; neither may go, not even for a moment."""
    place = values["namespace"], values["app"]
    objects = deployment(*place), service(*place)
    fields = [field for one in objects for field in (one.metadata, one.spec)]
    return [*fields, deployment(*place).pods, SCRATCH]


LAST_APPLIED = "kubectl.kubernetes.io/last-applied-configuration"
RESTARTED = "kubectl.kubernetes.io/restartedAt"
VARIABLE = "LOG_LEVEL"
# Fields that the cluster fills in, and with which a later apply of the manifest fails.
CLUSTERS_OWN = ("uid", "resourceVersion", "managedFields", "generation")
# Annotations that kubectl and controllers write by themselves.
THEIRS = {LAST_APPLIED, "deployment.kubernetes.io/revision", "kubernetes.io/change-cause"}


def _live(cluster: Cluster, values: Mapping[str, Drawn]) -> Workload:
    """The Deployment in the cluster."""
    return cluster.deployment(str(values["namespace"]), str(values["app"]))


def _service(cluster: Cluster, values: Mapping[str, Drawn]) -> Resource:
    """The Service in the cluster."""
    return cluster.get("services", str(values["app"]), str(values["namespace"]))


def _manifest(values: Mapping[str, Drawn]) -> str:
    """The path of the manifest in the work folder."""
    return f"manifests/{values['app']}.yaml"


def _written(work: Work, values: Mapping[str, Drawn]) -> Object:
    """The Deployment in the manifest."""
    found = _described(work, values, "Deployment")
    if found is None:
        msg = f"{_manifest(values)} does not describe deployment {values['app']}"
        raise Missing(msg)
    return found


def _described(work: Work, values: Mapping[str, Drawn], kind: str) -> Object | None:
    """The object of a kind in the manifest, if it is there."""
    for document in work.documents(_manifest(values)):
        if document["kind"] == kind and document["metadata"].get("name") == values["app"]:
            document["metadata"].setdefault("namespace", values["namespace"])
            return document
    return None


def _container(deployment: Object) -> Object:
    """The container `web` of a Deployment, or an empty one."""
    spec = _at(deployment, "spec", "template", "spec")
    containers = spec.get("containers") if isinstance(spec, dict) else None
    named = [c for c in containers or [] if isinstance(c, dict) and c.get("name") == "web"]
    return named[0] if named else {}


def _at(thing: Any, *path: str) -> Any:
    """The part of an object below these keys, or None."""
    for key in path:
        thing = thing.get(key) if isinstance(thing, dict) else None
    return thing


def _variable(container: Object) -> str:
    """The value of the new variable, or the reason why there is none."""
    env = [
        e for e in container.get("env") or [] if isinstance(e, dict) and e.get("name") == VARIABLE
    ]
    return str(env[-1].get("value", "empty")) if env else "not set"


def _plain(thing: Any) -> Any:
    """An object without empty fields and without the additions of kubectl and the cluster."""
    if isinstance(thing, dict):
        kept = {k: _plain(v) for k, v in thing.items() if k not in ("creationTimestamp", "status")}
        return {k: v for k, v in kept.items() if k != LAST_APPLIED and v not in ({}, [], None)}
    return [_plain(item) for item in thing] if isinstance(thing, list) else thing


def _without_the_change(deployment: Workload) -> Object:
    """The Deployment's spec, its new variable left out."""
    spec: Object = json.loads(json.dumps(deployment.raw["spec"]))
    for container in spec["template"]["spec"]["containers"]:
        container["env"] = [e for e in container.get("env") or [] if e["name"] != VARIABLE]
    # `kubectl rollout restart` leaves a time here, which does not change the application.
    metadata = spec["template"].get("metadata") or {}
    annotations = metadata.pop("annotations", None) or {}
    kept = {key: value for key, value in annotations.items() if key != RESTARTED}
    spec["template"]["metadata"] = {**metadata, "annotations": kept}
    return spec


def _owns(fields: Object) -> set[str]:
    """Which of the changed fields an entry of managedFields owns."""
    owned = {"replicas"} if "f:replicas" in fields.get("f:spec", {}) else set()
    web = _at(fields, "f:spec", "f:template", "f:spec", "f:containers", 'k:{"name":"web"}') or {}
    owned |= {"image"} if "f:image" in web else set()
    return owned | ({"variable"} if f'k:{{"name":"{VARIABLE}"}}' in web.get("f:env", {}) else set())


def _recorded(live: Resource, written: Object) -> bool:
    """Whether the annotation of `kubectl apply` on the object equals the manifest."""
    text = live.annotations.get(LAST_APPLIED, "")
    try:
        recorded = text_of_json(text, LAST_APPLIED)
    except AssertionError:  # somebody has edited it, or nobody has ever applied anything
        return False
    return bool(_plain(recorded) == _plain(written))


def _holds(live: Any, written: Any) -> bool:
    """Whether the live object contains everything in the manifest; it may contain more."""
    if isinstance(written, dict):
        return isinstance(live, dict) and all(_holds(live.get(k), v) for k, v in written.items())
    if isinstance(written, list):
        return isinstance(live, list) and all(any(_holds(o, w) for o in live) for w in written)
    return bool(live == written)


def _theirs_apart(thing: Resource) -> Object:
    """Labels and annotations, without those that kubectl and controllers write."""
    return {
        "labels": thing.labels,
        "annotations": {k: v for k, v in thing.annotations.items() if k not in THEIRS},
    }


@pytest.mark.points(1)
def test_the_manager_of_the_image_is_named(
    before: Cluster, values: Mapping[str, Drawn], answers: Answers
) -> None:
    """managedFields shows who changed which field, so that you know whom to ask."""
    managers = {
        entry["manager"]
        for entry in _live(before, values).managers
        if "image" in _owns(entry.get("fieldsV1", {}))
    }
    answers.require_set("answers/manager.txt", managers, "the name of one field manager")


@pytest.mark.points(2)
def test_the_manifest_has_the_live_changes(
    before: Cluster, values: Mapping[str, Drawn], work: Work
) -> None:
    """Live changes that are not in the manifest are lost when it is applied the next time."""
    written, live = _written(work, values), _live(before, values)
    for field, found, expected in (
        ("replicas", _at(written, "spec", "replicas"), live.replicas),
        ("image", familiar(str(_container(written).get("image"))), live.images[0]),
    ):
        assert found == expected, differs(
            f"the field {field} in the manifest differs from the live Deployment",
            expected=f"the live value of {field}",
            found=found,
        )


@pytest.mark.points(1)
def test_the_manifest_has_the_new_variable(work: Work, values: Mapping[str, Drawn]) -> None:
    """A change starts in the manifest, since that is what version control keeps."""
    found = _variable(_container(_written(work, values)))
    assert found == values["level"], differs(
        f"{VARIABLE} in the manifest differs", expected=values["level"], found=found
    )


@pytest.mark.points(2)
def test_the_cluster_has_all_changes(
    cluster: Cluster, before: Cluster, values: Mapping[str, Drawn]
) -> None:
    """Every pod has to run with last night's changes and with the new variable."""
    now, then = _live(cluster, values), _live(before, values)
    web = _container(now.raw)
    for field, found, expected in (
        ("replicas", now.replicas, then.replicas),
        ("image", familiar(str(web.get("image"))), then.images[0]),
        (VARIABLE, _variable(web), values["level"]),
    ):
        assert found == expected, differs(
            f"the field {field} of the live Deployment has another value",
            expected=expected,
            found=found,
        )
    current = [
        pod
        for pod in now.ready_pods
        if pod.images == now.images
        and _variable(pod.raw["spec"]["containers"][0]) == values["level"]
    ]
    assert len(current) == now.replicas > 0, differs(
        "not all pods run with the changes",
        expected=f"{now.replicas} ready",
        found=f"{len(current)} ready",
    )


@pytest.mark.points(2)
@pytest.mark.needs("test_the_manifest_has_the_new_variable")
def test_the_manifest_was_applied(
    cluster: Cluster, values: Mapping[str, Drawn], work: Work, trail: Trail | None
) -> None:
    """The next apply compares with the last applied configuration to find what to remove."""
    now, written = _live(cluster, values), _written(work, values)
    # After a server-side apply, the record is an entry of managedFields. Both can be edited.
    applied = (trail is None or bool(trail.applies(now.raw))) and (
        _recorded(now, written)
        or (
            _holds(now.raw, _plain(written))
            and any(
                entry["operation"] == "Apply"
                and _owns(entry.get("fieldsV1", {})) == {"replicas", "image", "variable"}
                for entry in now.managers
            )
        )
    )
    assert applied, differs(
        "the manifest is not the last applied configuration",
        expected="the manifest as it is now",
        found="another configuration" if now.annotations.get(LAST_APPLIED) else "none",
    )
    service, beside = _service(cluster, values), _described(work, values, "Service")
    if beside is not None:
        assert _recorded(service, beside) or _holds(service.raw, _plain(beside)), differs(
            f"service {service.name} differs from the manifest"
        )


@pytest.mark.points(1)
@pytest.mark.needs("test_the_manifest_has_the_new_variable")
def test_the_manifest_stays_a_manifest(work: Work, values: Mapping[str, Drawn]) -> None:
    """You must be able to apply it again next month, or to a new cluster."""
    documents = work.documents(_manifest(values))
    described = sorted(f"{d['kind']} {d['metadata'].get('name')}" for d in documents)
    expected = [f"Deployment {values['app']}", f"Service {values['app']}"]
    assert described == expected, differs(
        "the manifest describes the wrong objects",
        expected=", ".join(expected),
        found=", ".join(described),
    )
    for document in documents:
        own = [field for field in CLUSTERS_OWN if field in document["metadata"]]
        own += ["status"] if document.get("status") else []
        own += [LAST_APPLIED] if _at(document, "metadata", "annotations", LAST_APPLIED) else []
        assert not own, differs(
            f"{document['kind']} in the manifest has fields of the cluster or of kubectl apply",
            found=", ".join(own),
        )


@pytest.mark.points(1)
@pytest.mark.needs("test_the_cluster_has_all_changes")
def test_nothing_else_changed(
    cluster: Cluster, before: Cluster, values: Mapping[str, Drawn]
) -> None:
    """Apply silently removes fields that the manifest no longer contains."""
    now, then = _live(cluster, values), _live(before, values)
    assert _without_the_change(now) == _without_the_change(then), differs(
        f"other fields of deployment {now.name} were changed, too"
    )
    for read in (_live, _service):
        thing = read(cluster, values)
        assert _theirs_apart(thing) == _theirs_apart(read(before, values)), differs(
            f"labels or annotations of {thing.raw['kind'].lower()} {thing.name} were changed"
        )
    # The cluster chooses the address; a recreated Service is the subject of the gate.
    specs = [
        {k: v for k, v in _service(c, values).raw["spec"].items() if not k.startswith("clusterIP")}
        for c in (cluster, before)
    ]
    assert specs[0] == specs[1], differs(f"service {values['app']} was changed")
