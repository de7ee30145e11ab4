"""The view's interface to an exam: state that it reads each time, and a learner's few actions."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

from clusterdojo.exam.model import ExamRecord
from clusterdojo.lab.model import Domain
from clusterdojo.progress import Progress

if TYPE_CHECKING:  # what reads clusters takes a tenth of a second to load: not before the clock
    from clusterdojo.grading.result import Result


@dataclass(frozen=True)
class Shell:
    """The program that is a task's shell, with the whole environment that it runs in.

    Attributes:
        argv: Such as ["/usr/bin/bash", "--rcfile", FILE, "-i"]; it goes to its work folder itself.
        environment: All of it, not additions. In tmux only what differs from the view's own is
            handed over, so that the new window keeps tmux's variables.
    """

    argv: list[str]
    environment: dict[str, str]


@dataclass(frozen=True)
class ShortResult:
    """The result in short.

    Attributes:
        passed: None if it turns on tasks that could not be graded.
        score: Percent; what could not be graded earns nothing.
        score_without_ungradable: Percent of what could be graded; the same where all could.
        ungradable: The numbers of the tasks that could not be graded.
        domains: Percent earned in each domain that the exam had.
        command: Shows it whole, such as "dojo exam result".
    """

    passed: bool | None
    score: float
    score_without_ungradable: float
    command: str
    ungradable: tuple[int, ...] = ()
    domains: Mapping[Domain, float] = field(default_factory=dict)


class Sitting(Protocol):
    """One exam that is under way, or was.

    `record`, `left` and `task_text` are called several times a second, in the view's own thread;
    all others in a thread of their own, one at a time. Each may raise a DojoError, which the
    view shows.
    """

    def record(self) -> ExamRecord:
        """exam.json as it is on the disk now; other processes write it, too."""

    def left(self) -> float:
        """Seconds until time is up; 0 afterwards, the whole time before the clock has started."""

    def task_text(self, number: int) -> str | None:
        """The task in Markdown, with the drawn values; None while it is not made yet."""

    def choose(self, number: int) -> None:
        """This task is before the learner from now on: its time runs, a paused one comes back.

        It does not wait for that: the record's readiness says when it is there.
        """

    def flag(self, number: int, *, on: bool) -> None:
        """Mark the task to come back to, or take the mark away."""

    def shell_command(self, number: int) -> Shell:
        """The task's shell. A paused task is brought back first, which may take seconds.

        Raises:
            UsageError: The task is not ready; the sentence says what it waits for.
        """

    def check(self, number: int) -> "Result":
        """Grade one task now; in practice only.

        Raises:
            UsageError: This is no practice, or the task is not ready.
        """

    def submit(self, progress: Progress) -> ShortResult:
        """End the exam if it has not ended, see it graded, and say how it went.

        Called when the learner submits, when time is up, and when the exam was ended elsewhere. If
        another process grades it already, wait for that one; if it is graded, return at once.
        Leaving the view meanwhile ends this call with the program: grading goes on without it.

        Args:
            progress: `advance(done, total)` in tasks, told from any thread.
        """
