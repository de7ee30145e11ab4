"""Snapshots and directories of etcd as a node shows them: on this machine, and on one of paper."""

import hashlib
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from clusterdojo.node.etcd_state import (
    MAGIC,
    META,
    PAGE_HEADER,
    SavedSnapshot,
    agrees_with_store,
    among,
    place,
    saved_snapshot,
    was_restored,
    was_saved,
)
from clusterdojo.node.programs import require_reading
from clusterdojo.node.reader import NodeReader
from clusterdojo.node.shell import Ran

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="nodes are Linux machines")

DATABASE = b"\0\0pages of a database, with the uid 4f1c-77aa in one of them\0" * 40
LOGS = Path(__file__).parent / "testdata"
STATUS = '{"hash":1023406,"revision":441,"totalKey":310,"totalSize":794624,"version":"3.6.0"}'


def database(second: int, root: int = 2, magic: int = MAGIC) -> bytes:
    """The first two pages of a database, of transaction 12 and a second one with its root."""
    pages = [(MAGIC, 2, 4096, 0, 2, 0, 2**64 - 1, 6, 12, 0)]
    pages.append((magic, 2, 4096, 0, root, 0, 2**64 - 1, 6, second, 0))
    return b"".join((bytes(PAGE_HEADER) + META.pack(*page)).ljust(4096, b"\0") for page in pages)


@pytest.fixture
def reader() -> Iterator[NodeReader]:
    """This machine in the place of a node."""
    reading = NodeReader([])
    yield reading
    reading.close()


class Told(NodeReader):
    """A node that answers every script with the same."""

    def __init__(self, text: str) -> None:
        super().__init__([])
        self._text = text

    def script(self, text: str, *arguments: str, seconds: float = 0) -> Ran:
        """What is written down."""
        assert text
        assert arguments
        assert seconds >= 0
        return Ran(0, self._text.encode(), b"")

    def read(self, *argv: str, seconds: float = 0) -> Ran:
        """How the file begins."""
        assert argv[0] == "head"
        assert seconds >= 0
        return Ran(0, database(11), b"")


def test_a_snapshot_has_the_checksum_of_its_database_at_its_end(
    reader: NodeReader, tmp_path: Path
) -> None:
    """That tells what `snapshot save` wrote from a copy of the file."""
    saved = tmp_path / "a snapshot.db"
    saved.write_bytes(DATABASE + hashlib.sha256(DATABASE).digest())
    found = saved_snapshot(reader, str(saved))
    assert found is not None
    assert found.whole


@pytest.mark.parametrize(
    "content",
    [
        DATABASE,
        DATABASE[:-1] + b"\1" + hashlib.sha256(DATABASE).digest(),
        DATABASE + hashlib.sha256(DATABASE).digest() + b"\0",
        b"",
        b"short",
    ],
    ids=["a copy", "a changed page", "something behind it", "empty", "short"],
)
def test_anything_else_is_not_whole(reader: NodeReader, tmp_path: Path, content: bytes) -> None:
    """A file that was torn, cut or made up."""
    saved = tmp_path / "snapshot.db"
    saved.write_bytes(content)
    found = saved_snapshot(reader, str(saved))
    assert found is not None
    assert not found.whole
    assert found.fault  # and it is no database either, which etcdutl says


def test_no_file_is_no_snapshot(reader: NodeReader, tmp_path: Path) -> None:
    """Neither a missing one nor a directory."""
    assert saved_snapshot(reader, str(tmp_path / "none")) is None
    assert saved_snapshot(reader, str(tmp_path)) is None


def test_what_etcdutl_says_is_read() -> None:
    """The hash as it prints it for people, with its leading zeros."""
    sum_ = "ab" * 32
    told = Told(f"{sum_}\n{sum_}\n{STATUS}\n")
    assert saved_snapshot(told, "/s.db") == SavedSnapshot(
        "/s.db", whole=True, hash="000f9dae", revision=441, keys=310, saved=True
    )


@pytest.mark.parametrize(
    ("head", "saved"),
    [
        (database(11), True),
        (
            database(11, root=3),
            False,
        ),  # a copy of the file, as bbolt's two last transactions left it
        (database(13), False),
        (database(12), False),
        (database(11, magic=0), False),
        (b"", False),
        (database(11)[:5000][:4100], False),
        (b"\xff" * 9000, False),
    ],
)
def test_a_copy_of_the_file_that_etcd_works_on_is_no_snapshot(head: bytes, saved: bool) -> None:  # noqa: FBT001 - a case of the table
    """Whatever checksum is put behind it; etcd 3.6.6 and bbolt 1.4 write snapshots so."""
    assert was_saved(head) == saved


