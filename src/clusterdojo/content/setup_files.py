"""setup/ and break/: what is applied to which cluster, and what would be to none."""

from collections.abc import Iterator
from pathlib import Path

from clusterdojo.content.faults import Fault
from clusterdojo.lab import Lab

PARTS = ("setup", "break")


def wrong_setup(folder: Path, lab: Lab) -> list[Fault]:
    """Files and folders that lie where nothing reads them."""
    return [fault for part in PARTS for fault in _astray(folder / part, lab)]


def _astray(part: Path, lab: Lab) -> Iterator[Fault]:
    if len(lab.clusters) == 1:
        yield from _folders(part, f"a lab with one cluster keeps its files in {part.name}/ itself")
        return
    names = {spec.name for spec in lab.clusters}
    for path in sorted(part.glob("*")):
        if path.name not in names or path.is_file():
            message = f"a lab with several clusters keeps its {part.name} in {part.name}/<cluster>/"
            yield Fault(path, 1, message)
        yield from _folders(path, f"a cluster's files are in {part.name}/{path.name}/ itself")


def _folders(within: Path, message: str) -> Iterator[Fault]:
    for path in sorted(within.glob("*")):
        if path.is_dir():
            yield Fault(path, 1, message)
