"""Lets Allure listen to a check; it is loaded when the clusters are asked and have to answer."""

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from clusterdojo.grading.result import Result

if TYPE_CHECKING:
    from clusterdojo.grading.allure import OutcomeListener


class Recorder:
    """A pytest plugin for one check."""

    def __init__(self) -> None:
        self._listener: OutcomeListener | None = None

    def pytest_collection_finish(self, session: pytest.Session) -> None:
        """All that is read is being read by now, nodes included: there is time to load Allure."""
        from clusterdojo.grading.allure import OutcomeListener

        self._listener = OutcomeListener(session.config)

    def write(self, result_path: Path, result: Result) -> None:
        """Write the check, the last one of `result`, beside it in Allure's format."""
        from clusterdojo.grading.allure import leave

        leave(result_path, result, self._listener.seen if self._listener else {})
