"""What can go wrong around labs on real nodes; and nobody else's cluster is ever touched.

The container engine goes away by a proxy that the test closes: the user's daemon is left alone.
"""

import json
import os
import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from clusterdojo import binaries as runtime
from clusterdojo import images
from clusterdojo.container import docker
from clusterdojo.engines.kind.config import Host, configuration
from clusterdojo.engines.ports import free_ports
from clusterdojo.lab.model import ClusterSpec, NodeSpec
from tests.chance import chance
from tests.e2e.docker_proxy import DockerProxy
from tests.e2e.kind_user import Foreign, KindDojo, Traces, containers, endpoint, until
from tests.e2e.user import LAB, is_two_sentences

pytestmark = [pytest.mark.slow, pytest.mark.docker, pytest.mark.usefixtures("untouched")]
NODE_LAB = "static-pod"


@pytest.fixture(scope="module")
def address(docker_engine: None) -> str:
    """Where the container engine answers."""
    del docker_engine  # it does
    return endpoint()


@pytest.fixture(scope="module")
def foreign(address: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Foreign]:
    """Somebody else's cluster, made by plain kind, and a volume of theirs."""
    del address
    spec = ClusterSpec(nodes=[NodeSpec(name="controlplane", role="control-plane")])
    other = Foreign(
        runtime.require(["kind"])["kind"],
        tmp_path_factory.mktemp("foreign"),
        configuration(spec, free_ports(1)[0], Host.look(), {"controlplane": images.require()}),
    )
    yield other
    other.end()


@pytest.fixture
def untouched(foreign: Foreign) -> Iterator[None]:
    """Whatever the test does, the foreign cluster runs on as it did."""
    before = foreign.seen()
    yield
    assert foreign.seen() == before


@pytest.fixture
def user(tmp_path: Path, address: str) -> Iterator[KindDojo]:
    """A new user of real nodes; whatever the test leaves running is ended."""
    user = KindDojo(tmp_path, address)
    yield user
    user("stop", "--all")


@pytest.fixture
def traces(user: KindDojo) -> Iterator[Traces]:
    """What the test noted of clusters; all of it is gone in the end."""
    traces = Traces()
    yield traces
    assert user("stop", "--all").returncode == 0
    assert user.folders == []
    assert traces.clusters, "the test saw no cluster"
    assert traces.left() == {}


@pytest.fixture
def proxy(address: str, tmp_path: Path) -> Iterator[DockerProxy]:
    """A way to the container engine that can be closed."""
    if not address.startswith("unix://"):
        pytest.skip(f"the container engine is not at a Unix socket: {address}")
    proxy = DockerProxy(tmp_path / "docker.sock", address)
    yield proxy
    proxy.close()


def has_recorded(user: KindDojo) -> bool:
    """Whether a cluster is written down."""
    return bool(user.clusters())


def has_containers(user: KindDojo) -> bool:
    """Whether a cluster's first container is there."""
    return any(containers(name) for name in user.clusters())


def has_api(user: KindDojo) -> bool:
    """Whether the suite has its own way into the cluster."""
    return any(user.state.glob("attempts/*/clusters/*/access.json"))


@pytest.mark.parametrize(
    "moment",
    [
        has_containers,
        pytest.param(has_recorded, marks=pytest.mark.exhaustive),
        pytest.param(has_api, marks=pytest.mark.exhaustive),
    ],
)
def test_docker_goes_away_in_the_middle_of_a_start(
    user: KindDojo, traces: Traces, proxy: DockerProxy, moment: Callable[[KindDojo], bool]
) -> None:
    """The start says what happened; what it made is cleared away when Docker is back."""
    address, user.environment["DOCKER_HOST"] = user.environment["DOCKER_HOST"], proxy.address
    starting = user.begin_kind(LAB)
    until(lambda: moment(user), moment.__name__)
    traces.note(user.clusters())
    proxy.close()
    out, err = starting.communicate(timeout=90)
    done = subprocess.CompletedProcess([], starting.returncode, out, err)
    assert is_two_sentences(done), (done.returncode, out, err)
    assert "container engine does not answer" in err

    stopped = user("stop", "--all")
    assert is_two_sentences(stopped), (stopped.returncode, stopped.stderr)
    assert user.folders, "the folder is all that tells whose the containers are"

    user.environment["DOCKER_HOST"] = address
    assert user("stop", "--all").returncode == 0
    assert traces.left() == {}


