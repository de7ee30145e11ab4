"""etcd-data-dir: the facts about a stacked etcd that a backup needs."""

import pytest

from fixtures.allowed import Allowance
from fixtures.answers import Answers
from fixtures.cluster import Cluster
from fixtures.etcd import Etcd
from fixtures.etcd_unchanged import stacked_etcd_is_unchanged
from fixtures.node import MachineOf

pytestmark = pytest.mark.lab("etcd-data-dir")

NODE, POD = "controlplane", "etcd-controlplane"


allowed: list[Allowance] = []  # only look


@pytest.mark.gate
def test_etcd_is_as_it_was(cluster: Cluster, before: Cluster, machine: MachineOf) -> None:
    """Looking at etcd does not require a restart, which would interrupt the whole cluster."""
    stacked_etcd_is_unchanged(cluster, before, machine)
    machine(NODE).require_unchanged()


@pytest.mark.points(1)
def test_which_pod_it_is(before: Cluster, answers: Answers) -> None:
    """A stacked etcd runs as a pod in the cluster whose state it keeps."""
    pod = before.pod("kube-system", POD)
    right = [f"{pod.namespace}/{pod.name}"]
    answers.require_set("answers/pod.txt", right, "namespace/name", kind="pod")


@pytest.mark.points(3)
def test_where_the_data_are(machine: MachineOf, answers: Answers) -> None:
    """A restore into a directory that etcd does not read restores nothing."""
    directory = Etcd(machine(NODE)).options["data-dir"]
    answers.require_set("answers/data-dir.txt", [directory], "one absolute path")


@pytest.mark.points(2)
def test_where_it_is_asked(machine: MachineOf, answers: Answers) -> None:
    """From another machine, etcdctl needs this URL."""
    url = Etcd(machine(NODE)).options["advertise-client-urls"]
    answers.require_set("answers/endpoint.txt", [url], "one URL with its port")


@pytest.mark.points(2)
def test_which_certificates_it_serves_with(machine: MachineOf, answers: Answers) -> None:
    """etcd refuses clients without a valid certificate, so that a snapshot needs these files."""
    flags = Etcd(machine(NODE)).options
    files = [flags[name] for name in ("cert-file", "key-file", "trusted-ca-file")]
    answers.require_set("answers/certificates.txt", files, "three absolute paths, one per line")
