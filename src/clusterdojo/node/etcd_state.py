"""etcd as a node shows it: the files that it keeps, and the snapshots that were saved of it."""

import json
import struct
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from clusterdojo.node.etcd_log import raft_snapshots
from clusterdojo.node.reader import NodeReader

STATUS_SECONDS = 20.0
HASH_BYTES = 32  # `snapshot save` puts the sha256 of the database behind it
FIRST_LOG = "member/wal/0000000000000000-0000000000000000.wal"
HEAD_BYTES = 4096  # of a log: what a restore writes is a tenth of that

META = struct.Struct("<IIIIQQQQQQ")  # of bbolt, behind a page's header
PAGE_HEADER, MAGIC = 16, 0xED0CDAED
LARGEST_PAGE = 65536

READ = """
[ -f "$1" ] || exit 1
head -c -32 -- "$1" | sha256sum | cut -d ' ' -f 1
tail -c 32 -- "$1" | od -A n -v -t x1 | tr -d ' \\n'
printf '\\n'
etcdutl snapshot status "$1" --write-out=json 2>&1
"""
# Each of the words that follow, once, if the file has it. As lines of text, every grep finds it.
AMONG = """
file=$1
shift
tr -c '[:alnum:]_-' '\\n' <"$file" | grep -F -o -e "$(printf '%s\\n' "$@")" | sort -u
"""
# `etcdutl hashkv` (3.6.6) opens its file for writing, and panics where that is read-only: it gets a
# copy, in memory that nobody else sees.
HASH = """
exec 9<"$1" || exit 1
unshare -m sh -c 'mount -t tmpfs -o size=1g none /mnt && cat <&9 >/mnt/saved.db &&
    etcdutl hashkv /mnt/saved.db --rev="$1" --write-out=json' sh "$2"
"""
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
        saved: Whether etcd wrote it at one moment. A copy of the file that etcd works on has been
            written by two transactions, whatever checksum somebody has put behind it.
        fault: Why it is no database; empty if it is one.
    """

    path: str
    whole: bool = False
    hash: str = ""
    revision: int = 0
    keys: int = 0
    saved: bool = False
    fault: str = ""


def saved_snapshot(reader: NodeReader, path: str) -> SavedSnapshot | None:
    """The snapshot in a file, or None if the file does not exist."""
    reader.genuine("etcdutl")
    ran = reader.script(READ, path, seconds=STATUS_SECONDS)
    computed, _, rest = ran.text.partition("\n")
    trailer, _, said = rest.partition("\n")
    if not computed:
        return None
    whole = len(trailer) == 2 * HASH_BYTES and trailer == computed
    try:
        told = json.loads(said)
        return SavedSnapshot(
            path, whole, f"{told['hash']:08x}", int(told["revision"]), int(told["totalKey"]),
            was_saved(reader.read("head", "-c", str(2 * LARGEST_PAGE), "--", path).out),
        )  # fmt: skip
    except (ValueError, KeyError, TypeError):
        last = (said.strip().splitlines() or ["it is empty"])[-1]
        return SavedSnapshot(path, whole, fault=last[:200])


def was_saved(head: bytes) -> bool:
    """Whether a database was written at once, as bbolt's Tx.WriteTo does for a snapshot.

    It has two pages that tell where all others are. In a snapshot both tell the same, of two
    transactions in a row; in the file that etcd works on, each tells what one of them has left.

    Args:
        head: How the file begins.
    """
    try:
        first = META.unpack_from(head, PAGE_HEADER)
        size = first[2]
        second = META.unpack_from(head, size + PAGE_HEADER)
    except struct.error:
        return False
    (_, _, _, _, root, sequence, free, pages, transaction, _) = first
    return (
        first[0] == second[0] == MAGIC
        and (root, sequence, free, pages) == second[4:8]
        and second[8] == transaction - 1
    )


def agrees_with_store(
    reader: NodeReader, path: str, revision: int, pid: int, options: Mapping[str, str]
) -> bool | None:
    """Whether a snapshot has exactly what the store had at the snapshot's revision.

    Both are asked for a hash over all keys and values up to there.

    Args:
        reader: The machine of etcd.
        path: The snapshot.
        revision: Its revision.
        pid: The process of etcd, whose certificates are a way in.
        options: Its options by name.

    Returns:
        None where they can't be compared: the store has forgotten older values since, as it does
        every five minutes, or does not answer.
    """
    reader.genuine("etcdutl")
    saved = reader.script(HASH, path, str(revision), seconds=STATUS_SECONDS)
    root = f"/proc/{pid}/root"
    live = reader.read(
        "etcdctl", "endpoint", "hashkv", f"--rev={revision}", "--write-out=json",
        f"--endpoints={_url(options)}", "--command-timeout=5s",
        *(f"--{flag}={root}{options[name]}" for flag, name in WAY_IN.items() if name in options),
    )  # fmt: skip
    try:
        mine = json.loads(saved.text)
        ours = json.loads(live.text)[0]["HashKV"]
        if mine["compactRevision"] != ours["compact_revision"]:
            return None
        return bool(mine["hash"] == ours["hash"])
    except (ValueError, KeyError, TypeError, IndexError):
        return None


WAY_IN = {"cacert": "trusted-ca-file", "cert": "cert-file", "key": "key-file"}


def _url(options: Mapping[str, str]) -> str:
    """Where etcd listens on its own machine."""
    urls = [url.strip() for url in options.get("listen-client-urls", "").split(",")]
    port = urls[0].rpartition(":")[2] if urls[0] else "2379"
    scheme = "http" if urls[0].startswith("http:") else "https"
    return f"{scheme}://127.0.0.1:{port}"


def among(reader: NodeReader, path: str, texts: Sequence[str]) -> set[str]:
    """Those of the texts, such as UIDs of objects, that a database has in any of its revisions."""
    return set(reader.script(AMONG, path, *texts).text.split())


def was_restored(reader: NodeReader, directory: str) -> bool:
    """Whether a data directory was made by a restore.

    Its log begins with a Raft snapshot at the index 1, which holds the new membership; an etcd that
    began empty takes its first one thousands of entries later. The file in member/snap that a
    restore writes as well is no proof: anybody can make one, and etcd removes it after some hours.
    """
    head = reader.read("head", "-c", str(HEAD_BYTES), "--", f"{directory}/{FIRST_LOG}")
    return 1 in raft_snapshots(head.out)


def place(reader: NodeReader, path: str) -> str:
    """Device and inode of a path, the same for all ways to it; "" where there is nothing."""
    return reader.script(PLACE, path).text.strip()


def open_databases(reader: NodeReader, pid: int) -> list[str]:
    """Device and inode of each of etcd's databases that a process has open, as of `place`."""
    return reader.script(OPEN, str(pid)).text.split()
