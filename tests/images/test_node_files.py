"""What goes into a node: kind's files from its module, and ours."""

import re
import subprocess
from pathlib import Path

import pytest

from clusterdojo.errors import ImageError
from clusterdojo.images import _component_images, _kind_files, _node_layer, _packages, _upgrade
from clusterdojo.images._tar import File
from tests.fakes import fake

SCRIPTS = [
    file
    for folder in (_node_layer.HERE, _upgrade.HERE)
    for file in sorted(folder.rglob("*"))
    if file.is_file() and file.read_bytes().startswith(b"#!/bin/bash")
]
POSIX_SCRIPTS = [_component_images.HERE / "kube-proxy" / "iptables",
                 _component_images.HERE / "workloads" / "wget"]  # fmt: skip

STORAGE = """const storageProvisionerImage = "x"
const defaultStorageManifest = `
kind: Pod
image: ` + storageProvisionerImage + `
helper: ` + storageHelperImage + `
`
"""


@pytest.fixture
def module(tmp_path: Path) -> Path:
    """A module that looks like kind's."""
    files = {
        "images/base/files/etc/containerd/config.toml": 'version = 2\n  sandbox_image = "old"\n',
        "images/base/files/kind/bin/undo.sh": "#!/bin/sh\n",
        "images/base/files/usr/local/bin/entrypoint": "#!/bin/bash\n",
        "images/base/files/usr/local/bin/clean-install": "#!/bin/sh\n",
        "pkg/build/nodeimage/const_storage.go": STORAGE,
    }
    for path, text in files.items():
        file = tmp_path / "kind" / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)
    return tmp_path / "kind"


def test_kinds_files_have_the_modes_of_its_dockerfile(module: Path) -> None:
    """The module cache keeps no mode; scripts are executable, nothing else is."""
    modes = {path: mode for path, (_, mode) in _kind_files.files(module).items()}
    assert modes == {
        "etc/containerd/config.toml": 0o644,
        "kind/bin/undo.sh": 0o755,
        "usr/local/bin/entrypoint": 0o755,
    }


def test_the_storage_manifest_names_our_images(module: Path) -> None:
    """The text is kind's, the images are those that are there."""
    manifest = _kind_files.storage_manifest(module, "provisioner:1", "helper:1")
    assert manifest == "\nkind: Pod\nimage: provisioner:1\nhelper: helper:1\n"


def test_another_kind_is_noticed(module: Path) -> None:
    """A manifest with an image that nobody has would be found out by learners."""
    (module / "pkg/build/nodeimage/const_storage.go").write_text("package nodeimage\n")
    with pytest.raises(ImageError, match="names no storageProvisionerImage"):
        _kind_files.storage_manifest(module, "provisioner:1", "helper:1")


def test_a_node_holds_kinds_files_and_ours(module: Path, tmp_path: Path) -> None:
    """The layout of kindest/node, with the pause image that kubeadm wants."""
    binaries = {name: tmp_path / name for name in _node_layer.ADDED_BINARIES}
    tree = _node_layer.tree("1.35.4", binaries, module, "a.test/pause:3.10.1", "storage")
    assert tree["kind/version"] == File(b"v1.35.4")
    assert tree["kind/manifests/default-storage.yaml"] == File(b"storage")
    assert tree["usr/local/bin/etcdctl"] == File(tmp_path / "etcdctl", 0o755)
    assert "usr/bin/kubelet" not in tree, "it comes with its package"
    assert tree["usr/local/sbin/pod-routes"] == File(
        _node_layer.HERE / "files/usr/local/sbin/pod-routes", 0o755
    )
    containerd = tree["etc/containerd/config.toml"]
    assert isinstance(containerd, File)
    assert isinstance(containerd.content, bytes)
    text = containerd.content.decode()
    assert 'sandbox_image = "a.test/pause:3.10.1"' in text
    assert "old" not in text
    assert 'conf_template = "/etc/cni/pods.conflist.template"' in text


