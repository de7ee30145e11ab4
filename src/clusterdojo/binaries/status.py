"""What is there of each component, and where it came from."""

from pathlib import Path
from typing import NamedTuple

from clusterdojo.binaries import _store
from clusterdojo.binaries._lock import DEFAULT_KUBERNETES, component, known
from clusterdojo.binaries._require import given


class BinaryStatus(NamedTuple):
    """One component as it is on this machine."""

    name: str
    version: str
    source: str
    """`user`, `official`, `built`, `image` (out of a node image), or `missing`."""
    locked: bool
    """Whether the lock file's own sum vouched for the download, or go.sum for the build."""
    size: int
    """Bytes."""
    path: Path | None


def status(kubernetes: str = DEFAULT_KUBERNETES) -> list[BinaryStatus]:
    """All components at the versions that `kubernetes` wants; fetches nothing.

    Raises:
        UsageError: The version is none.
        RuntimeUnavailableError: The user's own directory can't be used.
    """
    rows = []
    for name in known():
        one = component(name, kubernetes)
        record = _store.record(one)
        if path := given(one):
            row = BinaryStatus(name, "", "user", locked=False, size=path.stat().st_size, path=path)
        elif record and (path := _store.lookup(one)):
            # A build is held to go.sum, which is part of the lock.
            locked = record.locked or record.source == "built"
            row = BinaryStatus(name, one.version, record.source, locked, record.size, path)
        else:
            row = BinaryStatus(name, one.version, "missing", locked=False, size=0, path=None)
        rows.append(row)
    return rows
