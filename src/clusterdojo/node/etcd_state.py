"""etcd as a node shows it: the files that it keeps, and the snapshots that were saved of it."""

import json
from dataclasses import dataclass

from clusterdojo.node.etcd_log import raft_snapshots
from clusterdojo.node.reader import NodeReader

STATUS_SECONDS = 20.0
HASH_BYTES = 32  # `snapshot save` puts the sha256 of the database behind it
FIRST_LOG = "member/wal/0000000000000000-0000000000000000.wal"
HEAD_BYTES = 4096  # of a log: what a restore writes is a tenth of that

READ = """
[ -f "$1" ] || exit 1
head -c -32 -- "$1" | sha256sum | cut -d ' ' -f 1
tail -c 32 -- "$1" | od -A n -v -t x1 | tr -d ' \\n'
printf '\\n'
etcdutl snapshot status "$1" --write-out=json 2>&1
"""
CONTAINS = 'grep -a -q -F -e "$2" -- "$1"'
# However etcd was told its directory: what it has open is the database that it uses.
OPEN = """
for file in /proc/"$1"/fd/*; do
    case $(readlink -- "$file") in */member/snap/db) stat -L -c %d:%i -- "$file";; esac
done
"""
PLACE = 'stat -L -c %d:%i -- "$1"'


@dataclass(frozen=True)
class SavedSnapshot:
    """A file that `etcdctl snapshot save` has written, or that pretends to be one.

    Attributes:
        path: Where it is.
        whole: Whether the checksum at its end is that of what stands before it.
        hash: What `etcdutl snapshot status` says, as 8 hexadecimal digits.
        revision: The store's, when it was saved.
        keys: How many the store had.
        fault: Why it is no database; empty if it is one.
    """

    path: str
    whole: bool = False
    hash: str = ""
    revision: int = 0
    keys: int = 0
    fault: str = ""


def saved_snapshot(reader: NodeReader, path: str) -> SavedSnapshot | None:
    """The snapshot in a file, or None if the file does not exist."""
    ran = reader.script(READ, path, seconds=STATUS_SECONDS)
    computed, _, rest = ran.text.partition("\n")
    trailer, _, said = rest.partition("\n")
    if not computed:
        return None
    whole = len(trailer) == 2 * HASH_BYTES and trailer == computed
    try:
        told = json.loads(said)
        return SavedSnapshot(
            path, whole, f"{told['hash']:08x}", int(told["revision"]), int(told["totalKey"])
        )
    except (ValueError, KeyError, TypeError):
        last = (said.strip().splitlines() or ["it is empty"])[-1]
        return SavedSnapshot(path, whole, fault=last[:200])


def was_restored(reader: NodeReader, directory: str) -> bool:
    """Whether a data directory was made by a restore.

    Its log begins with a Raft snapshot at the index 1, which holds the new membership; an etcd that
    began empty takes its first one thousands of entries later. The file in member/snap that a
    restore writes as well is no proof: anybody can make one, and etcd removes it after some hours.
    """
    head = reader.read("head", "-c", str(HEAD_BYTES), "--", f"{directory}/{FIRST_LOG}")
    return 1 in raft_snapshots(head.out)


def contains(reader: NodeReader, path: str, text: str) -> bool:
    """Whether a database holds a text, such as an object's UID, in any of its revisions."""
    return reader.script(CONTAINS, path, text).code == 0


def place(reader: NodeReader, path: str) -> str:
    """Device and inode of a path, the same for all ways to it; "" where there is nothing."""
    return reader.script(PLACE, path).text.strip()


def open_databases(reader: NodeReader, pid: int) -> list[str]:
    """Device and inode of each of etcd's databases that a process has open, as of `place`."""
    return reader.script(OPEN, str(pid)).text.split()
