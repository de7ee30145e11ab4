"""What one run of grading knows: the clusters, the start state, the drawn values, the answers."""

import json
from collections.abc import Callable, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from http import HTTPStatus
from pathlib import Path
from typing import Any

from clusterdojo.errors import UsageError
from clusterdojo.kube import Api, RefusedError, UnansweredError
from clusterdojo.settle import settled
from clusterdojo.snapshot import LiveSnapshot, RecordedSnapshot
from clusterdojo.values import Drawn


class UngradableError(Exception):
    """The grader's own way in fails: nothing can be said about the learner's work."""


class NotAnsweringError(AssertionError):
    """The cluster does not answer: the learner may have broken it, so it counts as not solved."""


@dataclass
class Context:
    """Everything that fixtures read; made once a check.

    Attributes:
        lab_id: The lab that is graded.
        apis: A way into each cluster, by its name in lab.yaml.
        values: Drawn for this attempt.
        before: The start state as recorded, or None.
        work: The learner's work folder, where written answers are, or None.
        settle_seconds: How long to wait at most for controllers.
        reveal: Whether messages may tell the right answers (the solution was seen).
        fault: Asks the engine what is wrong with a cluster that does not answer.
    """

    lab_id: str
    apis: Mapping[str, Api]
    values: Mapping[str, Drawn]
    before: Mapping[str, Any] | None = None
    work: Path | None = None
    settle_seconds: float = 30
    reveal: bool = False
    fault: Callable[[str], str | None] = lambda _name: None
    faults: list[str] = field(default_factory=list)
    _settling: dict[str, "Future[LiveSnapshot | str]"] = field(default_factory=dict)

    def begin(self) -> None:
        """Begin to wait for the clusters and to read them, in the background."""
        if not self._settling:
            pool = ThreadPoolExecutor()
            self._settling = {name: pool.submit(self._settle, name) for name in self.apis}
            pool.shutdown(wait=False)

    def snapshot(self, name: str) -> LiveSnapshot:
        """The state of one cluster, the same for every criterion of this check.

        Raises:
            NotAnsweringError: The API server does not answer.
        """
        self.begin()
        found = self._settling[name].result()
        if isinstance(found, str):
            raise NotAnsweringError(found)
        return found

    def not_answering(self, name: str) -> str:
        """Why a cluster does not answer, remembered for the end of the check."""
        why = self.fault(name)
        reason = f"{name}'s API server does not answer" + (f": {why}" if why else "")
        if reason not in self.faults:
            self.faults.append(reason)
        return reason

    def _settle(self, name: str) -> LiveSnapshot | str:
        try:
            return settled(self.apis[name], self.settle_seconds)
        except UnansweredError:
            return self.not_answering(name)
        except RefusedError as error:
            if error.status < HTTPStatus.INTERNAL_SERVER_ERROR:
                raise UngradableError(f"{name}: {error}") from error
            return self.not_answering(name)

    def recorded(self, name: str) -> RecordedSnapshot:
        """The state of one cluster when the lab began.

        Raises:
            UngradableError: No start state was recorded.
        """
        if self.before is None:
            msg = "no start state was recorded, so nothing can be compared (see `dojo record`)"
            raise UngradableError(msg)
        if name not in self.before:
            msg = f"the start state has no {name}"
            raise UngradableError(msg)
        return RecordedSnapshot(self.before[name])


def read_recording(path: Path, lab_id: str) -> dict[str, Any]:
    """A start state that `dojo record` or `dojo start` wrote: lab, seed, values, clusters.

    Raises:
        UsageError: It can't be read, or belongs to another lab.
    """
    try:
        recording: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
        recorded_lab = recording["lab"]
        whole = all(isinstance(recording[key], dict) for key in ("values", "clusters"))
        if not whole:
            raise ValueError(path)  # noqa: TRY301 - it is told below, with all other faults
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise UsageError(
            f"{path} can't be read as a start state.", "Record one with `dojo record`."
        ) from error
    if recorded_lab != lab_id:
        raise UsageError(
            f"{path} is the start state of {recorded_lab}, not of {lab_id}.",
            f"Record one with `dojo record {lab_id}`.",
        )
    return recording
