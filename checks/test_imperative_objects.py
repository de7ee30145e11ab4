"""imperative-objects: a namespace, a secret and a configmap from imperative commands."""

from collections.abc import Mapping

import pytest

from clusterdojo.cluster.audit_entry import Entry
from clusterdojo.cluster.trail import Trail
from clusterdojo.lab.values import Drawn
from fixtures import differs, names
from fixtures.allowed import SCRATCH, Allowance, everything_in
from fixtures.cluster import Cluster
from fixtures.objects import Resource

pytestmark = pytest.mark.lab("imperative-objects")


def allowed(values: Mapping[str, Drawn]) -> list[Allowance]:
    """Everything that the task asks for is in a new namespace."""
    return [everything_in(values["namespace"]), SCRATCH]


LAST_APPLIED = "kubectl.kubernetes.io/last-applied-configuration"
CLIENT_SIDE_APPLY = "kubectl-client-side-apply"
# What setup/10-file.sh writes; the learner may have changed the file itself since.
FILE = (
    "# limits of the mail sender\n"
    "max_per_minute = {rate}\n"
    'greeting = "hello from $HOSTNAME"\n'
    "trace = off"
)


def _text(thing: Resource, key: str) -> str:
    """The value of one key of a Secret or ConfigMap; empty if it is not text."""
    try:
        return thing.contents.get(key, b"").decode()
    except UnicodeDecodeError:
        return ""


def _keys(thing: Resource) -> set[str]:
    """The keys of a Secret or ConfigMap."""
    return {*thing.contents}


def _applied(thing: Resource, trail: Trail | None) -> bool:
    """Whether `kubectl apply` created or changed it, on the client or on the server side.

    `kubectl create --save-config` writes the annotation, too, but as the manager kubectl-create.
    Both records can be edited, but not the API server's log of who asked for what.
    """
    if trail and (trail.applies(thing.raw) or any(map(_hides, trail.done_to(thing.raw)))):
        return True
    managers = {entry.get("manager") for entry in thing.managers}
    return (
        any(entry.get("operation") == "Apply" for entry in thing.managers)
        or CLIENT_SIDE_APPLY in managers
        or (LAST_APPLIED in thing.annotations and "kubectl-create" not in managers)
    )


def _hides(one: Entry) -> bool:
    """Whether the annotation of `kubectl apply` was removed by this request."""
    annotations = one.part("metadata", "annotations")
    return LAST_APPLIED in annotations and annotations[LAST_APPLIED] is None


@pytest.mark.points(1)
def test_the_namespace_exists(cluster: Cluster, values: Mapping[str, Drawn]) -> None:
    """The Secret and the ConfigMap need their namespace first."""
    namespace = cluster.get("namespaces", str(values["namespace"]))
    assert not namespace.terminating, differs(
        f"namespace {namespace.name} is being deleted", expected="Active", found="Terminating"
    )


@pytest.mark.points(2)
def test_the_secret_holds_the_login(cluster: Cluster, values: Mapping[str, Drawn]) -> None:
    """One wrong character in a password shows only when the application tries to log in."""
    secret = cluster.get("secrets", str(values["secret"]), str(values["namespace"]))
    kind = secret.raw.get("type")
    assert kind == "Opaque", differs("the Secret has another type", expected="Opaque", found=kind)
    wanted = {"username": str(values["user"]), "password": str(values["password"])}
    assert _keys(secret) == wanted.keys(), differs(
        "the Secret has the wrong keys", expected=names(wanted), found=names(_keys(secret))
    )
    for key, value in wanted.items():
        found = _text(secret, key)
        assert found == value, differs(
            f"the value of {key} is not the one in the task",
            expected=f"{len(value)} characters",
            found=f"{len(found)} characters"
            + (", the last one per line break" if found.endswith("\n") else ""),
        )


@pytest.mark.points(2)
def test_the_configmap_has_the_setting(cluster: Cluster, values: Mapping[str, Drawn]) -> None:
    """An application looks up a setting by its key and takes the value as it is."""
    configmap = cluster.get("configmaps", str(values["configmap"]), str(values["namespace"]))
    setting, number = str(values["setting"]), str(values["number"])
    assert setting in _keys(configmap), differs(
        f"the ConfigMap has no key {setting}", expected=setting, found=names(_keys(configmap))
    )
    found = _text(configmap, setting)
    assert found == number, differs(
        f"{setting} has another value", expected=number, found=repr(found[:100])
    )


@pytest.mark.points(2)
def test_the_configmap_carries_the_file(cluster: Cluster, values: Mapping[str, Drawn]) -> None:
    """In a volume, each key of a ConfigMap becomes a file of that name with that content."""
    configmap = cluster.get("configmaps", str(values["configmap"]), str(values["namespace"]))
    key, file = str(values["key"]), str(values["file"])
    assert key in _keys(configmap), differs(
        f"the ConfigMap has no key {key}", expected=key, found=names(_keys(configmap))
    )
    content = FILE.format(rate=values["rate"])
    found = _text(configmap, key)
    assert found == content, differs(
        f"the value of {key} differs from the original content of {file}",
        expected=f"{len(content)} characters",
        found=f"{len(found)} characters",
    )


@pytest.mark.points(2)
def test_nothing_bears_the_marks_of_apply(
    cluster: Cluster, values: Mapping[str, Drawn], trail: Trail | None
) -> None:
    """Objects that were applied seem to have a manifest somewhere; here there is none."""
    namespace = str(values["namespace"])
    made = [
        cluster.get("namespaces", namespace),
        cluster.get("secrets", str(values["secret"]), namespace),
        cluster.get("configmaps", str(values["configmap"]), namespace),
    ]
    # The API server keeps no such record of an object that was created empty.
    unknown = [
        thing for thing in made if not thing.managers and not (trail and trail.maker(thing.raw))
    ]
    assert not unknown, differs(
        "the record of who created the object was removed",
        expected="managedFields",
        found=names(unknown),
    )
    applied = [thing for thing in made if _applied(thing, trail)]
    assert not applied, differs(
        "objects were created or changed by kubectl apply",
        expected="none of the three",
        found=names(applied),
    )
