""".ci/docker: starts an engine where none answers, ends only its own, leaves nothing changed.

Each test runs in network and mount namespaces of its own, where the machine's engine, its socket
and its firewall can't be seen: what a bare machine looks like.
"""

from pathlib import Path

import pytest

from tests.ci.bare_machine import DOCKER, STATE, Machine

pytestmark = pytest.mark.slow


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    """A bare machine."""
    return Machine(tmp_path)


def test_up_then_down_leaves_the_machine_as_it_was(machine: Machine) -> None:
    """Rules, devices, settings, sockets and processes are the same before and after; twice."""
    lines = machine(f"""
        sysctl -q net.ipv4.ip_forward=0
        look >{machine.folder}/before
        {DOCKER} up >&2
        {machine.container}
        {DOCKER} down >&2
        look >{machine.folder}/after
        {DOCKER} up >&2
        docker image inspect --format '{{{{.Id}}}}' test:1 | cut -c 1-7
        {DOCKER} down >&2
        look >{machine.folder}/again
        """)
    assert lines == ["42", "sha256:"], "a privileged container ran, and its image stayed"
    before = (machine.folder / "before").read_text()
    assert "lo" in before
    assert (machine.folder / "after").read_text() == before
    assert (machine.folder / "again").read_text() == before


def test_every_node_has_its_own_cgroups(machine: Machine) -> None:
    """In what the machine has not mounted all containers would share the root, and meet there."""
    lines = machine(f"""
        umount /sys/fs/cgroup/hugetlb 2>/dev/null || true
        {DOCKER} up >&2
        {machine.container}
        cat /proc/$(docker inspect --format '{{{{.State.Pid}}}}' one)/cgroup
        {DOCKER} down >&2
        """)
    assert lines.pop(0) == "42"
    shared = [line for line in lines if line.rpartition(":")[2] == "/"]
    assert lines
    assert shared == [], lines


def test_a_killed_daemon_and_its_containers_are_ended(machine: Machine) -> None:
    """After kill -9 of the daemon a container runs on: down ends it, and puts all back."""
    lines = machine(f"""
        look >{machine.folder}/before
        {DOCKER} up >&2
        {machine.container}
        kill -9 "$(cut -d ' ' -f 1 {STATE}/daemon)"
        look | grep -c containerd-shim
        {DOCKER} down >&2
        look >{machine.folder}/after
        """)
    assert lines == ["42", "1"]
    assert (machine.folder / "after").read_text() == (machine.folder / "before").read_text()


@pytest.mark.exhaustive
def test_up_after_a_killed_daemon_remembers_the_machine_before_it(machine: Machine) -> None:
    """The second up finds the first one's bridges: they are not the machine's own."""
    machine(f"""
        look >{machine.folder}/before
        {DOCKER} up >&2
        {machine.container}
        kill -9 "$(cut -d ' ' -f 1 {STATE}/daemon)"
        {DOCKER} up >&2
        docker start one >/dev/null
        {DOCKER} down >&2
        look >{machine.folder}/after
        """)
    assert (machine.folder / "after").read_text() == (machine.folder / "before").read_text()


@pytest.mark.exhaustive
def test_an_engine_that_answers_is_left_alone(machine: Machine) -> None:
    """Another's daemon: up starts none beside it, and down does not end it."""
    lines = machine(f"""
        printf '{{"data-root": "{machine.folder}/data"}}' >/run/own.json
        dockerd --config-file /run/own.json >/run/log 2>&1 &
        own=$!
        until docker version >/dev/null 2>&1; do kill -0 $own; sleep 0.1; done
        {DOCKER} up
        {DOCKER} down
        docker info --format 'it answers'
        kill $own
        wait $own || true
        """)
    assert lines == [
        "docker: one answers already: left alone",
        "docker: up started no daemon: nothing to end",
        "it answers",
    ]


@pytest.mark.exhaustive
def test_up_twice_starts_one_daemon(machine: Machine) -> None:
    """Two calls at once: one starts it, the other waits and finds it."""
    lines = machine(f"""
        {DOCKER} up >{machine.folder}/one &
        {DOCKER} up >{machine.folder}/two
        wait $!
        cat {machine.folder}/one {machine.folder}/two
        look | grep -cx dockerd
        """)
    ends = [line.split(":")[1].strip() for line in lines[:-1]]
    assert (ends.count("ready"), ends.count("one answers already")) == (1, 1), lines
    assert lines[-1] == "1"
