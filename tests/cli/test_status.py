"""`dojo status`: what runs, and what the last check said of it."""

from pathlib import Path

import pytest

from clusterdojo.attempt.model import Attempt, AttemptRecord
from clusterdojo.attempt.store import Store
from clusterdojo.cli.app import run
from clusterdojo.grading.criteria import Outcome
from tests.reporting.synthetic import NOON, criterion, result


@pytest.mark.parametrize(
    ("outcome", "told"),
    [("passed", "2 of 2 points, 1 check,"), ("ungradable", "no score, 1 check,")],
)
def test_counts_are_in_the_singular_and_an_ungraded_lab_has_no_score(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str],
    outcome: Outcome, told: str,
) -> None:  # fmt: skip
    """No points are shown of it, not even zero."""
    monkeypatch.setenv("CLUSTERDOJO_STATE", str(tmp_path))
    store = Store(tmp_path)
    record = AttemptRecord(
        id="1-demo", lab="demo", engine="kwok", seed=1, values={}, clusters=[], settle_seconds=1,
        started=NOON, phase="ready", hints=1,
    )  # fmt: skip
    attempt = Attempt(store.attempts / record.id, record)
    attempt.folder.mkdir(parents=True)
    attempt.save()
    graded = result(parts=[criterion(outcome=outcome)], attempt=record.id)
    path = store.result(record.id)
    path.parent.mkdir(exist_ok=True)
    path.write_text(graded.model_dump_json())
    assert run(["status"]) == 0
    shown = capsys.readouterr().out
    assert told in shown
    assert "1 hint\n" in shown
