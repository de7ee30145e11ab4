"""Debian packages that are written here, as Debian's own tools see them."""

import shutil
import subprocess
from pathlib import Path

import pytest

from clusterdojo.binaries._lock import machine
from clusterdojo.images import _apt_repository, _deb, _kubernetes_packages
from clusterdojo.images._tar import File

OLD, NEW = "1.34.4", "1.35.4"


@pytest.fixture
def programs(tmp_path: Path) -> dict[str, dict[str, Path]]:
    """The three programs of both versions."""
    made: dict[str, dict[str, Path]] = {OLD: {}, NEW: {}}
    for version, named in made.items():
        for name in _kubernetes_packages.NAMES:
            named[name] = tmp_path / f"{name}-{version}"
            named[name].write_text(f"#!/bin/sh\necho {name} {version}\n" + "#" * 4001)
    return made


@pytest.fixture
def dpkg() -> None:
    """Debian's tool."""
    if not shutil.which("dpkg-deb"):
        pytest.skip("no dpkg-deb")


@pytest.mark.usefixtures("dpkg")
@pytest.mark.parametrize("compressed", [True, False])
def test_dpkg_reads_a_package(
    tmp_path: Path,
    programs: dict[str, dict[str, Path]],
    compressed: bool,  # noqa: FBT001 - a table
) -> None:
    """What it says of itself, and the program, executable and root's."""
    made = _kubernetes_packages.package("kubelet", NEW, programs[NEW]["kubelet"])
    file = tmp_path / made.file_name
    _deb.write(made, file, compressed=compressed)
    assert file.name == f"kubelet_1.35.4-1.1_{machine()[1]}.deb"
    fields = ["Package", "Version", "Architecture", "Depends"]
    assert _dpkg("--field", file, *fields).splitlines() == [
        "Package: kubelet",
        "Version: 1.35.4-1.1",
        f"Architecture: {machine()[1]}",
        "Depends: conntrack, ethtool, iproute2, iptables, mount, util-linux",
    ]
    (listed,) = [line for line in _dpkg("--contents", file).splitlines() if line[0] == "-"]
    mode, owner, *_, path = listed.split()
    assert (mode, path) == ("-rwxr-xr-x", "usr/bin/kubelet")
    assert owner in {"root/root", "0/0"}
    _dpkg("--extract", file, tmp_path / "root")
    said = subprocess.check_output([tmp_path / "root/usr/bin/kubelet"], text=True)
    assert said == "kubelet 1.35.4\n"
    assert sorted(path.suffix for path in tmp_path.glob("*.tar*")) == [], "nothing is left"


@pytest.mark.usefixtures("dpkg")
def test_a_package_proves_its_files(tmp_path: Path, programs: dict[str, dict[str, Path]]) -> None:
    """`dpkg --verify` on a node tells a program that came otherwise."""
    made = _kubernetes_packages.package("kubeadm", OLD, programs[OLD]["kubeadm"])
    _deb.write(made, tmp_path / made.file_name)
    _dpkg("--control", tmp_path / made.file_name, tmp_path / "control")
    checked = tmp_path / "usr" / "bin"
    checked.mkdir(parents=True)
    shutil.copy(programs[OLD]["kubeadm"], checked / "kubeadm")
    command = ["md5sum", "--check", "--quiet", "control/md5sums"]
    assert subprocess.run(command, cwd=tmp_path, check=False).returncode == 0
    shutil.copy(programs[NEW]["kubeadm"], checked / "kubeadm")
    changed = subprocess.run(command, cwd=tmp_path, check=False, capture_output=True)
    assert changed.returncode == 1


def test_the_same_program_gives_the_same_package(
    tmp_path: Path, programs: dict[str, dict[str, Path]]
) -> None:
    """To the byte: its sum is in a repository's index."""
    made = _kubernetes_packages.package("kubectl", OLD, programs[OLD]["kubectl"])
    _deb.write(made, tmp_path / "one.deb")
    _deb.write(made, tmp_path / "two.deb")
    assert (tmp_path / "one.deb").read_bytes() == (tmp_path / "two.deb").read_bytes()


