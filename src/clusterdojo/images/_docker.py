"""Images in the container engine: which are there, and making one in a container."""

import contextlib
import json
import os
import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from clusterdojo.container import DockerCommandError, docker
from clusterdojo.errors import ImageError
from clusterdojo.images._node_layer import SETTINGS

REPOSITORY = "clusterdojo/node"
USERLAND = "clusterdojo/userland"

KEY = "clusterdojo.dev/node"
"""Label of each image made here: its content hash. It says that our additions are in it."""
KUBERNETES = "clusterdojo.dev/kubernetes"
"""Label: the version."""
BASE = "clusterdojo.dev/base"
"""Label of images with our additions: the image below, whose component images lie packed."""
UPGRADE = "clusterdojo.dev/upgrade"
"""Label of images whose packages can be upgraded: from which version, and to which."""
BUILDING = "clusterdojo-build-"
"""How the names of containers begin that are to become an image. Not a label: the image would
inherit it, and every node made from that image."""

SECONDS = 600.0
ATTENDED = "/build"
"""A directory in the container for what does not stay."""


class Found(NamedTuple):
    """An image that the engine has."""

    identity: str
    labels: Mapping[str, str]
    size: int
    """Bytes."""


def exists(reference: str) -> bool:
    """Whether the engine has that image.

    Raises:
        ContainerEngineError: The engine can't be reached.
    """
    return inspect(reference) is not None


def inspect(reference: str) -> Found | None:
    """What the engine knows about an image, None if it has none of that name.

    Raises:
        ContainerEngineError: The engine can't be reached.
    """
    form = "[{{json .Id}}, {{json .Config.Labels}}, {{json .Size}}]"
    said = docker("image", "inspect", "--format", form, reference, check=False).strip()
    if not said:
        return None
    identity, labels, size = json.loads(said)
    return Found(identity, labels or {}, size)


def made() -> list[str]:
    """The images that were made here, old ones included.

    Raises:
        ContainerEngineError: The engine can't be reached.
    """
    form = "--format={{.Repository}}:{{.Tag}}"
    return [
        image
        for repository in (REPOSITORY, USERLAND)
        for image in docker("image", "ls", form, repository).split()
        if not image.endswith(":<none>")
    ]


def remove(reference: str) -> bool:
    """Remove an image, unless a container uses it; returns whether it is gone.

    Raises:
        ContainerEngineError: The engine can't be reached.
    """
    try:
        docker("image", "rm", reference)
    except DockerCommandError:
        return False
    return True


def load(tar: Path, reference: str) -> None:
    """Make a root file system the image `reference`.

    Raises:
        ContainerEngineError: The engine can't be reached.
        ImageError: It can't load the image.
    """
    with refused("load the Debian userland"):
        docker("import", str(tar), reference, seconds=SECONDS)


def sweep() -> None:
    """Remove containers that a killed build left. Under the lock only.

    Raises:
        ContainerEngineError: The engine can't be reached.
    """
    listed = docker("ps", "-a", f"--filter=name=^/?{BUILDING}", "--format={{.Names}}")
    for name in listed.split():
        # Somebody with another cache may be at work in the same engine.
        if name.startswith(BUILDING) and not _alive(name.removeprefix(BUILDING)):
            docker("rm", "-fv", name, check=False)


class Workshop:
    """A container that is to become an image, which appears when all is done, or not at all."""

    def __init__(self, container: str) -> None:
        self._container = container

    def put(self, file: Path) -> str:
        """Copy `file` to where it does not stay; returns its path in the container."""
        inside = f"{ATTENDED}/{file.name}"
        with refused(f"copy {file.name}"):
            docker("cp", str(file), f"{self._container}:{inside}", seconds=SECONDS)
        return inside

    def unpack(self, archive: Path) -> None:
        """Unpack a tar file to /, with its owners and modes."""
        inside = self.put(archive)
        # tar in the container, since `docker cp` of an archive replaces links to directories.
        self.run("tar", "-C", "/", "--keep-directory-symlink", "-xpf", inside)
        self.run("rm", inside)

    def take(self, path: str, target: Path) -> None:
        """Copy a file out of the container."""
        with refused(f"read {path}"):
            docker("cp", "--follow-link", f"{self._container}:{path}", str(target))

    def run(self, *command: str) -> str:
        """Run a command in the container to its end; returns what it wrote."""
        with refused(f"run {' '.join(command[:2])}"):
            return docker("exec", self._container, *command, seconds=SECONDS)

    def save(self, reference: str, labels: Mapping[str, str]) -> None:
        """Make the image, with `labels`."""
        self.run("rm", "-rf", ATTENDED)
        set_ = [f"LABEL {name}={value}" for name, value in labels.items()]
        changes = [f"--change={change}" for change in (*SETTINGS, *set_)]
        with refused("save the image"):
            docker("commit", *changes, self._container, reference, seconds=SECONDS)


@contextlib.contextmanager
def workshop(base: str, *, options: Sequence[str] = ()) -> Iterator[Workshop]:
    """A container of `base` to work in; it is gone afterwards.

    It may mount file systems, and /mnt is a directory that never becomes part of the image.

    Raises:
        ContainerEngineError: The engine can't be reached.
        ImageError: It can't start the container, or a step in it fails.
    """
    with refused("start a container"):
        container = docker(
            "run",
            "--detach",
            f"--name={BUILDING}{_builder()}",
            "--privileged",
            "--mount=type=volume,destination=/mnt",
            # Becomes part of the image: what tells systemd to shut down.
            "--stop-signal=SIGRTMIN+3",
            "--entrypoint=sleep",
            *options,
            base,
            "infinity",
        ).strip()
    try:
        shop = Workshop(container)
        shop.run("mkdir", ATTENDED)
        yield shop
    finally:
        with contextlib.suppress(DockerCommandError):
            docker("rm", "-fv", container)


def _builder() -> str:
    """This process, and its machine: the engine may be another's."""
    host = re.sub(r"[^a-zA-Z0-9.]", ".", os.uname().nodename)
    return f"{host}-{os.getpid()}"


def _alive(builder: str) -> bool:
    """Whether the process of that name still runs, as far as can be told from here."""
    host, _, process = builder.rpartition("-")
    if host != _builder().rpartition("-")[0] or not process.isdigit():
        return True
    try:
        os.kill(int(process), 0)
    except ProcessLookupError:
        return False
    except OSError:
        return True
    # Under the lock, this very process has nothing under way yet.
    return int(process) != os.getpid()


@contextlib.contextmanager
def refused(what: str) -> Iterator[None]:
    """Make an error that a user can mend of a command that fails."""
    try:
        yield
    except DockerCommandError as error:
        reason = error.stderr.splitlines()[-1] if error.stderr else "no reason given"
        do = "Try again; `dojo doctor` shows what this machine lacks."
        if "no space" in error.stderr.lower():
            do = "Free some space where the container engine keeps its images (`docker system df`)."
        raise ImageError(
            f"The container engine could not {what}: {reason.rstrip('.')}.", do
        ) from error
