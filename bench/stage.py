"""What measurements have in common: a throw-away user, the programs, and how figures are shown."""

import contextlib
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

from clusterdojo import binaries as runtime

LAB = "drain-node01"
ROUNDS = 9


class Stage:
    """A state directory of its own, and the raw programs beside `dojo`.

    Attributes:
        begin: Python that runs `dojo`; empty for the one that is installed.
    """

    def __init__(self, folder: Path) -> None:
        self.begin = ""
        self.folder = folder
        self.programs = runtime.require(runtime.EMBEDDED)
        self.environment = {**os.environ, "CLUSTERDOJO_STATE": str(folder / "state")}

    def dojo(self, *arguments: str) -> Sequence[str]:
        """The command line of one dojo command."""
        begin = ["-c", self.begin] if self.begin else ["-m", "clusterdojo"]
        return [sys.executable, *begin, *arguments]

    def seconds(self, command: Sequence[str | Path], *, codes: Sequence[int] = (0,)) -> float:
        """Wall time of the whole process."""
        began = time.perf_counter()
        done = subprocess.run(
            command, env=self.environment, capture_output=True, text=True, check=False
        )
        took = time.perf_counter() - began
        if done.returncode not in codes:
            sys.exit(f"{command} ended with {done.returncode}: {done.stderr}")
        return took


@contextlib.contextmanager
def stage() -> Iterator[Stage]:
    """A stage that is cleared away at the end."""
    with tempfile.TemporaryDirectory(prefix="dojo-bench-") as folder:
        made = Stage(Path(folder))
        try:
            yield made
        finally:
            made.seconds(made.dojo("stop", "--all"))


def show(title: str, figures: dict[str, list[float]]) -> None:
    """Minimum, median and maximum of each row, in seconds."""
    print(f"\n{title}")
    for name, values in figures.items():
        low, middle, high = min(values), statistics.median(values), max(values)
        print(f"  {name:<44} {low:7.3f} {middle:7.3f} {high:7.3f} s (min, median, max)")


def verdict(what: str, value: float, limit: float) -> None:
    """One figure against its limit; the measurement itself never fails."""
    word = "within" if value <= limit else "OVER"
    print(f"  {what}: {value:.2f}, {word} the limit of {limit}")
