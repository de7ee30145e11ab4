"""What labs need on a node and kind's own images lack, put on top of any of those."""

from clusterdojo import binaries as runtime
from clusterdojo.errors import ImageError
from clusterdojo.images import _build, _docker, _key
from clusterdojo.progress import Progress

COMPONENTS = ("etcdctl", "etcdutl")


def reference(base: str, kubernetes: str) -> str | None:
    """The name of the image above the image ID `base`; None while components are missing."""
    sums = _key.sums(COMPONENTS, kubernetes)
    if sums is None:
        return None
    return f"{_docker.REPOSITORY}:{kubernetes}-{_key.key(base, kubernetes, sums)}"


def add(base: str, kubernetes: str, progress: Progress) -> str:
    """Make the image with our additions above `base`; returns its reference. Under the lock only.

    Raises:
        ContainerEngineError: The engine can't be reached.
        ImageError: `base` is no node image of `kubernetes`, or a step fails.
        RuntimeUnavailableError: A component can be neither downloaded nor built.
        StateError: The cache can't be written.
    """
    from clusterdojo.images import _archive, _component_images, _node_layer, _programs, _tar

    programs = runtime.require(COMPONENTS, kubernetes, progress) | _programs.require(progress)
    found = _docker.inspect(base)
    made = reference(found.identity if found else base, kubernetes) or ""
    if _docker.exists(made):
        return made
    with _build.scratch() as directory, _docker.workshop(base) as shop:
        carried = shop.run("cat", "/kind/version").strip().removeprefix("v")
        if carried != kubernetes:
            raise other_version(base, carried, kubernetes)
        progress.stage("adding packages to the node image")
        _build.run(shop, "add-packages")
        shop.take("/usr/bin/busybox", directory / "busybox")
        shell = _component_images.shell(directory / "busybox")
        workloads = _component_images.workloads(shell, programs["web"])
        _archive.write(workloads, directory / "images.tar", directory)
        _tar.write(_node_layer.additions(programs), directory / "node.tar")
        progress.stage("adding the labs' files and images to the node image")
        shop.unpack(directory / "node.tar")
        _build.run(shop, "add")
        _build.import_images(shop, directory / "images.tar")
        progress.stage("saving the node image")
        shop.save(made, labels(made, kubernetes) | {_docker.BASE: base})
    return made


def labels(made: str, kubernetes: str) -> dict[str, str]:
    """The labels of the image `made`."""
    return {_docker.KEY: made.rpartition("-")[2], _docker.KUBERNETES: kubernetes}


class OtherVersionError(ImageError):
    """A node image is of another version of Kubernetes than the one that is wanted."""


def other_version(base: str, found: str, kubernetes: str) -> OtherVersionError:
    """The error for an image of the wrong version."""
    return OtherVersionError(
        f"{base} carries Kubernetes {found}, and {kubernetes} is wanted.",
        "Name an image of that version in CLUSTERDOJO_NODE_IMAGE, too, or unset it.",
    )
