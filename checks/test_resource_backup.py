"""resource-backup: two files from which all requested objects can be recreated."""

from collections.abc import Iterable, Mapping

import pytest

from clusterdojo.cluster.client import Object
from clusterdojo.lab.values import Drawn
from fixtures import differs
from fixtures.allowed import Allowance
from fixtures.cluster import Cluster
from fixtures.work import Work

pytestmark = pytest.mark.lab("resource-backup")


allowed: list[Allowance] = []  # a backup only reads

ALL_FILE, REST_FILE = "backup/all.yaml", "backup/rest.yaml"
# The kinds of `kubectl get all`.
ALL = (
    "pods",
    "replicationcontrollers",
    "services",
    "daemonsets",
    "deployments",
    "replicasets",
    "statefulsets",
    "horizontalpodautoscalers",
    "cronjobs",
    "jobs",
)
MENUS = "/apis/kitchen.example.com/v1/menus"
# A cluster creates this ConfigMap in every namespace.
CLUSTERS_OWN = "kube-root-ca.crt"
CONTENT = ("spec", "type", "data", "binaryData", "immutable")


def _key(thing: Object) -> tuple[str, str, str]:
    """Kind, namespace and name."""
    metadata = thing["metadata"]
    return thing["kind"], str(metadata.get("namespace", "")), str(metadata.get("name", ""))


def _label(thing: Object) -> str:
    """An object's name in a message."""
    kind, namespace, name = _key(thing)
    return f"{kind} {namespace}/{name}"


def _some(things: Iterable[Object]) -> str:
    """The first few of many objects, for a message."""
    labels = sorted(_label(thing) for thing in things)
    more = f" and {len(labels) - 5} more" if len(labels) > 5 else ""
    return ", ".join(labels[:5]) + more


def _content(thing: Object) -> Object:
    """The fields that users write, without those that the cluster fills in.

    Objects can't be found again without their labels, nor made without an API version; which
    version of several it is does not matter.
    """
    content = {field: thing[field] for field in CONTENT if thing.get(field)}
    labels = thing["metadata"].get("labels")
    return {**content, "labels": labels or {}, "apiVersion": bool(thing.get("apiVersion"))}


def _of(cluster: Cluster, kinds: Iterable[str]) -> list[Object]:
    """All objects of these kinds."""
    return [thing for kind in kinds for thing in cluster.objects(kind)]


def _lasting(cluster: Cluster, before: Cluster, kinds: Iterable[str]) -> list[Object]:
    """The objects that have existed since the lab began.

    Objects that controllers created later may be younger than the backup.
    """
    kinds = list(kinds)
    old = {thing["metadata"]["uid"] for thing in _of(before, kinds)}
    lasting = [thing for thing in _of(cluster, kinds) if thing["metadata"]["uid"] in old]
    assert lasting, differs("none of the objects to be saved exists any more")
    return lasting


def _missing(wanted: Iterable[Object], saved: Iterable[Object]) -> list[Object]:
    """The objects that are not in the file; others of the same name don't count."""
    there = {(*_key(thing), thing["metadata"].get("uid")) for thing in saved}
    return [thing for thing in wanted if (*_key(thing), thing["metadata"]["uid"]) not in there]


def _differing(
    wanted: Iterable[Object], saved: Iterable[Object], before: Iterable[Object]
) -> list[Object]:
    """The objects that are in the file with content that they have not had since the lab began."""
    right = {thing["metadata"]["uid"]: [_content(thing)] for thing in wanted}
    for thing in before:
        right.setdefault(thing["metadata"]["uid"], []).append(_content(thing))
    return [
        thing
        for thing in saved
        if (known := right.get(thing["metadata"].get("uid"))) and _content(thing) not in known
    ]


def _require(wanted: list[Object], saved: list[Object], before: list[Object], name: str) -> None:
    """All these objects are in the file, with their content."""
    missing = _missing(wanted, saved)
    assert not missing, differs(f"{name} does not contain all objects", expected=_some(missing))
    wrong = _differing(wanted, saved, before)
    assert not wrong, differs(
        f"the content of objects in {name} is outdated or wrong", found=_some(wrong)
    )


def _require_of_teams(
    kind: str, cluster: Cluster, before: Cluster, values: Mapping[str, Drawn], work: Work
) -> None:
    """All objects of this kind in the first two teams' namespaces are in the second file."""
    teams = list(values["teams"])[:2] if isinstance(values["teams"], list) else []
    wanted = [
        thing
        for thing in _lasting(cluster, before, [kind])
        if thing["metadata"]["namespace"] in teams and thing["metadata"]["name"] != CLUSTERS_OWN
    ]
    assert wanted, differs(f"the namespaces have no {kind} any more")
    _require(wanted, work.documents(REST_FILE), before.objects(kind), REST_FILE)


@pytest.mark.points(3)
def test_every_object_is_in_the_backup(cluster: Cluster, before: Cluster, work: Work) -> None:
    """A missing object is noticed only on the day when it is needed."""
    missing = _missing(_lasting(cluster, before, ALL), work.documents(ALL_FILE))
    assert not missing, differs(
        f"{ALL_FILE} does not contain all objects", expected=_some(missing), found="not there"
    )


@pytest.mark.points(2)
@pytest.mark.needs("test_every_object_is_in_the_backup")
def test_the_backup_is_up_to_date(cluster: Cluster, before: Cluster, work: Work) -> None:
    """An old backup restores an old state."""
    wanted = _lasting(cluster, before, ALL)
    _require(wanted, work.documents(ALL_FILE), _of(before, ALL), ALL_FILE)


@pytest.mark.points(2)
def test_the_secrets_are_saved(
    cluster: Cluster, before: Cluster, values: Mapping[str, Drawn], work: Work
) -> None:
    """A recreated application does not start without its passwords."""
    _require_of_teams("secrets", cluster, before, values, work)


@pytest.mark.points(1)
def test_the_configmaps_are_saved(
    cluster: Cluster, before: Cluster, values: Mapping[str, Drawn], work: Work
) -> None:
    """An application needs its configuration, which `all` does not include."""
    _require_of_teams("configmaps", cluster, before, values, work)


@pytest.mark.points(1)
def test_the_custom_resources_are_saved(cluster: Cluster, work: Work) -> None:
    """Kinds that were added to the cluster have to be saved by name."""
    menus = cluster.at(MENUS)
    assert menus, differs("the cluster has no Menus any more")
    _require(menus, work.documents(REST_FILE), [], REST_FILE)


@pytest.mark.points(1)
@pytest.mark.needs("test_the_secrets_are_saved")
def test_only_the_owner_may_open_the_secrets(work: Work) -> None:
    """Everybody who can read the file can read the passwords in it."""
    work.text(REST_FILE)  # says so where there is no such file
    mode = (work.folder / REST_FILE).stat().st_mode & 0o777
    assert not mode & 0o077, differs(
        f"other users can read or write {REST_FILE}",
        expected="no permissions for group and others",
        found=f"mode {mode:03o}",
    )
