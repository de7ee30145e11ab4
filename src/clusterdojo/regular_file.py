"""Reading a file that somebody else left there: a regular one, without waiting, and only so much.

What lies under a name may be a pipe without a writer, a device, a link to a file of the kernel that
never ends, or a file of gigabytes. None of them keeps the reader waiting.
"""

import errno
import os
import stat
from pathlib import Path

from clusterdojo.mountinfo import mounts

# What the kernel makes up: reading it may wait for ever, or act on the machine.
MADE_UP = frozenset({
    "autofs", "binfmt_misc", "bpf", "cgroup", "cgroup2", "configfs", "debugfs", "devpts",
    "devtmpfs", "efivarfs", "fusectl", "hugetlbfs", "mqueue", "proc", "pstore", "rpc_pipefs",
    "securityfs", "selinuxfs", "sysfs", "tracefs",
})  # fmt: skip
MOUNTS = Path("/proc/self/mountinfo")
PART = 1_000_000
_kinds: dict[str, str] = {}  # of file systems by their devices, as far as they were asked for


class NotReadError(Exception):
    """The file can't be read; the text says why, beginning with a verb: "is a folder".

    Attributes:
        missing: Whether nothing is there, not even a link.
    """

    def __init__(self, why: str, *, missing: bool = False) -> None:
        super().__init__(why)
        self.missing = missing


def read(path: Path, most: int) -> bytes:
    """The content of a regular file; links are followed.

    Args:
        path: The file.
        most: Bytes.

    Raises:
        NotReadError: There is none, it is something else, it is larger, or it can't be read.
    """
    try:
        _require_regular(path.stat())  # opening a device may act on it
        descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_NOCTTY | os.O_CLOEXEC)
    except OSError as error:
        raise _explained(path, error) from error
    try:
        _require_regular(os.fstat(descriptor))  # it may be another one by now
        return _content(descriptor, most)
    except OSError as error:
        raise _explained(path, error) from error
    finally:
        os.close(descriptor)


def _content(descriptor: int, most: int) -> bytes:
    parts, left = [], most + 1
    if os.fstat(descriptor).st_size > most:
        left = 0
    while left and (part := os.read(descriptor, min(left, PART))):
        parts.append(part)
        left -= len(part)
    if not left:
        raise NotReadError(f"is larger than {size(most)}")
    return b"".join(parts)


def size(number: int) -> str:
    """A number of bytes in words."""
    return f"{number // 1_000_000} MB" if number >= PART else f"{number // 1000} kB"


def _require_regular(found: os.stat_result) -> None:
    kinds = (
        (stat.S_ISDIR, "is a folder, not a file"),
        (stat.S_ISFIFO, "is a named pipe, not a file"),
        (stat.S_ISSOCK, "is a socket, not a file"),
        (stat.S_ISCHR, "is a device, not a file"),
        (stat.S_ISBLK, "is a device, not a file"),
    )
    for is_kind, told in kinds:
        if is_kind(found.st_mode):
            raise NotReadError(told)
    if _is_made_up(found):
        raise NotReadError("leads to a file of the kernel's")


def _is_made_up(found: os.stat_result) -> bool:
    """Whether the kernel makes the file up when it is read."""
    device = f"{os.major(found.st_dev)}:{os.minor(found.st_dev)}"
    if device not in _kinds:
        _kinds.update(_mounts())
    return _kinds.get(device) in MADE_UP


def _mounts() -> dict[str, str]:
    """The kind of each mounted file system by its device; none on systems without that file."""
    try:
        text = MOUNTS.read_text(encoding="utf-8", errors="replace")
    except OSError:
        return {}
    return {mount.device: mount.kind for mount in mounts(text)}


def _explained(path: Path, error: OSError) -> NotReadError:
    if error.errno in {errno.ENOENT, errno.ENOTDIR, errno.ELOOP}:
        try:
            path.lstat()
        except OSError:
            return NotReadError("does not exist", missing=True)
        return NotReadError("is a link that leads nowhere")
    return NotReadError(f"can't be read: {error.strerror}{_closed(path, error)}")


def _closed(path: Path, error: OSError) -> str:
    """Which folder above it may not be entered, if it is that."""
    if error.errno != errno.EACCES:
        return ""
    closed = [one for one in reversed(path.parents) if not os.access(one, os.X_OK)]
    return f" (the folder {closed[0].name} may not be entered)" if closed else ""
