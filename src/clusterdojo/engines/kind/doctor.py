"""Reading the machine for labs on real nodes: the container engine, and the host below it."""

import os
import platform
import shutil
from pathlib import Path
from typing import Any

from clusterdojo import container
from clusterdojo.engines.finding import GIGABYTE, Finding, enough
from clusterdojo.engines.host import SPARE_MIB, existing, free_mib
from clusterdojo.engines.kind.fitness import memory_mib
from clusterdojo.errors import ContainerEngineError
from clusterdojo.lab.model import ClusterSpec
from clusterdojo.mountinfo import mounts

MIB = 2**20
DISK = 4 * GIGABYTE  # up to 2 GB a node
IMAGE_DISK = 5 * GIGABYTE  # a node image, and what it is made of
INOTIFY = Path("/proc/sys/fs/inotify")
CONTROLLERS = Path("/proc/cgroups")
MOUNTS = Path("/proc/self/mountinfo")
LIMITS = {"max_user_instances": 512, "max_user_watches": 524288}  # what kind recommends
NOT_THERE = ("no such file", "not found")


def examine() -> list[Finding]:
    """Everything that decides whether labs with real nodes run here."""
    try:
        container.program()
    except ContainerEngineError:
        only = "not found; only labs on real nodes need one"
        return [Finding("container engine", only, None, "Install Docker for those labs.")]
    try:
        info = container.info()
    except ContainerEngineError as error:
        return [Finding("container engine", error.what, good=False, do=error.do)]
    missing = _missing_images()
    return [
        _engine(info),
        _images(missing),
        _privileged(),
        *_cgroup(info),
        *(_inotify(name, least) for name, least in LIMITS.items() if (INOTIFY / name).exists()),
        _memory(info),
        *_disk(info, missing),
    ]


def _engine(info: dict[str, Any]) -> Finding:
    found = f"Docker {info.get('ServerVersion')}, storage {info.get('Driver')}"
    if info.get("OSType") != "linux":
        advice = "Switch Docker to Linux containers."
        return Finding("container engine", f"{found}, {info.get('OSType')}", good=False, do=advice)
    if any("rootless" in option for option in info.get("SecurityOptions") or []):
        advice = "If nodes do not start, use a Docker that runs as root: rootless is not tested."
        return Finding("container engine", f"{found}, rootless", None, advice)
    return Finding("container engine", found)


def _missing_images() -> list[str]:
    """The Kubernetes versions without a node image."""
    from clusterdojo import binaries as runtime
    from clusterdojo import images

    return [version for version in [runtime.DEFAULT_KUBERNETES] if not images.present(version)]


def _images(missing: list[str]) -> Finding:
    if not missing:
        return Finding("node image", "present")
    advice = "`dojo image build` makes it now; otherwise the first start on real nodes does."
    return Finding("node image", f"none yet for Kubernetes {', '.join(missing)}", None, advice)


def _privileged() -> Finding:
    """Nodes are privileged containers; some virtual machines can't grant all that implies.

    Tried on an image without any file: what is asked for is found missing, but only after the
    container's capabilities were applied.
    """
    subject = "privileged containers"
    empty_archive = bytes(10240)
    try:
        image = container.docker("import", "-", stdin=empty_archive).strip()
    except container.DockerCommandError as error:
        return Finding(subject, error.stderr, good=False, do="Fix what Docker reports.")
    run = ("run", "--rm", "--privileged", "--network", "none", image, "/none")
    try:
        container.docker(*run)
    except container.DockerCommandError as error:
        if any(word in error.stderr for word in NOT_THERE):
            return Finding(subject, "they start")
        return _refused(subject, error.stderr)
    finally:
        container.docker("rmi", "--force", image, check=False)
    return Finding(subject, "they start")


def _refused(subject: str, stderr: str) -> Finding:
    reason = next((line for line in stderr.splitlines() if line.strip()), "no reason was given")
    advice = "Let Docker start privileged containers (docs/host.md lists the usual reasons)."
    if "caps" in reason:
        advice = (
            "This machine can't grant all capabilities: use another one, or make .ci/oci-runtime "
            "Docker's default runtime (docs/host.md)."
        )
    return Finding(subject, reason, good=False, do=advice)


def _cgroup(info: dict[str, Any]) -> list[Finding]:
    version = str(info.get("CgroupVersion") or "1")  # an engine that does not say knows no other
    if version == "2":
        return [Finding("cgroup", "v2")]
    advice = "It works, but Kubernetes has deprecated it; prefer a host with cgroup v2."
    found = [Finding("cgroup", f"v{version}", None, advice)]
    if _engine_is_here() and (shared := _shared_controllers()):
        advice = "Mount them before nodes start (see docs/host.md), or clusters disturb each other."
        found.append(Finding("cgroup controllers", f"not mounted: {shared}", None, advice))
    return found


def _shared_controllers() -> str:
    """Controllers of cgroup v1 that no hierarchy of the host has, such as "hugetlb, perf_event".

    A node's systemd mounts them by itself, and then sees the same groups as every other node.
    """
    lines = CONTROLLERS.read_text().splitlines() if CONTROLLERS.exists() else []
    enabled = [line.split()[0] for line in lines if line.split()[3:] == ["1"]]
    mounted: set[str] = set()
    for mount in mounts(MOUNTS.read_text()):
        if mount.kind == "cgroup":
            mounted |= set(mount.options)
    return ", ".join(name for name in enabled if name not in mounted)


def _inotify(name: str, least: int) -> Finding:
    subject = f"inotify {name}"
    limit = int((INOTIFY / name).read_text())
    if limit >= least:
        return Finding(subject, str(limit))
    advice = f"If nodes do not start: sudo sysctl fs.inotify.{name}={least}"
    return Finding(subject, f"{limit}; at least {least} recommended", None, advice)


def _memory(info: dict[str, Any]) -> Finding:
    """Room for the cluster that labs have by default, and its learner.

    The engine's own memory counts where it runs in a virtual machine, as on macOS.
    """
    free = free_mib() * MIB
    of_engine = info.get("MemTotal") or free
    needed = (memory_mib(ClusterSpec()) + SPARE_MIB) * MIB
    advice = "Close other programs, or give Docker's virtual machine more."
    return enough("memory free", min(free, of_engine), needed, advice)


def _disk(info: dict[str, Any], missing: list[str]) -> list[Finding]:
    """Room where the engine keeps its images; elsewhere than on this machine it can't be read."""
    if not _engine_is_here() or not info.get("DockerRootDir"):
        return []
    free = shutil.disk_usage(existing(Path(info["DockerRootDir"]))).free
    advice = "Free some space; `docker system df` shows the size of images and volumes."
    needed = DISK + IMAGE_DISK * len(missing)
    return [enough("disk free for nodes", free, needed, advice)]


def _engine_is_here() -> bool:
    """Whether the engine's host is this machine, so that its files tell of that host."""
    address = os.environ.get("DOCKER_HOST", "")
    return platform.system() == "Linux" and (not address or address.startswith("unix://"))
