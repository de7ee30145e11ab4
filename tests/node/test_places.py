"""How a machine is set up, compared with how it was; this machine in the place of a node."""

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from clusterdojo.node import places as module
from clusterdojo.node.places import differences, places, read, write
from clusterdojo.node.reader import NodeReader
from clusterdojo.node.shell import Ran
from fixtures.node import Machine

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="nodes are Linux machines")


class WithPackages(NodeReader):
    """This machine, with packages of paper.

    Attributes:
        packages: What dpkg says.
    """

    packages = "package kubelet\thi 1.35.4-1.1\n"

    def read(self, *argv: str, seconds: float = 0) -> Ran:
        """The packages."""
        assert argv[0] == "dpkg-query"
        assert seconds >= 0
        return Ran(0, self.packages.encode(), b"")


@pytest.fixture
def reader(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[WithPackages]:
    """A machine whose configuration lies in tmp_path."""
    (tmp_path / "etc").mkdir()
    (tmp_path / "etc" / "server.key").write_text("key")
    (tmp_path / "etc" / "server.key").chmod(0o600)
    (tmp_path / "etc" / "link").symlink_to("server.key")
    (tmp_path / "etc" / "with space").write_text("x")
    where = (str(tmp_path / "etc"), str(tmp_path / "none"), str(tmp_path / "file"))
    monkeypatch.setattr(module, "PLACES", where)
    reading = WithPackages([])
    yield reading
    reading.close()


def test_what_nobody_touched_is_the_same(reader: WithPackages) -> None:
    """Looked at twice, and read back from the note."""
    first = places(reader)
    assert len(first) == 5
    reader.forget()
    assert differences(first, places(reader)) == []
    Machine("node01", reader, noted=first).require_unchanged()
    Machine("node01", reader).require_unchanged()  # of a cluster without a note


def test_what_was_changed_is_named(reader: WithPackages, tmp_path: Path) -> None:
    """A mode, a content, a link, a new file, one that is gone, and a hold."""
    first, etc = places(reader), tmp_path / "etc"
    (etc / "server.key").chmod(0o644)
    (etc / "link").unlink()
    (etc / "link").symlink_to("elsewhere")
    (etc / "with space").unlink()
    (tmp_path / "file").write_text("new")
    reader.packages = reader.packages.replace("hi", "ii")
    reader.forget()
    found = differences(first, places(reader))
    names = ["etc", "etc/link", "etc/server.key", "etc/with space", "file"]
    assert found == [*(f"{tmp_path}/{name}" for name in names if name != "etc"), "package kubelet"]
    machine = Machine("node01", reader, noted=first)
    with pytest.raises(AssertionError, match="etc/link on node01 was changed"):
        machine.require_unchanged()
    with pytest.raises(AssertionError, match=r"(?s)package kubelet on node01.*hi 1.*ii 1"):
        machine.require_unchanged([str(etc), str(tmp_path / "file")])
    machine.require_unchanged([str(etc), str(tmp_path / "file"), "package kubelet"])


def test_what_was_noted_is_read_again(tmp_path: Path) -> None:
    """A damaged note is none."""
    write(tmp_path, {"node01": {"/etc/x": "-rw------- root:root ab"}})
    assert read(tmp_path) == {"node01": {"/etc/x": "-rw------- root:root ab"}}
    for damaged in ("", "[]", '{"node01": 5}'):
        (tmp_path / "machines.json").write_text(damaged)
        assert read(tmp_path) == {}
