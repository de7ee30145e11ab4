"""The best result of every lab."""

import json
from pathlib import Path

import pytest

from clusterdojo.attempt.progress_by_lab import best_results
from clusterdojo.attempt.store import Store
from tests.reporting.synthetic import POSSIBLE
from tests.reporting.synthetic_exam import Task, exam, write_exam


@pytest.fixture
def store(tmp_path: Path) -> Store:
    """A store with a folder for results."""
    made = Store(tmp_path / "state")
    made.results.mkdir(parents=True)
    return made


def add(store: Store, name: str, lab: str, possible: int, *earned: int) -> None:
    """The result of an attempt with several checks."""
    checks = [{"earned": e, "outcome": "failed" if e >= 0 else "ungradable"} for e in earned]
    content = {"lab": {"id": lab}, "possible": possible, "checks": checks}
    store.result(name).write_text(json.dumps(content))


def test_the_best_check_of_the_best_attempt_counts(store: Store) -> None:
    """A later, worse attempt takes nothing away."""
    add(store, "1", "demo", 6, 2, 5, 3)
    add(store, "2", "demo", 6, 1)
    add(store, "3", "other", 4, 4)
    assert best_results(store) == {"demo": "5/6", "other": "4/4"}


def test_a_task_of_an_exam_counts_like_an_attempt(store: Store) -> None:
    """It is one; a task that was not graded left nothing."""
    tasks = Task("drain-node01", weight=50, earned=7), Task("contexts", weight=50, earned=None)
    write_exam(store.results, exam(tasks))
    add(store, "1", "drain-node01", POSSIBLE, 2)
    assert best_results(store) == {"drain-node01": f"7/{POSSIBLE}"}


def test_a_lab_whose_total_changed_is_compared_by_its_share(store: Store) -> None:
    """Half of many points is not better than all of a few."""
    add(store, "1", "demo", 10, 5)
    add(store, "2", "demo", 4, 4)
    assert best_results(store) == {"demo": "4/4"}


def test_what_could_not_be_graded_is_no_result(store: Store) -> None:
    """It is no zero: nothing is known."""
    add(store, "1", "demo", 6, -1)
    assert best_results(store) == {}
    add(store, "2", "demo", 6, -1, 2)
    assert best_results(store) == {"demo": "2/6"}


CHECKED = (
    '{{"lab": {{"id": {}}}, "possible": {}, "checks": [{{"earned": {}, "outcome": "failed"}}]}}'
)


@pytest.mark.parametrize(
    "content",
    [
        b"", b"{", b"[]", b"\xff", b'{"lab": {"id": "demo"}}', b"[" * 100_000,
        CHECKED.format('"demo"', 6, '"[red]6"').encode(),
        CHECKED.format('"demo"', 6, "1e400").encode(),
        CHECKED.format('"demo"', '"6"', 6).encode(),
        CHECKED.format('"demo"', 1, "9" * 4000).encode(),
        CHECKED.format("[]", 6, '["x"]').encode(),
    ],
)  # fmt: skip
def test_an_unreadable_result_is_left_out(store: Store, content: bytes) -> None:
    """One broken file does not hide the list of labs."""
    add(store, "1", "demo", 6, 2)
    store.result("2").write_bytes(content)
    assert best_results(store) == {"demo": "2/6"}


def test_no_result_yet_is_no_error(tmp_path: Path) -> None:
    """A first `dojo list` shows the labs."""
    assert best_results(Store(tmp_path / "new")) == {}
