"""Debian packages, written without Debian's tools: an archive of two tar files.

What goes in is known to the byte, machines without dpkg can make one, and so can fast tests.
"""

import gzip
import hashlib
import io
import shutil
from pathlib import Path
from typing import IO, NamedTuple

from clusterdojo.binaries import machine
from clusterdojo.images import _tar

LEVEL = 1
"""Of gzip: what more saves little and takes several times as long."""

BLOCK = 1 << 20


class Package(NamedTuple):
    """A package to be: programs in /usr/bin, and what apt is told of them."""

    name: str
    version: str
    """With Debian's revision, such as "1.35.4-1.1"."""
    programs: dict[str, Path]
    """By their name in /usr/bin."""
    description: str
    """One line."""
    depends: tuple[str, ...] = ()

    @property
    def file_name(self) -> str:
        """As repositories call the file."""
        return f"{self.name}_{self.version}_{machine()[1]}.deb"


def control(package: Package) -> str:
    """What the package says of itself, which is also its entry in a repository's index.

    Raises:
        OSError: A program can't be read.
    """
    size = sum(program.stat().st_size for program in package.programs.values())
    fields = {
        "Package": package.name,
        "Version": package.version,
        "Architecture": machine()[1],
        "Maintainer": "the contributors of clusterdojo <root@localhost>",
        "Installed-Size": str(-(-size // 1024)),
        "Depends": ", ".join(package.depends),
        "Section": "admin",
        "Priority": "optional",
        "Description": package.description,
    }
    return "".join(f"{name}: {value}\n" for name, value in fields.items() if value)


def write(package: Package, target: Path, *, compressed: bool = True) -> None:
    """Write the package to the file `target`; `compressed` pays where it is kept.

    Raises:
        OSError: A program can't be read, or the file not be written.
    """
    # dpkg compares installed files with these (`dpkg --verify`).
    sums = "".join(f"{_md5(file)}  usr/bin/{name}\n" for name, file in package.programs.items())
    about = {"control": _tar.File(control(package).encode()), "md5sums": _tar.File(sums.encode())}
    files = {f"usr/bin/{name}": _tar.File(file, 0o755) for name, file in package.programs.items()}
    plain, packed = target.with_suffix(".tar"), target.with_suffix(".tar.gz")
    try:
        with target.open("wb") as deb:
            deb.write(b"!<arch>\n")
            _member(deb, "debian-binary", io.BytesIO(b"2.0\n"), 4)
            for name, tree in (("control.tar", about), ("data.tar", files)):
                _tar.write(tree, plain)
                member, suffix = plain, ""
                if compressed:
                    _compress(plain, packed)
                    member, suffix = packed, ".gz"
                with member.open("rb") as content:
                    _member(deb, name + suffix, content, member.stat().st_size)
    finally:
        plain.unlink(missing_ok=True)
        packed.unlink(missing_ok=True)


def _member(deb: IO[bytes], name: str, content: IO[bytes], size: int) -> None:
    """One file in the archive, whose format is ar's."""
    deb.write(f"{name:<16}{_tar.TIME:<12}{0:<6}{0:<6}{'100644':<8}{size:<10}`\n".encode())
    shutil.copyfileobj(content, deb, BLOCK)
    deb.write(b"\n" * (size % 2))


def _compress(plain: Path, packed: Path) -> None:
    with (
        plain.open("rb") as content,
        packed.open("wb") as file,
        gzip.GzipFile("", "wb", LEVEL, file, mtime=_tar.TIME) as zipped,
    ):
        shutil.copyfileobj(content, zipped, BLOCK)


def _md5(file: Path) -> str:
    with file.open("rb") as content:
        return hashlib.file_digest(content, lambda: hashlib.md5(usedforsecurity=False)).hexdigest()
