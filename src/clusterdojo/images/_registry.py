"""Node images from a registry: kind's own, or the user's, with our additions."""

import contextlib
import os
from collections.abc import Sequence
from urllib.parse import urlsplit

from clusterdojo import container
from clusterdojo.binaries import component, node_image_digest, require
from clusterdojo.errors import ImageError
from clusterdojo.images import _additions, _docker
from clusterdojo.progress import Progress

OFFICIAL = "kindest/node"
BUILT = "clusterdojo/kindest"
"""What `kind build node-image` makes for versions of which kind publishes no image."""

REACH_SECONDS = 3.0
PULL_SECONDS = 1800.0


def official_references(kubernetes: str) -> list[str]:
    """What kind's image of `kubernetes` is called here, the preferred name first."""
    kind = component("kind", kubernetes)
    digest = node_image_digest(kind.kubernetes)
    published = [f"{OFFICIAL}@{digest}"] if digest else []
    return [*published, f"{BUILT}:{kubernetes}-kind-{kind.version}"]


def references(base: str, kubernetes: str) -> list[str]:
    """The image that `base` leads to: itself if it carries our additions, else another."""
    found = _docker.inspect(base)
    if found is None:
        return []
    if found.labels.get(_docker.KEY):
        return [base] if found.labels.get(_docker.KUBERNETES) == kubernetes else []
    made = _additions.reference(found.identity, kubernetes)
    return [made] if made else []


def official(kubernetes: str, progress: Progress) -> str | None:
    """kind's image of `kubernetes`, pulled or made by kind; None if no registry answers."""
    *published, built = official_references(kubernetes)
    if reason := _silent(default_registry()):
        progress.note(f"no registry for node images: {reason}")
        return None
    try:
        if published:
            _pull(published[0], progress)
            return published[0]
        progress.stage("building kind's node image")
        kind = require(["kind"], kubernetes, progress)["kind"]
        _run_kind(str(kind), kubernetes, built)
    except ImageError as error:
        progress.note(error.what)
        return None
    return built


def obtain_any(bases: Sequence[str], kubernetes: str, progress: Progress) -> str:
    """What obtain() gives for the first of `bases` that is of this version. Under the lock only.

    Raises:
        ContainerEngineError: The engine can't be reached.
        ImageError: An image can't be pulled, or none is of this version.
        RuntimeUnavailableError: A component can be neither downloaded nor built.
        StateError: The cache can't be written.
    """
    for base in bases[:-1]:
        with contextlib.suppress(_additions.OtherVersionError):
            return obtain(base, kubernetes, progress)
    return obtain(bases[-1], kubernetes, progress)


def obtain(base: str, kubernetes: str, progress: Progress) -> str:
    """The image that `base` leads to, pulled and added to where need be. Under the lock only.

    Raises:
        ContainerEngineError: The engine can't be reached.
        ImageError: The registry doesn't answer or has no such image, or it is of another version.
        RuntimeUnavailableError: A component can be neither downloaded nor built.
        StateError: The cache can't be written.
    """
    found = _docker.inspect(base)
    if found is None:
        if reason := _silent(registry(base)):
            raise ImageError(
                f"{base} can't be pulled: {reason}.",
                "Correct CLUSTERDOJO_NODE_IMAGE, or unset it to build the image from packages.",
            )
        _pull(base, progress)
        found = _docker.inspect(base)
    if found is not None and found.labels.get(_docker.KEY):
        other = found.labels.get(_docker.KUBERNETES)
        if other != kubernetes:
            raise _additions.other_version(base, other or "unknown", kubernetes)
        return base
    return _additions.add(base, kubernetes, progress)


def registry(reference: str) -> str:
    """The address of the registry that serves `reference`, as a URL."""
    first, slash, _ = reference.partition("/")
    if slash and (first == "localhost" or "." in first or ":" in first):
        local = urlsplit(f"//{first}").hostname in {"localhost", "127.0.0.1", "::1"}
        return f"http{'' if local else 's'}://{first}/"
    return default_registry()


def default_registry() -> str:
    """Where the engine gets images whose name says no registry."""
    told = container.info()
    mirrors = (told.get("RegistryConfig") or {}).get("Mirrors") or []
    return str((mirrors or [told.get("IndexServerAddress") or ""])[0])


def _silent(address: str) -> str | None:
    """Why the registry can't be reached. Only asked where the engine is on this machine."""
    from clusterdojo.binaries import reach  # only where the engine lacks an image

    if not os.environ.get("DOCKER_HOST", "unix:").startswith("unix:") or not address:
        return None
    return reach.silence(address, REACH_SECONDS)


def _pull(reference: str, progress: Progress) -> None:
    progress.stage(f"pulling {reference}")
    try:
        container.docker("pull", "--quiet", reference, seconds=PULL_SECONDS)
    except container.DockerCommandError as error:
        reason = error.stderr.splitlines()[-1] if error.stderr else "no reason given"
        raise ImageError(
            f"{reference} can't be pulled: {reason.rstrip('.')}.",
            "Correct CLUSTERDOJO_NODE_IMAGE, or unset it to build the image from packages.",
        ) from error


def _run_kind(kind: str, kubernetes: str, reference: str) -> None:
    import subprocess

    command = [kind, "build", "node-image", f"v{kubernetes}", f"--image={reference}"]
    done = subprocess.run(
        command, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False
    )
    if done.returncode:
        container.require()
        said = done.stderr.strip().splitlines() or ["no reason given"]
        raise ImageError(
            f"kind could not build a node image: {said[-1].removeprefix('ERROR: ').rstrip('.')}.",
            "Build it from packages: set CLUSTERDOJO_NODE_IMAGE=none.",
        )
