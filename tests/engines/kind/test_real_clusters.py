"""Real clusters of the engine kind: nodes as on the exam, nothing open, nothing left behind."""

import contextlib
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from clusterdojo.cluster.client import Object, OwnApi, UnansweredError
from clusterdojo.cluster.settle import is_ready
from clusterdojo.cluster.trail import note_start, trail
from clusterdojo.cluster.transport import Access
from clusterdojo.container import docker
from clusterdojo.engines.kind.containers import KindRecord
from clusterdojo.engines.kind.engine import KindEngine
from clusterdojo.engines.kind.nodes import LABEL
from clusterdojo.errors import EngineError
from clusterdojo.lab.model import ClusterSpec, NodeSpec
from clusterdojo.progress import Silent

pytestmark = [pytest.mark.slow, pytest.mark.docker, pytest.mark.usefixtures("docker_engine")]

DEADLINE = 120.0
CONTROL_PLANE = NodeSpec(name="controlplane", role="control-plane")
SPEC = ClusterSpec(
    name="cluster1",
    nodes=[
        CONTROL_PLANE,
        NodeSpec(name="node01", labels={"disk": "ssd"}, taints=["team=blue:NoSchedule"]),
        NodeSpec(name="node02", joined=False),
    ],
    node_monitor_grace_seconds=8,
    eviction_seconds=5,
)


@dataclass(frozen=True)
class Cluster:
    """A cluster that the tests of this module share, and leave as it is."""

    engine: KindEngine
    folder: Path

    @property
    def api(self) -> OwnApi:
        """The suite's own way in."""
        return OwnApi(self.folder, SPEC.name)

    @property
    def record(self) -> KindRecord:
        """What is written down about it."""
        record = KindRecord.read(self.folder)
        assert record is not None
        return record

    def on(self, node: str, *command: str) -> str:
        """What a program says on a node."""
        argv = [*self.engine.nodes(self.folder).command(node), *command]
        return subprocess.run(argv, capture_output=True, text=True, check=True).stdout

    def node(self, name: str) -> Object:
        """A Node object."""
        node = self.api.get(f"/api/v1/nodes/{name}")
        assert node is not None
        return node


@pytest.fixture(scope="module")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cluster]:
    """A control plane, a worker, and a machine that has not joined."""
    # Nothing of the user's own is used, however misleading.
    with pytest.MonkeyPatch.context() as patch:
        elsewhere = tmp_path_factory.mktemp("elsewhere")
        (elsewhere / "kind").write_text("#!/bin/sh\nexit 3\n")
        (elsewhere / "kind").chmod(0o755)
        patch.setenv("PATH", f"{elsewhere}:{os.environ['PATH']}")
        patch.setenv("KUBECONFIG", str(elsewhere / "kubeconfig"))
        patch.setenv("KIND_EXPERIMENTAL_PROVIDER", "podman")
        engine, folder = KindEngine(), tmp_path_factory.mktemp("kind") / SPEC.name
        engine.prepare(Silent(), [SPEC])
        try:
            engine.create(SPEC, folder, Silent())
            engine.await_ready(SPEC, folder, Silent())
            assert not (elsewhere / "kubeconfig").exists()
            yield Cluster(engine, folder)
        finally:
            engine.delete(folder)
            engine.delete(folder)  # twice is as good as once
    assert not folder.exists()


def _until(what: Callable[[], bool]) -> None:
    deadline = time.monotonic() + DEADLINE
    while True:
        with contextlib.suppress(UnansweredError):
            if what():
                return
        assert time.monotonic() < deadline, "did not happen in time"
        time.sleep(0.2)


def test_nodes_are_called_as_on_the_exam(cluster: Cluster) -> None:
    """Names, roles and versions are those of a kubeadm cluster; a machine apart is no node."""
    nodes = (cluster.api.get("/api/v1/nodes") or {})["items"]
    assert {n["metadata"]["name"] for n in nodes} == {"controlplane", "node01"}
    assert all(is_ready(node) for node in nodes)
    versions = {n["status"]["nodeInfo"]["kubeletVersion"] for n in nodes}
    assert versions == {(cluster.api.get("/version") or {})["gitVersion"]}


def test_nodes_carry_what_the_lab_says(cluster: Cluster) -> None:
    """Labels and taints of lab.yaml are there beside kubeadm's own."""
    assert cluster.node("node01")["metadata"]["labels"]["disk"] == "ssd"
    assert cluster.node("node01")["spec"]["taints"] == [
        {"key": "team", "value": "blue", "effect": "NoSchedule"}
    ]
    taint = {"key": "node-role.kubernetes.io/control-plane", "effect": "NoSchedule"}
    assert taint in cluster.node("controlplane")["spec"]["taints"]


