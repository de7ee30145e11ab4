"""Exams as they are while they are sat, without a cluster anywhere."""

import datetime
from pathlib import Path
from typing import Any

from clusterdojo.attempt.model import Attempt, AttemptRecord
from clusterdojo.exam.folder import Exam
from clusterdojo.exam.model import Clocks, ExamRecord, Readiness, TaskRecord

NOON = datetime.datetime(2026, 11, 26, 12, tzinfo=datetime.UTC)
ID = "20261126-120000-maintenance-1a2b"


def at(seconds: float = 0, *, asleep: float = 0, boot: str = "one", set_by: float = 0) -> Clocks:
    """The clocks so many seconds after noon, some of them slept through, the wall clock set."""
    return Clocks(
        boot=boot,
        wall=NOON + datetime.timedelta(seconds=seconds + set_by),
        running=1000 + seconds,
        awake=500 + seconds - asleep,
    )


def task(number: int, readiness: Readiness = "ready", **changes: Any) -> TaskRecord:
    """One task of an exam."""
    plain: dict[str, Any] = {
        "number": number, "lab": f"lab-{number}", "title": f"The lab of number {number}",
        "domain": "workloads", "difficulty": "easy", "minutes": 5, "engine": "kwok", "seed": number,
        "weight": 10.0, "contexts": ["cluster1"], "readiness": readiness,
    }  # fmt: skip
    return TaskRecord.model_validate(plain | changes)


def record(*tasks: TaskRecord, **changes: Any) -> ExamRecord:
    """An exam of ten minutes that is prepared, and whose clock does not run yet."""
    plain: dict[str, Any] = {
        "id": ID, "blueprint": "maintenance", "title": "Maintenance", "seed": 1, "minutes": 10,
        "usual_minutes": 10, "pass_percent": 66, "domains": {"workloads": 100.0},
        "tasks": [t.model_dump() for t in tasks or (task(1), task(2))], "created": NOON,
    }  # fmt: skip
    return ExamRecord.model_validate(plain | changes)


def laid(state: Path, made: ExamRecord | None = None) -> Exam:
    """The folder of an exam, in a state directory."""
    known = made or record()
    exam = Exam(state / "exams" / known.id)
    exam.folder.mkdir(parents=True, mode=0o700)
    exam.write(known)
    return exam


def attempted(exam: Exam, number: int) -> Attempt:
    """A task's attempt, as if its clusters were there."""
    store = exam.store(number)
    found = exam.read().task(number)
    attempt = Attempt(
        store.attempts / f"20261126-120000-{found.lab}-0000",
        AttemptRecord(
            id=f"20261126-120000-{found.lab}-0000", lab=found.lab, engine=found.engine,
            seed=found.seed, values={}, clusters=found.contexts, settle_seconds=5, started=NOON,
            phase="ready",
        ),
    )  # fmt: skip
    attempt.save()
    attempt.work.mkdir()
    attempt.bin.mkdir()
    for name in found.contexts:
        attempt.cluster_folder(name).mkdir(parents=True)
    attempt.kubeconfig.write_text("clusters: []\n", encoding="utf-8")
    attempt.task.write_text(f"# {found.title}\n", encoding="utf-8")
    return attempt
