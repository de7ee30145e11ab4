"""Letting clusters wait, on processes and containers that only look like theirs."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from clusterdojo import container, processes
from clusterdojo.engines.kind import nodes as kind_nodes
from clusterdojo.engines.kind.containers import KindRecord
from clusterdojo.engines.ports import free_ports
from clusterdojo.errors import EngineError
from clusterdojo.exam import pausing


@pytest.fixture
def kwok_cluster(tmp_path: Path) -> Iterator[Path]:
    """The folder of an embedded cluster, each of whose components is a process that waits."""
    folder = tmp_path / "cluster1"
    pids = folder / "clusters/cluster/pids"
    pids.mkdir(parents=True)
    ports = free_ports(2)
    options = {"etcdPort": ports[0], "kubeApiserverPort": ports[1], "securePort": True}
    documents = [json.dumps({"options": options}), json.dumps({"kind": "ClusterLogs"})]
    (folder / "kwokctl.yaml").write_text("\n---\n".join(documents))
    running = []
    for component in ("etcd", "kube-apiserver", "kube-controller-manager", "kube-scheduler",
                      "kwok-controller"):  # fmt: skip
        waiting = [sys.executable, "-c", "import signal; signal.pause()"]
        running.append(subprocess.Popen(waiting, env=processes.marked(folder)))
        (pids / f"{component}.pid").write_text(str(running[-1].pid))
    yield folder
    processes.end(folder)
    for process in running:
        process.wait()


def test_a_paused_cluster_has_no_processes(kwok_cluster: Path) -> None:
    """And no pids by which somebody else's process could be taken for its own."""
    assert not pausing.is_gone("kwok", [kwok_cluster])
    ports = pausing.Ports()
    pausing.pause(kwok_cluster, ports)
    assert processes.processes(kwok_cluster) == []
    assert pausing.pids_of(kwok_cluster) == {}
    assert pausing.is_gone("kwok", [kwok_cluster])
    ports.give_back(kwok_cluster)


def test_an_embedded_cluster_without_its_api_server_is_gone(kwok_cluster: Path) -> None:
    """Whatever has ended it: that is no task, and takes the learner's work along."""
    psutil.Process(pausing.pids_of(kwok_cluster)["kube-apiserver"]).send_signal(signal.SIGKILL)
    deadline = time.monotonic() + 10
    while not pausing.is_gone("kwok", [kwok_cluster]) and time.monotonic() < deadline:
        os.sched_yield()
    assert pausing.is_gone("kwok", [kwok_cluster])


def test_its_ports_are_kept_for_it(kwok_cluster: Path) -> None:
    """No other cluster is given them, until it takes them back."""
    etcd, apiserver = pausing.ports_of(kwok_cluster)
    ports = pausing.Ports()
    ports.hold(kwok_cluster)
    ports.hold(kwok_cluster)
    with socket.socket() as other, pytest.raises(OSError, match="in use"):
        other.bind(("127.0.0.1", etcd))
    ports.give_back(kwok_cluster)
    with socket.socket() as own:
        own.bind(("127.0.0.1", apiserver))


@pytest.mark.parametrize("content", [None, "", "{", "[]", '{"options": []}'])
def test_without_a_configuration_no_port_is_known(tmp_path: Path, content: str | None) -> None:
    """Such as for clusters of other engines, and for half-made ones."""
    if content is not None:
        (tmp_path / "kwokctl.yaml").write_text(content)
    assert pausing.ports_of(tmp_path) == []


class Docker:
    """Containers that are in some state, and a docker that notes what it is told."""

    def __init__(self, states: dict[str, str]) -> None:
        self.states = states
        self.told: list[tuple[str, ...]] = []

    def __call__(self, *arguments: str, **_: object) -> str:
        """Do it."""
        self.told.append(arguments)
        self.states |= dict.fromkeys(arguments[1:], "running")
        return ""


@pytest.fixture
def kind_cluster(tmp_path: Path) -> Path:
    """The folder of a cluster with real nodes, one of which the lab has switched off."""
    folder = tmp_path / "cluster1"
    record = KindRecord("dojo-1", 6443, {"cp": "dojo-1-cp", "w": "dojo-1-w"}, stopped=["w"])
    record.write(folder)
    return folder


@pytest.fixture
def docker(monkeypatch: pytest.MonkeyPatch) -> Docker:
    """A container engine that knows nothing but these two."""
    made = Docker({"dojo-1-cp": "running", "dojo-1-w": "exited"})
    monkeypatch.setattr(container, "docker", made)
    monkeypatch.setattr(kind_nodes, "states", lambda _record: dict(made.states))
    monkeypatch.setattr(pausing, "_answers", lambda _folder: True)
    return made


def test_real_nodes_are_gone_when_none_runs(kind_cluster: Path, docker: Docker) -> None:
    """One that stands still may be the task."""
    assert not pausing.is_gone("kind", [kind_cluster])
    docker.states["dojo-1-cp"] = "exited"
    assert pausing.is_gone("kind", [kind_cluster])


def test_after_a_reboot_containers_are_started(kind_cluster: Path, docker: Docker) -> None:
    """But for a machine that the lab itself has switched off."""
    docker.states["dojo-1-cp"] = "exited"
    pausing.resume("kind", kind_cluster, pausing.Ports())
    assert docker.told == [("start", "dojo-1-cp")]


def test_docker_that_refuses_is_told(
    kind_cluster: Path, docker: Docker, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In its own words."""
    docker.states["dojo-1-cp"] = "exited"

    def refuses(*arguments: str, **_: object) -> str:
        raise container.DockerCommandError(arguments, "no space left on device")

    monkeypatch.setattr(container, "docker", refuses)
    with pytest.raises(EngineError, match="no space left"):
        pausing.resume("kind", kind_cluster, pausing.Ports())


def test_where_there_is_no_cluster_that_is_said(tmp_path: Path) -> None:
    """And what ends the exam."""
    with pytest.raises(EngineError, match="There is no cluster in"):
        pausing.resume("kind", tmp_path, pausing.Ports())