def test_components_get_the_labs_seconds(cluster: Cluster) -> None:
    """The patience with silent nodes is a flag of the real components."""
    manager = cluster.on(
        "controlplane", "cat", "/etc/kubernetes/manifests/kube-controller-manager.yaml"
    )
    assert "--node-monitor-grace-period=8s" in manager
    server = cluster.on("controlplane", "cat", "/etc/kubernetes/manifests/kube-apiserver.yaml")
    assert "--default-unreachable-toleration-seconds=5" in server
    assert "nodeLeaseDurationSeconds: 8" in cluster.on(
        "node01", "cat", "/var/lib/kubelet/config.yaml"
    )


@pytest.mark.parametrize("node", ["controlplane", "node01", "node02"])
def test_a_machine_knows_its_name(cluster: Cluster, node: str) -> None:
    """The prompt of a shell on node01 says node01, and the name can be looked up."""
    assert cluster.on(node, "hostname").strip() == node
    assert cluster.on(node, "getent", "hosts", node)


def test_nothing_is_published_but_the_api_on_loopback(cluster: Cluster) -> None:
    """No port of a node is open to another machine."""
    inspected = json.loads(docker("inspect", *cluster.record.containers.values()))
    published = [
        (binding["HostIp"], port)
        for one in inspected
        for port, bindings in one["HostConfig"]["PortBindings"].items()
        for binding in bindings
    ]
    assert published == [("127.0.0.1", "6443/tcp")]


def test_each_cluster_has_a_network_of_its_own(cluster: Cluster) -> None:
    """Its nodes can't reach other clusters, the user's own included, and the other way round."""
    inspected = json.loads(docker("inspect", *cluster.record.containers.values()))
    networks = {name for one in inspected for name in one["NetworkSettings"]["Networks"]}
    assert networks == {cluster.record.name}


def test_the_suites_way_in_needs_no_role(cluster: Cluster) -> None:
    """A learner who deletes the administrators' rights does not shut the grader out."""
    certificate = Access.read(cluster.folder).certificate
    subject = subprocess.run(
        ["openssl", "x509", "-noout", "-subject", "-in", certificate],
        capture_output=True, text=True, check=True,
    ).stdout  # fmt: skip
    assert "system:masters" in subject
    assert "clusterdojo" in subject


def test_kubelets_and_controllers_are_told_from_the_learner(cluster: Cluster) -> None:
    """The API server's own log says who made a pod, who reports it, and who only claims."""
    log = cluster.engine.audit_log(cluster.folder)
    assert log is not None
    note_start(log, cluster.folder)
    place = "/api/v1/namespaces/default/pods"
    kubectl = ("kubectl", "--kubeconfig", "/etc/kubernetes/admin.conf")
    anywhere = {"spec": {"tolerations": [{"operator": "Exists"}]}}  # every node has a taint
    template = json.dumps({"spec": {"template": anywhere}})
    cluster.on("controlplane", *kubectl, "create", "deployment", "web", "--image", "none")
    cluster.on("controlplane", *kubectl, "patch", "deployment", "web", "--patch", template)
    alone = "run", "alone", "--image", "none", "--overrides", json.dumps(anywhere)
    cluster.on("controlplane", *kubectl, *alone)

    def told() -> dict[str, tuple[str, bool]]:
        found = trail(log, cluster.folder, dict)
        assert found is not None
        found.read()
        listed = (cluster.api.get(place) or {})["items"]
        pods = [{**pod, "kind": "Pod", "apiVersion": "v1"} for pod in listed]
        assert list(found.faults(pods)) == []
        return {
            pod["metadata"]["name"].partition("-")[0]: (maker.controller, found.is_hand(maker))
            for pod in pods
            if (maker := found.maker(pod)) and found.reporter(pod)
        }

    _until(lambda: len(told()) == 2)
    assert told() == {"web": ("replicaset-controller", False), "alone": ("", True)}
    for thing in ("deployment/web", "pod/alone"):
        cluster.on("controlplane", *kubectl, "delete", thing, "--force")


def test_secrets_are_their_owners_alone(cluster: Cluster) -> None:
    """Keys and kubeconfigs are readable by nobody else."""
    files = [path for path in cluster.folder.rglob("*") if path.is_file()]
    assert {path.name for path in files} >= {"own.key", "kubeconfig", "access.json", "kind.log"}
    assert [path for path in files if path.stat().st_mode & 0o077] == []


