"""etcd-data-dir-external: the facts about an external etcd that a backup needs."""

from collections.abc import Mapping

import pytest

from clusterdojo.lab.values import Drawn
from fixtures import differs
from fixtures.allowed import Allowance
from fixtures.answers import Answers
from fixtures.cluster import Cluster
from fixtures.etcd import Etcd
from fixtures.etcd_unchanged import external_etcd_is_unchanged
from fixtures.node import MachineOf

pytestmark = pytest.mark.lab("etcd-data-dir-external")

HOST, CONTROL_PLANE = "etcd-server", "controlplane"


allowed: list[Allowance] = []  # only look


@pytest.mark.gate
def test_etcd_is_as_it_was(
    machine: MachineOf, before: Cluster, values: Mapping[str, Drawn]
) -> None:
    """Looking at etcd requires neither a restart nor a change of its members."""
    host = machine(HOST)
    external_etcd_is_unchanged(host, before)
    for name in (HOST, CONTROL_PLANE):
        machine(name).require_unchanged()
    flags = Etcd(host).options
    listed = host.run(
        "etcdctl", "member", "list", "--endpoints=https://127.0.0.1:2379",
        f"--cacert={flags['trusted-ca-file']}", f"--cert={flags['cert-file']}",
        f"--key={flags['key-file']}",
    )  # fmt: skip
    assert not listed.code, differs(f"etcd on {HOST} does not list its members")
    members = len(listed.text.splitlines())
    assert members == values["members"], differs("members of etcd were added or removed")


@pytest.mark.points(2)
def test_which_machine_it_is(answers: Answers) -> None:
    """An external etcd runs neither in a pod nor on a node of the cluster."""
    answers.require_set("answers/host.txt", [HOST], "the name of one machine")


@pytest.mark.points(2)
def test_where_it_is_asked(machine: MachineOf, answers: Answers) -> None:
    """From another machine, etcdctl needs the URL that the API server uses."""
    url = Etcd(machine(HOST)).options["advertise-client-urls"]
    answers.require_set("answers/endpoint.txt", [url], "one URL with its port")


@pytest.mark.points(3)
def test_where_the_data_are(machine: MachineOf, answers: Answers) -> None:
    """A restore into a directory that etcd does not read restores nothing."""
    directory = Etcd(machine(HOST)).options["data-dir"]
    answers.require_set("answers/data-dir.txt", [directory], "one absolute path")


@pytest.mark.points(2)
def test_which_certificates_it_serves_with(machine: MachineOf, answers: Answers) -> None:
    """Client and server verify each other's certificates, so that a backup needs these files."""
    flags = Etcd(machine(HOST)).options
    files = [flags[name] for name in ("cert-file", "key-file", "trusted-ca-file")]
    answers.require_set("answers/certificates.txt", files, "three absolute paths, one per line")


@pytest.mark.points(1)
def test_how_many_members_it_has(answers: Answers, values: Mapping[str, Drawn]) -> None:
    """A restored etcd has one member: all others have to be added again."""
    answers.require_set("answers/members.txt", [str(values["members"])], "one number")
