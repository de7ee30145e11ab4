"""Removing folders in which somebody else had a free hand."""

import os
import shutil
import socket
import subprocess
from pathlib import Path

import pytest

from clusterdojo import removal
from clusterdojo.errors import StateError


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder, with a bystander beside it."""
    (tmp_path / "bystander").mkdir()
    (tmp_path / "bystander" / "a").write_text("kept")
    (tmp_path / "work").mkdir()
    return tmp_path / "work"


def kept(folder: Path) -> bool:
    """Whether nothing has happened to the bystander."""
    return (folder.parent / "bystander" / "a").read_text() == "kept"


def test_everything_goes_and_the_folder_stays(folder: Path) -> None:
    """A shell may stand in it."""
    inode = folder.stat().st_ino
    (folder / "b" / "c").mkdir(parents=True)
    (folder / "b" / "c" / "d").write_text("")
    os.mkfifo(folder / "pipe")
    with socket.socket(socket.AF_UNIX) as bound:
        bound.bind(str(folder / "socket"))
    removal.empty(folder)
    assert list(folder.iterdir()) == []
    assert folder.stat().st_ino == inode


def test_nothing_behind_a_link_goes(folder: Path) -> None:
    """Not even where the link is in the folder's own place."""
    bystander = folder.parent / "bystander"
    (folder / "link").symlink_to(bystander)
    (folder / "deep").mkdir()
    (folder / "deep" / "link").symlink_to(bystander / "a")
    removal.empty(folder)
    assert list(folder.iterdir()) == []
    folder.rmdir()
    folder.symlink_to(bystander)
    removal.empty(folder)
    assert not folder.is_symlink()
    removal.remove(folder)
    assert kept(folder)


@pytest.mark.parametrize("mode", [0o000, 0o600, 0o500])
def test_no_mode_keeps_anything(folder: Path, mode: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """`chmod -R 600` happens to users; root, as in a container, would not notice it here."""
    inner = folder / "backup" / "deep"
    inner.mkdir(parents=True)
    (inner / "a").write_text("")
    for path in (inner / "a", inner, inner.parent, folder):
        path.chmod(mode)
    opened, plain = [], Path.chmod

    def chmod(path: Path, to: int) -> None:
        opened.append(path.name)
        plain(path, to)

    monkeypatch.setattr(Path, "chmod", chmod)
    removal.remove(folder)
    assert not folder.exists()
    assert {"work", "backup", "deep"} <= set(opened)


def test_a_folder_may_be_deeper_than_any_path(folder: Path) -> None:
    """A path has at most 4096 characters, and a shell needs none to go deeper."""
    depth, name = 60, "x" * 200
    descriptor = os.open(folder, os.O_RDONLY)
    for _ in range(depth):
        os.mkdir(name, dir_fd=descriptor)
        inner = os.open(name, os.O_RDONLY, dir_fd=descriptor)
        os.close(descriptor)
        descriptor = inner
    os.close(descriptor)
    removal.remove(folder)
    assert not folder.exists()


def test_a_hundred_thousand_files_take_seconds(folder: Path) -> None:
    """Ten thousand are enough to see that the time only grows with their number."""
    for number in range(10_000):
        (folder / str(number)).touch()
    removal.remove(folder)
    assert not folder.exists()


def test_a_mount_is_left_alone_and_told(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is removed before the learner has unmounted it."""
    (folder / "a").write_text("")
    mounts = folder.parent / "mountinfo"
    place = f"{folder.resolve()}/my\\040disk"
    mounts.write_text(
        f"1 2 0:1 / / rw - overlay overlay rw\n36 1 8:1 / {place} rw - ext4 /dev/x rw\n"
    )
    monkeypatch.setattr(removal, "MOUNTS", mounts)
    assert removal.mounts_in(folder) == [folder.resolve() / "my disk"]
    with pytest.raises(StateError) as caught:
        removal.empty(folder)
    assert caught.value.what.startswith(f"A file system is mounted at {folder.resolve()}/my disk")
    assert f"sudo umount '{folder.resolve()}/my disk'" in caught.value.do
    assert (folder / "a").exists()


def test_what_may_not_be_removed_is_named_and_all_else_goes(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A file of root's in a folder of root's: the learner has to do it, by this command."""
    (folder / "mine").mkdir()
    (folder / "mine" / "roots").write_text("")
    (folder / "other").write_text("")
    plain = os.unlink

    def unlink(path: str, *, dir_fd: int) -> None:
        if "roots" in path or path.startswith("0-"):
            raise PermissionError(1, "Operation not permitted", path)
        plain(path, dir_fd=dir_fd)

    monkeypatch.setattr(os, "unlink", unlink)
    with pytest.raises(StateError) as caught:
        removal.empty(folder)
    assert caught.value.what == f"{folder}/mine/roots can't be removed: Operation not permitted."
    assert "sudo rm -rf --one-file-system" in caught.value.do
    assert len(list(folder.iterdir())) == 1


@pytest.mark.skipif(not shutil.which("chattr"), reason="needs chattr")
@pytest.mark.parametrize("what", ["a", "inner", "."])
def test_attributes_are_taken_away_where_that_is_possible(folder: Path, what: str) -> None:
    """`chattr +i` needs root, and so does its end."""
    (folder / "inner").mkdir()
    (folder / "inner" / "b").write_text("")
    (folder / "a").write_text("")
    done = subprocess.run(["chattr", "+i", folder / what], check=False, capture_output=True)
    if done.returncode:
        pytest.skip(f"chattr can't do that here: {done.stderr!r}")
    removal.remove(folder)
    assert not folder.exists()


def test_nothing_and_a_file_are_removed_too(folder: Path) -> None:
    """A learner may have put anything there."""
    removal.remove(folder / "missing")
    folder.rmdir()
    folder.write_text("")
    removal.remove(folder)
    assert not folder.exists()
    removal.unlink(folder / "missing" / "deeper")