def test_a_machine_that_has_not_joined_can_join(cluster: Cluster) -> None:
    """It is as before its first kubeadm join: no kubelet, no certificates, a runtime at work."""
    assert cluster.on("node02", "sh", "-c", "ls /etc/kubernetes/*.conf || true") == ""
    assert (
        cluster.on("node02", "sh", "-c", "systemctl is-active kubelet || true").strip() != "active"
    )
    assert cluster.on("node02", "systemctl", "is-active", "containerd").strip() == "active"
    assert cluster.engine.nodes(cluster.folder).fault("node02") is None


def test_an_unknown_node_is_told_apart(cluster: Cluster) -> None:
    """Asking for a node that the cluster lacks is a fault of the one who asks."""
    with pytest.raises(LookupError):
        cluster.engine.nodes(cluster.folder).command("node09")


def test_a_stopped_node_fails_and_comes_back(cluster: Cluster) -> None:
    """Without power it is noticed after the grace period; with power it is ready again."""
    engine, folder = cluster.engine, cluster.folder
    access = engine.nodes(folder)
    engine.stop_node(folder, "node01")
    try:
        assert access.fault("node01") == "node01 is stopped"
        assert engine.fault(folder) is None  # the suite did it: it is no fault of the cluster
        _until(lambda: not is_ready(cluster.node("node01")))
    finally:
        engine.start_node(folder, "node01")
    _until(lambda: is_ready(cluster.node("node01")))
    assert access.fault("node01") is None
    assert cluster.on("node01", "hostname").strip() == "node01"


def test_a_node_stopped_by_somebody_else_is_a_fault(cluster: Cluster) -> None:
    """`docker stop` and `docker pause` are told by the node's name."""
    its_container = cluster.record.containers["node02"]
    docker("pause", its_container)
    try:
        assert cluster.engine.fault(cluster.folder) == "node02 is paused"
    finally:
        docker("unpause", its_container)
    assert cluster.engine.fault(cluster.folder) is None


def test_a_cluster_that_fails_leaves_nothing(tmp_path: Path) -> None:
    """kind's own words are the reason; containers, network and folder are gone."""
    spec = SPEC.model_copy(update={"nodes": [CONTROL_PLANE]})
    engine, folder = KindEngine(), tmp_path / "cluster1"
    engine.prepare(Silent(), [spec])
    # Any image that is no node: its entrypoint does not become systemd.
    docker("import", "-", "clusterdojo-test:empty", stdin=b"\0" * 10240)
    engine._images = dict.fromkeys(engine._images, "clusterdojo-test:empty")
    try:
        with pytest.raises(EngineError, match="cluster1 did not start: "):
            engine.create(spec, folder, Silent())
    finally:
        docker("image", "rm", "clusterdojo-test:empty")
    name = KindRecord.plan(spec, folder, 0).name
    assert not folder.exists()
    assert _left(name) == ""


def _left(name: str) -> str:
    return docker("ps", "--all", "--quiet", "--filter", f"label={LABEL}={name}") + docker(
        "network", "ls", "--quiet", "--filter", f"name={name}"
    )


@pytest.mark.parametrize(
    "seconds",
    [
        pytest.param(0.5, marks=pytest.mark.exhaustive),
        3.0,
        pytest.param(8.0, marks=pytest.mark.exhaustive),
    ],
)
def test_killed_while_creating_nothing_stays(tmp_path: Path, seconds: float) -> None:
    """kill -9 of the maker alone: delete() ends kind, its containers, and its network."""
    folder = tmp_path / "cluster1"
    program = (
        "import sys; from pathlib import Path\n"
        "from clusterdojo.engines.kind.engine import KindEngine\n"
        "from clusterdojo.lab.model import ClusterSpec; from clusterdojo.progress import Silent\n"
        "engine = KindEngine(); engine.prepare(Silent(), [ClusterSpec()])\n"
        "print('begun', flush=True)\n"
        "engine.create(ClusterSpec(), Path(sys.argv[1]), Silent())\n"
    )
    victim = subprocess.Popen(
        [sys.executable, "-c", program, str(folder)],
        stdout=subprocess.PIPE,
        text=True,
    )
    assert victim.stdout is not None
    assert victim.stdout.readline() == "begun\n"
    time.sleep(seconds)  # the moment is the subject
    victim.send_signal(signal.SIGKILL)
    victim.communicate()
    name = KindRecord.plan(SPEC, folder, 0).name
    KindEngine().delete(folder)
    assert not folder.exists()
    time.sleep(1)  # nothing may come: there is no event to wait for
    assert _left(name) == ""
