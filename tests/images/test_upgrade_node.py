"""A node whose packages can be upgraded: apt, the images of the later version, what kubeadm asks.

One container with systemd, and no cluster: the labs' proofs upgrade clusters.
"""

import contextlib
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from clusterdojo import binaries as runtime
from clusterdojo import images
from clusterdojo.container import DockerCommandError, docker
from clusterdojo.images import _docker, _upgrade
from clusterdojo.images._base import CHOSEN
from clusterdojo.lab.upgrade import Upgrade
from clusterdojo.progress import Silent

pytestmark = [pytest.mark.slow, pytest.mark.docker, pytest.mark.usefixtures("docker_engine")]

PAIR = Upgrade(old="1.34.4", new="1.35.4")
SECONDS = 60.0
LIST = "/etc/apt/sources.list.d/kubernetes.list"

LIKE_KINDS_OWN = """
mkdir /root/kept
mv /usr/bin/kube* /root/kept
dpkg --purge --force-hold --force-depends kubeadm kubectl kubelet
mv /root/kept/* /usr/bin
rm -r /root/kept /var/lib/containerd
containerd >/dev/null 2>&1 &
until ctr version; do sleep 0.1; done
ctr -n k8s.io images import --no-unpack --all-platforms /build/images.tar
kill $!
wait $! || true
"""


class Node:
    """A machine that has booted."""

    def __init__(self, container: str) -> None:
        self.container = container

    def __call__(self, script: str) -> str:
        """What a script writes, to stderr also."""
        return docker("exec", self.container, "bash", "-ec", f"exec 2>&1; {script}", seconds=120)

    def until(self, script: str) -> str:
        """The same, once it succeeds."""
        deadline = time.monotonic() + SECONDS
        while True:
            try:
                return self(script)
            except DockerCommandError:
                if time.monotonic() > deadline:
                    raise
            time.sleep(0.2)


@contextlib.contextmanager
def booted(image: str) -> Iterator[Node]:
    """A node of that image. It has no network at all."""
    container = docker(
        "run", "--detach", "--privileged", "--network=none", "--tmpfs=/tmp", "--tmpfs=/run",
        "--volume=/var", "--cgroupns=private", image, seconds=SECONDS,
    ).strip()  # fmt: skip
    try:
        made = Node(container)
        made.until("ctr version && systemctl is-active release-host")
        yield made
    finally:
        docker("rm", "-fv", container, seconds=SECONDS)


@pytest.fixture(scope="module")
def node(docker_engine: None) -> Iterator[Node]:
    """A node of the older version."""
    del docker_engine
    with booted(images.require(PAIR.old, Silent(), PAIR)) as made:
        yield made


