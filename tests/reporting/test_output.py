"""Where reports go."""

import errno
import os
import socket
import stat
import tempfile
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from clusterdojo.errors import UsageError
from clusterdojo.reporting import zip_file
from clusterdojo.reporting.output import write

WRITERS: list[Callable[[Path], None]] = [
    lambda output: write(output, ["a", "b"]),
    lambda output: zip_file.write(output, {"a.txt": b"b"}),
]


def test_a_report_is_its_owners_alone(tmp_path: Path) -> None:
    """It holds names; a folder that is missing is made, an older report is replaced."""
    file = tmp_path / "new/folder/report.csv"
    write(file, ["old"])
    write(file, ["a", "b"])
    assert file.read_text() == "ab"
    assert file.stat().st_mode & 0o777 == 0o600
    assert list(file.parent.iterdir()) == [file]


def test_a_hyphen_is_standard_output(capsys: pytest.CaptureFixture[str]) -> None:
    """And no file of that name."""
    write(Path("-"), ["a", "b"])
    assert capsys.readouterr().out == "ab"


@pytest.mark.parametrize("name", ["", "file/below"])
def test_what_cant_be_written_is_the_users_error(tmp_path: Path, name: str) -> None:
    """A folder, or a path below a file; nothing is left behind."""
    (tmp_path / "file").write_text("x")
    with pytest.raises(UsageError, match="can't be written") as raised:
        write(tmp_path / name, ["a"])
    assert "--output" in raised.value.do
    assert [path.name for path in tmp_path.iterdir()] == ["file"]
    assert [path.name for path in tmp_path.parent.glob(f".{tmp_path.name}.*")] == []


@pytest.mark.parametrize(
    ("code", "advice"),
    [
        (errno.EACCES, "that you may write to"), (errno.EROFS, "that you may write to"),
        (errno.ENOSPC, "Free some space"), (errno.EDQUOT, "Free some space"),
        (errno.ENAMETOOLONG, "shorter name"), (errno.EIO, "another path"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("writer", WRITERS, ids=["text", "zip"])
def test_the_advice_fits_the_cause(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
    writer: Callable[[Path], None], code: int, advice: str,
) -> None:  # fmt: skip
    """Space is freed only where it is missing."""

    def failing(**_: object) -> None:
        raise OSError(code, os.strerror(code))

    monkeypatch.setattr(tempfile, "mkstemp", failing)
    with pytest.raises(UsageError) as raised:
        writer(tmp_path / "report")
    assert raised.value.what == f"{tmp_path / 'report'} can't be written: {os.strerror(code)}."
    assert advice in raised.value.do
    assert "--output" in raised.value.do
    assert ("space" in raised.value.do) == (code in (errno.ENOSPC, errno.EDQUOT))


@pytest.mark.parametrize(
    ("name", "advice"),
    [
        ("folder", "A folder has this name"), ("file/below", "is a file, not a folder"),
        ("file/further/below", "is a file, not a folder"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("writer", WRITERS, ids=["text", "zip"])
def test_the_advice_for_a_wrong_path_is_a_path(
    tmp_path: Path, writer: Callable[[Path], None], name: str, advice: str
) -> None:
    """Neither is a disk full nor does a file exist that matters."""
    (tmp_path / "folder").mkdir()
    (tmp_path / "file").write_text("x")
    with pytest.raises(UsageError, match="can't be written") as raised:
        writer(tmp_path / name)
    assert advice in raised.value.do
    assert "File exists" not in raised.value.what


def test_a_zip_file_in_a_folder_that_is_missing_needs_the_folder(tmp_path: Path) -> None:
    """It is not made, and the advice says so."""
    with pytest.raises(UsageError, match="No such file") as raised:
        zip_file.write(tmp_path / "missing/a.zip", {})
    assert "Make its folder" in raised.value.do


@pytest.mark.parametrize("writer", WRITERS, ids=["text", "zip"])
def test_a_pipe_is_written_to_and_stays_one(tmp_path: Path, writer: Callable[[Path], None]) -> None:
    """As a device does: root could put a file in the place of /dev/null."""
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    read: list[bytes] = []
    reader = threading.Thread(target=lambda: read.append(pipe.read_bytes()))
    reader.start()
    writer(pipe)
    reader.join()
    assert read[0]
    assert stat.S_ISFIFO(pipe.stat().st_mode)
    assert list(tmp_path.iterdir()) == [pipe]


@pytest.mark.parametrize("writer", WRITERS, ids=["text", "zip"])
def test_a_link_stays_one(tmp_path: Path, writer: Callable[[Path], None]) -> None:
    """What it leads to is replaced, be it there or not."""
    for name, content in (("old", "x"), ("new", None)):
        if content:
            (tmp_path / name).write_text(content)
        link = tmp_path / f"link-{name}"
        link.symlink_to(tmp_path / name)
        writer(link)
        assert link.is_symlink()
        assert (tmp_path / name).read_bytes() != b"x"


@pytest.mark.parametrize("writer", WRITERS, ids=["text", "zip"])
def test_a_socket_is_no_place_for_a_report(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, writer: Callable[[Path], None]
) -> None:
    """Nor is a disk."""
    monkeypatch.chdir(tmp_path)  # a socket's path is short
    with socket.socket(socket.AF_UNIX) as server:
        server.bind("socket")
        with pytest.raises(UsageError, match="can't hold a report"):
            writer(tmp_path / "socket")