def test_kinds_own_image_gets_no_second_pod_network(tmp_path: Path) -> None:
    """There, kindnet does that; a crictl is there, too."""
    binaries = {name: tmp_path / name for name in _node_layer.ADDED_BINARIES}
    added = set(_node_layer.additions(binaries))
    assert {
        "usr/local/bin/etcdctl",
        "root/.bashrc",
        "etc/systemd/system/ssh-ready.service",
        "etc/systemd/system/release-host.service",
        "etc/systemd/system/traffic-probe@.service",
        "usr/local/bin/traffic-probe",
    } <= added
    assert not [path for path in added if "pod" in path or "cni" in path or "crictl" in path]


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda file: file.name)
def test_scripts_are_bash(script: Path) -> None:
    """A typo in them would be found minutes into a build."""
    assert subprocess.run(["bash", "-n", script], check=False).returncode == 0


@pytest.mark.parametrize("script", POSIX_SCRIPTS, ids=lambda file: file.name)
def test_scripts_in_small_images_are_posix(script: Path) -> None:
    """busybox runs them."""
    assert subprocess.run(["sh", "-n", script], check=False).returncode == 0


@pytest.mark.parametrize(
    ("arguments", "called"),
    [
        (["-qO-", "http://a"], "busybox wget -qO- http://a"),
        (["-qO-", "-T", "3", "http://a"], "timeout 3 busybox wget -qO- http://a"),
        (["-T3", "-O", "a b", "http://a"], "timeout 3 busybox wget -O a_b http://a"),
        (["--timeout=4", "http://a"], "timeout 4 busybox wget http://a"),
    ],
)
def test_wget_gets_its_timeout_from_outside(
    tmp_path: Path, arguments: list[str], called: str
) -> None:
    """Debian's busybox crashes with -T."""
    for name, known in {
        "busybox": ["wget"], "timeout": ["3 busybox wget", "4 busybox wget"],
    }.items():  # fmt: skip
        shown = f'printf "{name}"; for a; do printf " %s" "$a"; done'
        fake(tmp_path / name, dict.fromkeys(known, shown))
    script = _component_images.HERE / "workloads" / "wget"
    done = subprocess.run(
        ["/bin/sh", script, *arguments],
        env={"PATH": str(tmp_path)},
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.replace("a b", "a_b") == called


def test_an_image_that_nobody_knows_is_a_sentence() -> None:
    """A future kubeadm may want one more."""
    with pytest.raises(ImageError, match="kubeadm wants an image kube-novelty"):
        _component_images.programs_of("a.test/kube-novelty:v1")


@pytest.mark.parametrize(
    ("path", "taken"),
    [
        ("usr/sbin/xtables-nft-multi", True),
        ("usr/sbin/nft", True),
        ("usr/lib/x86_64-linux-gnu/libm.so.6", True),
        ("usr/lib/aarch64-linux-gnu/xtables/libxt_statistic.so", True),
        ("usr/lib/ld-linux-aarch64.so.1", True),
        ("usr/lib64/ld-linux-x86-64.so.2", True),
        ("lib64", True),
        ("usr/lib/x86_64-linux-gnu/libperl.so.5.36", False),
        ("usr/sbin/sshd", False),
    ],
)
def test_kube_proxy_gets_its_filters_and_no_more(path: str, taken: bool) -> None:  # noqa: FBT001 - a table
    """On either processor."""
    assert bool(_component_images.NETFILTER.fullmatch(path)) == taken


def test_all_cni_plugins_of_the_network_are_kept() -> None:
    """The configuration names them, and the rest is left out."""
    template = (_node_layer.HERE / "files/etc/cni/pods.conflist.template").read_text("utf-8")
    named = set(re.findall(r'"type": "([^"]+)"', template))
    assert named | {"loopback"} == set(_packages.CNI_PLUGINS)