@pytest.fixture(scope="module")
def on_nodes(address: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[KindDojo]:
    """A user with a running lab that is graded on its nodes, not solved before the last tests."""
    user = KindDojo(tmp_path_factory.mktemp("nodes"), address)
    programs = user.home / "other-programs"
    programs.mkdir()
    for name in ("kind", "kubectl", "kubeadm"):  # of other versions, first on PATH
        (programs / name).write_text(f'#!/bin/sh\necho "$0 $*" >>{user.home}/called\nexit 1\n')
        (programs / name).chmod(0o755)
    user.environment["PATH"] = f"{programs}{os.pathsep}{os.environ['PATH']}"
    started = user.start_kind(NODE_LAB)
    assert started.returncode == 0, started.stderr
    yield user
    assert user("stop", "--all").returncode == 0


@pytest.mark.parametrize("hangs", [False, pytest.param(True, marks=pytest.mark.exhaustive)])
def test_docker_goes_away_in_the_middle_of_a_check(
    on_nodes: KindDojo, proxy: DockerProxy, *, hangs: bool
) -> None:
    """What can't be read for that reason is ungradable, never failed, let alone passed.

    An engine that takes every question and answers none is waited for once.
    """
    before = outcomes(on_nodes("check", "--json").stdout)
    reach_by(on_nodes, proxy.address)
    checking = on_nodes.begin("check", "--json")
    until(lambda: any("/exec" in request for request in proxy.asked), "a look at a node")
    if hangs:
        proxy.hangs = True
    else:
        proxy.close()
    out, err = checking.communicate(timeout=90)
    assert checking.returncode == 2, (out, err)
    assert "Traceback" not in out + err
    graded = outcomes(out)
    assert graded.keys() == before.keys()
    ungradable = {name for name, outcome in graded.items() if outcome == "ungradable"}
    assert ungradable
    assert {n: o for n, o in graded.items() if n not in ungradable}.items() <= before.items()
    assert json.loads(out)["earned"] == 0
    # The engine is back, and so is the result.
    reach_by(on_nodes, on_nodes.environment["DOCKER_HOST"])
    assert outcomes(on_nodes("check", "--json").stdout) == before


def reach_by(user: KindDojo, address: str) -> None:
    """Let checks reach the container engine at this address: their own variables don't count."""
    file = user.folders[0] / "attempt.json"
    record = json.loads(file.read_text())
    record["way"]["DOCKER_HOST"] = address
    file.write_text(json.dumps(record))


def outcomes(result: str) -> dict[str, str]:
    """Each criterion's outcome."""
    return {one["name"]: one["outcome"] for one in json.loads(result)["criteria"]}


def test_a_start_without_docker_makes_nothing(user: KindDojo) -> None:
    """An engine that was never there: two sentences at once, and no trace of an attempt."""
    done = user.start_kind(LAB, DOCKER_HOST="unix:///nowhere/docker.sock")
    assert is_two_sentences(done), done.stderr
    assert "container engine does not answer" in done.stderr
    assert user.folders == []


def test_kind_on_the_path_is_never_used(on_nodes: KindDojo) -> None:
    """A kind and a kubectl of other versions on PATH are not even asked for their version."""
    assert on_nodes("check").returncode == 1
    called = on_nodes.home / "called"
    assert not called.exists(), called.read_text()


def test_a_learner_who_has_broken_every_way_in_is_graded(on_nodes: KindDojo) -> None:
    """No ssh, no kubectl, no kubeconfig: the grader has its own way into the API and the nodes."""
    # What is broken stays so: nothing in this module needs it until the next test's reset.
    solution = on_nodes("solution", "--yes").stdout
    solved = on_nodes("run", "--", "bash", "-euo", "pipefail", "-c", solution, timeout=300)
    assert solved.returncode == 0, solved.stderr
    sshd = "systemctl stop ssh; rm /root/.ssh/authorized_keys /usr/sbin/sshd"
    broken = on_nodes("run", "--", "ssh", "node01", sshd)
    assert broken.returncode == 0, broken.stderr
    (attempt,) = on_nodes.folders
    (attempt / "kubeconfig").write_text("no kubeconfig\n")
    (attempt / "bin/kubectl").unlink()
    assert on_nodes("run", "--", "ssh", "node01", "true").returncode != 0
    assert on_nodes("run", "--", "k", "get", "nodes").returncode != 0  # kubectl's other name

    done = on_nodes("check", "--json")
    assert done.returncode == 0, (done.stdout, done.stderr)
    assert set(outcomes(done.stdout).values()) == {"passed"}
    graded = json.loads(done.stdout)
    assert (graded["faults"], graded["earned"]) == ([], graded["possible"])


def test_a_control_plane_that_was_removed(on_nodes: KindDojo) -> None:
    """Its container is gone: nothing is earned, and reset brings the lab back."""
    traces = Traces()
    traces.note(on_nodes.clusters())
    (name,) = on_nodes.clusters()
    docker("rm", "--force", "--volumes", f"{name}-control-plane")
    done = on_nodes("check")
    assert done.returncode == 1, done.stderr  # not solved, and no fault of the grader's
    assert "controlplane is gone" in " ".join((done.stdout + done.stderr).split())
    graded = on_nodes.graded()
    assert graded["earned"] == 0
    assert {criterion["outcome"] for criterion in graded["criteria"]} == {"failed"}
    reset = on_nodes("reset", timeout=300)
    assert reset.returncode == 0, reset.stderr
    assert on_nodes("check").returncode == 1
    traces.clusters -= on_nodes.clusters()
    assert traces.left() == {}


@pytest.mark.exhaustive
def test_two_users_at_once(user: KindDojo, traces: Traces, address: str, tmp_path: Path) -> None:
    """Two starts at the same moment make two clusters; ending one leaves the other alone."""
    other = KindDojo(tmp_path / "other", address)
    other.home.mkdir()
    try:
        both = [user.begin_kind(LAB), other.begin_kind(LAB)]
        ends = [(start.communicate(timeout=300), start.returncode) for start in both]
        assert [code for _, code in ends] == [0, 0], ends
        traces.note(user.clusters() | other.clusters())
        assert len(traces.clusters) == 2
        assert user("stop", "--all").returncode == 0
        assert other("check").returncode == 1
    finally:
        other("stop", "--all")


@pytest.mark.exhaustive
def test_two_starts_of_one_user(user: KindDojo, traces: Traces) -> None:
    """One of them starts the lab, the other one is refused."""
    both = [user.begin_kind(LAB) for _ in range(2)]
    ends = [(start.communicate(timeout=300), start.returncode) for start in both]
    assert sorted(code for _, code in ends) == [0, 2], ends
    traces.note(user.clusters())
    assert len(traces.clusters) == 1


@pytest.mark.exhaustive
def test_killed_at_random_moments(user: KindDojo, traces: Traces) -> None:
    """kill -9 anywhere in start, check, reset or stop: `dojo stop --all` removes all of it."""
    moments, repeat = chance()
    seconds = {"start": 25.0, "check": 2.0, "reset": 15.0, "stop": 3.0}
    commands = ["start", "check", "start", "reset", "start", "stop"]
    for command in commands:
        if command != "start" and not user.folders:
            assert user.start_kind(LAB).returncode == 0
        if command == "start":
            assert user("stop", "--all").returncode == 0
        victim = user.begin_kind(LAB) if command == "start" else user.begin(command)
        after = moments.uniform(0.3, seconds[command])
        end = time.monotonic() + after
        while time.monotonic() < end and victim.poll() is None:
            traces.note(user.clusters())
        if victim.poll() is None:
            os.killpg(victim.pid, signal.SIGKILL) if moments.random() < 0.5 else victim.kill()
        victim.communicate()
        where = f"{repeat}: {command} killed after {after:.2f} s"
        told = user("status")
        assert told.returncode == 0, f"{where}: {told.stderr}"
        traces.note(user.clusters())
        if command == "stop" or moments.random() < 0.5:
            stopped = user("stop", "--all")
            assert stopped.returncode == 0, f"{where}: {stopped.stderr}"
            assert user.folders == [], where
            assert traces.left() == {}, where
