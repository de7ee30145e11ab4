"""What can go wrong in the middle of an upgrade: the grade says what is true, and nothing is lost.

Slow: kubeadm takes minutes, whoever waits.
"""

import subprocess
from collections.abc import Iterator
from typing import Any

import pytest

from clusterdojo.container import docker
from clusterdojo.errors import ContainerEngineError
from clusterdojo.lab.loading import load_lab
from clusterdojo.lab.suite import suite
from tests.e2e.kind_user import KindDojo, endpoint, until
from tests.e2e.user import is_two_sentences

pytestmark = [pytest.mark.slow, pytest.mark.docker, pytest.mark.exhaustive]
LAB = "upgrade-controlplane"
APPLY_SECONDS = 600
PREPARE = """
sed -i s/v{from_minor}/v{to_minor}/ /etc/apt/sources.list.d/kubernetes.list
apt-get update
apt-get install -y --allow-change-held-packages kubeadm='{to_version}-*'
"""
APPLY = "kubeadm upgrade apply v{to_version} --yes --ignore-preflight-errors=SystemVerification"


@pytest.fixture(scope="module")
def user(docker_engine: None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[KindDojo]:
    """A user in the middle of the lab: kubeadm is upgraded, and nothing else."""
    del docker_engine  # it answers
    user = KindDojo(tmp_path_factory.mktemp("upgrade"), endpoint())
    started = user.start_kind(LAB)
    assert started.returncode == 0, started.stderr
    prepared = on_control_plane(user, PREPARE)
    assert prepared.returncode == 0, prepared.stderr
    yield user
    assert user("stop", "--all").returncode == 0


def on_control_plane(user: KindDojo, text: str) -> subprocess.CompletedProcess[str]:
    """Run commands there as the learner does."""
    upgrade = load_lab(suite().lab_dir(LAB)).upgrade
    assert upgrade is not None
    script = text.format(**upgrade.values())
    return user("run", "--", "ssh", "controlplane", script, timeout=APPLY_SECONDS)


def outcomes(result: dict[str, Any]) -> dict[str, str]:
    """Each criterion's outcome."""
    return {one["name"]: one["outcome"] for one in result["criteria"]}


def test_the_power_fails_in_the_middle_of_apply(user: KindDojo) -> None:
    """Nothing is earned while the node is off; it comes back, and the upgrade can be continued."""
    (name,) = user.clusters()
    container = f"{name}-control-plane"
    log = "/var/log/apply.log"
    begun = on_control_plane(user, f"nohup {APPLY} >{log} 2>&1 </dev/null &")
    assert begun.returncode == 0, begun.stderr
    until(
        lambda: 'Component "etcd" upgraded' in docker("exec", container, "cat", log),
        "etcd's upgrade",
        seconds=APPLY_SECONDS,
    )
    docker("kill", container)
    off = user("check")
    assert is_two_sentences(off), (off.stdout, off.stderr)
    assert "controlplane is stopped" in off.stderr
    graded = user.graded()
    assert graded["earned"] == 0
    assert set(outcomes(graded).values()) == {"failed"}

    docker("start", container)
    until(lambda: answers(user), "the API server", seconds=180)
    # kubeadm asks first whether the cluster works: who is too early tries again, as one would.
    until(
        lambda: on_control_plane(user, APPLY).returncode == 0,
        "the rest of the upgrade",
        seconds=APPLY_SECONDS,
    )
    graded = user.graded()
    told = outcomes(graded)
    assert told["test_the_control_plane_runs_the_new_version"] == "passed"
    assert told["test_etcd_and_the_addons_belong_to_it"] == "passed"
    assert told["test_the_cluster_knows_its_version"] == "passed"
    assert told["test_the_kubelet_runs_the_new_version"] == "failed"
    assert "ungradable" not in told.values()
    # Nobody asked the application while the machine was off, and that is what is said.
    (gate,) = [c for c in graded["criteria"] if c["name"].endswith("serves_throughout")]
    assert gate["outcome"] == "passed" or "nothing was measured" in str(gate["found"])


def answers(user: KindDojo) -> bool:
    """Whether the API server does, to the learner."""
    try:
        return user("run", "--", "kubectl", "get", "--raw", "/readyz").returncode == 0
    except ContainerEngineError:
        return False


def test_a_node_that_is_not_ready_has_not_been_upgraded(user: KindDojo) -> None:
    """A kubelet that ended in the middle costs its criteria, with the reason; all can be graded."""
    assert on_control_plane(user, "systemctl stop kubelet").returncode == 0
    until(
        lambda: "NotReady" in user("run", "--", "kubectl", "get", "node", "controlplane").stdout,
        "the node's absence",
        seconds=120,
    )
    graded = user.graded()
    told = outcomes(graded)
    assert "ungradable" not in told.values()
    assert told["test_the_kubelet_runs_the_new_version"] == "failed"
    (kubelet,) = [c for c in graded["criteria"] if c["name"].endswith("runs_the_new_version")][1:]
    assert "does not run" in kubelet["reason"]


def test_a_reset_begins_anew(user: KindDojo) -> None:
    """Whatever happened to the machines."""
    reset = user("reset", timeout=300)
    assert reset.returncode == 0, reset.stderr
    graded = user.graded()
    assert graded["earned"] == 0
    gates = [c for c in graded["criteria"] if c["gate"]]
    assert gates
    assert {gate["outcome"] for gate in gates} == {"passed"}
