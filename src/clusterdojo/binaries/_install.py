"""Putting binaries into the cache and taking bad ones out. All of it under the lock only."""

import contextlib
import hashlib
import json
import os
import shutil
from pathlib import Path

from clusterdojo.binaries import _store
from clusterdojo.binaries._lock import Component
from clusterdojo.errors import StateError
from clusterdojo.files import unwritable, write_atomically
from clusterdojo.progress import Progress

PARTIAL = ".part"
"""How the name of a file ends that is still being written."""


def verified(component: Component, progress: Progress) -> Path | None:
    """The cached binary if it is what was installed, reading all of it where there is doubt.

    One that is not is thrown away.

    Raises:
        StateError: The cache can't be read or written.
    """
    if path := _store.lookup(component):
        return path
    path, known = _store.place(component), _store.record(component)
    if not path.exists():
        return None
    if known is not None and digest(path) == known.sha256:
        # Copied or touched, but the same bytes: trust its new looks from now on.
        _write_record(component, known.sha256, known.source, known.origin, locked=known.locked)
        return path
    if known is not None:
        progress.note(f"the cached binary of {component} was corrupt and is fetched again")
    path.unlink(missing_ok=True)
    return None


def install(
    component: Component, file: Path, *, source: str, origin: str, locked: bool = False
) -> Path:
    """Move `file`, on the same file system, into the cache as the binary of `component`.

    Raises:
        StateError: The cache can't be written (disk full, no permission).
    """
    path = _store.place(component)
    sha256 = digest(file)
    try:
        file.chmod(0o755)
        path.parent.mkdir(parents=True, exist_ok=True)
        # The record follows the binary: a binary without one counts as not installed.
        _store.record_file(component).unlink(missing_ok=True)
        file.replace(path)
    except OSError as error:
        raise unwritable(path, error) from error
    _write_record(component, sha256, source, origin, locked=locked)
    return path


def partial(component: Component) -> Path:
    """A file beside the place of `component`, to be written and then installed.

    Raises:
        StateError: Its directory can't be made.
    """
    path = _store.place(component)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise unwritable(path, error) from error
    return path.with_name(f".{component.name}.{os.getpid()}{PARTIAL}")


def unfinished() -> Path:
    """The directory for what a build makes, on the cache's own file system."""
    return _store.home() / ".build"


def sweep() -> int:
    """Remove what killed runs left; returns the bytes freed."""
    freed = 0
    if unfinished().exists():
        freed += sum(file.stat().st_size for file in unfinished().iterdir())
        shutil.rmtree(unfinished(), ignore_errors=True)
    for leftover in _store.home().rglob(".*"):
        # Ours end in PARTIAL; records on their way, written by clusterdojo.files, have random ends.
        if leftover.suffix == PARTIAL or leftover.name.startswith(".record.json."):
            with contextlib.suppress(OSError):
                freed += leftover.stat().st_size
                leftover.unlink()
    return freed


def digest(path: Path) -> str:
    """The sha256 of a file.

    Raises:
        StateError: The file can't be read.
    """
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise StateError(
            f"{path} can't be read: {error.strerror}.", "Remove it, and run the command again."
        ) from error


def _write_record(
    component: Component, sha256: str, source: str, origin: str, *, locked: bool
) -> None:
    found = _store.place(component).stat()
    content = _store.Record(
        sha256=sha256,
        size=found.st_size,
        mtime_ns=found.st_mtime_ns,
        source=source,
        locked=locked,
        origin=origin,
    )
    text = json.dumps(content._asdict(), indent=1)
    write_atomically(_store.record_file(component), text, mode=0o644)
