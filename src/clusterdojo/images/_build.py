"""A node image from packages, for where no registry serves one."""

import contextlib
import shutil
from collections.abc import Iterator, Mapping
from functools import partial
from pathlib import Path

from clusterdojo import binaries as runtime
from clusterdojo.files import unwritable
from clusterdojo.images import _docker, _key, _userland
from clusterdojo.progress import Progress

COMPONENTS = (
    "kube-apiserver",
    "kube-controller-manager",
    "kube-scheduler",
    "kube-proxy",
    "kubeadm",
    "kubectl",
    "kubelet",
    "etcd",
    "etcdctl",
    "etcdutl",
    "coredns",
    "local-path-provisioner",
)


def reference(kubernetes: str) -> str | None:
    """The name of the image that would be made; None while components are yet to be fetched.

    Raises:
        UsageError: The version is unknown.
    """
    sums = _key.sums(COMPONENTS, kubernetes)
    return None if sums is None else _name(kubernetes, _key.key(_userland.key(), kubernetes, sums))


def build(kubernetes: str, progress: Progress) -> str:
    """Make the image for `kubernetes`; returns its reference. Under the lock only.

    Raises:
        ContainerEngineError: The engine can't be reached.
        ImageError: A piece can't be made.
        RuntimeUnavailableError: A component can be neither downloaded nor built.
        StateError: The cache can't be written.
    """
    from clusterdojo.images import _kind_files, _programs

    binaries = runtime.require(COMPONENTS, kubernetes, progress)
    key = _key.key(_userland.key(), kubernetes, _key.sums(COMPONENTS, kubernetes) or {})
    made = _name(kubernetes, key)
    if _docker.exists(made):
        # Binaries that were pruned and came back the same.
        return made
    programs = binaries | _programs.require(progress)
    kind = _kind_files.module(kubernetes, progress)
    userland = _userland.require(progress)
    base = f"{_docker.USERLAND}:{_userland.key()}"
    if not _docker.exists(base):
        progress.stage("loading the Debian userland")
        _docker.load(userland, base)
    with scratch() as directory:
        images, files = _write(kubernetes, programs, kind, directory, progress)
        labels = {_docker.KEY: key, _docker.KUBERNETES: kubernetes}
        with _docker.workshop(base, options=["--network=none"]) as shop:
            for stage, work in (
                ("copying the node's files", partial(shop.unpack, files)),
                ("setting up the node", partial(run, shop, "setup", "packages", "add")),
                ("importing the component images", partial(import_images, shop, images)),
                ("saving the node image", partial(shop.save, made, labels)),
            ):
                progress.stage(stage)
                work()
    return made


def import_images(shop: _docker.Workshop, images: Path) -> None:
    """Put the images of an archive into the container's containerd."""
    shop.put(images)
    run(shop, "import")


def run(shop: _docker.Workshop, *scripts: str) -> None:
    """Run scripts of node/ in the container."""
    for name in scripts:
        shop.run("bash", shop.put(Path(__file__).parent / "node" / name))


@contextlib.contextmanager
def scratch() -> Iterator[Path]:
    """A directory for large files on their way. Under the lock only: a killed run's is replaced.

    Raises:
        StateError: The cache can't be written.
    """
    directory = _userland.home() / ".build"
    try:
        shutil.rmtree(directory, ignore_errors=True)
        directory.mkdir(parents=True)
        yield directory
    except OSError as error:
        raise unwritable(directory, error) from error
    finally:
        shutil.rmtree(directory, ignore_errors=True)


def _write(
    kubernetes: str, programs: Mapping[str, Path], kind: Path, directory: Path, progress: Progress
) -> tuple[Path, Path]:
    """The archive of images for containerd, and the tar file of the node's own files."""
    from clusterdojo.images import (
        _archive,
        _component_images,
        _kind_files,
        _kubernetes_packages,
        _node_layer,
        _tar,
    )

    progress.stage("writing the component images")
    names = _component_images.wanted(programs["kubeadm"], kubernetes)
    version = runtime.component("local-path-provisioner", kubernetes).version
    storage = _component_images.STORAGE.format(version=version)
    images, files = directory / "images.tar", directory / "node.tar"
    made = _component_images.images(names, programs, _userland.place(), storage, directory)
    _archive.write(made, images, directory)
    manifest = _kind_files.storage_manifest(kind, storage, _component_images.BUSYBOX)
    pause = next(name for name in names if "/pause:" in name)
    packages = _kubernetes_packages.installable(kubernetes, programs, directory)
    tree = _node_layer.tree(kubernetes, programs, kind, pause, manifest)
    _tar.write({**packages, **tree}, files)
    return images, files


def _name(kubernetes: str, key: str) -> str:
    return f"{_docker.REPOSITORY}:{kubernetes}-{key}"
