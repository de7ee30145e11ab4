"""The Debian userland below the node's own files: made by mmdebstrap, kept as a tar file."""

import hashlib
import json
import os
import shutil
import subprocess
from pathlib import Path

from clusterdojo import paths
from clusterdojo.errors import ImageError
from clusterdojo.files import unwritable
from clusterdojo.images._packages import KEPT, LEFT_OUT, PACKAGES, SUITE
from clusterdojo.progress import Progress

MIRROR = "CLUSTERDOJO_DEBIAN"
"""The Debian mirror to use, such as that of a company; else the one that this machine uses."""

SOURCES = Path("/etc/apt")
EPOCH = "1735689600"
"""The time of all files in the tar file, so that the same packages give the same bytes."""

HOOKS = (
    # Keys made by openssh-server's installation would be the same on every node.
    "rm -f $1/etc/ssh/ssh_host_* $1/etc/machine-id $1/etc/resolv.conf",
    # Nodes work without a network, where `apt-get update` would wait for these and fail. They would
    # also tell which mirror this machine uses.
    "rm -f $1/etc/apt/sources.list $1/etc/apt/sources.list.d/*",
)
"""What is done to the userland last, by a shell, `$1` being its directory."""

STEPS = 100
"""About how many packages there are: what a progress bar counts."""

NEEDED = 1_500_000_000
"""Bytes that mmdebstrap takes while it works."""


def key() -> str:
    """Names what is asked of Debian; the versions that it gives are those of the day."""
    asked = json.dumps([SUITE, PACKAGES, LEFT_OUT, KEPT, EPOCH, HOOKS])
    return hashlib.sha256(asked.encode()).hexdigest()[:12]


def place() -> Path:
    """Where the tar file is, once it is made."""
    return home() / f"userland-{key()}.tar"


def home() -> Path:
    """The directory of what image builds keep."""
    return paths.cache_dir() / "images"


def require(progress: Progress) -> Path:
    """The tar file, made if it is not there. Under the lock only.

    Raises:
        ImageError: mmdebstrap is missing, may not work here, or fails.
        StateError: The cache can't be written.
    """
    if place().exists():
        return place()
    program = shutil.which("mmdebstrap")
    if program is None:
        raise ImageError(
            "No registry serves a node image, and mmdebstrap, which makes one, is not installed.",
            "Install it (`apt-get install mmdebstrap`), or set CLUSTERDOJO_NODE_IMAGE to an image.",
        )
    # Not the name that a killed run used: its mmdebstrap may still write there.
    part = home() / f".userland.{os.getpid()}"
    log = home() / "userland.log"
    progress.stage("making the Debian userland")
    try:
        for leftover in home().glob(".userland.*"):
            shutil.rmtree(leftover, ignore_errors=True)
        part.mkdir(parents=True)
        free = shutil.disk_usage(part).free
        if free < NEEDED:
            raise ImageError(
                f"Only {free / 1e9:.1f} GB are free in {home()}; a node image takes"
                f" {NEEDED / 1e9:.1f} GB there while it is made.",
                "Free some space or choose another directory with CLUSTERDOJO_CACHE.",
            )
        _run(program, part, log, progress)
        (part / "userland.tar").replace(place())
    except OSError as error:
        raise unwritable(place(), error) from error
    finally:
        shutil.rmtree(part, ignore_errors=True)
    return place()


def _run(program: str, part: Path, log: Path, progress: Progress) -> None:
    command = [
        program,
        "--variant=minbase",
        f"--include={','.join(PACKAGES)}",
        *(f"--dpkgopt=path-exclude={path}" for path in LEFT_OUT),
        *(f"--dpkgopt=path-include={path}" for path in KEPT),
        *(f"--customize-hook={hook}" for hook in HOOKS),
        SUITE,
        str(part / "userland.tar"),
        *_sources(),
    ]
    environment = os.environ | {
        "TMPDIR": str(part),
        "SOURCE_DATE_EPOCH": EPOCH,
        "DEBIAN_FRONTEND": "noninteractive",
        "LC_ALL": "C.UTF-8",
    }
    done = 0
    with (
        log.open("w", encoding="utf-8") as written,
        subprocess.Popen(
            command,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
        ) as process,
    ):
        for line in process.stdout or ():
            written.write(line)
            if line.startswith(("Unpacking ", "Setting up ")):
                done += 1
                total = max(3 * STEPS, done)
                progress.advance(done, total, line.split("(")[0].strip().lower())
    if process.returncode:
        said = log.read_text("utf-8").splitlines()
        errors = [line for line in said if line.startswith(("E:", "W:"))] or said
        raise ImageError(
            f"mmdebstrap failed ({(errors or ['no reason given'])[-1].strip().rstrip('.')}).",
            f"See {log}; it needs root or user namespaces, and a Debian mirror in reach"
            f" ({MIRROR} names one).",
        )


def _sources() -> list[str]:
    """Where mmdebstrap gets its packages: the user's choice, this machine's own sources, Debian."""
    if chosen := os.environ.get(MIRROR):
        return [chosen]
    own = [
        file
        for pattern in ("sources.list", "sources.list.d/*.list", "sources.list.d/*.sources")
        for file in sorted(SOURCES.glob(pattern))
        if SUITE in file.read_text("utf-8", "replace")
        and "debian" in file.read_text("utf-8", "replace").lower()
    ]
    return [str(file) for file in own]
