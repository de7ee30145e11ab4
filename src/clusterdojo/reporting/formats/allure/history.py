"""Earlier attempts as Allure 3 remembers earlier test runs: a line for each run.

Written from the results themselves, so that reporting twice adds nothing to it.
"""

import hashlib
import json
from collections.abc import Iterator, Mapping
from typing import Any

from allure_commons.model2 import TestResult

from clusterdojo.grading.allure import Seen, described
from clusterdojo.grading.result import Result


class History:
    """In its n-th line are the n-th attempts of all learners at all labs, but for their latest."""

    def __init__(self) -> None:
        self._runs: list[dict[str, Any]] = []

    def add(self, number: int, result: Result, seen: Mapping[str, Seen]) -> None:
        """Add an attempt to those that came before the latest.

        Args:
            number: How many attempts of that learner at that lab were earlier.
            result: What came out.
            seen: When each criterion was graded.
        """
        while len(self._runs) <= number:
            self._runs.append(_run(len(self._runs) + 1))
        run = self._runs[number]
        for criterion in result.criteria:
            test = described(result, criterion, seen[criterion.name])
            run["timestamp"] = max(run["timestamp"], test.stop)
            run["testResults"][_history_id(test)] = _remembered(test)

    def lines(self) -> Iterator[str]:
        """The file's lines, oldest first."""
        last = 0
        for run in self._runs:
            # Allure sorts by time, and somebody's second attempt may be before another's first.
            last = max(last + 1, run["timestamp"])
            known = sorted({key.partition(".")[0] for key in run["testResults"]})
            yield json.dumps({**run, "timestamp": last, "knownTestCaseIds": known}) + "\n"


def _run(number: int) -> dict[str, Any]:
    return {
        "uuid": f"attempt-{number}",
        "name": f"attempt {number}",
        "timestamp": 0,
        "testResults": {},
        "metrics": {},
        "url": "",
    }


def _remembered(test: TestResult) -> dict[str, Any]:
    details = test.statusDetails
    return {
        "id": _md5(test.uuid),
        "name": test.name,
        "fullName": test.fullName,
        "environment": "default",
        "status": test.status,
        "message": details.message if details else None,
        "trace": details.trace if details else None,
        "start": test.start,
        "stop": test.stop,
        "duration": test.stop - test.start,
        "labels": [{"name": label.name, "value": label.value} for label in test.labels],
        "url": "",
        "historyId": _history_id(test),
        "reportLinks": [],
    }


def _history_id(test: TestResult) -> str:
    """By what Allure 3 finds a test in its history: it makes one of its own."""
    told = sorted(f"{p.name}:{p.value}" for p in test.parameters if not p.excluded)
    return f"{_md5(test.testCaseId)}.{_md5(','.join(told))}"


def _md5(text: str) -> str:
    return hashlib.md5(text.encode(), usedforsecurity=False).hexdigest()