def test_each_minor_version_has_a_repository(
    tmp_path: Path, programs: dict[str, dict[str, Path]]
) -> None:
    """As the project's own: who upgrades points apt at the next one."""
    tree = _apt_repository.repositories(programs, tmp_path)
    folders = {path.rpartition("/")[0] for path in tree}
    assert folders == {_apt_repository.folder("1.34"), _apt_repository.folder("1.35")}
    assert _apt_repository.folder("1.34").endswith("core:/stable:/v1.34/deb")
    older = {path.rpartition("/")[2] for path in tree if "v1.34" in path}
    files = {f"{name}_1.34.4-1.1_{machine()[1]}.deb" for name in _kubernetes_packages.NAMES}
    assert older == files | {"Packages", "Release"}
    patches = {"1.34.4": programs[OLD], "1.34.5": programs[NEW]}
    one = _apt_repository.repositories(patches, tmp_path)
    assert {path.rpartition("/")[0] for path in one} == {_apt_repository.folder("1.34")}
    assert len(one) == 8


def test_apt_is_pointed_at_the_nodes_own_version() -> None:
    """And at no other, until the learner does so."""
    ((path, entry),) = _apt_repository.sources("1.35.4").items()
    assert path == "etc/apt/sources.list.d/kubernetes.list"
    assert entry == File(
        b"deb [signed-by=/etc/apt/keyrings/kubernetes-apt-keyring.gpg]"
        b" file:/srv/packages/core:/stable:/v1.35/deb/ /\n"
    )


@pytest.mark.skipif(not shutil.which("apt-get"), reason="no apt")
def test_apt_takes_the_repositories(tmp_path: Path, programs: dict[str, dict[str, Path]]) -> None:
    """Index and sums are as apt wants them; the signature is made in the image."""
    (tmp_path / "scratch").mkdir()
    for path, entry in _apt_repository.repositories(programs, tmp_path / "scratch").items():
        assert isinstance(entry, File)
        file = tmp_path / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(
            entry.content if isinstance(entry.content, bytes) else entry.content.read_bytes()
        )
    apt = tmp_path / "apt"
    for folder in ("lists/partial", "cache/archives/partial", "etc", "parts"):
        (apt / folder).mkdir(parents=True)
    (apt / "status").touch()
    where = tmp_path / _apt_repository.folder("1.35")
    (apt / "sources.list").write_text(f"deb [trusted=yes] file:{where}/ /\n")
    settings = {
        "Dir::Etc": apt / "etc",
        "Dir::Etc::sourcelist": apt / "sources.list",
        "Dir::Etc::sourceparts": apt / "parts",
        "Dir::State::lists": apt / "lists",
        "Dir::State::status": apt / "status",
        "Dir::Cache": apt / "cache",
        "APT::Sandbox::User": "",
        "APT::Architecture": machine()[1],
        "Debug::NoLocking": "1",
    }
    options = [f"-o={name}={value}" for name, value in settings.items()]
    updated = subprocess.run(["apt-get", *options, "update", "--error-on=any"],
                             capture_output=True, text=True, check=False)  # fmt: skip
    assert updated.returncode == 0, updated.stderr
    madison = subprocess.check_output(["apt-cache", *options, "madison", "kubeadm"], text=True)
    assert [part.strip() for part in madison.split("|")][:2] == ["kubeadm", "1.35.4-1.1"]
    asked = ["apt-get", *options, "download", "kubeadm=1.35.4-*"]
    subprocess.run(asked, cwd=tmp_path, check=True, capture_output=True)
    assert next(tmp_path.glob("kubeadm_*.deb")).exists()


def _dpkg(*arguments: object) -> str:
    return subprocess.check_output(["dpkg-deb", *map(str, arguments)], text=True)
