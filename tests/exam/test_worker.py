"""Workers: what they are asked and answer, and what becomes of one that ends."""

import json
import time
from pathlib import Path

import pytest

from clusterdojo import processes
from clusterdojo.attempt import ending, starting
from clusterdojo.errors import EngineError
from clusterdojo.exam import worker, workers
from clusterdojo.exam.folder import Exam
from clusterdojo.exam.workers import Workers
from clusterdojo.grading import check
from clusterdojo.grading.start_state import why_not
from tests.exam.sat import attempted, laid


class Made:
    """What was started and stopped."""

    def __init__(self, exam: Exam, monkeypatch: pytest.MonkeyPatch) -> None:
        self.done: list[str] = []
        self.asked: list[object] = []

        def start(*_: object, **options: object) -> object:
            self.done.append("start")
            self.asked.append(options["why_not"])
            return attempted(exam, 1)

        def stop(*_: object, **__: object) -> None:
            self.done.append("stop")
            exam.store(1).remove(exam.store(1).folders()[0])

        monkeypatch.setattr(starting, "start", start)
        monkeypatch.setattr(ending, "stop", stop)


@pytest.fixture
def exam(tmp_path: Path) -> Exam:
    """One that is being prepared."""
    return laid(tmp_path)


@pytest.fixture
def made(exam: Exam, monkeypatch: pytest.MonkeyPatch) -> Made:
    """Starts and stops without clusters."""
    return Made(exam, monkeypatch)


def test_a_task_is_made_and_begins_as_its_lab_tells(exam: Exam, made: Made) -> None:
    """Nothing is earned before the learner begins."""
    worker.prepare(exam, 1)
    assert made.done == ["start"]
    assert made.asked == [why_not]


def test_what_was_made_before_a_kill_is_used(exam: Exam, made: Made) -> None:
    """It was ready, so it had begun as told."""
    attempted(exam, 1)
    worker.prepare(exam, 1)
    assert made.done == []


def test_a_lab_that_does_not_begin_as_told_is_left_out(
    exam: Exam, made: Made, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nothing of it is left, and the reason is told."""
    told = EngineError("lab-1 does not begin as its task tells: “it runs” holds already.", "")

    def start(*_: object, **__: object) -> object:
        made.done.append("start")
        raise told

    monkeypatch.setattr(starting, "start", start)
    monkeypatch.setattr(ending, "stop", lambda *_, **__: made.done.append("stop"))
    with pytest.raises(EngineError, match="does not begin as its task tells"):
        worker.prepare(exam, 1)
    assert made.done == ["start", "stop"] * 2


def test_an_answer_tells_what_went_wrong(exam: Exam, monkeypatch: pytest.MonkeyPatch) -> None:
    """A bug of one lab's checks is one task's trouble."""
    told = json.loads(worker.answer(exam, '{"do": "grade", "number": 1}'))
    assert told["fault"].startswith("The attempt at this task no longer exists.")

    def broken(*_: object) -> None:
        raise ZeroDivisionError("by zero")

    monkeypatch.setitem(worker.VERBS, "grade", broken)
    told = json.loads(worker.answer(exam, '{"do": "grade", "number": 1}'))
    assert told["fault"] == "ZeroDivisionError: by zero"


def test_one_worker_does_one_task_after_the_other(exam: Exam) -> None:
    """It is a process with the exam's mark, so that it is found whatever becomes of the others."""
    hired = Workers(exam)
    try:
        first = hired.ask("grade", 1)
        assert first == hired.ask("grade", 2)
        assert first.startswith("The attempt at this task no longer exists.")
        assert len(processes.processes(exam.keeper)) == 1
    finally:
        hired.dismiss()
    assert processes.processes(exam.keeper) == []


def test_a_start_that_does_not_succeed_at_once_is_tried_again(
    exam: Exam, made: Made, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A control plane that does not come up on a busy machine may do so a moment later."""
    starts = []

    def start(*_: object, **__: object) -> object:
        starts.append("start")
        if len(starts) == 1:
            raise EngineError("The control plane did not start.", "Look at the log.")
        return attempted(exam, 1)

    monkeypatch.setattr(starting, "start", start)
    monkeypatch.setattr(ending, "stop", lambda *_, **__: made.done.append("stop"))
    worker.prepare(exam, 1)
    assert (starts, made.done) == (["start"] * 2, ["stop"])


def test_what_was_put_where_the_result_comes_is_not_taken_for_one(
    exam: Exam, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nobody can have checked; in a practice one can."""
    attempt = attempted(exam, 1)
    path = exam.store(1).result(attempt.record.id)
    found: list[bool] = []
    monkeypatch.setattr(check, "check", lambda *_: found.append(path.exists()))
    path.parent.mkdir()
    path.write_text("{}")
    worker.grade(exam, 1)
    with exam.change() as record:
        record.practice = True
    path.write_text("{}")
    worker.grade(exam, 1)
    assert found == [False, True]


def test_a_worker_that_was_ended_while_it_waited_costs_nothing(exam: Exam) -> None:
    """The system may end it when memory is short."""
    hired = Workers(exam)
    try:
        assert hired.ask("grade", 1).startswith("The attempt at this task no longer exists.")
        (idle,) = processes.processes(exam.keeper)
        idle.kill()
        while processes.processes(exam.keeper):
            time.sleep(0.05)
        assert hired.ask("grade", 1).startswith("The attempt at this task no longer exists.")
    finally:
        hired.dismiss()


def test_a_worker_that_ends_is_told(exam: Exam, monkeypatch: pytest.MonkeyPatch) -> None:
    """And the next task gets another one."""
    hired = Workers(exam)
    monkeypatch.setattr(workers, "TASK_SECONDS", 0.0)
    assert hired.ask("grade", 1) == "its process has ended"
    monkeypatch.undo()
    assert hired.ask("grade", 1).startswith("The attempt at this task no longer exists.")
    hired.dismiss()
