"""What an administrator sets up on a machine: its configuration and its packages, to be compared.

What changes by itself is left out: the state of services, caches, what Docker writes, and the
certificates that a kubelet renews.
"""

import json
from collections.abc import Mapping
from pathlib import Path

from clusterdojo.files import write_atomically
from clusterdojo.node.reader import NodeReader

FILE = "machines.json"
SECONDS = 30.0
PLACES = (
    "/etc/kubernetes", "/etc/etcd", "/etc/systemd/system", "/etc/default", "/etc/containerd",
    "/etc/apt", "/etc/cron.d", "/etc/cron.daily", "/etc/crontab", "/etc/sysctl.conf",
    "/etc/sysctl.d", "/etc/modules-load.d", "/etc/passwd", "/etc/group", "/etc/shadow",
    "/etc/sudoers", "/etc/sudoers.d", "/etc/cni", "/var/lib/kubelet/config.yaml",
    "/var/lib/kubelet/kubeadm-flags.env", "/var/spool/cron",
)  # fmt: skip
# Each thing with its mode and owners, each link with where it leads, each file with its digest. The
# folder that is left out has what a dry run of kubeadm leaves.
LOOK = """
for place; do [ -e "$place" ] && set -- "$@" "$place"; shift; done
[ $# -gt 0 ] || exit 0
find "$@" -xdev -path /etc/kubernetes/tmp -prune -o -exec stat -c '%n\t%A %U:%G' {} +
find "$@" -xdev -path /etc/kubernetes/tmp -prune -o -type l -print |
    while read -r path; do printf '%s\t%s\n' "$path" "$(readlink -- "$path")"; done
find "$@" -xdev -path /etc/kubernetes/tmp -prune -o -type f -size -2048k -exec sha256sum {} + |
    while read -r digest path; do printf '%s\t%s\n' "$path" "$digest"; done
"""
PACKAGES = "--showformat=package ${Package}\t${db:Status-Abbrev}${Version}\n"


def places(reader: NodeReader) -> dict[str, str]:
    """How each of the things is, by its path, or by "package NAME"."""
    ran = reader.script(LOOK, *PLACES, seconds=SECONDS)
    packages = reader.read("dpkg-query", "--show", PACKAGES)
    found: dict[str, str] = {}
    for line in (ran.text + packages.text).splitlines():
        path, tab, told = line.partition("\t")
        if tab:
            found[path] = f"{found[path]} {told}" if path in found else told
    return found


def differences(then: Mapping[str, str], now: Mapping[str, str]) -> list[str]:
    """The things that are not as they were, sorted."""
    return sorted(path for path in then.keys() | now.keys() if then.get(path) != now.get(path))


def write(folder: Path, machines: Mapping[str, Mapping[str, str]]) -> None:
    """Note how the machines of the cluster in `folder` are, by their names.

    Raises:
        StateError: The folder can't be written.
    """
    write_atomically(folder / FILE, json.dumps(machines) + "\n")


def read(folder: Path) -> dict[str, dict[str, str]]:
    """What was noted of the machines; nothing where that was not done, or is damaged."""
    try:
        noted = json.loads((folder / FILE).read_text(encoding="utf-8"))
        return {str(name): dict(noted[name]) for name in noted}
    except (OSError, ValueError, TypeError, KeyError):
        return {}
