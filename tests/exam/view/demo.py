"""A view to look at, without any cluster: `python -m tests.exam.view.demo [SECONDS [practice]]`."""

import os
import sys
import time

from clusterdojo.exam.view import show
from clusterdojo.exam.view.protocol import Shell, ShortResult
from clusterdojo.progress import Progress
from tests.exam.view.fake_sitting import FakeSitting


class DemoSitting(FakeSitting):
    """A sitting whose time runs, and whose shell is the reader's own."""

    def __init__(self, seconds: float, *, practice: bool) -> None:
        super().__init__()
        self.exam.practice = practice
        self._ends = time.monotonic() + seconds
        for number in (2, 7):
            self.exam.task(number).flagged = True

    def left(self) -> float:
        """What the clock says."""
        return max(0.0, self._ends - time.monotonic())

    def shell_command(self, number: int) -> Shell:
        """A plain shell."""
        super().shell_command(number)
        environment = {**os.environ, "PS1": f"task {number} $ ", "DOJO_TASK": str(number)}
        return Shell(["bash", "--norc", "-i"], environment)

    def submit(self, progress: Progress) -> ShortResult:
        """Take a while, so that the progress can be seen."""
        for done in range(16):
            progress.advance(done, 16, f"task {done + 1}")
            time.sleep(0.2)
        return super().submit(progress)


if __name__ == "__main__":
    left, *more = sys.argv[1:] or ["5025"]
    show(DemoSitting(float(left), practice=bool(more)))
