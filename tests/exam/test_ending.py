"""The end of an exam: what counts is what was there."""

import datetime
import os
import shutil
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from clusterdojo.exam import clock, ending, leaving, seat
from clusterdojo.exam.ending import LIVE, end, freeze
from tests.exam.sat import attempted, laid, record, task


def test_the_end_is_when_it_was_ended(tmp_path: Path) -> None:
    """And doing it again changes nothing of that."""
    made = record()
    clock.begin(made, clock.now())
    exam = laid(tmp_path, made)
    end(exam)
    ended = exam.read()
    assert (ended.phase, exam.ends_file.read_text()) == ("ended", "0\n")
    assert ended.ended is not None
    assert ended.ends is not None
    assert ended.ended < ended.ends
    end(exam)
    assert exam.read() == ended


def test_nobody_ends_later_than_time_is_up(tmp_path: Path) -> None:
    """Even where no process was there to see it."""
    now = clock.now()
    made = record()
    clock.begin(made, now)
    made.ticked = now.model_copy(update={"running": now.running - 7200})
    exam = laid(tmp_path, made)
    end(exam)
    ended = exam.read()
    assert ended.ended is not None
    assert ended.ended <= datetime.datetime.now(datetime.UTC)
    assert ended.used_seconds == 600
    assert 6600 <= ended.late_seconds < 6610


def test_an_exam_that_has_not_begun_is_not_ended(tmp_path: Path) -> None:
    """There is nothing to grade."""
    exam = laid(tmp_path)
    end(exam)
    assert exam.read().phase == "preparing"


@pytest.mark.parametrize("text", [ending.OVER, leaving.OVER])
def test_what_open_shells_are_told_fits_80_columns(text: str) -> None:
    """It lands beside a prompt, and is read at a glance."""
    assert len(seat.TOLD.format(text=text).strip()) <= 80


def test_shells_go_on_in_a_folder_that_does_not_count(tmp_path: Path) -> None:
    """What is written there afterwards is in no answer, and kubectl reaches nothing."""
    exam = laid(tmp_path, record(task(1)))
    attempt = attempted(exam, 1)
    (attempt.work / "answers").mkdir()
    (attempt.work / "answers/a.txt").write_text("in time")
    (attempt.work / "link").symlink_to("answers/a.txt")
    os.mkfifo(attempt.work / "pipe")
    here = os.open(attempt.work, os.O_RDONLY)
    try:
        freeze(attempt)
        late = os.open("answers/b.txt", os.O_CREAT | os.O_WRONLY, dir_fd=here)
        os.close(late)
    finally:
        os.close(here)
    assert (attempt.folder / LIVE / "answers/b.txt").exists()
    assert [p.name for p in (attempt.work / "answers").iterdir()] == ["a.txt"]
    assert (attempt.work / "link").read_text() == "in time"
    assert "the-exam-has-ended.invalid" in attempt.kubeconfig.read_text()


def test_a_file_that_no_grader_reads_takes_no_room(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It keeps its size, which is the reason that the grader gives."""
    monkeypatch.setattr(ending, "LARGEST", 10)
    exam = laid(tmp_path, record(task(1)))
    attempt = attempted(exam, 1)
    (attempt.work / "large").write_text("x" * 5000)
    (attempt.work / "small").write_text("x")
    freeze(attempt)
    assert (attempt.work / "small").read_text() == "x"
    assert (attempt.work / "large").read_bytes() == b"\0" * 5000
    live = attempt.folder / LIVE / "large"
    assert (attempt.work / "large").stat().st_mtime_ns == live.stat().st_mtime_ns


def test_what_can_not_be_copied_keeps_nothing_else_from_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Shells stay in the old folder, whatever is in it."""
    plain = shutil.copy2

    def copy2(source: str, target: str) -> object:
        if source.endswith("closed"):
            raise PermissionError(13, "Permission denied", source)
        return plain(source, target)

    monkeypatch.setattr(shutil, "copy2", copy2)
    exam = laid(tmp_path, record(task(1)))
    attempt = attempted(exam, 1)
    for name in ("a", "closed", "z"):
        (attempt.work / name).write_text("x")
    freeze(attempt)
    assert {path.name for path in attempt.work.iterdir()} == {"a", "z"}
    assert (attempt.folder / LIVE / "closed").exists()


def test_freezing_goes_on_after_a_kill(tmp_path: Path) -> None:
    """Between moving the folder away and copying it, nothing is lost."""
    exam = laid(tmp_path, record(task(1)))
    attempt = attempted(exam, 1)
    (attempt.work / "a.txt").write_text("in time")
    attempt.work.rename(attempt.folder / LIVE)
    freeze(attempt)
    freeze(attempt)
    assert (attempt.work / "a.txt").read_text() == "in time"


@pytest.mark.parametrize("instead", ["nothing", "a file", "another name"])
def test_a_work_folder_that_is_gone_ends_the_exam_all_the_same(
    tmp_path: Path, instead: str
) -> None:
    """Whoever removes it has no answers there; the other tasks count."""
    exam = laid(tmp_path, record(task(1), task(2), phase="running"))
    attempt, other = attempted(exam, 1), attempted(exam, 2)
    (other.work / "a.txt").write_text("in time")
    if instead == "another name":
        attempt.work.rename(attempt.folder / "elsewhere")
    else:
        attempt.work.rmdir()
    if instead == "a file":
        attempt.work.write_text("in the way")
    end(exam)
    end(exam)
    assert exam.read().phase == "ended"
    assert (other.work / "a.txt").read_text() == "in time"


def test_two_processes_that_freeze_at_once_lose_nothing(tmp_path: Path) -> None:
    """The learner's command and the background process do, at every submit."""
    exam = laid(tmp_path, record(*(task(number) for number in range(1, 9)), phase="ended"))
    attempts = [attempted(exam, number) for number in range(1, 9)]
    for attempt in attempts:
        for number in range(40):
            (attempt.work / f"{number}.txt").write_text("in time")
    with ThreadPoolExecutor() as pool:
        list(pool.map(end, [exam] * 4))
    for attempt in attempts:
        assert len(list(attempt.work.iterdir())) == 40
        assert (attempt.folder / LIVE).is_dir()


def test_what_cant_be_copied_is_graded_in_place(tmp_path: Path) -> None:
    """A folder that nobody may read is no way to lose the others' answers, or one's own."""
    exam = laid(tmp_path, record(task(1)))
    attempt = attempted(exam, 1)
    (attempt.work / "a.txt").write_text("in time")
    (attempt.folder / "work.copy").write_text("in the way")
    freeze(attempt)
    assert (attempt.work / "a.txt").read_text() == "in time"


def test_a_kubeconfig_that_is_none_keeps_nothing_open(tmp_path: Path) -> None:
    """Whatever the learner has put in its place, the work folder is frozen."""
    exam = laid(tmp_path, record(task(1), phase="running"))
    attempt = attempted(exam, 1)
    attempt.kubeconfig.unlink()
    attempt.kubeconfig.mkdir()
    end(exam)
    assert (attempt.folder / LIVE).is_dir()
    assert exam.read().phase == "ended"
