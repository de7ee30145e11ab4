"""Clusters of the node images, made by plain kind: what the layout is for."""

import json
import re
import shutil
import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from clusterdojo import binaries as runtime
from clusterdojo import container, images
from clusterdojo.container import docker
from clusterdojo.progress import Silent

pytestmark = [pytest.mark.slow, pytest.mark.docker, pytest.mark.usefixtures("docker_engine")]

VERSIONS = ("1.35.4", "1.34.4")
SECONDS = 120.0

CONFIGURATION = """
kind: Cluster
apiVersion: kind.x-k8s.io/v1alpha4
networking: {{apiServerAddress: 127.0.0.1}}
kubeadmConfigPatches: {patches}
nodes: [{{role: control-plane}}, {{role: worker}}]
"""
CGROUP_V1 = [
    "{kind: InitConfiguration, nodeRegistration: {ignorePreflightErrors: [SystemVerification]}}",
    "{kind: JoinConfiguration, nodeRegistration: {ignorePreflightErrors: [SystemVerification]}}",
    "{kind: KubeletConfiguration, failCgroupV1: false}",
]

WORKLOAD = """
apiVersion: apps/v1
kind: DaemonSet
metadata: {name: web}
spec:
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec:
      tolerations: [{operator: Exists}]
      containers: [{name: web, image: "clusterdojo/web:1.0"}]
---
apiVersion: v1
kind: Service
metadata: {name: web}
spec: {selector: {app: web}, ports: [{port: 80, targetPort: 8080}]}
---
apiVersion: v1
kind: PersistentVolumeClaim
metadata: {name: data}
spec: {accessModes: [ReadWriteOnce], resources: {requests: {storage: 1Mi}}}
---
apiVersion: v1
kind: Pod
metadata: {name: box}
spec:
  nodeSelector: {kubernetes.io/os: linux}
  containers:
    - name: box
      image: clusterdojo/busybox:1.0
      command: [sh, -c, "echo kept >/data/file && exec sleep 1d"]
      volumeMounts: [{name: data, mountPath: /data}]
  volumes: [{name: data, persistentVolumeClaim: {claimName: data}}]
"""


class Cluster:
    """A cluster of one control plane and one worker."""

    def __init__(self, version: str, name: str, folder: Path, image: str) -> None:
        programs = runtime.require(["kind", "kubectl"], version)
        self.version, self.name, self.image = version, name, image
        self._kind = [str(programs["kind"])]
        self._kubectl = [str(programs["kubectl"]), f"--kubeconfig={folder / 'kubeconfig'}"]
        self._folder = folder
        self.control_plane, self.worker = f"{name}-control-plane", f"{name}-worker"

    def create(self) -> None:
        """Make it, and the workload."""
        patches = CGROUP_V1 if container.info().get("CgroupVersion") == "1" else []
        (self._folder / "kind.yaml").write_text(
            CONFIGURATION.format(patches=json.dumps(patches)), "utf-8"
        )
        subprocess.run(
            [*self._kind, "create", "cluster", f"--name={self.name}", f"--image={self.image}",
             f"--config={self._folder / 'kind.yaml'}", "--wait=180s",
             f"--kubeconfig={self._folder / 'kubeconfig'}"],
            check=True,
        )  # fmt: skip
        self.kubectl("apply", "-f", "-", stdin=WORKLOAD)
        self.kubectl("rollout", "status", "daemonset/web", "--timeout=180s")
        self.kubectl("wait", "pod/box", "--for=condition=Ready", "--timeout=180s")

    def delete(self) -> None:
        """End it."""
        subprocess.run([*self._kind, "delete", "cluster", f"--name={self.name}"], check=True)

    def kubectl(self, *arguments: str, stdin: str = "") -> str:
        """What kubectl writes."""
        return subprocess.run(
            [*self._kubectl, *arguments], input=stdin, capture_output=True, text=True, check=True
        ).stdout

    def read(self, *arguments: str) -> Any:
        """What kubectl reads."""
        return json.loads(self.kubectl("get", "-o=json", *arguments))

    def on(self, node: str, *command: str) -> str:
        """What a command on a node writes."""
        return docker("exec", node, *command)

    def asks(self, url: str) -> str:
        """What a pod on the worker gets from `url`, which may take its time to be reachable."""
        return eventually(
            lambda: self.kubectl("exec", "box", "--", "wget", "-q", "-T", "2", "-O", "-", url)
        )


def eventually(ask: Callable[[], str]) -> str:
    """The answer to `ask`, asked again while it fails, until the deadline."""
    deadline = time.monotonic() + SECONDS
    while True:
        try:
            return ask()
        except (subprocess.CalledProcessError, container.DockerCommandError):
            if time.monotonic() > deadline:
                raise
        time.sleep(0.3)


