"""The content hash of a node image: what goes in, so that a changed recipe gives a new image."""

import functools
import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from clusterdojo.binaries import checksum, component, machine
from clusterdojo.code.imports import installed

HERE = Path(__file__).parent
HOUSE = "clusterdojo.images."
BUILDS = frozenset({"clusterdojo.binaries.go", "clusterdojo.binaries._goenv"})
"""What builds the programs of our own that go into images."""

NOT_SHAPING = {
    "_base": "which image is asked for, and where",
    "_containerized": "whether a version can be built at all",
    "_key": "this module: a key of another form names the same image",
    "_packaged": "where programs come from; their sums are in the key",
    "_packages": "what the userland has, which is below",
    "_registry": "what is pulled; the image below is in the key",
    "_require": "which image is asked for",
    "_exclusive": "who waits for whom",
    "_userland": "what is below: its own key is in this one",
    "contents": "what is listed of an image once it is made",
    "status": "what is shown",
}
"""Modules that images are made with and that decide on no byte of one, with the reason for each."""


@dataclass(frozen=True)
class Recipe:
    """What decides on a byte of an image.

    Attributes:
        code: The modules that make it: these, and those of this package that they import.
        data: Patterns of the files that go into it, or that run in it while it is made.
    """

    code: tuple[str, ...]
    data: tuple[str, ...]


RECIPE = Recipe(
    ("_build", "_additions"), ("kube-proxy/*", "node/**/*", "programs/**/*", "workloads/*")
)
"""Of a node image."""

UPGRADE_RECIPE = Recipe(("_upgrade",), ("node/import", "upgrade/*"))
"""Of what upgrade labs add above one."""

LENGTH = 12


def sums(components: Sequence[str], kubernetes: str) -> dict[str, str] | None:
    """The sha256 of each component; None if one is not at hand yet.

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


def key(base: str, kubernetes: str, binaries: Mapping[str, str], recipe: Recipe = RECIPE) -> str:
    """Names the image of `kubernetes` above `base` with these binaries, by their sums.

    A module counts by what it means: one that moves, or gets a comment, leaves the image as it is.
    """
    what = {
        "base": base,
        "kubernetes": kubernetes,
        "kind": component("kind", kubernetes).version,
        "machine": machine(),
        "binaries": dict(binaries),
        "code": sorted(set(_meanings(recipe).values())),
        "data": {
            str(file.relative_to(HERE)): hashlib.sha256(file.read_bytes()).hexdigest()
            for file in data(recipe)
        },
    }
    return hashlib.sha256(json.dumps(what, sort_keys=True).encode()).hexdigest()[:LENGTH]


def code(recipe: Recipe) -> dict[str, Path]:
    """The modules of a recipe, by name."""
    return installed().closure([f"{HOUSE}{name}" for name in recipe.code], _shapes)


def data(recipe: Recipe) -> Iterator[Path]:
    """The files of a recipe, in order."""
    for pattern in recipe.data:
        yield from (
            file
            for file in sorted(HERE.glob(pattern))
            if file.is_file() and "__pycache__" not in file.parts
        )


@functools.cache
def _meanings(recipe: Recipe) -> dict[Path, str]:
    return installed().digests(code(recipe))


def _shapes(_importer: str, module: str) -> bool:
    inside = module.startswith(HOUSE) and module.removeprefix(HOUSE) not in NOT_SHAPING
    return inside or module in BUILDS
