"""Two real clusters, one etcd in a static pod and one outside: kept snapshots, destroyed stores."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.e2e.user import Dojo

pytestmark = [pytest.mark.slow, pytest.mark.docker, pytest.mark.usefixtures("docker_engine")]

LAB = "etcd-external-backup"
START_SECONDS = 600.0
# Where the data are is drawn: the process that runs tells it. Everything there goes, etcd with it.
DESTROY = """
directory=$(tr '\\0' '\\n' < /proc/$(pgrep --exact etcd)/cmdline | sed -n 's/^--data-dir=//p')
rm -rf "$directory"/*
pkill -9 --exact etcd
"""


@pytest.fixture
def user(tmp_path: Path) -> Iterator[Dojo]:
    """A user with both clusters."""
    user = Dojo(tmp_path)
    done = user("start", LAB, "--seed", "1", timeout=START_SECONDS)
    assert done.returncode == 0, done.stderr
    yield user
    assert user("stop", timeout=START_SECONDS).returncode == 0
    assert user.folders == []


def _solve(user: Dojo) -> None:
    text = user("solution", "--yes").stdout
    solved = user("run", "--", "bash", "-euo", "pipefail", "-c", text)
    assert solved.returncode == 0, solved.stderr


def _destroy(user: Dojo, machine: str) -> None:
    done = user("run", "--", "ssh", machine, DESTROY)
    assert done.returncode == 0, done.stderr


def _readyz(user: Dojo, context: str) -> str:
    """What the API server says of itself and its etcd, asked as the learner would."""
    done = user("run", "--", "kubectl", "--context", context, "get", "--raw", "/readyz")
    return done.stdout or done.stderr


def test_a_snapshot_is_kept_and_destroyed_stores_come_back(user: Dojo) -> None:
    """One cluster goes on without the other's etcd, and `dojo reset` brings back both.

    A learner who has destroyed both is told so, and that is all there is to do.
    """
    # Longer than others: the clusters are the dear part, and this is one way through them.
    _solve(user)
    graded = user.graded()
    assert graded["earned"] == graded["possible"] > 0
    (kept,) = (user.state / "results").glob("*.files/etcd-server-*.db")
    assert kept.stat().st_mode & 0o777 == 0o600
    assert kept.parent.stat().st_mode & 0o777 == 0o700
    copies = [path.read_bytes() for path in user.folders[0].glob("work/backup/*.db")]
    assert copies == [kept.read_bytes()]
    _destroy(user, "etcd-server")
    assert _readyz(user, "cluster1") == "ok"
    _destroy(user, "cluster1-controlplane")
    broken = user.graded()
    assert broken["earned"] == 0
    assert "ungradable" not in {c["outcome"] for c in broken["criteria"]}
    reset = user("reset", timeout=START_SECONDS)
    assert reset.returncode == 0, reset.stderr
    again = user.graded()
    assert (again["earned"], again["resets"], again["faults"]) == (0, 1, [])
    assert [_readyz(user, context) for context in ("cluster1", "cluster2")] == ["ok", "ok"]
