"""Go for others than the binaries themselves: builds of small programs, files out of modules."""

import json
import subprocess
from pathlib import Path

from clusterdojo.binaries import _goenv, _toolchain
from clusterdojo.binaries._lock import Component, graphs_for
from clusterdojo.progress import Progress

DOWNLOAD = "1.21"  # any Go that knows toolchain lines downloads a module


class ModuleUnavailableError(Exception):
    """A module can't be had; the text is the reason."""


def build(source: Path, target: Path, minimum: str, progress: Progress) -> str | None:
    """Build all programs of the module in `source` into the folder `target`.

    Returns:
        What the compiler says if it fails, else None.

    Raises:
        RuntimeUnavailableError: There is no Go of at least version `minimum` and none can be had.
        OSError: The cache can't be written.
    """
    (_goenv.home() / "tmp").mkdir(parents=True, exist_ok=True)
    go = _toolchain.find(minimum, progress)
    command: list[str | Path] = [go, "build", "-ldflags=-s -w", "-o", f"{target}/", "./..."]
    done = _run(command, source, go)
    return done.stderr.strip() if done.returncode else None


def module(one: Component, what: str, progress: Progress) -> Path:
    """The directory of a component's module in the cache, downloaded and verified if need be.

    Args:
        one: The component.
        what: What is wanted of it, to be shown while it is fetched.
        progress: Told of the download.

    Raises:
        ModuleUnavailableError: It can't be had.
        RuntimeUnavailableError: There is no Go and none can be had.
    """
    directory = _goenv.home() / "mod" / f"{one.package}@v{one.version}"
    if directory.is_dir():
        return directory
    progress.stage(f"fetching {what}")
    go = _toolchain.find(DOWNLOAD, progress)
    command: list[str | Path] = [go, "mod", "download", "-json", one.package]
    done = _run(command, graphs_for(one)[0].directory, go)
    if done.returncode or not directory.is_dir():
        raise ModuleUnavailableError(_reason(done.stdout, done.stderr))
    return directory


def _run(
    command: list[str | Path], directory: Path, go: Path
) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        command,
        cwd=directory,
        env=_goenv.environment(go),
        capture_output=True,
        text=True,
        check=False,
    )


def _reason(stdout: str, stderr: str) -> str:
    try:
        return str(json.loads(stdout)["Error"]).strip().rstrip(".")
    except (ValueError, KeyError, TypeError):
        return (stderr.strip().splitlines() or ["no reason given"])[-1].rstrip(".")
