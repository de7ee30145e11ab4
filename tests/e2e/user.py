"""Running `dojo` as a user does: another process, a state directory and a home of its own."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import psutil

from clusterdojo.paths import cache_dir
from clusterdojo.processes import processes

LAB = "drain-node01"


class Dojo:
    """A user with an empty home directory, on this machine's cache of programs."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self.state = home / "state"
        inherited = {k: v for k, v in os.environ.items() if not k.startswith(("KUBE", "DOJO_"))}
        self.environment = {
            **inherited,
            "HOME": str(home),
            "CLUSTERDOJO_STATE": str(self.state),
            "CLUSTERDOJO_CACHE": str(cache_dir()),
            "COLUMNS": "120",
            # Tests of spares ask for one; all others have the machine for themselves.
            "CLUSTERDOJO_SPARE": "no",
        }

    def __call__(
        self, *arguments: str, timeout: float = 120, **variables: str
    ) -> subprocess.CompletedProcess[str]:
        """Run one command to its end."""
        return subprocess.run(
            [sys.executable, "-m", "clusterdojo", *arguments],
            env=self.environment | variables,
            cwd=self.home,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
            timeout=timeout,
        )

    def begin(self, *arguments: str, **variables: str) -> subprocess.Popen[str]:
        """Run one command and do not wait for it."""
        return subprocess.Popen(
            [sys.executable, "-m", "clusterdojo", *arguments],
            env=self.environment | variables,
            cwd=self.home,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )

    def graded(self) -> dict[str, Any]:
        """result.json as `dojo check --json` prints it."""
        answer: dict[str, Any] = json.loads(self("check", "--json").stdout)
        return answer

    @property
    def folders(self) -> list[Path]:
        """The folders of all attempts."""
        return sorted((self.state / "attempts").glob("*"))

    @property
    def processes(self) -> list[psutil.Process]:
        """What runs for this user's clusters."""
        return processes(self.state)

    def component(self, name: str) -> psutil.Process:
        """The process of one component of the only cluster."""
        return next(p for p in self.processes if p.name().startswith(name[:15]))


def is_two_sentences(done: subprocess.CompletedProcess[str]) -> bool:
    """Whether a command ended as a user's error should: exit code 2, what and what to do."""
    lines = [line for line in done.stderr.splitlines() if not line.startswith("  ")]
    sentences = done.stderr[done.stderr.find("dojo: ") :].strip().splitlines()
    return (
        done.returncode == 2
        and any(line.startswith("dojo: ") for line in lines)
        and len(sentences) >= 2
        and "Traceback" not in done.stderr + done.stdout
    )
