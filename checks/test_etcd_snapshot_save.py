"""etcd-snapshot-save: a whole snapshot of the cluster as it is now, and what is known of it."""

from collections.abc import Mapping

import pytest

from clusterdojo.lab.values import Drawn
from clusterdojo.node.etcd_state import SavedSnapshot
from fixtures import Missing, differs
from fixtures.answers import Answers
from fixtures.cluster import Cluster
from fixtures.etcd import EtcdOn, newest_revision
from fixtures.etcd_unchanged import stacked_etcd_is_unchanged
from fixtures.node import MachineOf
from fixtures.private import only_root_may_read

pytestmark = pytest.mark.lab("etcd-snapshot-save")

NODE = "controlplane"


def _path(values: Mapping[str, Drawn]) -> str:
    return f"{values['folder']}/{values['file']}"


def _saved(etcd: EtcdOn, values: Mapping[str, Drawn]) -> SavedSnapshot:
    """The snapshot, if it is one."""
    found = etcd(NODE).snapshot(_path(values))
    if found.fault:
        msg = f"{found.path} is no snapshot: {found.fault}"
        raise Missing(msg)
    return found


@pytest.mark.gate
def test_etcd_goes_on_serving(cluster: Cluster, before: Cluster, machine: MachineOf) -> None:
    """A backup is taken while the cluster works: nobody has to be told to wait."""
    stacked_etcd_is_unchanged(cluster, before, machine)


@pytest.mark.points(5)
def test_it_is_a_whole_snapshot_of_now(
    etcd: EtcdOn, cluster: Cluster, before: Cluster, values: Mapping[str, Drawn]
) -> None:
    """What came after a backup is lost, and a copy of the database's file may be torn."""
    found = _saved(etcd, values)
    assert found.whole, differs(f"{found.path} lacks the checksum that a snapshot has at its end")
    began, now = newest_revision(before), newest_revision(cluster)
    assert began <= found.revision, differs(
        "the snapshot is older than the task",
        expected=f"a revision of {began} or later",
        found=str(found.revision),
    )
    # Leases and events are written all the time: the store's own revision is a little higher.
    assert found.revision <= now + 10_000, differs(
        "the snapshot's revision is one that this cluster has not reached", found=found.revision
    )
    canary = before.get("configmaps", "settings", str(values["namespace"]))
    assert etcd(NODE).holds(found.path, canary.uid), differs(
        "the snapshot does not hold the objects of this cluster"
    )


@pytest.mark.points(1)
@pytest.mark.needs("test_it_is_a_whole_snapshot_of_now")
def test_nobody_else_may_read_it(machine: MachineOf, values: Mapping[str, Drawn]) -> None:
    """etcd's database has all Secrets in it, and a file does not ask for a certificate."""
    only_root_may_read(machine(NODE), _path(values))


@pytest.mark.points(1)
@pytest.mark.needs("test_it_is_a_whole_snapshot_of_now")
def test_its_hash_is_written_down(
    etcd: EtcdOn, answers: Answers, values: Mapping[str, Drawn]
) -> None:
    """By its hash a file is known again after years, and so is one that was swapped."""
    right = _saved(etcd, values).hash
    given = [line.lower().removeprefix("0x") for line in answers.lines("answers/hash.txt")]
    # `etcdutl` prints it in hexadecimal digits, without leading zeros, or as JSON's number.
    accepted = {right, right.lstrip("0"), str(int(right, 16))}
    answers.require_one("answers/hash.txt", given, accepted, "one hash")


@pytest.mark.points(1)
@pytest.mark.needs("test_it_is_a_whole_snapshot_of_now")
def test_its_revision_is_written_down(
    etcd: EtcdOn, answers: Answers, values: Mapping[str, Drawn]
) -> None:
    """The revision tells up to which change the snapshot goes."""
    right = str(_saved(etcd, values).revision)
    answers.require_set("answers/revision.txt", [right], "one number")


@pytest.mark.points(1)
@pytest.mark.needs("test_it_is_a_whole_snapshot_of_now")
def test_its_keys_are_written_down(
    etcd: EtcdOn, answers: Answers, values: Mapping[str, Drawn]
) -> None:
    """A number of keys far from that of the last backup is worth a question."""
    right = str(_saved(etcd, values).keys)
    answers.require_set("answers/keys.txt", [right], "one number")
