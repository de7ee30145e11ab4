"""Versions outside the lock, whose programs nobody here can build: where node images get them."""

import re

from clusterdojo import binaries as runtime
from clusterdojo.binaries import _install
from clusterdojo.binaries import _turn as runtime_turn
from clusterdojo.binaries._lock import versions
from clusterdojo.binaries._require import DIRECTORY, given
from clusterdojo.errors import RuntimeUnavailableError
from clusterdojo.images import _component_images, _engine
from clusterdojo.images._build import COMPONENTS
from clusterdojo.images._kubernetes_packages import NAMES
from clusterdojo.images._require import require
from clusterdojo.images._turn import turn
from clusterdojo.progress import Progress

TIED = ("coredns", "etcd")
"""What kubeadm names with its version."""


def packaged(kubernetes: str, progress: Progress) -> None:
    """Have the programs that nodes install as packages, out of the version's node image at worst.

    Raises:
        ContainerEngineError: The engine can't be reached.
        ImageError: The node image can be neither pulled nor made.
        RuntimeUnavailableError: The programs can't be had.
        StateError: The cache can't be written.
    """
    if kubernetes in versions():
        return
    try:
        runtime.require(NAMES, kubernetes, progress)
    except RuntimeUnavailableError:
        image = require(kubernetes, progress)
        with turn(progress), _engine.workshop(image, options=["--network=none"]) as shop:
            progress.stage(f"taking the programs of {kubernetes} out of its node image")
            with runtime_turn.turn(progress):
                for name in NAMES:
                    one = runtime.component(name, kubernetes)
                    part = _install.partial(one)
                    shop.take(f"/usr/bin/{name}", part)
                    _install.install(one, part, source="image", origin=image)


def containerized(kubernetes: str, progress: Progress) -> None:
    """Have what kubeadm's images are made of, and be sure that it is what kubeadm calls it.

    Raises:
        ImageError: kubeadm does not say what it wants.
        RuntimeUnavailableError: A program can't be had in the version that is wanted.
        StateError: The cache can't be written.
    """
    if kubernetes in versions():
        return
    every = {name: runtime.component(name, kubernetes) for name in COMPONENTS}
    own = [name for name, one in every.items() if one.project == "kubernetes"]
    kubeadm = runtime.require(own, kubernetes, progress)["kubeadm"]
    wanted = _component_images.wanted(kubeadm, kubernetes)
    for name in TIED:
        there = re.compile(rf".*/{name}:v?{re.escape(every[name].version)}(-.*)?")
        if given(every[name]) is None and not any(map(there.fullmatch, wanted)):
            image = next((image for image in wanted if f"/{name}:" in image), "none")
            raise RuntimeUnavailableError(
                f"kubeadm {kubernetes} wants {image}, and only {every[name]} can be had here.",
                f"Put the right {name} into the directory {kubernetes} of the one that {DIRECTORY} "
                "names, or name a node image of that version in CLUSTERDOJO_NODE_IMAGE.",
            )
