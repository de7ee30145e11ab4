"""Versions outside the lock: what their component images are made of, in the versions they name."""

import re

from clusterdojo import binaries as runtime
from clusterdojo.errors import RuntimeUnavailableError
from clusterdojo.images import _component_images
from clusterdojo.images._build import COMPONENTS
from clusterdojo.progress import Progress

TIED = ("coredns", "etcd")
"""What kubeadm names with its version."""


def containerized(kubernetes: str, progress: Progress) -> None:
    """Have what kubeadm's images are made of, and be sure that it is what kubeadm calls it.

    Raises:
        ImageError: kubeadm does not say what it wants.
        RuntimeUnavailableError: A program can't be had in the version that is wanted.
        StateError: The cache can't be written.
    """
    if kubernetes in runtime.versions():
        return
    every = {name: runtime.component(name, kubernetes) for name in COMPONENTS}
    own = [name for name, one in every.items() if one.project == "kubernetes"]
    kubeadm = runtime.require(own, kubernetes, progress)["kubeadm"]
    wanted = _component_images.wanted(kubeadm, kubernetes)
    for name in TIED:
        there = re.compile(rf".*/{name}:v?{re.escape(every[name].version)}(-.*)?")
        if not runtime.is_given(name, kubernetes) and not any(map(there.fullmatch, wanted)):
            image = next((image for image in wanted if f"/{name}:" in image), "none")
            raise RuntimeUnavailableError(
                f"kubeadm {kubernetes} needs {image}, and only {every[name]} is available here.",
                f"Put the right {name} into the directory {kubernetes} of the one that "
                f"{runtime.DIRECTORY} names, or name a node image of that version "
                "in CLUSTERDOJO_NODE_IMAGE.",
            )
