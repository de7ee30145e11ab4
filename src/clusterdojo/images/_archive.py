"""Container images as one archive, as `docker save` writes it, made without a container engine.

Each image here is a few binaries on at most two shared layers: a tar file and some JSON. An engine
would have to be told each of those layers in a Dockerfile, would be slower, and could not be tested
without being there. In this format, and not in OCI's, containerd itself completes names without a
registry the way the kubelet does.
"""

import hashlib
import io
import json
import tarfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from clusterdojo.binaries import machine
from clusterdojo.images import _tar

PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"


class Image(NamedTuple):
    """An image to be."""

    name: str
    """With a tag, as a pod names it."""
    layers: Sequence[_tar.Tree]
    """The lowest first; the same tree in several images is stored once."""
    command: Sequence[str] = ()
    entrypoint: Sequence[str] = ()
    environment: Mapping[str, str] = {}


def write(images: Sequence[Image], target: Path, scratch: Path) -> None:
    """Write all `images` to the archive `target`; `scratch` is a directory for layers on their way.

    Raises:
        OSError: A file can't be read or written.
    """
    with tarfile.open(target, "w") as tar:
        layers: dict[int, str] = {}
        manifest = [_write(image, tar, scratch, layers) for image in images]
        _member(tar, "manifest.json", json.dumps(manifest).encode())


def _write(
    image: Image, tar: tarfile.TarFile, scratch: Path, layers: dict[int, str]
) -> dict[str, Any]:
    for tree in image.layers:
        if id(tree) not in layers:
            layers[id(tree)] = _layer(tree, tar, scratch)
    stack = [layers[id(tree)] for tree in image.layers]
    environment = {"PATH": PATH} | dict(image.environment)
    system, processor = machine()
    config = {
        "architecture": processor,
        "os": system,
        "config": {
            "Env": [f"{name}={value}" for name, value in environment.items()],
            "Cmd": list(image.command),
            "Entrypoint": list(image.entrypoint),
            "WorkingDir": "/",
        },
        "rootfs": {"type": "layers", "diff_ids": [f"sha256:{sha256}" for sha256 in stack]},
    }
    text = json.dumps(config, sort_keys=True).encode()
    name = f"{hashlib.sha256(text).hexdigest()}.json"
    _member(tar, name, text)
    return {
        "Config": name,
        "RepoTags": [image.name],
        "Layers": [f"{sha256}/layer.tar" for sha256 in stack],
    }


def _layer(tree: _tar.Tree, tar: tarfile.TarFile, scratch: Path) -> str:
    """Write a layer, named by its sum, which is returned."""
    file = scratch / "layer.tar"
    _tar.write(tree, file)
    with file.open("rb") as content:
        sha256 = hashlib.file_digest(content, "sha256").hexdigest()
        info = tarfile.TarInfo(f"{sha256}/layer.tar")
        info.size = file.stat().st_size
        content.seek(0)
        tar.addfile(info, content)
    file.unlink()
    return sha256


def _member(tar: tarfile.TarFile, name: str, content: bytes) -> None:
    info = tarfile.TarInfo(name)
    info.size = len(content)
    tar.addfile(info, io.BytesIO(content))
