"""What `dojo doctor` tells of the host of real nodes, on machines that are made up."""

import json
import os
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from clusterdojo.engines.finding import GIGABYTE, Finding
from clusterdojo.engines.kind import doctor as doctor_kind
from tests.fakes import fake

GOOD = {
    "ServerVersion": "28.0",
    "Driver": "overlay2",
    "OSType": "linux",
    "CgroupVersion": "2",
    "MemTotal": 16 * GIGABYTE,
    "SecurityOptions": ["name=seccomp,profile=default"],
}
STARTS = 'exec: "/none": stat /none: no such file or directory: unknown'
CONTROLLERS = """#subsys_name	hierarchy	num_cgroups	enabled
cpu	4	29	1
cpuacct	4	29	1
hugetlb	0	1	1
rdma	0	1	0
"""
Look = Callable[..., dict[str, Finding]]


@pytest.fixture
def look(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Look:
    """What the doctor finds, by subject, where docker tells this and the host has these limits."""
    programs, limits = tmp_path / "bin", tmp_path / "inotify"
    programs.mkdir()
    limits.mkdir()
    monkeypatch.setenv("PATH", f"{programs}{os.pathsep}{os.environ['PATH']}")
    monkeypatch.delenv("DOCKER_HOST", raising=False)
    monkeypatch.setattr(doctor_kind, "INOTIFY", limits)
    monkeypatch.setattr(doctor_kind, "CONTROLLERS", tmp_path / "cgroups")
    monkeypatch.setattr(doctor_kind, "MOUNTS", tmp_path / "mountinfo")
    monkeypatch.setattr("clusterdojo.images.present", lambda _version: True)
    monkeypatch.setattr("psutil.virtual_memory", lambda: SimpleNamespace(available=8 * GIGABYTE))

    def examine(
        run: str = STARTS,
        instances: int = 512,
        watches: int = 524288,
        mounted: tuple[str, ...] = ("cpu,cpuacct", "hugetlb"),
        **changed: Any,
    ) -> dict[str, Finding]:
        told = {**GOOD, "DockerRootDir": str(tmp_path), **changed}
        known = {
            "version": "echo 28.0",
            "info": f"cat {tmp_path}/info",
            "import -": '[ "$(wc -c)" = 10240 ] && echo sha256:abc',
            "run": f"cat {tmp_path}/run >&2; exit 127",
            "rmi --force sha256:abc": "",
        }
        fake(programs / "docker", known, always=f'echo "$@" >>{tmp_path}/calls')
        (tmp_path / "info").write_text(json.dumps(told))
        (tmp_path / "run").write_text(run)
        (tmp_path / "cgroups").write_text(CONTROLLERS)
        mounts = [f"31 30 0:28 / /sys/fs/cgroup/x rw - cgroup cgroup rw,{m}" for m in mounted]
        (tmp_path / "mountinfo").write_text(
            "\n".join(["30 1 0:4 / /proc rw - proc proc rw", *mounts])
        )
        (limits / "max_user_instances").write_text(f"{instances}\n")
        (limits / "max_user_watches").write_text(f"{watches}\n")
        return {finding.subject: finding for finding in doctor_kind.examine()}

    return examine


def test_a_good_host(look: Look) -> None:
    """Everything is looked at, nothing needs doing, and what was tried is cleared away."""
    found = look()
    assert list(found) == [
        "container engine", "node image", "privileged containers", "cgroup",
        "inotify max_user_instances",
        "inotify max_user_watches", "memory free", "disk free for nodes",
    ]  # fmt: skip
    bad = [f for f in found.values() if f.subject != "disk free for nodes" and not f.good]
    assert bad == []


def test_the_image_that_was_tried_is_removed(look: Look, tmp_path: Path) -> None:
    """The doctor leaves no image and no container."""
    look()
    calls = (tmp_path / "calls").read_text().splitlines()
    assert "run --rm --privileged --network none sha256:abc /none" in calls
    assert calls[-1] == "rmi --force sha256:abc"


def test_capabilities_that_cannot_be_granted(look: Look) -> None:
    """The error that such machines give is told with the way round it."""
    found = look(run="runc create failed: unable to apply caps: operation not permitted: unknown")
    finding = found["privileged containers"]
    assert finding.good is False
    assert "unable to apply caps" in finding.found
    assert "oci-runtime" in finding.do


def test_privileged_containers_that_are_forbidden(look: Look) -> None:
    """Any other refusal is told in docker's words, without a guess at capabilities."""
    finding = look(run="authorization denied by plugin x\n")["privileged containers"]
    assert (finding.good, finding.found) == (False, "authorization denied by plugin x")
    assert "oci-runtime" not in finding.do


@pytest.mark.parametrize(
    ("subject", "changed", "good", "words"),
    [
        ("cgroup", {"CgroupVersion": "1"}, None, "prefer a host with cgroup v2"),
        ("cgroup", {"CgroupVersion": ""}, None, "prefer a host with cgroup v2"),
        ("cgroup controllers", {"CgroupVersion": "1", "mounted": ("cpuacct,cpu",)}, None, "Mount"),
        ("inotify max_user_instances", {"instances": 128}, None, "sysctl fs.inotify.max_user_inst"),
        ("inotify max_user_watches", {"watches": 8192}, None, "max_user_watches=524288"),
        ("memory free", {"MemTotal": GIGABYTE}, False, "Docker's virtual machine"),
        ("container engine", {"OSType": "windows"}, False, "Linux containers"),
        ("container engine", {"SecurityOptions": ["name=rootless"]}, None, "not tested"),
    ],
)
def test_what_is_short_is_told_with_what_to_do(
    look: Look, subject: str, changed: dict[str, Any], *, good: bool | None, words: str
) -> None:
    """A limit that labs can live with is a warning; what stops them is not."""
    finding = look(**changed)[subject]
    assert finding.good is good
    assert words in finding.do


def test_controllers_that_nodes_would_share(look: Look, monkeypatch: pytest.MonkeyPatch) -> None:
    """Only those that the kernel has and the host has not mounted; elsewhere nobody can tell."""
    old = {"CgroupVersion": "1", "mounted": ("cpu",)}
    assert look(**old)["cgroup controllers"].found == "not mounted: cpuacct, hugetlb"
    assert "cgroup controllers" not in look(CgroupVersion="1")
    assert "cgroup controllers" not in look(mounted=())
    monkeypatch.setenv("DOCKER_HOST", "tcp://192.0.2.1:2376")
    assert "cgroup controllers" not in look(**old)


@pytest.mark.parametrize(
    ("free", "image", "good"),
    [(3.9, True, False), (4.1, True, True), (8.9, False, False), (9.1, False, True)],
)
def test_room_for_nodes(
    look: Look, monkeypatch: pytest.MonkeyPatch, *, free: float, image: bool, good: bool
) -> None:
    """What counts is the disk of the engine; an image that must be made needs more."""
    monkeypatch.setattr("clusterdojo.images.present", lambda _version: image)
    asked = []

    def usage(path: Path) -> SimpleNamespace:
        asked.append(path)
        return SimpleNamespace(free=free * GIGABYTE)

    monkeypatch.setattr("shutil.disk_usage", usage)
    found = look(DockerRootDir=str(Path.home() / "no" / "such"))
    assert found["disk free for nodes"].good is good
    assert found["node image"].good is (True if image else None)
    assert asked == [Path.home()]


def test_an_engine_elsewhere_has_its_disk_elsewhere(
    look: Look, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No word on a disk that can't be read from here."""
    monkeypatch.setenv("DOCKER_HOST", "tcp://192.0.2.1:2376")
    assert "disk free for nodes" not in look()


def test_no_docker_is_no_fault(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever practises on the embedded engine alone lacks nothing."""
    monkeypatch.setenv("PATH", str(tmp_path))
    (finding,) = doctor_kind.examine()
    assert finding.good is None
    assert "only labs on real nodes" in finding.found


def test_an_engine_that_does_not_answer(look: Look, tmp_path: Path) -> None:
    """Nothing else is asked of it."""
    look()
    away = "echo 'Cannot connect to the Docker daemon' >&2; exit 1"
    fake(tmp_path / "bin/docker", {"version": away})
    (finding,) = doctor_kind.examine()
    assert finding.good is False
    assert "Cannot connect" in finding.found
    assert "Start Docker" in finding.do


@pytest.mark.slow
@pytest.mark.docker
@pytest.mark.usefixtures("docker_engine")
def test_this_machine_starts_privileged_containers() -> None:
    """Where the tests of real nodes run, the doctor says that they can."""
    found = {finding.subject: finding for finding in doctor_kind.examine()}
    assert found["container engine"].good is True
    assert found["privileged containers"] == Finding("privileged containers", "they start")
