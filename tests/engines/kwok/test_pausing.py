"""Letting embedded clusters wait, on processes that only look like theirs."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from clusterdojo import processes
from clusterdojo.engines.kwok import components
from clusterdojo.engines.kwok.engine import KwokEngine
from clusterdojo.engines.ports import free_ports


@pytest.fixture
def cluster(tmp_path: Path) -> Iterator[Path]:
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


def test_a_paused_cluster_has_no_processes(cluster: Path) -> None:
    """And no pids by which somebody else's process could be taken for its own."""
    engine = KwokEngine()
    assert not engine.is_gone(cluster)
    engine.pause(cluster)
    assert processes.processes(cluster) == []
    assert components.pids(cluster) == {}
    assert engine.is_gone(cluster)


def test_an_embedded_cluster_without_its_api_server_is_gone(cluster: Path) -> None:
    """Whatever has ended it: that is no task, and takes the learner's work along."""
    psutil.Process(components.pids(cluster)["kube-apiserver"]).send_signal(signal.SIGKILL)
    deadline = time.monotonic() + 10
    while not KwokEngine().is_gone(cluster) and time.monotonic() < deadline:
        os.sched_yield()
    assert KwokEngine().is_gone(cluster)


def test_it_needs_its_ports_again(cluster: Path) -> None:
    """They stand in its kubeconfig, and in the learner's."""
    assert len(KwokEngine().ports(cluster)) == 2


def test_it_is_told_from_clusters_of_other_engines(cluster: Path, tmp_path: Path) -> None:
    """Where an attempt's record is lost, each engine ends its own."""
    assert KwokEngine().owns(cluster)
    assert not KwokEngine().owns(tmp_path)


@pytest.mark.parametrize("content", [None, "", "{", "[]", '{"options": []}'])
def test_without_a_configuration_no_port_is_known(tmp_path: Path, content: str | None) -> None:
    """Such as for clusters of other engines, and for half-made ones."""
    if content is not None:
        (tmp_path / "kwokctl.yaml").write_text(content)
    assert KwokEngine().ports(tmp_path) == []
