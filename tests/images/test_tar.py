"""Tar files and images written here: the same bytes for the same content, and readable."""

import hashlib
import json
import tarfile
from pathlib import Path

from clusterdojo.images import _archive
from clusterdojo.images._tar import Directory, File, Link, Tree, write

TREE: Tree = {
    "usr/bin/web": File(b"program", 0o755),
    "bin": Link("usr/bin"),
    "tmp": Directory(0o1777),
}


def test_the_same_tree_gives_the_same_bytes(tmp_path: Path) -> None:
    """Neither the order of entries nor the day matters."""
    write(TREE, tmp_path / "one.tar")
    write({path: TREE[path] for path in sorted(TREE, reverse=True)}, tmp_path / "two.tar")
    assert (tmp_path / "one.tar").read_bytes() == (tmp_path / "two.tar").read_bytes()


def test_a_tree_comes_back_with_its_modes_and_links(tmp_path: Path) -> None:
    """Directories above a file need no mention; everything is root's."""
    write(TREE, tmp_path / "one.tar")
    with tarfile.open(tmp_path / "one.tar") as tar:
        found = {member.name: member for member in tar}
    assert list(found) == ["bin", "tmp", "usr", "usr/bin", "usr/bin/web"]
    assert found["usr/bin/web"].mode == 0o755
    assert found["tmp"].mode == 0o1777
    assert found["bin"].linkname == "usr/bin"
    assert {(member.uid, member.gid) for member in found.values()} == {(0, 0)}


def test_a_file_comes_from_disk_too(tmp_path: Path) -> None:
    """A component's binary is not read into memory."""
    (tmp_path / "program").write_bytes(b"bytes")
    write({"program": File(tmp_path / "program")}, tmp_path / "one.tar")
    with tarfile.open(tmp_path / "one.tar") as tar:
        content = tar.extractfile("program")
        assert content is not None
        assert content.read() == b"bytes"


def archive(path: Path) -> dict[str, bytes]:
    """Each file of a tar file."""
    with tarfile.open(path) as tar:
        return {
            member.name: content.read() for member in tar if (content := tar.extractfile(member))
        }


def test_images_share_their_layers(tmp_path: Path) -> None:
    """What two images have in common is in the archive once."""
    own: Tree = {"one": File(b"1")}
    images = [
        _archive.Image("a.test/one:1", [TREE, own], command=["one"]),
        _archive.Image("a.test/two:1", [TREE]),
    ]
    _archive.write(images, tmp_path / "images.tar", tmp_path)
    files = archive(tmp_path / "images.tar")
    one, two = json.loads(files["manifest.json"])
    assert one["Layers"][:1] == two["Layers"]
    assert len(files) == 1 + 2 + 2  # manifest; layers; configurations


def test_an_archive_is_what_containerd_reads(tmp_path: Path) -> None:
    """Layers and configurations are named by their sums; commands are where they belong."""
    images = [_archive.Image("one:1", [TREE], command=["web"], environment={"VERSION": "7"})]
    _archive.write(images, tmp_path / "images.tar", tmp_path)
    files = archive(tmp_path / "images.tar")
    (image,) = json.loads(files.pop("manifest.json"))
    for name, content in files.items():
        assert name.replace(".", "/").partition("/")[0] == hashlib.sha256(content).hexdigest()
    assert image["RepoTags"] == ["one:1"]
    config = json.loads(files[image["Config"]])
    assert config["config"]["Cmd"] == ["web"]
    assert "VERSION=7" in config["config"]["Env"]
    layers = [
        f"{layer.removeprefix('sha256:')}/layer.tar" for layer in config["rootfs"]["diff_ids"]
    ]
    assert layers == image["Layers"]
    assert not (tmp_path / "layer.tar").exists()
