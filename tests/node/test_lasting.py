"""What outlives a start: links and mounts on the way, on this machine and on one of paper."""

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from clusterdojo.node import lasting
from clusterdojo.node.lasting import files_of_kubelet, lost_at_start
from clusterdojo.node.reader import NodeReader
from clusterdojo.node.state import Process

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="nodes are Linux machines")

MOUNTINFO = """600 500 0:50 / / rw,relatime master:1 - overlay overlay rw
601 600 0:60 / /proc rw - proc proc rw
602 600 0:61 / /run rw - tmpfs tmpfs rw
603 600 254:1 /volumes/x/_data /var rw - ext4 /dev/vda rw
"""


@pytest.fixture
def reader() -> Iterator[NodeReader]:
    """This machine in the place of a node."""
    reading = NodeReader([])
    yield reading
    reading.close()


@pytest.fixture
def mounted(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """The file with the mounts that the machine is thought to have; tmp_path lies on its disk."""
    path = tmp_path / "mountinfo"
    path.write_text(MOUNTINFO)
    monkeypatch.setattr(lasting, "MOUNTS", f"cat {path}")
    return path


def test_a_file_on_the_disk_stays(reader: NodeReader, mounted: Path, tmp_path: Path) -> None:
    """By any number of links that lie on the disk as well."""
    (tmp_path / "real").mkdir()
    (tmp_path / "real" / "file").touch()
    (tmp_path / "link").symlink_to("real")
    (tmp_path / "second").symlink_to(tmp_path / "link" / ".." / "link")
    paths = [str(tmp_path / "second" / "file"), str(tmp_path / "none"), "/etc/../etc/hosts"]
    assert mounted.exists()
    assert lost_at_start(reader, paths) == []


def test_what_leads_through_memory_is_lost(
    reader: NodeReader, mounted: Path, tmp_path: Path
) -> None:
    """Itself, the folder above it, and a link that only passes there."""
    with mounted.open("a") as file:
        file.write(f"604 600 0:62 / {tmp_path}/memory rw - tmpfs tmpfs rw\n")
    (tmp_path / "memory").mkdir()
    (tmp_path / "memory" / "back").symlink_to(tmp_path)
    (tmp_path / "link").symlink_to("memory")
    (tmp_path / "loop").symlink_to("loop")
    paths = ["memory/file", "link/file", "link/back/mountinfo", "mountinfo"]
    asked = [f"{tmp_path}/{path}" for path in paths]
    assert lost_at_start(reader, [*asked, "/run/x", "/var/x", "x"]) == [*asked[:3], "/run/x"]
    assert lost_at_start(reader, []) == []
    assert lost_at_start(reader, [str(tmp_path / "loop")]) == []  # nothing is there to be lost


def test_what_was_mounted_by_hand_is_lost(
    reader: NodeReader, mounted: Path, tmp_path: Path
) -> None:
    """A folder of the disk at another place, and what covers a file system of the machine."""
    with mounted.open("a") as file:
        file.write(f"604 600 0:50 {tmp_path}/a {tmp_path}/b\\040c rw - overlay overlay rw\n")
        file.write("605 603 254:1 /elsewhere /var rw - ext4 /dev/vda rw\n")
    assert lost_at_start(reader, [f"{tmp_path}/b c/file", "/var/lib/x", f"{tmp_path}/b"]) == [
        f"{tmp_path}/b c/file",
        "/var/lib/x",
    ]


CONFIG = """
authentication: {x509: {clientCAFile: /srv/ca.crt}}
staticPodPath: /etc/pods
tlsCertFile: [x]
"""
KUBECONFIG = """
clusters: [{cluster: {certificate-authority: ca.crt}}, {cluster: x}, 5]
users: [{user: {client-key: /run/key, client-certificate: [a]}}]
"""


@pytest.mark.usefixtures("mounted")
def test_what_a_kubelets_files_name_counts(
    reader: NodeReader, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its configuration, its kubeconfig, and the files in these; slips in them break nothing."""
    (tmp_path / "config.yaml").write_text(CONFIG)
    (tmp_path / "kubelet.conf").write_text(KUBECONFIG)
    argv = ("kubelet", f"--config={tmp_path}/config.yaml", f"--kubeconfig={tmp_path}/kubelet.conf")
    for module in ("lasting", "state"):
        monkeypatch.setattr(
            f"clusterdojo.node.{module}.processes", lambda _: [Process(7, argv, 1.0)]
        )
    assert files_of_kubelet(reader) == [
        f"{tmp_path}/config.yaml", f"{tmp_path}/kubelet.conf", "/etc/pods", "/srv/ca.crt",
        f"{tmp_path}/ca.crt", "/run/key",
    ]  # fmt: skip
    for broken in ("", "- a", "a: b: c", "clusters: 5\nusers: {a: b}"):
        (tmp_path / "kubelet.conf").write_text(broken)
        (tmp_path / "config.yaml").write_text(broken)
        reader.forget()
        assert files_of_kubelet(reader)[:2] == [
            f"{tmp_path}/config.yaml", f"{tmp_path}/kubelet.conf",
        ]  # fmt: skip
