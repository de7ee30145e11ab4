"""result.json: the one truth about an attempt, from which every report is derived."""

import datetime
import hashlib
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from clusterdojo import __version__
from clusterdojo.attempt import AttemptRecord
from clusterdojo.errors import StateError
from clusterdojo.files import write_atomically
from clusterdojo.grading.criteria import Grade, Outcome
from clusterdojo.suite import Suite
from clusterdojo.values import Drawn

API_VERSION: Literal["clusterdojo.dev/v1alpha1"] = "clusterdojo.dev/v1alpha1"


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid")


class CriterionResult(_Strict):
    """One criterion as it came out at the last check."""

    name: str
    title: str
    why: str
    gate: bool
    points: int
    earned: int
    outcome: Outcome
    reason: str
    expected: str
    found: str


class Check(_Strict):
    """One check of the attempt."""

    time: datetime.datetime
    earned: int
    possible: int
    outcome: Outcome


class LabRef(_Strict):
    """Which lab, and which content of it."""

    id: str
    digest: str = Field(description="sha256 over the lab's folder and its check module")


class Result(_Strict):
    """An attempt's result; `earned`, `outcome` and `criteria` are those of the last check."""

    apiVersion: Literal["clusterdojo.dev/v1alpha1"] = API_VERSION  # noqa: N815 - Kubernetes' own case
    kind: Literal["Result"] = "Result"
    attempt: str
    lab: LabRef
    suite: str
    engine: str
    kubernetes: dict[str, str] = Field(description="Each cluster's version")
    seed: int
    values: dict[str, Drawn]
    started: datetime.datetime
    hints: int
    solution_seen: bool
    resets: int
    checks: list[Check]
    earned: int
    possible: int
    outcome: Outcome
    criteria: list[CriterionResult]
    faults: list[str] = Field(description="Clusters that did not answer at the last check")


def after_check(
    path: Path, record: AttemptRecord, digest: str, grade: Grade, faults: list[str]
) -> Result:
    """The attempt's result with one more check in it, written to `path`.

    Raises:
        StateError: The file can't be read or written.
    """
    earlier = read(path).checks if path.exists() else []
    check = Check(
        time=datetime.datetime.now(datetime.UTC),
        earned=grade.earned,
        possible=grade.possible,
        outcome=grade.outcome,
    )
    result = Result(
        attempt=record.id,
        lab=LabRef(id=record.lab, digest=digest),
        suite=__version__,
        engine=record.engine,
        kubernetes=record.versions,
        seed=record.seed,
        values=record.values,
        started=record.started,
        hints=record.hints,
        solution_seen=record.solution_seen,
        resets=record.resets,
        checks=[*earlier, check],
        earned=grade.earned,
        possible=grade.possible,
        outcome=grade.outcome,
        criteria=[
            CriterionResult(
                name=c.name, title=c.title, why=c.why, gate=c.gate, points=c.points,
                earned=c.earned, outcome=c.outcome, reason=c.reason,
                expected=c.expected, found=c.found,
            )
            for c in grade.criteria
        ],
        faults=faults,
    )  # fmt: skip
    write_atomically(path, result.model_dump_json(indent=2) + "\n")
    return result


def read(path: Path) -> Result:
    """The result in `path`.

    Raises:
        StateError: It can't be read.
    """
    try:
        return Result.model_validate_json(path.read_bytes())
    except (OSError, ValidationError) as error:
        raise StateError(
            f"{path} can't be read as a result.",
            "Move the file away to go on; nothing else depends on it.",
        ) from error


def lab_digest(suite: Suite, lab_id: str) -> str:
    """A checksum over everything that decides what the lab asks and how it is graded."""
    folder = suite.labs / lab_id
    digest = hashlib.sha256()
    for path in [*sorted(p for p in folder.rglob("*") if p.is_file()), suite.check_module(lab_id)]:
        digest.update(str(path.relative_to(suite.root)).encode() + b"\0")
        digest.update(path.read_bytes() + b"\0")
    return f"sha256:{digest.hexdigest()}"