@pytest.fixture(scope="module", params=VERSIONS)
def cluster(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory,
            docker_engine: None) -> Iterator[Cluster]:  # fmt: skip
    """A cluster of each version, with a web server on both nodes, and a pod with a volume."""
    del docker_engine
    version: str = request.param
    folder = tmp_path_factory.mktemp("cluster")
    image = images.require(version, Silent())
    name = f"dojo-image-{folder.name}-{version.replace('.', '-')}"
    made = Cluster(version, name, folder, image)
    try:
        made.create()
        yield made
    finally:
        made.delete()


def test_both_nodes_run_that_version(cluster: Cluster) -> None:
    """kubelet, API server and the images that kubeadm chose."""
    nodes = cluster.read("nodes")["items"]
    assert [node["status"]["nodeInfo"]["kubeletVersion"] for node in nodes] == [
        f"v{cluster.version}"
    ] * 2
    server = json.loads(cluster.kubectl("version", "-o=json"))["serverVersion"]["gitVersion"]
    assert server == f"v{cluster.version}"
    etcd = cluster.kubectl("exec", "-n=kube-system", f"etcd-{cluster.control_plane}",
                           "--", "etcd", "--version")  # fmt: skip
    assert runtime.component("etcd", cluster.version).version in etcd


def test_pods_reach_each_other_across_nodes(cluster: Cluster) -> None:
    """By their own addresses, in both directions, and nobody's address is translated."""
    pods = cluster.read("pods", "-l=app=web")["items"]
    assert len({pod["spec"]["nodeName"] for pod in pods}) == 2
    box = cluster.read("pod", "box")["status"]["podIP"]
    for pod in pods:
        answer = cluster.asks(f"http://{pod['status']['podIP']}:8080/asked")
        assert answer == f"{pod['metadata']['name']}\nweb 1.0\n"
        assert f"{box}:" in cluster.kubectl("logs", pod["metadata"]["name"])
    there = next(pod for pod in pods if pod["spec"]["nodeName"] == cluster.control_plane)
    here = next(pod for pod in pods if pod["spec"]["nodeName"] == cluster.worker)
    back = f"http://{here['status']['podIP']}:8080/"
    name = there["metadata"]["name"]
    said = cluster.kubectl("exec", name, "--", "wget", "-q", "-T", "5", "-O", "-", back)
    assert said.startswith(here["metadata"]["name"])


def test_a_service_is_found_by_name_and_spreads(cluster: Cluster) -> None:
    """DNS and kube-proxy, to pods on both nodes."""
    answers = {cluster.asks("http://web.default.svc.cluster.local") for _ in range(40)}
    names = {pod["metadata"]["name"] for pod in cluster.read("pods", "-l=app=web")["items"]}
    assert {answer.split()[0] for answer in answers} == names


def test_the_default_storage_class_provisions(cluster: Cluster) -> None:
    """A claim without a class got a volume, and the pod wrote to it."""
    claim = cluster.read("pvc", "data")
    assert claim["status"]["phase"] == "Bound"
    assert cluster.kubectl("exec", "box", "--", "cat", "/data/file") == "kept\n"


def test_every_image_is_there_and_none_is_pulled(cluster: Cluster) -> None:
    """What kubeadm lists and what the labs use; no kubelet tells of a pull."""
    listed = cluster.on(cluster.worker, "ctr", "-n=k8s.io", "images", "list", "-q").split()
    asked = ["kubeadm", "config", "images", "list", f"--kubernetes-version=v{cluster.version}"]
    wanted = cluster.on(cluster.control_plane, *asked).split()
    assert len(wanted) >= 7
    assert set(wanted) <= set(listed)
    labs = {f"clusterdojo/web:{version}" for version in ("1.0", "1.1", "2.0")}
    # With the name of the registry that the kubelet takes for granted.
    ours = {name.partition("/")[2] for name in listed}
    assert labs | {"clusterdojo/busybox:1.0"} <= ours
    reasons = {event["reason"] for event in cluster.read("events", "-A")["items"]}
    assert not reasons & {"Pulling", "Failed"}
    assert "Pulled" in reasons, "the kubelet says so of an image that is there"


