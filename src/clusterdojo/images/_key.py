"""The content hash of a node image: what goes in, so that a changed recipe gives a new image."""

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from clusterdojo.binaries import checksum, component, machine

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
        known = checksum(name, kubernetes)
        if known is None:
            return None
        found[name] = known
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