@pytest.fixture
def foreign(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """Images as kind's own are: programs as plain files, packed component images, not our label."""
    monkeypatch.setenv(CHOSEN, "none")
    names = [f"clusterdojo-test/foreign:{tmp_path.name}-{version}" for version in PAIR.versions]
    try:
        for version, name in zip(PAIR.versions, names, strict=True):
            base = images.require(version, Silent())
            with _docker.workshop(base, options=["--network=none"]) as shop:
                _upgrade._write(version, tmp_path / "images.tar", Silent())
                shop.put(tmp_path / "images.tar")
                shop.run("bash", "-ec", LIKE_KINDS_OWN)
                shop.save(name, {_docker.KEY: ""})
        monkeypatch.setenv(CHOSEN, " ".join(names))
        yield names
    finally:
        made = docker("image", "ls", "-q", f"--filter=label={_docker.BASE}={names[0]}")
        above = docker("image", "ls", "-q", f"--filter=label={_docker.BASE}={names[1]}")
        docker("image", "rm", "--force", *made.split(), *above.split(), *names, check=False)


def test_the_programs_are_packages_on_hold(node: Node) -> None:
    """As on a machine that an administrator has set up, and to the byte what was packed."""
    form = "'${Package} ${Version} ${db:Status-Abbrev}\\n'"
    assert node(f"dpkg-query --show --showformat={form} kubeadm kubectl kubelet").split("\n") == [
        "kubeadm 1.34.4-1.1 hi ",
        "kubectl 1.34.4-1.1 hi ",
        "kubelet 1.34.4-1.1 hi ",
        "",
    ]
    assert node("apt-mark showhold").split() == ["kubeadm", "kubectl", "kubelet"]
    assert node("dpkg --verify kubeadm kubectl kubelet") == ""
    assert node("kubelet --version") == "Kubernetes v1.34.4\n"


def test_the_later_versions_images_are_there_and_run(node: Node) -> None:
    """Every image that its kubeadm will ask for, unpacked, with the programs of that version."""
    _runs_images_of_the_later_version(node)
    asked = f"kubeadm config images list --kubernetes-version=v{PAIR.old} 2>/dev/null"
    still = node(asked).split()
    listed = node("ctr -n k8s.io images list -q").split()
    assert set(still) <= set(listed), "those of the version that runs are there, too"


def test_nobody_is_asked_for_the_newest_version(node: Node) -> None:
    """kubeadm falls back at once to the version that it knows, with and without a network."""
    began = time.monotonic()
    said = node("kubeadm config images list")
    assert "connection refused" in said
    assert f"kube-apiserver:v{PAIR.old}" in said
    assert time.monotonic() - began < 8, "it waits 10 s for an answer that does not come"


def test_the_packages_go_up_as_in_the_documentation(node: Node) -> None:
    """Point apt at the next minor version, look, lift the hold, install; not a word of warning."""
    assert "1.35.4" not in node("apt-cache madison kubeadm")
    node(f"sed -i 's/v1.34/v1.35/' {LIST}")
    began = time.monotonic()
    updated = node("apt-get update")
    assert time.monotonic() - began < 15
    madison = node("apt-cache madison kubeadm")
    assert [part.strip() for part in madison.split("|")][:2] == ["kubeadm", "1.35.4-1.1"]
    held = node("! apt-get install -y kubeadm='1.35.4-*'")
    assert "Held packages were changed" in held
    upgraded = node(
        "apt-mark unhold kubeadm; apt-get install -y kubeadm='1.35.4-*'; apt-mark hold kubeadm"
    )
    for said in (updated, upgraded):
        lines = [
            line for line in said.splitlines() if line.startswith(("W:", "E:", "N:", "debconf"))
        ]
        assert lines == []
    assert node("kubeadm version -o short") == "v1.35.4\n"
    assert node("kubelet --version") == "Kubernetes v1.34.4\n"
    assert node("apt-mark showhold").split() == ["kubeadm", "kubectl", "kubelet"]


@pytest.mark.parametrize(
    ("file", "change", "says"),
    [("Packages", "s/a/b/", "Hash Sum mismatch"), ("InRelease", "s/clusterdojo/other/", "BADSIG")],
)
def test_an_index_that_was_changed_is_refused(
    node: Node, file: str, change: str, says: str
) -> None:
    """It is signed with a key of which nobody has the private half."""
    index = f"/srv/packages/core:/stable:/v1.34/deb/{file}"
    node(f"cp {LIST} {index} /root; sed -i 's/v1.35/v1.34/' {LIST}; sed -i '{change}' {index}")
    try:
        node("rm -r /var/lib/apt/lists/*")
        assert says in node("! apt-get update --error-on=any")
    finally:
        node(f"cp /root/kubernetes.list {LIST}; cp /root/{file} {index}; apt-get update")
    assert node("find / -xdev -path '*gnupg*' -name '*.key' -o -name 'S.gpg-agent*'") == ""


def test_no_server_of_the_building_machine_is_named(node: Node) -> None:
    """Debian's packages came from a mirror that learners may not have, and need not know."""
    assert node("cat /etc/apt/sources.list.d/* | grep -v '^deb .* file:/srv/' || true") == ""
    assert node("ls /etc/apt/sources.list 2>/dev/null || true") == ""


def test_the_probe_runs_for_a_port(node: Node) -> None:
    """Labs only enable it: nothing answers here, and it says so."""
    node("systemctl enable --quiet --now traffic-probe@30123")
    line = node.until("grep --max-count 1 . /var/log/traffic.log")
    assert line.split(" ", 1)[1] == "api=down app=none pods=\n"
    node("systemctl disable --quiet --now traffic-probe@30123")


@pytest.mark.exhaustive
@pytest.mark.usefixtures("foreign")
def test_kinds_own_images_get_packages_too() -> None:
    """Installed over the plain files; the later version's images come out of its own node image."""
    made = images.require(PAIR.old, Silent(), PAIR)
    assert images.present(PAIR.old, PAIR)
    with booted(made) as node:
        assert node("apt-mark showhold").split() == ["kubeadm", "kubectl", "kubelet"]
        assert node("dpkg --verify kubeadm kubectl kubelet") == ""
        assert "1.34.4" in node("apt-cache madison kubelet")
        assert node("kubelet --version") == "Kubernetes v1.34.4\n"
        _runs_images_of_the_later_version(node)


def _runs_images_of_the_later_version(node: Node) -> None:
    """All that its kubeadm asks for are in containerd; four of them tell their version."""
    kubeadm = runtime.require(["kubeadm"], PAIR.new)["kubeadm"]
    docker("cp", str(kubeadm), f"{node.container}:/later-kubeadm")
    asked = f"/later-kubeadm config images list --kubernetes-version=v{PAIR.new} 2>/dev/null"
    wanted = {name.rpartition("/")[2].partition(":")[0]: name for name in node(asked).split()}
    assert set(wanted.values()) <= set(node("ctr -n k8s.io images list -q").split())
    for name, command, says in [
        ("kube-apiserver", "kube-apiserver --version", f"Kubernetes v{PAIR.new}"),
        ("kube-proxy", "kube-proxy --version", f"Kubernetes v{PAIR.new}"),
        ("etcd", "etcd --version", runtime.component("etcd", PAIR.new).version),
        ("coredns", "/coredns -version", runtime.component("coredns", PAIR.new).version),
    ]:
        said = node(f"ctr -n k8s.io run --rm {wanted[name]} {name}-$$ {command}")
        assert says in said, name
