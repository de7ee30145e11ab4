"""docs/architecture.md, "An exam rule": one row of one table decides."""

from pathlib import Path

import pytest

from clusterdojo.cli.guard import BESIDE, enforce
from clusterdojo.cli.policy import EVERYWHERE, POLICY, Policy, Rule, When
from clusterdojo.errors import UsageError
from tests.exam.sat import laid, record

NEVER = Rule(When.NEVER, "it is silent", "Sing afterwards.")


@pytest.fixture(autouse=True)
def _exam(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An exam is under way, and this is another terminal."""
    monkeypatch.setenv("CLUSTERDOJO_STATE", str(tmp_path))
    laid(tmp_path, record(phase="running"))


def test_a_command_without_a_row_is_refused() -> None:
    """Until somebody decides."""
    with pytest.raises(UsageError, match="it allows only its own commands"):
        enforce("sing", {})


def test_a_row_allows_a_command(monkeypatch: pytest.MonkeyPatch) -> None:
    """The command itself knows nothing of exams."""
    monkeypatch.setitem(POLICY, "sing", EVERYWHERE)
    enforce("sing", {})


def test_a_row_refuses_a_command_with_its_reason(monkeypatch: pytest.MonkeyPatch) -> None:
    """One sentence on what is wrong, one on what to do."""
    monkeypatch.setitem(POLICY, "sing", Policy(NEVER, NEVER))
    with pytest.raises(UsageError) as told:
        enforce("sing", {})
    assert (told.value.what, told.value.do) == (f"{BESIDE}: it is silent.", "Sing afterwards.")
