"""Made-up exams, for tests of what is derived from their results."""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from clusterdojo.exam.model import ExamRecord, TaskRecord
from clusterdojo.exam.result import ExamResult, TaskOutcome, exam_result, path_of
from clusterdojo.grading.criteria import Outcome
from clusterdojo.lab.model import Domain
from clusterdojo.seal import Key
from tests.reporting.synthetic import NOON, POSSIBLE, result


@dataclass(frozen=True)
class Task:
    """One task of a made-up exam.

    Attributes:
        earned: Of `POSSIBLE` points; None: it was not offered.
        outcome: "ungradable" makes it so.
        lost: Offered, and nothing came of grading it.
        changed: Any field of its attempt's result.
    """

    lab: str = "drain-node01"
    domain: Domain = "architecture"
    weight: float = 25
    earned: int | None = POSSIBLE
    seconds: float = 300
    outcome: Outcome | None = None
    lost: bool = False
    flagged: bool = False
    fault: str = ""
    changed: tuple[tuple[str, Any], ...] = ()


FOUR = (
    Task("drain-node01", "architecture", 25, 10),
    Task("node-notready", "troubleshooting", 30, 4, seconds=900.4, flagged=True),
    Task("static-pod", "workloads", 25, 0),
    Task("contexts", "architecture", 20, 10),
)  # 25 + 12 + 0 + 20 = 57 of 100 points


def record(tasks: Sequence[Task] = FOUR, learner: str = "Ada", **changed: Any) -> ExamRecord:
    """The exam.json of an exam that has ended."""
    domains: dict[Domain, float] = {}
    for task in tasks:
        domains[task.domain] = domains.get(task.domain, 0.0) + task.weight
    started = changed.pop("started", NOON)
    fields: dict[str, Any] = {
        "id": f"{started:%Y%m%d-%H%M%S}-maintenance-{learner.lower()}",
        "blueprint": "maintenance",
        "title": "Cluster maintenance",
        "seed": 7,
        "minutes": 120,
        "pass_percent": 66,
        "domains": {"storage": 0.0, **domains},
        "tasks": [
            TaskRecord(
                number=number,
                lab=task.lab,
                title=task.lab.replace("-", " ").capitalize(),
                domain=task.domain,
                difficulty="medium",
                minutes=8,
                engine="kwok",
                seed=100 + number,
                weight=task.weight,
                contexts=["cluster1"],
                readiness="failed" if task.fault else "ready",
                fault=task.fault,
                flagged=task.flagged,
                seconds=task.seconds,
            )
            for number, task in enumerate(tasks, 1)
        ],
        "phase": "ended",
        "created": started,
        "started": started,
        "ends": started + datetime.timedelta(minutes=120),
        "ended": started + datetime.timedelta(minutes=100),
        "used_seconds": 6000.0,
        "learner": learner,
    }
    return ExamRecord(**(fields | changed))


def outcomes(tasks: Sequence[Task], of: ExamRecord) -> dict[int, TaskOutcome]:
    """What became of those tasks."""
    found = {}
    for number, task in enumerate(tasks, 1):
        if task.lost:
            found[number] = TaskOutcome(None, "the container engine does not answer")
        elif task.earned is not None:
            made = result(
                of.learner,
                task.lab,
                task.earned,
                attempt=f"{of.id}-{number:02}",
                outcome=task.outcome,
                started=of.started or NOON,
                minutes_used=100.0,
                domain=task.domain,
                seed=of.tasks[number - 1].seed,
                **dict(task.changed),
            )
            found[number] = TaskOutcome(made)
    return found


def exam(tasks: Sequence[Task] = FOUR, learner: str = "Ada", **changed: Any) -> ExamResult:
    """The result of an exam with those tasks; `changed` sets any field of its record."""
    made = record(tasks, learner, **changed)
    return exam_result(made, outcomes(tasks, made), digest="sha256:b1", unfilled={"storage": 10})


def write_exam(folder: Path, made: ExamResult, key: Key | None = None, name: str = "") -> Path:
    """The result as a file in `folder`, as an exam leaves one; sealed where a key is given."""
    if key is not None:
        made = made.model_copy(update={"seal": key.seal(made.model_dump(mode="json"))})
    path = folder / name if name else path_of(folder, made.exam)
    # Not through write_atomically: a test does not wait for the disk.
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(made.model_dump_json(indent=2) + "\n", encoding="utf-8")
    path.chmod(0o600)
    return path
