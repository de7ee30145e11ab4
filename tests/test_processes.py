"""Finding a cluster's processes again, and ending no others."""

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from clusterdojo.processes import end, marked, processes

Start = Callable[[Path | None], subprocess.Popen[bytes]]
STUBBORN = """
import signal, time
signal.signal(signal.SIGTERM, signal.SIG_IGN)
print(flush=True)
time.sleep(60)
"""


@pytest.fixture
def start() -> Iterator[Start]:
    """Starts sleeping processes, marked with a cluster's folder or not at all."""
    started: list[subprocess.Popen[bytes]] = []

    def started_in(folder: Path | None) -> subprocess.Popen[bytes]:
        environment = marked(folder) if folder else dict(os.environ)
        process = subprocess.Popen(["sleep", "60"], env=environment)
        started.append(process)
        return process

    yield started_in
    for process in started:
        process.kill()
        process.wait()


def pids(folder: Path) -> set[int]:
    """The ids of the processes that belong to a folder."""
    return {process.pid for process in processes(folder)}


def ended(process: subprocess.Popen[bytes]) -> bool:
    """Whether a process has ended, or does within a second."""
    try:
        process.wait(1)
    except subprocess.TimeoutExpired:
        return False
    return True


def test_a_marked_process_is_found_and_ended(start: Start, tmp_path: Path) -> None:
    """What a cluster started is gone with it, whoever started it."""
    process = start(tmp_path)
    assert pids(tmp_path) == {process.pid}
    end(tmp_path)
    assert ended(process)
    assert pids(tmp_path) == set()


def test_an_unmarked_process_survives(start: Start, tmp_path: Path) -> None:
    """The learner's own programs are left alone."""
    mine, other = start(tmp_path), start(None)
    end(tmp_path)
    assert ended(mine)
    assert other.poll() is None


def test_another_clusters_process_survives(start: Start, tmp_path: Path) -> None:
    """A folder whose name begins alike is another cluster."""
    mine, other = start(tmp_path / "cluster1"), start(tmp_path / "cluster10")
    assert pids(tmp_path / "cluster1") == {mine.pid}
    end(tmp_path / "cluster1")
    assert ended(mine)
    assert other.poll() is None


def test_processes_of_clusters_below_a_folder_are_its_own(start: Start, tmp_path: Path) -> None:
    """An attempt's folder ends all of its clusters."""
    below = [start(tmp_path / "clusters" / name) for name in ("cluster1", "cluster2")]
    assert pids(tmp_path) == {process.pid for process in below}
    end(tmp_path)
    assert all(ended(process) for process in below)


def test_children_belong_to_the_cluster_too(tmp_path: Path) -> None:
    """What a cluster's process starts inherits its mark."""
    shell = subprocess.Popen(
        ["bash", "-c", "sleep 60 & echo $!; wait"], env=marked(tmp_path), stdout=subprocess.PIPE
    )
    with shell:
        assert shell.stdout is not None
        child = int(shell.stdout.readline())
        assert pids(tmp_path) == {shell.pid, child}
        end(tmp_path)
        assert ended(shell)
    assert pids(tmp_path) == set()


def test_a_process_that_ignores_a_polite_end_is_ended(tmp_path: Path) -> None:
    """Nothing of a cluster can stay by being stubborn."""
    stubborn = subprocess.Popen(
        [sys.executable, "-c", STUBBORN], env=marked(tmp_path), stdout=subprocess.PIPE
    )
    with stubborn:
        assert stubborn.stdout is not None
        stubborn.stdout.readline()
        end(tmp_path)
        assert ended(stubborn)


def test_a_process_that_has_ended_is_not_found(start: Start, tmp_path: Path) -> None:
    """A zombie that its parent has not collected yet is no reason to wait."""
    process = start(tmp_path)
    process.kill()
    deadline = time.monotonic() + 2
    while pids(tmp_path) and time.monotonic() < deadline:
        time.sleep(0.01)
    assert pids(tmp_path) == set()


def test_ending_nothing_is_as_good(tmp_path: Path) -> None:
    """A half-made cluster without processes is ended at once, twice."""
    began = time.monotonic()
    end(tmp_path)
    end(tmp_path / "never-made")
    assert time.monotonic() - began < 2


def test_the_mark_adds_to_the_environment(tmp_path: Path) -> None:
    """A cluster's programs find what every program finds."""
    assert os.environ.items() <= marked(tmp_path).items()
