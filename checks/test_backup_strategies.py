"""backup-strategies: each of two backups brings back what it has, in the right order."""

from collections.abc import Mapping

import pytest

from clusterdojo.cluster.client import Object
from clusterdojo.lab.values import Drawn
from fixtures import Missing, Workload, differs
from fixtures.allowed import SCRATCH, SYSTEM, Allowance, everything_in, moved_pods
from fixtures.answers import Answers
from fixtures.cluster import Cluster
from fixtures.etcd import EtcdOn
from fixtures.saved import snapshot_in
from fixtures.work import Work

pytestmark = pytest.mark.lab("backup-strategies")

NODE, DIRECTORY = "controlplane", "/var/lib/etcd-from-backup"
SNAPSHOT, FILES = "/opt/backup/wednesday.db", "backup/wednesday.yaml"
FORM = "KIND/NAME, one per line"


def allowed(values: Mapping[str, Drawn]) -> list[Allowance]:
    """The objects of both backups come back, and the system follows."""
    return [everything_in(values["namespace"]), moved_pods(), SYSTEM, SCRATCH]


@pytest.mark.points(1)
def test_what_the_snapshot_has(answers: Answers, values: Mapping[str, Drawn]) -> None:
    """A snapshot contains all kinds of objects, but none that were created later."""
    right = [f"secret/{values['secret']}", "configmap/settings", "deployment/web"]
    answers.require_set("answers/snapshot.txt", right, FORM)


@pytest.mark.points(1)
def test_what_the_files_have(answers: Answers, values: Mapping[str, Drawn]) -> None:
    """`kubectl get all` covers only a few kinds: neither Secrets nor ConfigMaps."""
    right = [f"deployment/{values['late']}", "deployment/web"]
    answers.require_set("answers/files.txt", right, FORM)


@pytest.mark.points(3)
def test_the_secret_is_back_from_the_snapshot(
    cluster: Cluster, before: Cluster, values: Mapping[str, Drawn]
) -> None:
    """Only a snapshot brings back the original object, once the API server was restarted."""
    key = str(values["secret"]), str(values["namespace"])
    now, then = (c.get("secrets", *key) for c in (cluster, before))
    assert now.uid == then.uid, differs(f"secret {now.name} was recreated")


@pytest.mark.points(2)
def test_etcd_keeps_its_data_in_the_restored_directory(etcd: EtcdOn) -> None:
    """A restore to a new directory leaves the old data untouched, so that you can go back."""
    here = etcd(NODE)
    assert here.keeps_its_objects_in(DIRECTORY), differs(
        f"the running etcd does not keep its data in {DIRECTORY} on {NODE}"
    )
    assert here.was_restored(DIRECTORY), differs(
        f"the data in {DIRECTORY} does not come from restoring a snapshot"
    )


@pytest.mark.points(3)
def test_the_deployment_is_back_from_the_files(
    cluster: Cluster, values: Mapping[str, Drawn]
) -> None:
    """The files contain objects that came after the snapshot, with all their settings."""
    app = _late(cluster, values)
    assert len(app.ready_pods) == app.replicas == 2, differs(
        f"not all replicas of {app.name} are ready",
        expected="2 ready",
        found=f"{len(app.ready_pods)} ready",
    )


@pytest.mark.points(2)
@pytest.mark.needs("test_the_deployment_is_back_from_the_files")
def test_the_new_snapshot_has_both(
    etcd: EtcdOn, cluster: Cluster, before: Cluster, values: Mapping[str, Drawn]
) -> None:
    """The old snapshot does not contain the new Deployment, so a new snapshot is due."""
    here = etcd(NODE)
    found = snapshot_in(here, SNAPSHOT)
    assert here.agrees(found) is not False, differs(
        f"the content of {SNAPSHOT} differs from what the cluster had at its revision"
    )
    secret = before.get("secrets", str(values["secret"]), str(values["namespace"]))
    _same_secret(cluster, secret.raw)
    for thing in (secret, _late(cluster, values)):
        assert not here.lacks(SNAPSHOT, [thing.uid]), differs(
            f"{SNAPSHOT} does not contain {thing.raw['kind']} {thing.name} as it is now"
        )


@pytest.mark.points(2)
@pytest.mark.needs("test_the_deployment_is_back_from_the_files")
def test_the_new_files_have_both(
    work: Work, cluster: Cluster, before: Cluster, values: Mapping[str, Drawn]
) -> None:
    """A backup with files has to name the kinds that `all` leaves out."""
    saved = {thing["metadata"].get("uid") for thing in work.documents(FILES)}
    namespace = str(values["namespace"])
    secret = before.get("secrets", str(values["secret"]), namespace)
    _same_secret(cluster, secret.raw)
    for thing in (
        secret,
        before.get("configmaps", "settings", namespace),
        _late(cluster, values),
        cluster.deployment(namespace, "web"),
    ):
        assert thing.uid in saved, differs(
            f"{FILES} does not contain {thing.raw['kind']} {thing.name} as it is now"
        )


def _late(cluster: Cluster, values: Mapping[str, Drawn]) -> Workload:
    """Tuesday's Deployment, unchanged."""
    app = cluster.deployment(str(values["namespace"]), str(values["late"]))
    env = app.template["containers"][0].get("env")
    if env != [{"name": "CAMPAIGN", "value": "autumn"}] or app.labels.get("team") != "growth":
        msg = f"deployment {app.name} differs from the one in Tuesday's file"
        raise Missing(msg)
    return app


def _same_secret(cluster: Cluster, then: Object) -> None:
    """The backups must contain the original Secret."""
    now = cluster.get("secrets", then["metadata"]["name"], then["metadata"]["namespace"])
    assert now.uid == then["metadata"]["uid"], differs(f"secret {now.name} was recreated")
