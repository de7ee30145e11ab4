"""Which programs an image has."""

import subprocess
import sys
import tarfile
from pathlib import Path

import pytest

from clusterdojo.images.contents import LIST, listed
from clusterdojo.node import known
from clusterdojo.node.known import Known

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="images are Linux machines")


def test_programs_are_listed_with_digest_and_version(tmp_path: Path) -> None:
    """What was there tells its version before a learner could touch it."""
    kubelet = tmp_path / "usr/bin/kubelet"
    kubelet.parent.mkdir(parents=True)
    kubelet.write_text("#!/bin/sh\necho Kubernetes v1.35.4\n")
    kubelet.chmod(0o755)
    unpacked = tmp_path / "var/lib/containerd/x/snapshots/5/fs/coredns"
    unpacked.parent.mkdir(parents=True)
    unpacked.write_text("#!/bin/sh\necho CoreDNS-1.13.1\n")
    unpacked.chmod(0o755)
    (tmp_path / "usr/bin/readme").write_text("text")
    layers = tmp_path / "var/lib/containerd/content/blobs/sha256"
    layers.mkdir(parents=True)
    (layers / "manifest").write_text("{}" * 100_000)
    proxy = tmp_path / "usr/bin/kube-proxy"
    proxy.write_text("#!/bin/sh\necho Kubernetes v1.35.4\n#" + "x" * 200_000)
    proxy.chmod(0o755)
    with tarfile.open(layers / "layer", "w") as archive:
        archive.add(proxy, "usr/local/bin/kube-proxy")
    proxy.unlink()
    (tmp_path / "build").mkdir()
    script = LIST
    for folder in ("usr", "opt", "kind", "var", "srv", "build"):
        script = script.replace(f" /{folder}", f" {tmp_path}/{folder}")
    done = subprocess.run(["bash", "-uc", script], capture_output=True, text=True, check=False)
    found = listed(done.stdout)
    assert sorted((one.name, one.version) for one in found.values()) == [
        ("coredns", "1.13.1"),
        ("kube-proxy", "1.35.4"),
        ("kubelet", "1.35.4"),
    ]
    assert all(len(digest) == 64 for digest in found)


def test_what_was_written_down_is_read_again(tmp_path: Path) -> None:
    """A damaged file is none: then nobody knows the programs, and the image is asked again."""
    programs = {"ab" * 32: Known("kubelet", "1.35.4"), "cd" * 32: Known("cat")}
    known.write(tmp_path / "programs.json", programs)
    assert known.read(tmp_path / "programs.json") == programs
    for damaged in ("", "[]", '{"a": 1}', '{"a": {"x": 1}}'):
        (tmp_path / "programs.json").write_text(damaged)
        assert known.read(tmp_path / "programs.json") == {}
