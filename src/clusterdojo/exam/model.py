"""exam.json: what is known of one sitting. Whatever is killed, this file says how to go on."""

import datetime
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from clusterdojo.lab.model import Difficulty, Domain

Phase = Literal["preparing", "running", "ended", "graded"]
Readiness = Literal["waiting", "preparing", "ready", "paused", "failed"]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid")


class Clocks(_Strict):
    """The readings of the machine's clocks at one moment (see clock.py).

    Attributes:
        boot: Of the machine: `running` and `awake` are comparable within one only.
        running: Seconds by the clock that goes on while the machine sleeps.
        awake: Seconds by the clock that stands still meanwhile.
    """

    boot: str
    wall: datetime.datetime
    running: float
    awake: float


class TaskRecord(_Strict):
    """One task of the exam: a lab, drawn.

    Attributes:
        number: 1 for the first one.
        weight: Percent of the exam's score; those of all tasks add up to 100.
        readiness: Of its clusters. `paused` ones take no memory and come back within seconds.
        fault: Why it is `failed`, or could not be graded; empty otherwise.
        seconds: For how long the learner has had it before them.
        graded: Whether grading it is over, however it came out.
    """

    number: int
    lab: str
    title: str
    domain: Domain
    difficulty: Difficulty
    minutes: int
    engine: str
    seed: int
    weight: float
    contexts: list[str]
    readiness: Readiness = "waiting"
    fault: str = ""
    flagged: bool = False
    seconds: float = 0.0
    graded: bool = False


class ExamRecord(_Strict):
    """exam.json.

    Attributes:
        id: Such as 20261126-064500-maintenance-1a2b; the name of its folder, too.
        pass_percent: What has to be reached.
        domains: What each domain weighs in this draw, in percent; 0 where no lab could fill it.
        unfilled: What the blueprint has for the domains that no lab could fill, in percent.
        phase: `ended`: nothing more counts, and the grade is not written yet.
        started: When the clock began to run; None while the first tasks are prepared.
        ends: When time is up by the wall clock as it is set now; None before the start.
        slept_seconds: How much of the time was slept through, and given back.
        used_seconds: How much of the time had gone by at the last tick, and counts.
        late_seconds: For how long nothing had ended the exam after time was up.
        ticked: What the clocks showed then; None before the start.
        usual_minutes: What the blueprint gives; another `minutes` was asked for.
        first: How many tasks have to be ready before the clock starts.
        digest: Of the blueprint's file; empty if it is not known.
        suite: The folder with the labs and checks that it was drawn from.
        current: The number of the task that is before the learner; 0 before the first one.
        practice: Whether checks are allowed.
        sealed: The digest of the pack that it was started from; empty without one.
    """

    version: Literal[1] = 1
    id: str
    blueprint: str
    title: str
    seed: int
    minutes: int
    pass_percent: int
    domains: dict[Domain, float]
    unfilled: dict[Domain, int] = Field(default_factory=dict)
    tasks: list[TaskRecord]
    phase: Phase = "preparing"
    created: datetime.datetime
    started: datetime.datetime | None = None
    ends: datetime.datetime | None = None
    ended: datetime.datetime | None = None
    slept_seconds: float = 0.0
    used_seconds: float = 0.0
    late_seconds: float = 0.0
    ticked: Clocks | None = None
    usual_minutes: int = 0
    first: int = 2
    digest: str = ""
    suite: str = ""
    current: int = 0
    learner: str = ""
    practice: bool = False
    pause_on_sleep: bool = False
    memory_mib: int = Field(default=0, description="Memory for clusters in MiB; 0 means no limit")
    sealed: str = ""

    def task(self, number: int) -> TaskRecord:
        """The task of that number.

        Raises:
            KeyError: There is none.
        """
        for task in self.tasks:
            if task.number == number:
                return task
        raise KeyError(number)
