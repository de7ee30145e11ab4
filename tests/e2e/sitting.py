"""A learner who sits exams: their own blueprints, and scripts typed into their tasks' seats."""

import signal
import time
from pathlib import Path

from clusterdojo.exam.folder import Exam, Exams
from clusterdojo.lab.rendering import render
from clusterdojo.processes import processes
from tests.e2e.user import Dojo

CHECKOUT = Path(__file__).parents[2]
SCRIPT_SECONDS = 900.0


class Learner(Dojo):
    """A user whose suite has an exam of its own."""

    def __init__(self, home: Path) -> None:
        super().__init__(home)
        suite = home / "suite"
        (suite / "exams").mkdir(parents=True)
        for name in ("labs", "checks"):
            (suite / name).symlink_to(CHECKOUT / name)
        self.environment |= {"CLUSTERDOJO_SUITE": str(suite), "COLUMNS": "80"}

    def blueprint(self, name: str, text: str) -> None:
        """Write one."""
        (self.home / "suite" / "exams" / f"{name}.yaml").write_text(text)

    @property
    def exam(self) -> Exam:
        """The exam that is under way."""
        return Exams(self.state).current()

    def number(self, lab: str) -> int:
        """The task that this lab is."""
        return next(t.number for t in self.exam.read().tasks if t.lab == lab)

    def types(self, lab: str, script: str) -> None:
        """Run one of the lab's scripts in its task's seat."""
        number = self.number(lab)
        arrived = self("exam", "task", str(number), timeout=SCRIPT_SECONDS)
        assert arrived.returncode == 0, arrived.stderr
        deadline = time.monotonic() + SCRIPT_SECONDS
        while (attempt := self.exam.attempt(number)) is None:  # it is being made
            assert time.monotonic() < deadline
            time.sleep(0.2)
        text = (CHECKOUT / "labs" / lab / script).read_text()
        file = self.home / "script.sh"
        file.write_text(render(text, attempt.record.values, script))
        done = self("exam", "run", str(number), "bash", "-euo", "pipefail", str(file),
                    timeout=SCRIPT_SECONDS)  # fmt: skip
        assert done.returncode == 0, done.stderr

    def kill_background(self) -> None:
        """kill -9 the process that prepares and grades, and its workers."""
        for process in processes(self.exam.keeper):
            process.send_signal(signal.SIGKILL)
