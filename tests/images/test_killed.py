"""A build that is killed leaves nothing that counts, and its container goes with the next."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from clusterdojo import images
from clusterdojo.container import docker
from clusterdojo.images import _docker
from clusterdojo.progress import Silent

pytestmark = [pytest.mark.slow, pytest.mark.docker, pytest.mark.usefixtures("docker_engine")]

WORK = """
import sys, threading
from clusterdojo.images import _docker
with _docker.workshop(sys.argv[1]) as shop:
    shop.run("touch", "/half-made")
    print("half-made", flush=True)
    threading.Event().wait()
"""


def workshops(process: int) -> list[str]:
    """The containers that the process has made."""
    host = _docker._builder().rpartition("-")[0]
    form = f"--filter=name=^/?{_docker.BUILDING}{host}-{process}$"
    return docker("ps", "-aq", form).split()


def test_what_a_killed_build_leaves_is_swept(tmp_path: Path) -> None:
    """Its container and volume go; those of a build that lives, and a user's own, stay."""
    image = images.require(progress=Silent())
    bystander = docker(
        "run", "-d", f"--name=dojo-test-{tmp_path.name}", "--entrypoint=sleep", image, "600"
    ).strip()
    builds = []
    try:
        for _ in range(2):
            build = subprocess.Popen([sys.executable, "-c", WORK, image], stdout=subprocess.PIPE)
            assert build.stdout is not None
            builds.append(build)
            assert build.stdout.readline() == b"half-made\n"
        killed, living = builds
        os.kill(killed.pid, signal.SIGKILL)
        killed.wait()
        assert len(workshops(killed.pid)) == 1
        _docker.sweep()
        assert workshops(killed.pid) == []
        assert len(workshops(living.pid)) == 1
        assert docker("inspect", "-f", "{{.State.Running}}", bystander).strip() == "true"
    finally:
        for build in builds:
            build.kill()
            build.communicate()
        _docker.sweep()
        docker("rm", "-fv", bystander)
