"""exam-<id>.json: the one truth about an exam, from which every report of it is derived.

One file holds all: the exam and, task by task, the whole result.json of each attempt. So there is
one thing to hand in, nothing of which can be left out or swapped for another unseen, and one seal
lies over everything.
"""

import datetime
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from clusterdojo.errors import StateError
from clusterdojo.exam.model import ExamRecord, TaskRecord
from clusterdojo.exam.scoring import Score, Weighed, score
from clusterdojo.files import write_atomically
from clusterdojo.grading.result import Result
from clusterdojo.lab.model import Difficulty, Domain
from clusterdojo.seal import Key, Seal

API_VERSION: Literal["clusterdojo.dev/v1alpha1"] = "clusterdojo.dev/v1alpha1"
KIND: Literal["ExamResult"] = "ExamResult"
TaskState = Literal["graded", "ungradable", "not offered"]
NOT_OFFERED = "its clusters were not ready before the exam ended"


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid")


class BlueprintRef(_Strict):
    """The blueprint, and a digest of its content."""

    id: str
    title: str
    digest: str = Field(description="A digest of its content; empty if unknown")
    minutes: int = Field(description="The blueprint's minutes; the exam may have had more or fewer")


class DomainResult(_Strict):
    """One domain of the exam; its scores are percent of what the domain weighs."""

    domain: Domain
    weight: float = Field(description="Percent of the exam")
    tasks: int
    score: float = Field(description="The score if tasks without a score count as zero")
    score_of_graded: float | None = Field(description="The score of the graded tasks alone")


class TaskResult(_Strict):
    """One task as it came out."""

    number: int
    lab: str
    title: str
    domain: Domain
    difficulty: Difficulty
    minutes: int = Field(description="The lab's minutes")
    weight: float = Field(description="Percent of the exam")
    engine: str
    seed: int
    flagged: bool
    seconds: float = Field(description="Seconds for which it was the current task")
    state: TaskState
    why: str = Field(description="Why it has no score; empty if it has one")
    share: float | None = Field(
        description="Earned of possible points, 0 to 1; null without a score"
    )
    result: Result | None = Field(
        description="The whole result of its attempt; null if it was not graded"
    )

    @property
    def points(self) -> float | None:
        """Percent of the exam that it earned; None if it has no score."""
        return None if self.share is None else self.share * self.weight


class ExamResult(_Strict):
    """An exam's result. Scores are percent, with one decimal, rounded down."""

    apiVersion: Literal["clusterdojo.dev/v1alpha1"] = API_VERSION  # noqa: N815 - Kubernetes' own case
    kind: Literal["ExamResult"] = KIND
    exam: str
    blueprint: BlueprintRef
    learner: str = Field(description="The learner's name as given; empty if none was given")
    seed: int
    practice: bool = Field(description="Whether checks were allowed")
    pack: str = Field(description="The digest of the pack that it was started from, if any")
    minutes: int = Field(description="The minutes that the learner had")
    minutes_overridden: bool = Field(description="Whether these are not the blueprint's minutes")
    started: datetime.datetime = Field(description="When the clock started")
    ended: datetime.datetime = Field(description="When changes stopped counting")
    used_seconds: float = Field(description="Seconds of the exam's time that were used")
    slept_seconds: float = Field(
        description="Seconds that the machine slept and that did not count"
    )
    late_seconds: float = Field(
        default=0.0,
        description="How long after time was up the state could still be changed, because "
        "nothing that could end the exam was running",
    )
    pass_percent: int
    score: float = Field(description="The score if tasks without a score count as zero")
    score_of_graded: float | None = Field(description="The score of the graded tasks alone")
    score_at_most: float = Field(description="If tasks without a score had earned everything")
    passed: bool | None = Field(
        description="Null if it depends on tasks without a score: undecided, until somebody "
        "has looked at them"
    )
    domains: list[DomainResult]
    unfilled: dict[Domain, int] = Field(
        description="Domains that no lab could fill, with their percent in the "
        "blueprint; the others weigh more instead"
    )
    tasks: list[TaskResult]
    seal: Seal | None = Field(description="A seal over everything above, if there is a key")

    @property
    def unsettled(self) -> list[TaskResult]:
        """The tasks without a score."""
        return [task for task in self.tasks if task.state != "graded"]

    def task(self, number: int) -> TaskResult:
        """The task of that number.

        Raises:
            KeyError: There is none.
        """
        for task in self.tasks:
            if task.number == number:
                return task
        raise KeyError(number)


@dataclass(frozen=True)
class TaskOutcome:
    """What became of a task that was offered.

    Attributes:
        result: The attempt's result at the end; None if there is none.
        fault: Why there is none.
    """

    result: Result | None
    fault: str = ""


