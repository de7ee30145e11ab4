"""Tar files with the same bytes for the same content: names in order, one owner, one time."""

import io
import tarfile
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

TIME = 1735689600


class File(NamedTuple):
    """A file to be: its content, from memory or from a file, and its mode."""

    content: bytes | Path
    mode: int = 0o644


class Link(NamedTuple):
    """A symbolic link to be."""

    target: str


class Directory(NamedTuple):
    """A directory to be; those above a file need no mention."""

    mode: int = 0o755


Tree = Mapping[str, File | Link | Directory]
"""Entries by their path, without a leading slash."""


def write(tree: Tree, target: Path) -> None:
    """Write `tree` to the tar file `target`.

    Raises:
        OSError: A file can't be read, or the tar file not be written.
    """
    parents = {
        str(parent): Directory()
        for path in tree
        for parent in Path(path).parents
        if str(parent) != "."
    }
    with tarfile.open(target, "w", format=tarfile.PAX_FORMAT) as tar:
        for path, entry in sorted((parents | dict(tree)).items()):
            _add(tar, path, entry)


def _add(tar: tarfile.TarFile, path: str, entry: File | Link | Directory) -> None:
    info = tarfile.TarInfo(path)
    info.mtime = TIME
    match entry:
        case Directory(mode):
            info.type, info.mode = tarfile.DIRTYPE, mode
            tar.addfile(info)
        case Link(link):
            info.type, info.linkname = tarfile.SYMTYPE, link
            tar.addfile(info)
        case File(bytes() as content, mode):
            info.size, info.mode = len(content), mode
            tar.addfile(info, io.BytesIO(content))
        case File(Path() as content, mode):
            info.size, info.mode = content.stat().st_size, mode
            with content.open("rb") as file:
                tar.addfile(info, file)
