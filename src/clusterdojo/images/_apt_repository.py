"""apt repositories of Kubernetes packages: one a minor version, as the project's own are cut.

Whoever upgrades has to point apt at the next minor version's first.
"""

import hashlib
from collections.abc import Mapping, Sequence
from email.utils import formatdate
from pathlib import Path

from clusterdojo.binaries import machine
from clusterdojo.images import _tar
from clusterdojo.images._deb import Package, control, write
from clusterdojo.images._kubernetes_packages import NAMES, package

HOME = "srv/packages"
KEYRING = "etc/apt/keyrings/kubernetes-apt-keyring.gpg"
LIST = "etc/apt/sources.list.d/kubernetes.list"


def folder(minor_version: str) -> str:
    """The repository's directory on the node, ending like the address of the project's own."""
    return f"{HOME}/core:/stable:/v{minor_version}/deb"


def repositories(programs: Mapping[str, Mapping[str, Path]], scratch: Path) -> _tar.Tree:
    """The repositories of all versions' packages, yet to be signed.

    Args:
        programs: By version, and then by name.
        scratch: A directory for the packages.

    Raises:
        OSError: A program can't be read, or a package not be written.
    """
    tree = {}
    for minor_version, versions in _by_minor(list(programs)).items():
        packages = [
            package(name, version, programs[version][name])
            for version in versions
            for name in NAMES
        ]
        for one in packages:
            write(one, scratch / one.file_name)
            tree[f"{folder(minor_version)}/{one.file_name}"] = _tar.File(scratch / one.file_name)
        index = _index(packages, scratch).encode()
        tree[f"{folder(minor_version)}/Packages"] = _tar.File(index)
        release = _release(minor_version, index).encode()
        tree[f"{folder(minor_version)}/Release"] = _tar.File(release)
    return tree


def sources(kubernetes: str) -> _tar.Tree:
    """What makes apt use the repository of that version's minor version, and no other."""
    where = f"file:/{folder(minor(kubernetes))}/"
    return {LIST: _tar.File(f"deb [signed-by=/{KEYRING}] {where} /\n".encode())}


def minor(version: str) -> str:
    """The minor version, such as 1.35 of 1.35.4."""
    return ".".join(version.split(".")[:2])


def _by_minor(versions: Sequence[str]) -> dict[str, list[str]]:
    """The versions of each minor version, each once."""
    found: dict[str, list[str]] = {}
    for version in dict.fromkeys(versions):
        found.setdefault(minor(version), []).append(version)
    return found


def _index(packages: Sequence[Package], scratch: Path) -> str:
    """The list of packages, each with what proves its file."""
    entries = []
    for one in packages:
        with (scratch / one.file_name).open("rb") as file:
            sha256 = hashlib.file_digest(file, "sha256").hexdigest()
        size = (scratch / one.file_name).stat().st_size
        entries.append(f"{control(one)}Filename: {one.file_name}\nSize: {size}\nSHA256: {sha256}\n")
    return "\n".join(entries)


def _release(minor_version: str, index: bytes) -> str:
    """What is signed: the sum of the list."""
    sha256 = hashlib.sha256(index).hexdigest()
    return (
        "Origin: clusterdojo\n"
        f"Label: Kubernetes v{minor_version}\n"
        f"Date: {formatdate(_tar.TIME, usegmt=True)}\n"
        f"Architectures: {machine()[1]}\n"
        f"SHA256:\n {sha256} {len(index)} Packages\n"
    )
