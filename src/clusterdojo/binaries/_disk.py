"""How much disk the binaries take. The figures come from bench/runtime_build.py."""

from pathlib import Path

MIB = 1 << 20
GB = 1_000_000_000

NEEDED = {
    "binaries": 550 * MIB,
    # Modules 0.6, compiled packages 2.6, and what is being linked; the PyPI toolchain 0.3.
    "build": 4096 * MIB,
}


def disk_needed() -> dict[str, int]:
    """Bytes that the embedded engine's binaries take, and Go's caches where they must be built."""
    return dict(NEEDED)


def too_small(directory: Path) -> str | None:
    """What to say if a build from nothing may not fit where `directory` is."""
    import shutil

    free = shutil.disk_usage(directory).free
    if free >= NEEDED["build"]:
        return None
    return f"only {free / GB:.1f} GB are free; a build takes up to {NEEDED['build'] / GB:.1f} GB"
