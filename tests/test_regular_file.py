"""Files that somebody else left: nothing keeps the reader waiting."""

import os
import socket
from pathlib import Path

import pytest

from clusterdojo import regular_file
from clusterdojo.regular_file import NotReadError, read


def test_a_regular_file_is_read_up_to_its_limit(tmp_path: Path) -> None:
    """Links are followed."""
    (tmp_path / "a").write_bytes(b"12345")
    (tmp_path / "link").symlink_to("a")
    assert read(tmp_path / "link", 5) == b"12345"
    with pytest.raises(NotReadError, match=r"^is larger than 0 kB$"):
        read(tmp_path / "a", 4)


def test_a_file_of_terabytes_is_not_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Its size is known before."""
    with (tmp_path / "a").open("wb") as file:
        file.truncate(2**41)  # sparse: it takes no disk
    monkeypatch.setattr(os, "read", lambda *_: pytest.fail("it was read"))
    with pytest.raises(NotReadError, match=r"^is larger than 20 MB$"):
        read(tmp_path / "a", 20_000_000)


def test_everything_else_is_called_by_its_name(tmp_path: Path) -> None:
    """And none of it is opened: a pipe waits for its writer, a device may act."""
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "folder").mkdir()
    (tmp_path / "device").symlink_to("/dev/zero")
    (tmp_path / "loop").symlink_to("loop")
    (tmp_path / "dangling").symlink_to("nowhere")
    with socket.socket(socket.AF_UNIX) as bound:
        bound.bind(str(tmp_path / "socket"))
    for name, told in {
        "pipe": "is a named pipe, not a file",
        "folder": "is a folder, not a file",
        "device": "is a device, not a file",
        "socket": "is a socket, not a file",
        "loop": "is a link that leads nowhere",
        "dangling": "is a link that leads nowhere",
        "missing": "does not exist",
    }.items():
        with pytest.raises(NotReadError, match=f"^{told}$"):
            read(tmp_path / name, 10)


def test_a_file_of_the_kernels_is_not_opened(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Some of them look regular and never end; a harmless one stands for them here."""
    if not regular_file.MOUNTS.exists():
        pytest.skip("this system has no /proc")
    (tmp_path / "a").symlink_to("/proc/version")
    (tmp_path / "proc").symlink_to("/proc")
    monkeypatch.setattr(os, "open", lambda *_: pytest.fail("it was opened"))
    for name in ("a", "proc/version"):
        with pytest.raises(NotReadError, match=r"^leads to a file of the kernel's$"):
            read(tmp_path / name, 1000)


def test_a_file_that_may_not_be_read_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Root may read everything, so that the system's answer is made up here."""
    (tmp_path / "a").write_text("x")

    def refused(*_: object) -> int:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(os, "open", refused)
    with pytest.raises(NotReadError, match=r"^can't be read: Permission denied$"):
        read(tmp_path / "a", 10)
