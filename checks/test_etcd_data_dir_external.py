"""etcd-data-dir-external: what is to be known of an etcd outside of the cluster."""

from collections.abc import Mapping

import pytest

from clusterdojo.values import Drawn
from fixtures import differs
from fixtures.answers import Answers
from fixtures.cluster import Cluster
from fixtures.node import MachineOf
from fixtures.restarted import service_started_with_machine

pytestmark = pytest.mark.lab("etcd-data-dir-external")

HOST = "etcd-server"


@pytest.mark.gate
def test_etcd_is_as_it_was(machine: MachineOf, before: Cluster) -> None:
    """To look at the store of a whole cluster is no reason to start it anew."""
    service = machine(HOST).service("etcd")
    assert service.active, differs(f"etcd does not run on {HOST}", found=service.state)
    first = before.node("controlplane").created  # the cluster's first object but for its own
    assert service.since, differs(f"when etcd was started on {HOST} can't be told")
    kept = service.since <= first or service_started_with_machine(machine(HOST), "etcd", first)
    assert kept, differs(
        "etcd was started again", expected=f"as it has run since {first}", found=service.since
    )


@pytest.mark.points(2)
def test_which_machine_it_is(answers: Answers) -> None:
    """Whoever looks for the store among the cluster's pods and nodes does not find it."""
    answers.require_set("answers/host.txt", [HOST], "the name of one machine")


@pytest.mark.points(2)
def test_where_it_is_asked(machine: MachineOf, answers: Answers) -> None:
    """etcdctl, from another machine, has to be told what the API server was told."""
    url = machine(HOST).process("etcd").flags["advertise-client-urls"]
    answers.require_set("answers/endpoint.txt", [url], "one URL with its port")


@pytest.mark.points(3)
def test_where_the_data_are(machine: MachineOf, answers: Answers) -> None:
    """Whoever restores into another directory than the one that is read restores nothing."""
    directory = machine(HOST).process("etcd").flags["data-dir"]
    answers.require_set("answers/data-dir.txt", [directory], "one absolute path")


@pytest.mark.points(2)
def test_which_certificates_it_serves_with(machine: MachineOf, answers: Answers) -> None:
    """Without them nobody saves a snapshot: etcd answers nobody that it can't check."""
    flags = machine(HOST).process("etcd").flags
    files = [flags[name] for name in ("cert-file", "key-file", "trusted-ca-file")]
    answers.require_set("answers/certificates.txt", files, "three absolute paths, one a line")


@pytest.mark.points(1)
def test_how_many_members_it_has(answers: Answers, values: Mapping[str, Drawn]) -> None:
    """A restore makes a store of one member: all others have to be made anew beside it."""
    answers.require_set("answers/members.txt", [str(values["members"])], "one number")
