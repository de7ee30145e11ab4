"""No node image and no way to one: two sentences, and nothing stays behind.

Each test has a container engine of its own, empty, on a machine made of namespaces: no network.
"""

from pathlib import Path

import pytest

from clusterdojo import binaries as runtime
from clusterdojo.paths import cache_dir
from tests.ci.bare_machine import DOCKER, Machine
from tests.e2e.user import LAB

pytestmark = [pytest.mark.slow, pytest.mark.docker]


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    """A machine without network, and without a container engine yet.

    What the engine kind needs besides the image is in the user's cache.
    """
    bare = Machine(tmp_path)
    runtime.require(["kind", "kubectl", "etcdctl", "etcdutl"])
    return bare


def start(machine: Machine, *before: str) -> tuple[list[str], list[str]]:
    """Start a lab; the engine is empty. What dojo wrote to stderr, and what is there afterwards."""
    home = machine.folder / "home"
    after = machine(
        "\n".join([
            *before,
            f"{DOCKER} up >&2",
            "unset CLUSTERDOJO_NODE_IMAGE",
            f"export HOME={home} CLUSTERDOJO_STATE={home}/state",
            f"cd {home}",
            f"{machine.dojo} start {LAB} --engine kind 2>{home}/told && exit 1 || echo exit $?",
            f"ls -A {home}/state/attempts 2>/dev/null || true",
            "docker ps --all --format '{{.Names}}'",
            "docker images --format '{{.Repository}}'",
            "docker volume ls --quiet",
        ])
    )  # fmt: skip
    return (home / "told").read_text().splitlines(), after


def test_no_image_and_no_network(machine: Machine) -> None:
    """A cache without what the image is made of: what can't be had is named."""
    cache, own = cache_dir(), machine.folder / "home/cache"
    (own / "go").mkdir(parents=True)
    (own / "images").mkdir()
    for path in (cache / "runtime", cache / "go/build", *cache.glob("images/programs-*")):
        if path.exists():  # it saves minutes of building what is not the subject
            (own / path.relative_to(cache)).symlink_to(path)
    told, after = start(machine, f"export CLUSTERDOJO_CACHE={own}")
    assert after == ["exit 2"], told
    what, do = told[-2:]
    assert what.startswith("dojo: ")
    # Debian's packages come first: what fails is not found out after minutes of building.
    causes = ("mmdebstrap failed", "not available", "can't be reached")
    assert any(words in what for words in causes)
    assert any(words in do for words in ("mirror in reach", "reachable", "network"))


def test_a_disk_without_room_for_the_image(machine: Machine) -> None:
    """The engine's disk is nearly full: the reason is named, and no half image stays."""
    data = machine.folder / "data"
    data.mkdir()
    (machine.folder / "home").mkdir()
    told, after = start(
        machine,
        f"export CLUSTERDOJO_CACHE={cache_dir()}",
        f"mount -t tmpfs -o size=100m none {data}",
    )
    assert after == ["exit 2"], told
    what, do = told[-2:]
    assert what.startswith("dojo: ")
    assert "no space left on device" in what
    assert "free some space" in do.lower()