def exam_result(
    record: ExamRecord,
    outcomes: Mapping[int, TaskOutcome],
    *,
    digest: str = "",
    unfilled: Mapping[Domain, int] | None = None,
) -> ExamResult:
    """The result of an exam that has ended, not sealed yet.

    Args:
        record: What is known of it.
        outcomes: By number, of each task that was offered; one that is missing was not.
        digest: The blueprint's: `digest.digest_of`.
        unfilled: Of the draw: `DrawnExam.unfilled`.

    Raises:
        StateError: The exam has not begun, or has not ended.
    """
    if record.started is None or record.ended is None:
        raise StateError(
            f"The exam {record.id} has not {'ended' if record.started else 'begun'}.",
            "It has a result once it has ended: `dojo exam submit`.",
        )
    tasks = [_task(task, outcomes.get(task.number)) for task in record.tasks]
    tasks.sort(key=lambda task: task.number)
    total = score_of(tasks)
    given = record.usual_minutes or record.minutes
    return ExamResult(
        exam=record.id,
        blueprint=BlueprintRef(
            id=record.blueprint, title=record.title, digest=digest, minutes=given
        ),
        learner=record.learner,
        seed=record.seed,
        practice=record.practice,
        pack=record.sealed,
        minutes=record.minutes,
        minutes_overridden=record.minutes != given,
        started=record.started,
        # A wall clock that was set back meanwhile is told by what the exam's own clock has counted.
        ended=max(record.started, record.ended),
        used_seconds=round(record.used_seconds, 1),
        slept_seconds=record.slept_seconds,
        late_seconds=round(record.late_seconds, 1),
        pass_percent=record.pass_percent,
        score=total.at_least,
        score_of_graded=total.of_graded,
        score_at_most=total.at_most,
        passed=total.passed(record.pass_percent),
        domains=domains_of(tasks),
        unfilled=dict(unfilled or {}),
        tasks=tasks,
        seal=None,
    )


def _task(task: TaskRecord, outcome: TaskOutcome | None) -> TaskResult:
    result = outcome.result if outcome else None
    share = share_of(result)
    state: TaskState = "graded" if share is not None else "ungradable" if outcome else "not offered"
    return TaskResult(
        number=task.number, lab=task.lab, title=task.title, domain=task.domain,
        difficulty=task.difficulty, minutes=task.minutes, weight=task.weight, engine=task.engine,
        seed=task.seed, flagged=task.flagged, seconds=round(max(0.0, task.seconds), 1),
        state=state,
        why=_why(task, outcome, state),
        share=rounded(share),
        result=result,
    )  # fmt: skip


def _why(task: TaskRecord, outcome: TaskOutcome | None, state: TaskState) -> str:
    if state == "graded":
        return ""
    if outcome is None:
        return task.fault or NOT_OFFERED
    told = [outcome.fault] if outcome.fault else []
    if outcome.result:
        unread = (c.reason for c in outcome.result.criteria if c.outcome == "ungradable")
        told += [*outcome.result.faults, *unread]
    return "; ".join(dict.fromkeys(filter(None, told))) or "the reason is not known"


def share_of(result: Result | None) -> Fraction | None:
    """Earned of possible; None if the attempt has no score. A failed gate makes it zero."""
    if result is None or result.outcome == "ungradable" or result.possible < 1:
        return None
    return Fraction(result.earned, result.possible)


def rounded(share: Fraction | None) -> float | None:
    """A share as a result tells it."""
    return None if share is None else round(float(share), 4)


def score_of(tasks: Iterable[TaskResult]) -> Score:
    """The total of tasks, by their attempts' own points."""
    return score(Weighed(t.weight, share_of(t.result)) for t in tasks)


def domains_of(tasks: Sequence[TaskResult]) -> list[DomainResult]:
    """The domains that have tasks, by name."""
    found = []
    for domain in sorted({task.domain for task in tasks}):
        of_domain = [task for task in tasks if task.domain == domain]
        total = score_of(of_domain)
        weight = sum(Fraction(str(task.weight)) for task in of_domain)
        found.append(
            DomainResult(
                domain=domain,
                weight=round(float(weight), 2),
                tasks=len(of_domain),
                score=total.at_least,
                score_of_graded=total.of_graded,
            )
        )
    return found


def path_of(results: Path, exam_id: str) -> Path:
    """Where an exam's result is kept among the other results."""
    return results / f"exam-{exam_id}.json"


def write(results: Path, result: ExamResult, key: Key | None = None) -> Path:
    """Write the result, sealed if there is a key, mode 0600; returns its file.

    Args:
        results: The folder of results: `Store.results`.
        result: An exam's.
        key: The instructor's, or the pack's own.

    Raises:
        StateError: It can't be written.
    """
    if key is not None:
        content = result.model_dump(mode="json")
        result = result.model_copy(update={"seal": key.seal(content)})
    path = path_of(results, result.exam)
    write_atomically(path, result.model_dump_json(indent=2) + "\n")
    return path


def parse(content: dict[str, Any]) -> ExamResult:
    """The result that plain data describe.

    Raises:
        ValueError: They describe none.
    """
    try:
        return ExamResult.model_validate_json(json.dumps(content))
    except ValidationError as error:
        raise ValueError(str(error)) from error


def read(path: Path) -> ExamResult:
    """The result in `path`.

    Raises:
        StateError: It can't be read.
    """
    try:
        return ExamResult.model_validate_json(path.read_bytes())
    except (OSError, ValueError) as error:
        raise StateError(
            f"{path} can't be read as the result of an exam.",
            "Name the file exam-<id>.json of an exam; `dojo exam list` shows yours.",
        ) from error
