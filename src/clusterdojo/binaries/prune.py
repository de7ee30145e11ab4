"""Free what the lock no longer names, and on request what builds left behind."""

import shutil
from pathlib import Path

from clusterdojo.binaries import _goenv, _install, _store, _toolchain
from clusterdojo.binaries._exclusive import exclusively
from clusterdojo.binaries._lock import locked, table
from clusterdojo.progress import Progress, Silent

SILENT = Silent()


def prune(*, builds: bool = False, progress: Progress = SILENT) -> int:
    """Remove binaries that no Kubernetes version on offer wants, and leftovers of killed runs.

    With `builds` Go's caches and the fetched toolchain go too; the next build starts from nothing.

    Returns:
        The bytes freed.

    Raises:
        StateError: The cache can't be written.
    """
    with exclusively(progress):
        freed = _install.sweep()
        wanted = locked()
        for directory in _store.home().glob("*/*/"):
            if (directory.parent.name, directory.name) not in wanted:
                freed += remove(directory)
        for directory in _store.home().glob("*/"):
            if not any(directory.iterdir()):
                directory.rmdir()
        for toolchain in _toolchain.home().glob("*/"):
            if toolchain.name != table()["toolchain"]["version"]:
                freed += remove(toolchain)
        if builds:
            freed += remove(_goenv.home())
    return freed


def remove(directory: Path) -> int:
    """Delete `directory` and all in it; returns the bytes freed."""
    size = usage(directory)
    shutil.rmtree(directory, ignore_errors=True)
    return size - usage(directory)


def usage(directory: Path) -> int:
    """The bytes that the files under `directory` hold."""
    return sum(file.lstat().st_size for file in directory.rglob("*") if not file.is_dir())