def test_nothing_listens_beyond_need(cluster: Cluster) -> None:
    """To this machine only the API server, on loopback; on the nodes no sshd, no name service."""
    published = docker("port", cluster.control_plane).splitlines()
    assert [re.sub(r":\d+$", "", line) for line in published] == ["6443/tcp -> 127.0.0.1"]
    assert docker("port", cluster.worker) == ""
    for node in (cluster.control_plane, cluster.worker):
        sockets = cluster.on(node, "ss", "-H", "-l", "-t", "-n", "-p").splitlines()
        open_ = [
            line for line in sockets if not re.search(r"\s(127\.\d+\.\d+\.\d+|\[::1\]):", line)
        ]
        owners = {match.group(1) for line in open_ if (match := re.search(r'\(\("([^"]+)"', line))}
        assert owners <= {"kubelet", "kube-proxy", "kube-apiserver", "etcd"}, open_


def test_sshd_answers_one_connection_without_a_port(cluster: Cluster, tmp_path: Path) -> None:
    """Through the container engine, with a key of each node's own."""
    if not shutil.which("ssh"):
        pytest.skip("no ssh client on this machine")
    key = tmp_path / "id"
    subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", key], check=True)
    docker("exec", "-i", cluster.worker, "sh", "-c",
           "mkdir -p -m 700 /root/.ssh && cat >/root/.ssh/authorized_keys",
           stdin=key.with_suffix(".pub").read_bytes())  # fmt: skip
    options = {
        "ProxyCommand": f"docker exec -i {cluster.worker} /usr/sbin/sshd -i",
        "StrictHostKeyChecking": "no",
        "UserKnownHostsFile": str(tmp_path / "known"),
        "IdentityFile": str(key),
        "IdentitiesOnly": "yes",
    }
    flags = [word for name, value in options.items() for word in ("-o", f"{name}={value}")]
    said = subprocess.run(
        ["ssh", *flags, "root@node01", "sudo -i whoami; test -x /usr/lib/openssh/sftp-server"],
        capture_output=True, text=True, check=True,
    ).stdout  # fmt: skip
    assert said == "root\n"
    keys = {
        cluster.on(node, "cat", "/etc/ssh/ssh_host_ed25519_key.pub")
        for node in (cluster.control_plane, cluster.worker)
    }
    assert len(keys) == 2


def test_the_learners_tools_are_there(cluster: Cluster) -> None:
    """As the exam has them; crictl says what it is."""
    for tool in ("vim", "jq", "curl", "less", "etcdctl", "etcdutl", "crictl", "ip", "sudo"):
        assert cluster.on(cluster.worker, "sh", "-c", f"command -v {tool}").startswith("/")
    shell = cluster.on(cluster.control_plane, "bash", "-ic", "alias k; complete -p k; complete -p")
    assert "alias k='kubectl'" in shell
    assert "__start_kubectl k" in shell
    assert (
        cluster.on(cluster.control_plane, "kubectl", "get", "nodes", "-o=name").count("node/") == 2
    )
    running = cluster.on(cluster.control_plane, "crictl", "ps", "--name", "etcd")
    assert re.search(r"Running +etcd +etcd-", running)
    if "stand-in" not in cluster.on(cluster.control_plane, "crictl", "version"):
        assert "cri-tools" in cluster.on(cluster.control_plane, "crictl", "--help")


def test_no_unit_fails(cluster: Cluster) -> None:
    """A node boots without complaint."""
    for node in (cluster.control_plane, cluster.worker):
        assert cluster.on(node, "systemctl", "--failed", "--no-legend", "--plain") == ""


def test_the_image_keeps_no_secret_and_no_mark_of_its_build(cluster: Cluster) -> None:
    """Who has the image knows no node's key; and nodes inherit labels: none says `building`."""
    look = "ls /etc/ssh/*key* /build 2>/dev/null; ls -A /mnt; cat /kind/version"
    said = docker("run", "--rm", "--entrypoint=sh", cluster.image, "-c", look)
    assert said == f"v{cluster.version}"
    labels = json.loads(docker("image", "inspect", "-f", "{{json .Config.Labels}}", cluster.image))
    assert set(labels) == {"clusterdojo.dev/node", "clusterdojo.dev/kubernetes"}


def test_routes_come_back_with_a_node(cluster: Cluster) -> None:
    """A worker that was off and on again: pods reach each other anew. Runs last."""
    docker("restart", cluster.worker, seconds=SECONDS)

    def answers() -> str:
        pods = cluster.read("pods", "-l=app=web")["items"]
        # Addresses change with the restart, and the API tells the old ones for a while.
        return "".join(
            cluster.kubectl(
                "exec", "box", "--", "wget", "-q", "-T", "2", "-O", "-",
                f"http://{pod['status'].get('podIP', '')}",
            )
            for pod in pods
        )  # fmt: skip

    names = {pod["metadata"]["name"] for pod in cluster.read("pods", "-l=app=web")["items"]}
    assert set(re.findall(r"web-\S+", eventually(answers))) == names
