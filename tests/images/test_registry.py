"""Node images from a registry: Debian's docker-registry, on loopback, of the test's own."""

import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

from clusterdojo import images
from clusterdojo.binaries import DEFAULT_KUBERNETES, reach
from clusterdojo.container import docker
from clusterdojo.errors import ImageError
from clusterdojo.images import _docker, _registry
from clusterdojo.images._base import CHOSEN
from clusterdojo.images._tar import File, write
from clusterdojo.progress import Silent

pytestmark = [pytest.mark.slow, pytest.mark.docker, pytest.mark.usefixtures("docker_engine")]

CONFIGURATION = """
version: 0.1
log: {{level: error}}
storage: {{filesystem: {{rootdirectory: {storage}}}}}
http: {{addr: "127.0.0.1:{port}"}}
"""
SECONDS = 30.0


class Registry(NamedTuple):
    """A registry that runs."""

    address: str
    process: subprocess.Popen[bytes]

    def publish(self, image: str, name: str) -> str:
        """Push a local image; returns its reference there by digest, which is not here any more."""
        tag = f"{self.address}/{name}"
        docker("tag", image, tag)
        docker("push", "--quiet", tag, seconds=600)
        digests = docker("image", "inspect", "-f", '{{join .RepoDigests " "}}', tag).split()
        digest = next(one for one in digests if one.startswith(f"{self.address}/"))
        docker("image", "rm", tag)
        return digest


@pytest.fixture
def registry(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Registry]:
    """A registry with a port and a storage of its own."""
    program = shutil.which("docker-registry")
    if program is None:
        pytest.skip("no docker-registry (Debian's package of that name)")
    monkeypatch.delenv("DOCKER_HOST", raising=False)
    reach.forget()
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    settings = tmp_path / "registry.yml"
    settings.write_text(CONFIGURATION.format(storage=tmp_path / "storage", port=port), "utf-8")
    with (tmp_path / "registry.log").open("wb") as log:
        process = subprocess.Popen([program, "serve", settings], stdout=log, stderr=log)
    try:
        deadline = time.monotonic() + SECONDS
        while True:
            try:
                socket.create_connection(("127.0.0.1", port), timeout=1).close()
                break
            except OSError:
                assert process.poll() is None, (tmp_path / "registry.log").read_text()
                assert time.monotonic() < deadline
            time.sleep(0.05)
        yield Registry(f"127.0.0.1:{port}", process)
    finally:
        process.terminate()
        process.wait(SECONDS)


@pytest.fixture
def small(tmp_path: Path) -> Iterator[str]:
    """An image that says it is a node image of the default version, and is nearly empty."""
    write({"kind/version": File(f"v{DEFAULT_KUBERNETES}".encode())}, tmp_path / "small.tar")
    name = f"clusterdojo-test/small:{tmp_path.name}"
    labels = {_docker.KEY: "abc", _docker.KUBERNETES: DEFAULT_KUBERNETES}
    changes = [f"--change=LABEL {label}={value}" for label, value in labels.items()]
    docker("import", *changes, str(tmp_path / "small.tar"), name)
    yield name
    docker("image", "rm", name, check=False)


def test_an_image_is_pulled_by_digest(
    registry: Registry, small: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What comes is what was published, under the name that was asked for."""
    reference = registry.publish(small, "node")
    assert "@sha256:" in reference
    monkeypatch.setenv(CHOSEN, reference)
    assert not images.present()
    assert images.require() == reference
    there, here = _docker.inspect(reference), _docker.inspect(small)
    assert there is not None
    assert there == here
    docker("image", "rm", reference)


def test_a_wrong_digest_is_a_sentence(
    registry: Registry, small: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nothing else is taken in its place."""
    reference = registry.publish(small, "node")
    name, _, digest = reference.partition("@sha256:")
    monkeypatch.setenv(CHOSEN, f"{name}@sha256:{'0' * len(digest)}")
    with pytest.raises(ImageError, match="manifest unknown") as caught:
        images.require()
    assert CHOSEN in caught.value.do


def test_a_registry_that_is_gone_is_told_within_seconds(
    registry: Registry, small: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An image that is here already is used all the same."""
    reference = registry.publish(small, "node")
    monkeypatch.setenv(CHOSEN, reference)
    registry.process.terminate()
    registry.process.wait(SECONDS)
    began = time.monotonic()
    with pytest.raises(ImageError, match="can't be reached"):
        images.require()
    assert time.monotonic() - began < _registry.REACH_SECONDS + 2
    monkeypatch.setenv(CHOSEN, small)
    assert images.require() == small


def test_the_image_made_here_comes_back_from_a_registry(
    registry: Registry, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A class room: one machine makes it, the others pull it, and it is the same image."""
    monkeypatch.setenv(CHOSEN, "none")
    made = images.require(progress=Silent())
    reference = registry.publish(made, "classroom/node")
    monkeypatch.setenv(CHOSEN, reference)
    assert images.require() == reference
    ours, pulled = _docker.inspect(made), _docker.inspect(reference)
    assert ours is not None
    assert pulled == ours
    docker("image", "rm", reference)


def test_kinds_own_image_gets_our_additions(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An image without our label is a base: tools, sshd and the labs' images are put on top.

    The base is our own image under another name, which has Debian's packages already.
    """
    monkeypatch.setenv(CHOSEN, "none")
    made = images.require(progress=Silent())
    foreign = f"clusterdojo-test/foreign:{tmp_path.name}"
    container = docker("create", made).strip()
    try:
        docker("commit", f"--change=LABEL {_docker.KEY}=", container, foreign, seconds=600)
    finally:
        docker("rm", "-v", container)
    monkeypatch.setenv(CHOSEN, foreign)
    added = ""
    try:
        added = images.require(progress=Silent())
        assert added not in {made, foreign}
        assert images.present()
        said = docker(
            "run", "--rm", "--entrypoint=sh", added, "-c",
            "dpkg -s openssh-server vim | grep -c ^Status; ls /etc/ssh/*_key; etcdctl version;"
            "ls /usr/share/bash-completion/completions/kubectl /build /mnt/* 2>/dev/null; true",
        )  # fmt: skip
        assert said.splitlines()[0] == "2"
        assert "etcdctl version" in said
        assert "_key" not in said
        assert "completions/kubectl" in said
        with pytest.raises(ImageError, match=r"carries Kubernetes 1\.35\.4, and 1\.34\.4"):
            images.require("1.34.4", Silent())
    finally:
        docker("image", "rm", *filter(None, [added, foreign]), check=False)
