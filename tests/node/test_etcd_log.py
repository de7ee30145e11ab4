"""How a store of etcd began, by its log: two beginnings as etcd 3.6.6 and etcdutl wrote them."""

from pathlib import Path

import pytest

from clusterdojo.node.etcd_log import raft_snapshots

LOGS = Path(__file__).parent / "testdata"
RESTORED = (LOGS / "etcd-restored.wal").read_bytes()
EMPTY = (LOGS / "etcd-began-empty.wal").read_bytes()


def test_a_restored_store_begins_with_a_snapshot() -> None:
    """Both begin at 0; a restore puts one at 1 behind it."""
    assert raft_snapshots(RESTORED) == [0, 1]
    assert raft_snapshots(EMPTY) == [0]


@pytest.mark.parametrize("length", range(0, len(RESTORED), 7))
def test_half_a_log_tells_what_it_has(length: int) -> None:
    """Wherever it is cut off."""
    assert raft_snapshots(RESTORED[:length]) in ([], [0], [0, 1])


@pytest.mark.parametrize(
    "log", [b"", b"\0" * 64, b"no log at all, but text", b"\x03\0\0\0\0\0\0\0\x08\x05\x1d"]
)
def test_what_is_no_log_tells_nothing(log: bytes) -> None:
    """Nor does it end in an error."""
    assert raft_snapshots(log) == []
