"""Reading the machine: what the labs of all engines need, whether it is there, what to do if not.

Each engine's own needs are in its folder (Engine.examine).
"""

import os
import platform
import shutil
import sys
from collections.abc import Callable
from pathlib import Path

from clusterdojo.engines.finding import Finding
from clusterdojo.errors import DojoError
from clusterdojo.files import write_atomically
from clusterdojo.paths import state_dir

SPARE_MIB = 1_000
"""What the learner and the suite itself take of the memory, beside the clusters."""
TESTED_SYSTEMS = {("Linux", "x86_64")}


def examine() -> list[Finding]:
    """Everything that decides whether any lab runs here."""
    looks: list[Callable[[], Finding]] = [_python, _system, _state, _bash]
    return [look() for look in looks]


def free_mib() -> int:
    """The memory that new programs can have now, in MiB."""
    import psutil  # slow to load

    free: int = psutil.virtual_memory().available // 2**20
    return free


def _python() -> Finding:
    return Finding("Python", platform.python_version(), good=sys.version_info >= (3, 11))


def _system() -> Finding:
    system = (platform.system(), platform.machine())
    found = " ".join(system)
    if system in TESTED_SYSTEMS:
        return Finding("system", found)
    if system[0] in ("Linux", "Darwin"):
        return Finding("system", found, None, "This system should work, but is not tested.")
    return Finding("system", found, good=False, do="Use Linux, macOS, or WSL 2 on Windows.")


def _state() -> Finding:
    probe = state_dir() / ".doctor"
    try:
        write_atomically(probe, "")
        probe.unlink()
    except (DojoError, OSError) as error:
        advice = "Choose another directory with CLUSTERDOJO_STATE."
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
