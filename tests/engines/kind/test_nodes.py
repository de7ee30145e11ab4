"""What graders bring to a machine, and what is kept of it, with a container engine of paper."""

from pathlib import Path

import pytest

from clusterdojo.container import DockerCommandError
from clusterdojo.engines.kind import nodes as module
from clusterdojo.engines.kind.containers import KindRecord
from clusterdojo.engines.kind.nodes import KindNodes
from clusterdojo.errors import ContainerEngineError
from clusterdojo.node import known, places
from clusterdojo.node.known import Known

RECORD = KindRecord("dojo-1", 6443, {"node01": "dojo-1-worker"})


class Docker:
    """A container engine whose container is in one state.

    Attributes:
        running: What `docker inspect` says.
        error: What copying ends with.
    """

    def __init__(self, running: str = "true", error: Exception | None = None) -> None:
        self.running, self.error = running, error
        self.asked: list[tuple[str, ...]] = []

    def __call__(self, *argv: str, seconds: float = 0) -> str:
        """One command."""
        assert seconds >= 0
        self.asked.append(argv)
        if argv[0] == "cp" and self.error:
            raise self.error
        return f"{self.running}\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The folder of a cluster whose shell was kept."""
    (tmp_path / "busybox").write_bytes(b"program")
    return tmp_path


def test_a_shell_is_copied_to_another_path_each_time(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """By a name with which it is a shell, and which nobody can guess."""
    docker = Docker()
    monkeypatch.setattr(module, "docker", docker)
    paths = {KindNodes(RECORD, folder).bring_shell("node01") for _ in range(2)}
    assert len(paths) == 2
    assert all(path and path.startswith("/busybox.") for path in paths)
    copied = [argv for argv in docker.asked if argv[0] == "cp"]
    assert {argv[-1] for argv in copied} == {f"dojo-1-worker:{path}" for path in paths}


@pytest.mark.parametrize(
    "docker",
    [
        Docker("false"),
        Docker(error=DockerCommandError(("cp",), "read-only file system")),
        Docker(error=ContainerEngineError("The container engine does not answer.", "Start it.")),
    ],
)
def test_a_machine_that_takes_none_is_read_with_its_own(
    folder: Path, monkeypatch: pytest.MonkeyPatch, docker: Docker
) -> None:
    """Stopped, where the file would stay, or without an engine that copies."""
    monkeypatch.setattr(module, "docker", docker)
    assert KindNodes(RECORD, folder).bring_shell("node01") is None
    assert docker.running == "true" or all(argv[0] != "cp" for argv in docker.asked)


def test_a_cluster_of_an_earlier_version_has_nothing_to_bring(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nor a list of programs, nor a note of how it was."""
    docker = Docker()
    monkeypatch.setattr(module, "docker", docker)
    nodes = KindNodes(RECORD, tmp_path)
    assert nodes.bring_shell("node01") is None
    assert docker.asked == []
    assert (nodes.programs(), nodes.noted("node01")) == ({}, {})


def test_what_was_kept_is_read(folder: Path) -> None:
    """The programs of all machines, and how each of them was set up."""
    known.write(folder / known.FILE, {"ab": Known("kubelet", "1.35.4")})
    places.write(folder, {"node01": {"/etc/x": "-rw-r--r-- root:root"}})
    nodes = KindNodes(RECORD, folder)
    assert nodes.programs() == {"ab": Known("kubelet", "1.35.4")}
    assert nodes.noted("node01") == {"/etc/x": "-rw-r--r-- root:root"}
    assert nodes.noted("node02") == {}
