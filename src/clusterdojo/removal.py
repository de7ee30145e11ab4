"""Removing folders in which somebody else had a free hand: never through a link or a mount.

Whatever mode a file or a folder has, it goes; an attribute that forbids that is taken away where
this user may do so. For everything else the error says what to do.
"""

import contextlib
import errno
import fcntl
import os
import secrets
import shlex
import stat
import struct
from collections.abc import Callable
from functools import partial
from pathlib import Path

from clusterdojo.errors import StateError
from clusterdojo.mountinfo import mounts

MOUNTS = Path("/proc/self/mountinfo")
FOLDER = os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC
# Of Linux: what chattr reads and writes, and the attributes that forbid removal.
GET_FLAGS, SET_FLAGS = 0x80086601, 0x40086602
IMMUTABLE, APPEND_ONLY = 0x10, 0x20


def empty(folder: Path) -> None:
    """Remove all that is in a folder; it stays itself, for a shell may stand in it.

    A link or a file in its place is removed, and nothing behind it is touched. Afterwards there is
    an empty folder, or none.

    Raises:
        StateError: Something can't be removed. The error names it, and says what to do; all else is
            removed. If a file system is mounted in the folder, nothing is.
    """
    if found := mounts_in(folder):
        raise StateError(
            f"A file system is mounted at {found[-1]}, and nothing behind it may be removed.",
            f"Unmount it with `sudo umount {shlex.quote(str(found[-1]))}`, then try again.",
        )
    try:
        if folder.is_symlink() or not folder.is_dir():
            folder.unlink(missing_ok=True)
            return
        open_up(folder)
        descriptor = os.open(folder, FOLDER)
        try:
            _Emptying(folder, descriptor).all()
        finally:
            os.close(descriptor)
    except OSError as error:
        raise _explained(folder, error) from error


def remove(folder: Path) -> None:
    """Remove a folder with all that is in it; nothing happens if there is none.

    Raises:
        StateError: As in `empty`.
    """
    empty(folder)
    try:
        _free(folder.rmdir, folder, folder.parent)
    except OSError as error:
        raise _explained(folder, error) from error


def unlink(path: Path) -> None:
    """Remove a file, or a link; nothing happens if there is none.

    Raises:
        StateError: It can't be removed. The error says what to do.
    """
    try:
        _free(path.unlink, path, path.parent)
    except OSError as error:
        raise _explained(path, error) from error


def open_up(folder: Path) -> None:
    """Let this user read, enter and change a folder of their own; others stay as they are."""
    with contextlib.suppress(OSError):
        mode = stat.S_IMODE(folder.lstat().st_mode)
        if mode & stat.S_IRWXU != stat.S_IRWXU and not folder.is_symlink():
            _free(lambda: folder.chmod(mode | stat.S_IRWXU), folder)


class _Emptying:
    """Removes what is in a folder, however deep: what is in a folder in it moves up first.

    So no path grows long, and no link that is put there meanwhile is followed.
    """

    def __init__(self, folder: Path, descriptor: int) -> None:
        self._folder = folder
        self._top = descriptor
        self._places: dict[str, Path] = {}  # where what has moved up was, for messages
        self._failed: dict[str, StateError] = {}

    def all(self) -> None:
        """Remove all that can be removed, then raise what could not."""
        while names := [e for e in self._entries(self._top) if e[0] not in self._failed]:
            for name, is_folder in names:
                place = self._places.pop(name, self._folder / name)
                try:
                    self._remove(name, place, is_folder=is_folder)
                except OSError as error:
                    self._failed[name] = _explained(self._folder / name, error, place)
        for problem in self._failed.values():
            raise problem

    def _remove(self, name: str, place: Path, *, is_folder: bool) -> None:
        if not is_folder:
            self._free(lambda: os.unlink(name, dir_fd=self._top), name)
            return
        open_up(self._folder / name)
        descriptor = os.open(name, FOLDER, dir_fd=self._top)
        try:
            for inner, is_inner_folder in self._entries(descriptor):
                here = self._folder / name / inner
                if is_inner_folder:
                    open_up(here)  # its entry for the folder above changes
                new = f"{len(self._places)}-{secrets.token_hex(8)}"
                move = partial(os.rename, inner, new, src_dir_fd=descriptor, dst_dir_fd=self._top)
                _free(move, here, here.parent, self._folder)
                self._places[new] = place / inner
        finally:
            os.close(descriptor)
        self._free(lambda: os.rmdir(name, dir_fd=self._top), name)

    def _free(self, act: Callable[[], object], name: str) -> None:
        _free(act, self._folder / name, self._folder)

    @staticmethod
    def _entries(descriptor: int) -> list[tuple[str, bool]]:
        with os.scandir(descriptor) as entries:
            return [(entry.name, entry.is_dir(follow_symlinks=False)) for entry in entries]


def mounts_in(folder: Path) -> list[Path]:
    """Where file systems are mounted in a folder, or on it; nothing on systems without /proc."""
    try:
        text = MOUNTS.read_text(encoding="utf-8", errors="surrogateescape")
    except OSError:
        return []
    real = folder.parent.resolve() / folder.name  # a link is removed, and not what it leads to
    places = (Path(mount.place) for mount in mounts(text))
    return sorted({place for place in places if place.is_relative_to(real)})


def _free(act: Callable[[], object], *paths: Path) -> None:
    """Remove or move something; if an attribute of these paths forbids that, without it."""
    try:
        act()
    except FileNotFoundError:
        return
    except PermissionError:
        for path in paths:
            _without_attributes(path)
        act()


def _without_attributes(path: Path) -> None:
    """Take away what `chattr +i` or `chattr +a` gave, if this user may."""
    kind = path.lstat().st_mode
    if not (stat.S_ISREG(kind) or stat.S_ISDIR(kind)):
        return
    with contextlib.suppress(OSError):
        descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_NOFOLLOW | os.O_CLOEXEC)
        try:
            (flags,) = struct.unpack("i", fcntl.ioctl(descriptor, GET_FLAGS, b"\0" * 4))
            kept = flags & ~(IMMUTABLE | APPEND_ONLY)
            fcntl.ioctl(descriptor, SET_FLAGS, struct.pack("i", kept))
        finally:
            os.close(descriptor)


def _explained(path: Path, error: OSError, was: Path | None = None) -> StateError:
    place = shlex.quote(str(path))
    if error.errno == errno.EBUSY:
        do = f"Unmount it with `sudo umount {place}`, then try again."
    elif error.errno in {errno.EPERM, errno.EACCES}:
        do = (
            f"Remove it with `sudo chattr -R -i -a {place}` and "
            f"`sudo rm -rf --one-file-system {place}`, then try again."
        )
    else:
        do = "Remove it by hand, then try again."
    return StateError(f"{was or path} can't be removed: {error.strerror}.", do)
