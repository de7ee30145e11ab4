"""A real cluster whose etcd is outside of it: a service as on the exam, nothing left behind."""

import json
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from clusterdojo.container import docker
from clusterdojo.engines.kind.containers import KindRecord
from clusterdojo.engines.kind.engine import KindEngine
from clusterdojo.engines.kind.nodes import LABEL, OWN_LABEL
from clusterdojo.lab.model import ClusterSpec, EtcdSpec, NodeSpec
from clusterdojo.progress import Silent

pytestmark = [pytest.mark.slow, pytest.mark.docker, pytest.mark.usefixtures("docker_engine")]

HOST, DIRECTORY = "etcd-server", "/var/lib/etcd-k7"
SPEC = ClusterSpec(
    name="cluster2",
    nodes=[NodeSpec(name="controlplane", role="control-plane")],
    etcd=EtcdSpec(host=HOST, data_dir=DIRECTORY),
)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The folder of a cluster that the tests of this module share, and leave as it is."""
    engine, folder = KindEngine(), tmp_path_factory.mktemp("kind") / SPEC.name
    engine.prepare(Silent(), [SPEC])
    try:
        engine.create(SPEC, folder, Silent())
        yield folder
    finally:
        engine.delete(folder)
    assert _left(KindRecord.plan(SPEC, folder, 0).name) == ""


def _on(folder: Path, machine: str, *command: str) -> str:
    argv = [*KindEngine().nodes(folder).command(machine), *command]
    return subprocess.run(argv, capture_output=True, text=True, check=True).stdout


def _left(name: str) -> str:
    listed = [
        docker("ps", "--all", "--quiet", "--filter", f"label={label}={name}")
        for label in (LABEL, OWN_LABEL)
    ]
    return "".join(listed) + docker("network", "ls", "--quiet", "--filter", f"name={name}")


def test_etcd_is_a_service_of_its_own_user(folder: Path) -> None:
    """systemd starts it with the machine; its data and its keys are nobody else's."""
    assert _on(folder, HOST, "systemctl", "is-enabled", "etcd").strip() == "enabled"
    assert _on(folder, HOST, "ps", "-o", "user=", "-C", "etcd").strip() == "etcd"
    form = "%U:%G %a"
    assert _on(folder, HOST, "stat", "-c", form, DIRECTORY).strip() == "etcd:etcd 700"
    keys = _on(folder, HOST, "sh", "-c", f"stat -c '{form}' /etc/etcd/pki/*.key").splitlines()
    assert set(keys) == {"etcd:etcd 600"}
    assert _on(folder, HOST, "hostname").strip() == HOST
    assert "kubelet" not in _on(folder, HOST, "ps", "-e", "-o", "args=")


def test_the_cluster_has_no_other_etcd(folder: Path) -> None:
    """kubeadm tells the API server; the control plane runs none, and has its client's files."""
    manifests = _on(folder, "controlplane", "ls", "/etc/kubernetes/manifests")
    assert "etcd.yaml" not in manifests
    told = _on(folder, "controlplane", "cat", "/etc/kubernetes/manifests/kube-apiserver.yaml")
    assert f"--etcd-servers=https://{HOST}:2379" in told
    pki = "/etc/kubernetes/pki"
    asked = _on(
        folder, "controlplane", "etcdctl", "--endpoints", f"https://{HOST}:2379",
        "--cacert", f"{pki}/etcd/ca.crt", "--cert", f"{pki}/apiserver-etcd-client.crt",
        "--key", f"{pki}/apiserver-etcd-client.key", "member", "list", "--write-out=json",
    )  # fmt: skip
    (member,) = json.loads(asked)["members"]
    assert (member["name"], member["clientURLs"]) == (HOST, [f"https://{HOST}:2379"])


def test_without_a_certificate_nothing_is_told(folder: Path) -> None:
    """Neither on its own machine nor from a node: the store has every Secret."""
    with pytest.raises(subprocess.CalledProcessError):
        _on(folder, HOST, "curl", "--silent", "--insecure", "https://127.0.0.1:2379/version")


def test_nothing_of_it_is_published(folder: Path) -> None:
    """Only the cluster's own network reaches it."""
    record = KindRecord.read(folder)
    assert record is not None
    (told,) = json.loads(docker("inspect", record.containers[HOST]))
    assert told["HostConfig"]["PortBindings"] in (None, {})
    assert list(told["NetworkSettings"]["Networks"]) == [record.name]


def test_the_clients_files_are_their_owners_alone(folder: Path) -> None:
    """On this machine nobody else may read them."""
    files = [path for path in folder.rglob("*") if path.is_file()]
    assert {path.name for path in files} >= {"apiserver-etcd-client.key", "kubeconfig"}
    assert [path for path in files if path.stat().st_mode & 0o077] == []


def test_a_machine_that_was_off_serves_again(folder: Path) -> None:
    """Its data stay, and it is found by its name although it may have another address."""
    engine = KindEngine()
    record = KindRecord.read(folder)
    assert record is not None
    docker("stop", "--time", "1", record.containers[HOST])
    assert engine.fault(folder) == f"{HOST} is stopped"
    docker("start", record.containers[HOST])
    assert engine.fault(folder) is None
    waits = "until systemctl is-active etcd; do sleep 0.2; done"
    assert _on(folder, HOST, "timeout", "60", "sh", "-c", waits).endswith("active\n")
    assert _on(folder, HOST, "test", "-e", f"{DIRECTORY}/member/snap/db") == ""


@pytest.mark.parametrize(
    "seconds",
    [
        0.2,
        pytest.param(0.6, marks=pytest.mark.exhaustive),
        pytest.param(1.2, marks=pytest.mark.exhaustive),
        pytest.param(3.0, marks=pytest.mark.exhaustive),
        pytest.param(6.0, marks=pytest.mark.exhaustive),
    ],
)
def test_killed_while_creating_nothing_stays(tmp_path: Path, seconds: float) -> None:
    """kill -9 of the maker alone, before, while and after etcd's machine is made."""
    folder = tmp_path / SPEC.name
    program = (
        "import sys; from pathlib import Path\n"
        "from clusterdojo.engines.kind.engine import KindEngine\n"
        "from clusterdojo.progress import Silent\n"
        "from tests.engines.kind.test_etcd import SPEC\n"
        "engine = KindEngine(); engine.prepare(Silent(), [SPEC])\n"
        "print('begun', flush=True)\n"
        "engine.create(SPEC, Path(sys.argv[1]), Silent())\n"
    )
    victim = subprocess.Popen(
        [sys.executable, "-c", program, str(folder)],
        stdout=subprocess.PIPE,
        text=True,
        cwd=Path(__file__).parents[3],
    )
    assert victim.stdout is not None
    assert victim.stdout.readline() == "begun\n"
    time.sleep(seconds)  # the moment is the subject
    victim.send_signal(signal.SIGKILL)
    victim.communicate()
    KindEngine().delete(folder)
    assert not folder.exists()
    time.sleep(1)  # nothing may come: there is no event to wait for
    assert _left(KindRecord.plan(SPEC, folder, 0).name) == ""
