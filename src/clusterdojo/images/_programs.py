"""The suite's own small programs in images, built from their source in this package."""

import hashlib
import shutil
from pathlib import Path

from clusterdojo import paths
from clusterdojo.binaries import go
from clusterdojo.errors import ImageError
from clusterdojo.files import unwritable
from clusterdojo.progress import Progress

SOURCE = Path(__file__).parent / "programs"
GO = "1.24"


def key() -> str:
    """Names the source."""
    sha256 = hashlib.sha256()
    for file in sorted(SOURCE.rglob("*.*")):
        sha256.update(f"{file.relative_to(SOURCE)}\0".encode() + file.read_bytes())
    return sha256.hexdigest()[:12]


def require(progress: Progress) -> dict[str, Path]:
    """The binary of each program, static, built if it is not there. Under the lock only.

    Raises:
        ImageError: The build fails.
        RuntimeUnavailableError: There is no Go and none can be had.
        StateError: The cache can't be written.
    """
    home = paths.cache_dir() / "images" / f"programs-{key()}"
    names = sorted(file.parent.name for file in SOURCE.glob("*/main.go"))
    if not home.is_dir():
        _build(home, progress)
    return {name: home / name for name in names}


def _build(home: Path, progress: Progress) -> None:
    progress.stage("building the web server and pause")
    part = home.with_name(".programs.part")
    try:
        shutil.rmtree(part, ignore_errors=True)
        part.mkdir(parents=True)
        if said := go.build(SOURCE, part, GO, progress):
            raise ImageError(
                f"The programs in {SOURCE} don't build:\n{said}",
                "Remove the directory go/ in the suite's cache, and try again.",
            )
        part.replace(home)
    except OSError as error:
        raise unwritable(home, error) from error
    finally:
        shutil.rmtree(part, ignore_errors=True)
