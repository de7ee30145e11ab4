"""Where exams are, and who may change them."""

import stat
from pathlib import Path

import pytest

from clusterdojo.errors import StateError, UsageError
from clusterdojo.exam import clock
from clusterdojo.exam.folder import Exam, Exams, exams_of, remove
from clusterdojo.exam.nearby import FILE
from tests.exam.sat import ID, laid, record, task


def test_what_is_changed_is_written(tmp_path: Path) -> None:
    """Whole, for the learner alone."""
    exam = laid(tmp_path)
    with exam.change() as known:
        known.task(2).flagged = True
    assert exam.read().task(2).flagged
    assert stat.S_IMODE((exam.folder / FILE).stat().st_mode) == 0o600


def test_a_change_that_fails_changes_nothing(tmp_path: Path) -> None:
    """An error in the middle leaves the record as it was."""
    exam = laid(tmp_path)

    def change() -> None:
        with exam.change() as known:
            known.task(1).flagged = True
            known.task(9).flagged = True

    with pytest.raises(KeyError):
        change()
    assert not exam.read().task(1).flagged


def test_every_change_ticks(tmp_path: Path) -> None:
    """So time is known up to the last thing that anybody did."""
    made = record()
    clock.begin(made, clock.now())
    exam = laid(tmp_path, made)
    with exam.change():
        pass
    assert 0 < exam.read().used_seconds < 60


def test_prompts_read_when_time_is_up(tmp_path: Path) -> None:
    """In whole seconds since 1970, and 0 while the clock does not run."""
    exam = laid(tmp_path)
    assert exam.ends_file.read_text() == "0\n"
    with exam.change() as known:
        clock.begin(known, clock.now())
    ends = exam.read().ends
    assert ends is not None
    assert exam.ends_file.read_text() == f"{int(ends.timestamp())}\n"


@pytest.mark.parametrize("content", ["", "{", '{"version": 2}'])
def test_what_is_corrupt_is_said(tmp_path: Path, content: str) -> None:
    """With what clears it away."""
    exam = laid(tmp_path)
    (exam.folder / FILE).write_text(content)
    with pytest.raises(StateError, match=r"can't be read, so this exam is lost.*dojo exam stop"):
        exam.read()


def test_a_change_after_the_end_makes_no_folder(tmp_path: Path) -> None:
    """A background process that was late leaves nothing behind."""
    exam = Exam(tmp_path / "exams" / ID)
    with pytest.raises(StateError, match="was stopped"), exam.change():
        pass
    assert not exam.folder.exists()


def test_the_exam_under_way_is_found(tmp_path: Path) -> None:
    """Graded ones are history, and what has no exam.json is none."""
    exams = Exams(tmp_path)
    assert exams.under_way() is None
    laid(tmp_path, record(id="20261125-120000-maintenance-0000", phase="graded"))
    exam = laid(tmp_path)
    (exams.root / "20261127-120000-maintenance-ffff").mkdir()
    found = exams.under_way()
    assert found is not None
    assert found.folder == exam.folder
    assert [path.name[:8] for path in exams.remains()] == ["20261127"]


def test_without_one_the_error_says_what_to_do(tmp_path: Path) -> None:
    """Start one, or look at the last one's result."""
    with pytest.raises(UsageError, match=r"No exam is under way\. Start one"):
        Exams(tmp_path).current()


def test_one_command_at_a_time_begins_exams(tmp_path: Path) -> None:
    """The second one is told to wait."""
    exams = Exams(tmp_path)
    with exams.lock(), pytest.raises(UsageError, match="Another command is starting"), exams.lock():
        pass


def test_a_tasks_state_leads_to_its_exam(tmp_path: Path) -> None:
    """In a task's shell the commands speak of the exam that the task belongs to."""
    exam = laid(tmp_path)
    store = exam.store(1)
    assert exams_of(store.root).root == tmp_path / "exams"
    assert exams_of(tmp_path).root == tmp_path / "exams"


def test_removing_is_done_once_and_may_be_done_twice(tmp_path: Path) -> None:
    """Nothing of the folder is left."""
    exam = laid(tmp_path, record(task(1)))
    remove(exam.folder)
    remove(exam.folder)
    assert not exam.folder.exists()
