"""A machine without a container engine, made of namespaces: the real one can't be seen from it."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import CHECKOUT

DOCKER = CHECKOUT / ".ci/docker"
STATE = "/run/clusterdojo-docker"
# What a test finds in its machine: rules, devices, settings, configuration, and who runs in it.
LOOK = """
look() {
    iptables-save | grep '^-A' || true
    ip6tables-save | grep '^-A' || true
    iptables -S | grep '^-P'
    ip -o link | cut -d : -f 2
    sysctl net.ipv4.ip_forward net.ipv6.conf.all.forwarding kernel.panic vm.overcommit_memory
    sysctl fs.inotify.max_user_instances fs.inotify.max_user_watches
    grep ' - cgroup ' /proc/self/mountinfo | cut -d ' ' -f 5 || true
    find /etc/docker /usr/sbin/policy-rc.d /run/docker.sock 2>/dev/null | sort
    for process in /proc/[0-9]*; do
        [ "$(readlink $process/ns/net)" != "$(readlink /proc/self/ns/net)" ] ||
            grep -sE 'docker|containerd|sleep' $process/comm || true
    done
}
"""
# A container that does not end when asked to, as processes with the number 1 do not.
CONTAINER = """
for file in /bin/sh /bin/sleep $(ldd /bin/sh /bin/sleep | grep -o '/[^ ]*[.]so[^ ]*'); do
    install -D "$file" "{0}/root$file"
done
tar -C {0}/root -c . | docker import - test:1 >/dev/null
docker network create --ipv6 --subnet fd00:1::/64 net1 >/dev/null
docker run -d --privileged --stop-timeout 1 --network net1 -p 127.0.0.1:9999:80 --name one \
    test:1 sh -c 'while true; do sleep 1; done' >/dev/null
docker exec one sh -c 'echo $((6 * 7))'
"""


class Machine:
    """Runs scripts where nothing of the machine's own engine is in reach."""

    def __init__(self, folder: Path) -> None:
        if os.geteuid() != 0:
            pytest.skip("only root can make another machine out of namespaces")
        for program in ("unshare", "dockerd", "iptables", "ip"):
            if shutil.which(program, path=f"{os.environ['PATH']}:/usr/sbin:/sbin") is None:
                pytest.skip(f"{program} is not installed")
        self.folder = folder
        self.container = CONTAINER.format(folder)
        self.dojo = f"{sys.executable} -m clusterdojo"

    def __call__(self, script: str) -> list[str]:
        """Run all lines of a script; the lines that it writes to stdout.

        A daemon that a failing script leaves is ended.
        """
        first = "set -eu\nmount -t tmpfs none /run\nip link set lo up\n"
        last = f"trap '{DOCKER} down >&2; kill ${{own:-}} 2>/dev/null || true' EXIT\n"
        inherited = {k: v for k, v in os.environ.items() if not k.startswith("DOCKER_")}
        done = subprocess.run(
            ["unshare", "--mount", "--net", "--propagation", "private", "bash", "-c",
             first + last + LOOK + script],
            check=False, capture_output=True, text=True, timeout=500,
            env={**inherited, "CLUSTERDOJO_CI_DOCKER_DATA": str(self.folder / "data")},
        )  # fmt: skip
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout.splitlines()
