"""kind's own node files, out of its Go module: entrypoint, units, containerd's configuration."""

import re
from pathlib import Path

from clusterdojo.binaries import component
from clusterdojo.errors import ImageError
from clusterdojo.progress import Progress

FILES = "images/base/files"
EXECUTABLE = ("usr/local/bin/", "kind/bin/")
LEFT_OUT = ("usr/local/bin/clean-install",)
"""A help of kind's own image build."""

STORAGE = "pkg/build/nodeimage/const_storage.go"


def module(kubernetes: str, progress: Progress) -> Path:
    """The directory of kind's module in the module cache, downloaded and verified if need be.

    Raises:
        ImageError: It can't be had.
        RuntimeUnavailableError: There is no Go and none can be had.
    """
    from clusterdojo.binaries import go  # only a build needs it

    try:
        return go.module(component("kind", kubernetes), "kind's node files", progress)
    except go.ModuleUnavailableError as error:
        raise ImageError(
            f"kind's node files are not available ({error}).",
            "Make the Go modules reachable (see docs/binaries.md), and try again.",
        ) from error


def files(directory: Path) -> dict[str, tuple[bytes, int]]:
    """Path in the node, content and mode of each file, as kind's Dockerfile lays them out."""
    root = directory / FILES
    found = {}
    for file in sorted(root.rglob("*")):
        path = file.relative_to(root).as_posix()
        if file.is_file() and path not in LEFT_OUT:
            mode = 0o755 if path.startswith(EXECUTABLE) else 0o644
            found[path] = (file.read_bytes(), mode)
    return found


def storage_manifest(directory: Path, provisioner: str, helper: str) -> str:
    """kind's manifest of the default storage class, with these two images.

    Raises:
        ImageError: kind's source looks different from what this was written for.
    """
    source = (directory / STORAGE).read_text("utf-8")
    found = re.search(r"const defaultStorageManifest = `(.*)`\n", source, re.DOTALL)
    images = {"storageProvisionerImage": provisioner, "storageHelperImage": helper}
    manifest = found.group(1) if found else ""
    for name, image in images.items():
        manifest, times = re.subn(rf"` \+ {name} \+ `", image, manifest)
        if not times:
            raise ImageError(
                f"{directory / STORAGE} names no {name}.",
                "Use the version of kind that the lock file names.",
            )
    return manifest