HASH = '{"hash":8699225,"hashRevision":6,"compactRevision":-1}'
LIVE = '[{"HashKV":{"hash":8699225,"compact_revision":-1,"hash_revision":6}}]'


class Hashes(NodeReader):
    """A machine whose etcdutl and etcdctl tell hashes."""

    def __init__(self, saved: str, live: str) -> None:
        super().__init__([])
        self._told = {"etcdctl": live}
        self._saved = saved
        self.asked: list[tuple[str, ...]] = []

    def read(self, *argv: str, seconds: float = 0) -> Ran:
        """What is written down, for questions that graders may ask."""
        require_reading(argv)
        assert seconds >= 0
        self.asked.append(argv)
        return Ran(0, self._told[argv[0]].encode(), b"")

    def script(self, text: str, *arguments: str, seconds: float = 0) -> Ran:
        """The snapshot's hash."""
        assert "etcdutl hashkv" in text
        assert (arguments, seconds > 0) == (("/s.db", "6"), True)
        return Ran(0, self._saved.encode(), b"")


@pytest.mark.parametrize(
    ("saved", "live", "agrees"),
    [
        (HASH, LIVE, True),
        (HASH, LIVE.replace("8699225", "1"), False),
        (HASH, LIVE.replace("-1", "5"), None),
        (HASH, "null", None),
        (HASH, "Error: context deadline exceeded", None),
        ("[]", LIVE, None),
        ("{}", "[{}]", None),
    ],
)
def test_a_snapshot_is_compared_with_the_store(saved: str, live: str, agrees: bool | None) -> None:  # noqa: FBT001 - a case of the table
    """All its keys and values, at its revision, by the hash that etcd computes of both."""
    machine = Hashes(saved, live)
    options = {
        "listen-client-urls": "https://127.0.0.1:2379,https://x:1",
        "cert-file": "/pki/a.crt",
    }
    assert agrees_with_store(machine, "/s.db", 6, 41, options) is agrees
    assert "--endpoints=https://127.0.0.1:2379" in machine.asked[0]
    assert "--cert=/proc/41/root/pki/a.crt" in machine.asked[0]
    assert agrees_with_store(machine, "/s.db", 6, 41, {}) is agrees


def test_uids_are_found_in_the_bytes_at_once(reader: NodeReader, tmp_path: Path) -> None:
    """However many, each as a whole."""
    saved = tmp_path / "snapshot.db"
    saved.write_bytes(b"\0\x12$4f1c-77aa2\0*\t4f1c-77ab\x1a4f1c-7")
    found = among(reader, str(saved), ["4f1c-77aa", "4f1c-77ab", "4f1c-77ac", "none", "-e"])
    assert found == {"4f1c-77aa", "4f1c-77ab"}


@pytest.mark.parametrize("said", ["Error: snapshot file integrity check failed", "{}", "[1]", ""])
def test_what_etcdutl_can_not_read_is_told(said: str) -> None:
    """A learner reads why the file is no snapshot."""
    found = saved_snapshot(Told(f"{'ab' * 32}\n{'cd' * 32}\n{said}\n"), "/s.db")
    assert found is not None
    assert found.fault
    assert (found.whole, found.revision) == (False, 0)


def test_a_directory_is_the_same_by_whatever_way(reader: NodeReader, tmp_path: Path) -> None:
    """A mount in a container has another name and the same place."""
    here, there = tmp_path / "here", tmp_path / "there"
    here.mkdir()
    there.mkdir()
    (tmp_path / "link").symlink_to(here)
    assert place(reader, str(here)) == place(reader, str(tmp_path / "link")) != ""
    assert place(reader, f"/proc/self/root{here}") == place(reader, str(here))
    assert place(reader, str(here)) != place(reader, str(there))
    assert place(reader, str(tmp_path / "none")) == ""


def test_a_restored_directory_is_known_by_its_log(reader: NodeReader, tmp_path: Path) -> None:
    """Not by a file that a restore leaves as well, and that anybody can make."""
    log = tmp_path / "member/wal/0000000000000000-0000000000000000.wal"
    log.parent.mkdir(parents=True)
    snapshot = tmp_path / "member/snap/0000000000000001-0000000000000001.snap"
    snapshot.parent.mkdir()
    snapshot.write_bytes(b"")
    assert not was_restored(reader, str(tmp_path))
    log.write_bytes((LOGS / "etcd-began-empty.wal").read_bytes())
    reader.forget()
    assert not was_restored(reader, str(tmp_path))
    log.write_bytes((LOGS / "etcd-restored.wal").read_bytes() + bytes(10_000))
    snapshot.unlink()
    reader.forget()
    assert was_restored(reader, str(tmp_path))
