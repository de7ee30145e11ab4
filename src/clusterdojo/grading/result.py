"""result.json: the one truth about an attempt, from which every report is derived."""

import datetime
import hashlib
import json
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from clusterdojo import __version__
from clusterdojo.attempt.model import Attempt
from clusterdojo.errors import StateError
from clusterdojo.files import write_atomically
from clusterdojo.grading.criteria import Grade, Outcome
from clusterdojo.grading.evidence import Evidence
from clusterdojo.lab.suite import Suite
from clusterdojo.lab.values import Drawn
from clusterdojo.seal import Key, Seal

API_VERSION: Literal["clusterdojo.dev/v1alpha2"] = "clusterdojo.dev/v1alpha2"
FIRST_VERSION = "clusterdojo.dev/v1alpha1"  # without learner, end, evidence and seal


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
    evidence: list[Evidence] = Field(description="The content, shortened, with secrets redacted")


class Check(_Strict):
    """One check of the attempt."""

    time: datetime.datetime
    earned: int
    possible: int
    outcome: Outcome


class LabRef(_Strict):
    """The lab, and a digest of its content."""

    id: str
    digest: str = Field(description="A sha256 over the lab's folder and its check module")
    title: str = Field(description="The lab's title; empty if unknown")
    domain: str = Field(description="The lab's domain of the CKA; empty if unknown")
    minutes: int = Field(description="Minutes that an exam would give; 0 if unknown")


class Result(_Strict):
    """An attempt's result; `earned`, `outcome` and `criteria` are those of the last check."""

    apiVersion: Literal["clusterdojo.dev/v1alpha2"] = API_VERSION  # noqa: N815 - Kubernetes' own case
    kind: Literal["Result"] = "Result"
    attempt: str
    learner: str = Field(description="The learner's name as given; empty if none was given")
    lab: LabRef
    suite: str
    engine: str
    kubernetes: dict[str, str] = Field(description="The Kubernetes version of each cluster")
    seed: int
    values: dict[str, Drawn]
    started: datetime.datetime = Field(description="When the task was shown; after a reset, again")
    ended: datetime.datetime = Field(description="The time of the last check")
    minutes_used: float = Field(description="Minutes from the start to the last check")
    hints: int
    solution_seen: bool
    resets: int
    checks: list[Check]
    earned: int
    possible: int
    outcome: Outcome
    criteria: list[CriterionResult]
    faults: list[str] = Field(description="Clusters that did not answer at the last check")
    seal: Seal | None = Field(
        description="A seal over everything above, if the instructor has a key"
    )

    def before_the_solution(self) -> "Result":
        """What may be shown to a learner who has not seen the solution.

        Drawn values and what was read can be answers; the kept result holds them in any case.
        """
        criteria = [c.model_copy(update={"evidence": []}) for c in self.criteria]
        return self.model_copy(update={"values": {}, "criteria": criteria, "seal": None})


def after_check(
    path: Path, attempt: Attempt, digest: str, grade: Grade, faults: list[str]
) -> Result:
    """The attempt's result with one more check in it, written to `path`.

    Raises:
        StateError: The file can't be read or written, or it is not as it was sealed.
        UsageError: The attempt's key can't be read.
    """
    record = attempt.record
    key = Key.read(attempt.seal_key) if attempt.seal_key.exists() else None
    earlier = _earlier(path, key)
    check = Check(
        time=datetime.datetime.now(datetime.UTC),
        earned=grade.earned,
        possible=grade.possible,
        outcome=grade.outcome,
    )
    result = Result(
        attempt=record.id,
        learner=record.learner,
        lab=LabRef(
            id=record.lab, digest=digest, title=record.title, domain=record.domain,
            minutes=record.minutes,
        ),
        suite=__version__,
        engine=record.engine,
        kubernetes=record.versions,
        seed=record.seed,
        values=record.values,
        started=record.started,
        ended=check.time,
        minutes_used=_minutes(record.started, check.time),
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
                expected=c.expected, found=c.found, evidence=list(c.evidence),
            )
            for c in grade.criteria
        ],
        faults=faults,
        seal=None,
    )  # fmt: skip
    if key is not None:
        result.seal = key.seal(result.model_dump(mode="json"))
    write_atomically(path, result.model_dump_json(indent=2) + "\n")
    return result


def _earlier(path: Path, key: Key | None) -> list[Check]:
    """The checks so far. What was edited is not sealed again: that would make it genuine."""
    if not path.exists():
        return []
    result = read(path)
    if key is not None and key.state(_content(path.read_bytes())) != "genuine":
        raise StateError(
            f"{path} does not match its seal.",
            "Move the file away to continue; your instructor decides whether it counts.",
        )
    return result.checks


def _minutes(started: datetime.datetime, ended: datetime.datetime) -> float:
    return round(max(0.0, (ended - started).total_seconds()) / 60, 1)


def read(path: Path) -> Result:
    """The result in `path`.

    Raises:
        StateError: It can't be read.
    """
    try:
        return parse(_content(path.read_bytes()))
    except (OSError, ValueError) as error:
        raise StateError(
            f"{path} can't be read as a result.",
            "Move the file away to continue; nothing else depends on it.",
        ) from error


def parse(content: dict[str, Any]) -> Result:
    """The result that plain data describe, of this version or an earlier one.

    Raises:
        ValueError: They describe none.
    """
    if content.get("apiVersion") == FIRST_VERSION:
        content = _from_first_version(content)
    try:
        return Result.model_validate_json(json.dumps(content))
    except ValidationError as error:
        raise ValueError(str(error)) from error


def _content(text: bytes) -> dict[str, Any]:
    content = json.loads(text)
    if not isinstance(content, dict):
        msg = "a result is an object"
        raise ValueError(msg)  # noqa: TRY004 - as for any other file that is no result
    return content


def _from_first_version(content: dict[str, Any]) -> dict[str, Any]:
    """The same result as this version writes it; what was not recorded is empty."""
    try:
        ended = content["checks"][-1]["time"]
        minutes = _minutes(
            *(datetime.datetime.fromisoformat(t) for t in (content["started"], ended))
        )
        return {
            **content,
            "apiVersion": API_VERSION,
            "learner": "",
            "lab": {**content["lab"], "title": "", "domain": "", "minutes": 0},
            "ended": ended,
            "minutes_used": minutes,
            "criteria": [{**criterion, "evidence": []} for criterion in content["criteria"]],
            "seal": None,
        }
    except (KeyError, IndexError, TypeError) as error:
        msg = f"it lacks {error}"
        raise ValueError(msg) from error


def lab_digest(suite: Suite, lab_id: str) -> str:
    """A checksum over everything that decides what the lab asks and how it is graded."""
    folder = suite.labs / lab_id
    digest = hashlib.sha256()
    for path in [*sorted(p for p in folder.rglob("*") if p.is_file()), suite.check_module(lab_id)]:
        digest.update(str(path.relative_to(suite.root)).encode() + b"\0")
        digest.update(path.read_bytes() + b"\0")
    return f"sha256:{digest.hexdigest()}"
