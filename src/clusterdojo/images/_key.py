"""The content hash of a node image: what goes in, so that a changed recipe gives a new image."""

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from clusterdojo.binaries import component
from clusterdojo.binaries._lock import machine
from clusterdojo.binaries._require import given
from clusterdojo.binaries._store import lookup, record

HERE = Path(__file__).parent
RECIPE = (
    "_additions.py",
    "_build.py",
    "_component_images.py",
    "_deb.py",
    "_kind_files.py",
    "_kubernetes_packages.py",
    "_node_layer.py",
    "_archive.py",
    "_packages.py",
    "_tar.py",
    "kube-proxy/*",
    "node/**/*",
    "programs/**/*",
    "workloads/*",
)
"""What decides on a byte of the image."""

UPGRADE_RECIPE = (
    "_apt_repository.py",
    "_archive.py",
    "_component_images.py",
    "_deb.py",
    "_kubernetes_packages.py",
    "_tar.py",
    "_upgrade.py",
    "node/import",
    "upgrade/*",
)
"""The same for what upgrade labs add above an image."""

LENGTH = 12


def sums(components: Sequence[str], kubernetes: str) -> dict[str, str] | None:
    """The sha256 of each component; None where one is not at hand yet.

    Raises:
        UsageError: The version is unknown.
        RuntimeUnavailableError: The user's own directory can't be used.
    """
    found = {}
    for name in components:
        one = component(name, kubernetes)
        if path := given(one):
            with path.open("rb") as file:
                found[name] = hashlib.file_digest(file, "sha256").hexdigest()
        elif lookup(one) and (known := record(one)):
            found[name] = known.sha256
        else:
            return None
    return found


def key(
    base: str, kubernetes: str, binaries: Mapping[str, str], patterns: Sequence[str] = RECIPE
) -> str:
    """Names the image of `kubernetes` above `base` with these binaries, by their sums."""
    what = {
        "base": base,
        "kubernetes": kubernetes,
        "kind": component("kind", kubernetes).version,
        "machine": machine(),
        "binaries": dict(binaries),
        "recipe": {
            str(file.relative_to(HERE)): hashlib.sha256(file.read_bytes()).hexdigest()
            for file in recipe(patterns)
        },
    }
    return hashlib.sha256(json.dumps(what, sort_keys=True).encode()).hexdigest()[:LENGTH]


def recipe(patterns: Sequence[str] = RECIPE) -> Iterator[Path]:
    """The files of a recipe, in order."""
    for pattern in patterns:
        yield from (
            file
            for file in sorted(HERE.glob(pattern))
            if file.is_file() and "__pycache__" not in file.parts
        )
