"""etcd-external-backup: a complete snapshot of the right cluster, in two places."""

import hashlib
from collections.abc import Callable, Mapping

import pytest

from clusterdojo.lab.values import Drawn
from clusterdojo.node.etcd_state import SavedSnapshot
from fixtures import differs
from fixtures.allowed import Allowance
from fixtures.answers import Answers
from fixtures.cluster import Cluster
from fixtures.etcd import Etcd
from fixtures.etcd_unchanged import external_etcd_is_unchanged, stacked_etcd_is_unchanged
from fixtures.node import MachineOf
from fixtures.private import only_root_may_read
from fixtures.saved import is_of_now, snapshot_in
from fixtures.work import Work

pytestmark = pytest.mark.lab("etcd-external-backup")

Clusters = Mapping[str, Cluster]
Machines = Mapping[str, MachineOf]
Values = Mapping[str, Drawn]
Etcds = Callable[[str, str], Etcd]

SAVED, OTHER, HOST = "cluster2", "cluster1", "etcd-server"


allowed: dict[str, list[Allowance]] = {}  # saving only reads


def _path(values: Values) -> str:
    return f"{values['folder']}/{values['file']}"


def _saved(etcds: Etcds, values: Values) -> SavedSnapshot:
    """The snapshot in the file."""
    return snapshot_in(etcds(SAVED, HOST), _path(values))


@pytest.mark.gate
def test_both_etcds_go_on_serving(
    clusters: Clusters, befores: Clusters, machines: Machines
) -> None:
    """A snapshot can be saved while the cluster works; there is no need to stop etcd."""
    external_etcd_is_unchanged(machines[SAVED](HOST), befores[SAVED])
    stacked_etcd_is_unchanged(clusters[OTHER], befores[OTHER], machines[OTHER])


@pytest.mark.points(5)
def test_it_is_a_whole_snapshot_of_now(
    etcds: Etcds, clusters: Clusters, befores: Clusters, values: Values
) -> None:
    """An old backup loses changes, and one of another cluster restores nothing."""
    found, etcd = _saved(etcds, values), etcds(SAVED, HOST)
    place = "configmaps", "settings", str(values["namespace"])
    assert etcd.lacks(found.path, [befores[OTHER].get(*place).uid]), differs(
        "the snapshot is of another cluster", expected=SAVED, found=OTHER
    )
    is_of_now(etcd, found, clusters[SAVED], befores[SAVED])
    assert not etcd.lacks(found.path, [befores[SAVED].get(*place).uid]), differs(
        f"the snapshot does not contain the objects of {SAVED}"
    )


@pytest.mark.points(1)
@pytest.mark.needs("test_it_is_a_whole_snapshot_of_now")
def test_nobody_else_may_read_it(machines: Machines, values: Values) -> None:
    """The snapshot contains all Secrets, and its permissions are their only protection."""
    only_root_may_read(machines[SAVED](HOST), _path(values))


@pytest.mark.points(2)
@pytest.mark.needs("test_it_is_a_whole_snapshot_of_now")
def test_a_copy_is_elsewhere(machines: Machines, work: Work, values: Values) -> None:
    """A backup on the same machine is lost together with it."""
    name = f"backup/{values['file']}"
    copy = hashlib.sha256(work.content(name)).hexdigest()
    assert copy == machines[SAVED](HOST).file(_path(values)).sha256, differs(
        f"{name} in the work folder differs from {_path(values)} on {HOST}"
    )


@pytest.mark.points(1)
@pytest.mark.needs("test_it_is_a_whole_snapshot_of_now")
def test_its_revision_is_written_down(etcds: Etcds, answers: Answers, values: Values) -> None:
    """The revision shows up to which change the snapshot goes."""
    right = str(_saved(etcds, values).revision)
    answers.require_set("answers/revision.txt", [right], "one number")
