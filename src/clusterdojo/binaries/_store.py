"""The cache of binaries: `runtime/<component>/<version>/` holds the binary and a record of it."""

import json
from pathlib import Path
from typing import NamedTuple

from clusterdojo import paths
from clusterdojo.binaries._lock import Component


class Record(NamedTuple):
    """What was installed: enough to see at a glance that it is still the same file."""

    sha256: str
    size: int
    mtime_ns: int
    source: str
    """`official` or `built`."""
    locked: bool
    """Whether the lock file's own sum vouched for the download."""
    origin: str
    """The address and the sum of the download, or the module graph."""


def home() -> Path:
    """The directory of the cached binaries."""
    return paths.cache_dir() / "runtime"


def place(component: Component) -> Path:
    """Where the binary of `component` is, once it is installed."""
    return home() / component.name / component.version / component.name


def record_file(component: Component) -> Path:
    """Where the record of `component` is."""
    return place(component).with_name("record.json")


def record(component: Component) -> Record | None:
    """What is known about the cached binary, None if there is none."""
    try:
        return Record(**json.loads(record_file(component).read_text("utf-8")))
    except (OSError, ValueError, TypeError):
        return None


def lookup(component: Component) -> Path | None:
    """The cached binary if it looks as it was installed, judged without reading it."""
    path, known = place(component), record(component)
    try:
        found = path.stat()
    except OSError:
        return None
    if known is None or (found.st_size, found.st_mtime_ns) != (known.size, known.mtime_ns):
        return None
    return path
