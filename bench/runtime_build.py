"""Seconds from nothing to the embedded engine's binaries, built without a single download of one.

    python bench/runtime_build.py [COMPONENT...] [--keep DIRECTORY]

The cache is a fresh directory, so this takes minutes and gigabytes; CI does not run it. The
figures in docs/binaries.md and clusterdojo.binaries.disk_needed() come from here.
"""

import argparse
import os
import resource
import shutil
import tempfile
import time
from pathlib import Path

from clusterdojo import binaries as runtime
from clusterdojo.binaries.prune import usage

MIB = 1 << 20
SAID_EVERY = 30
"""Seconds between two lines."""


class Watch:
    """Progress that notes when each stage began, and how good the estimates were."""

    def __init__(self) -> None:
        self.stages: list[tuple[str, float]] = []
        self.details: list[tuple[float, str]] = []
        self._said = 0.0

    def stage(self, text: str) -> None:
        """A stage begins."""
        self.stages.append((text, time.monotonic()))

    def advance(self, done: float, total: float, detail: str = "") -> None:
        """Say where the work stands, twice a minute."""
        if time.monotonic() - self._said > SAID_EVERY:
            self._said = time.monotonic()
            print(f"  {done / total:4.0%}  {detail}", flush=True)

    def note(self, text: str) -> None:
        """Say it."""
        print(f"  {text}", flush=True)


def measure(components: list[str], cache: Path) -> None:
    """Build `components` into the empty `cache` and print what it took."""
    os.environ["CLUSTERDOJO_CACHE"] = str(cache)
    os.environ["CLUSTERDOJO_MIRROR"] = "none"
    watch = Watch()
    began = time.monotonic()
    found = runtime.require(components, progress=watch)
    ended = time.monotonic()
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    print(f"{'from nothing to all':60}{ended - began:8.1f} s")
    # On a machine with other work this is the figure to go by.
    print(f"{'  of processors':60}{used.ru_utime + used.ru_stime:8.1f} s")
    ends = [start for _, start in watch.stages[1:]] + [ended]
    for (text, start), end in zip(watch.stages, ends, strict=True):
        print(f"  {text[:58]:58}{end - start:8.1f} s")
    began = time.monotonic()
    runtime.require(components)
    print(f"{'again, all in the cache':60}{(time.monotonic() - began) * 1e3:8.1f} ms")
    for name, path in found.items():
        print(f"  {name:58}{path.stat().st_size / MIB:8.1f} MiB")
    for part in ("runtime", "go/mod", "go/build", "go/toolchain"):
        print(f"{part:60}{usage(cache / part) / MIB:8.0f} MiB")


def main() -> None:
    """Run it."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("components", nargs="*", default=list(runtime.EMBEDDED))
    parser.add_argument("--keep", type=Path, help="an empty directory to build in and to keep")
    chosen = parser.parse_args()
    cache = chosen.keep or Path(tempfile.mkdtemp(prefix="clusterdojo-bench-"))
    print(f"{os.cpu_count()} CPUs, load {os.getloadavg()[0]:.1f} at the start")
    try:
        measure(chosen.components, cache)
    finally:
        if chosen.keep is None:
            shutil.rmtree(cache, ignore_errors=True)


if __name__ == "__main__":
    main()
