"""etcd-snapshot-save: a complete snapshot of the current cluster, and its key facts."""

from collections.abc import Mapping

import pytest

from clusterdojo.lab.values import Drawn
from clusterdojo.node.etcd_state import SavedSnapshot
from fixtures import differs
from fixtures.allowed import Allowance
from fixtures.answers import Answers
from fixtures.cluster import Cluster
from fixtures.etcd import EtcdOn
from fixtures.etcd_unchanged import stacked_etcd_is_unchanged
from fixtures.node import MachineOf
from fixtures.private import only_root_may_read
from fixtures.saved import is_of_now, snapshot_in

pytestmark = pytest.mark.lab("etcd-snapshot-save")

NODE = "controlplane"


allowed: list[Allowance] = []  # saving only reads


def _path(values: Mapping[str, Drawn]) -> str:
    return f"{values['folder']}/{values['file']}"


def _saved(etcd: EtcdOn, values: Mapping[str, Drawn]) -> SavedSnapshot:
    """The snapshot in the file."""
    return snapshot_in(etcd(NODE), _path(values))


@pytest.mark.gate
def test_etcd_goes_on_serving(cluster: Cluster, before: Cluster, machine: MachineOf) -> None:
    """A snapshot can be saved while the cluster works; there is no need to stop etcd."""
    stacked_etcd_is_unchanged(cluster, before, machine)


@pytest.mark.points(5)
def test_it_is_a_whole_snapshot_of_now(
    etcd: EtcdOn, cluster: Cluster, before: Cluster, values: Mapping[str, Drawn]
) -> None:
    """An old backup loses changes, and a copy of the database file may be inconsistent."""
    found = _saved(etcd, values)
    is_of_now(etcd(NODE), found, cluster, before)
    canary = before.get("configmaps", "settings", str(values["namespace"]))
    assert not etcd(NODE).lacks(found.path, [canary.uid]), differs(
        "the snapshot does not contain the objects of this cluster"
    )


@pytest.mark.points(1)
@pytest.mark.needs("test_it_is_a_whole_snapshot_of_now")
def test_nobody_else_may_read_it(machine: MachineOf, values: Mapping[str, Drawn]) -> None:
    """The snapshot contains all Secrets, and its permissions are their only protection."""
    only_root_may_read(machine(NODE), _path(values))


@pytest.mark.points(1)
@pytest.mark.needs("test_it_is_a_whole_snapshot_of_now")
def test_its_hash_is_written_down(
    etcd: EtcdOn, answers: Answers, values: Mapping[str, Drawn]
) -> None:
    """The hash identifies the file and shows whether it was replaced."""
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
    """The revision shows up to which change the snapshot goes."""
    right = str(_saved(etcd, values).revision)
    answers.require_set("answers/revision.txt", [right], "one number")


@pytest.mark.points(1)
@pytest.mark.needs("test_it_is_a_whole_snapshot_of_now")
def test_its_keys_are_written_down(
    etcd: EtcdOn, answers: Answers, values: Mapping[str, Drawn]
) -> None:
    """A number of keys that differs a lot from the last backup needs an explanation."""
    right = str(_saved(etcd, values).keys)
    answers.require_set("answers/keys.txt", [right], "one number")
