"""An exam from the learner's side, with clusters that are there or not as the record says."""

from pathlib import Path

import pytest

from clusterdojo.errors import EngineError, StateError, UsageError
from clusterdojo.exam import clock, preparer, sitting
from clusterdojo.exam.folder import Exam
from clusterdojo.exam.model import ExamRecord
from clusterdojo.exam.result import write
from clusterdojo.exam.sitting import LocalSitting, verdict
from clusterdojo.exam.view.protocol import Sitting
from clusterdojo.progress import Silent
from tests.exam.sat import attempted, laid, record, task
from tests.reporting.synthetic_exam import exam as result_of


@pytest.fixture(autouse=True)
def begun(monkeypatch: pytest.MonkeyPatch) -> list[Exam]:
    """The exams whose background process would have been started."""
    exams: list[Exam] = []
    monkeypatch.setattr(preparer, "begin", exams.append)
    monkeypatch.setattr(preparer, "is_at_work", lambda _exam: False)
    return exams


def _running(made: ExamRecord) -> ExamRecord:
    clock.begin(made, clock.now())
    return made


def test_it_is_what_the_view_asks_for(tmp_path: Path) -> None:
    """Each method of the protocol is there."""
    fulfils: Sitting = LocalSitting(laid(tmp_path))
    assert fulfils.record().phase == "preparing"
    assert fulfils.left() == 600


def test_choosing_a_task_brings_it_before_the_learner(tmp_path: Path, begun: list[Exam]) -> None:
    """Its time runs, the other's does not, and the background process is there to wake it up."""
    sat = LocalSitting(laid(tmp_path, _running(record(task(1), task(2, "paused"), current=1))))
    sat.choose(2)
    assert sat.record().current == 2
    assert sat.record().task(1).seconds > 0
    assert begun == [sat.exam]


def test_an_attempt_begins_when_its_task_is_seen(tmp_path: Path) -> None:
    """Not when its clusters were made: a result tells how long somebody worked."""
    exam = laid(tmp_path, _running(record(current=2)))
    made = attempted(exam, 1).record.started
    sat = LocalSitting(exam)
    sat.choose(1)
    seen = exam.attempt(1)
    assert seen is not None
    assert seen.record.started != made


def test_tasks_are_flagged_and_unflagged(tmp_path: Path) -> None:
    """Whether or not they are ready."""
    sat = LocalSitting(laid(tmp_path, _running(record(task(1), task(2, "waiting")))))
    sat.flag(2, on=True)
    assert sat.record().task(2).flagged
    sat.flag(2, on=False)
    assert not sat.record().task(2).flagged


@pytest.mark.parametrize("number", [0, 3, -1])
def test_there_is_no_other_task(tmp_path: Path, number: int) -> None:
    """The error says which there are."""
    sat = LocalSitting(laid(tmp_path, _running(record())))
    for do in (sat.choose, sat.shell_command, lambda n: sat.flag(n, on=True)):
        with pytest.raises(UsageError, match=rf"no task {number}\. The exam's tasks are 1 to 2\."):
            do(number)


def test_before_the_start_nothing_is_worked_on(tmp_path: Path) -> None:
    """The error says how it begins."""
    sat = LocalSitting(laid(tmp_path))
    for do in (sat.choose, sat.shell_command, sat.check):
        with pytest.raises(UsageError, match="has not begun"):
            do(1)
    with pytest.raises(UsageError, match="nothing to submit"):
        sat.submit(Silent())


def test_after_the_end_nothing_is_worked_on(tmp_path: Path) -> None:
    """Not even in the moment before the background process has noticed."""
    made = _running(record())
    made.used_seconds = 600
    sat = LocalSitting(laid(tmp_path, made))
    for do in (sat.choose, sat.shell_command, sat.check):
        with pytest.raises(UsageError, match="The exam has ended"):
            do(1)


def test_only_a_practice_tells_results(tmp_path: Path) -> None:
    """The error says how to begin one."""
    sat = LocalSitting(laid(tmp_path, _running(record())))
    with pytest.raises(UsageError, match="--practice"):
        sat.check(1)


def test_a_task_has_a_text_once_it_is_made(tmp_path: Path) -> None:
    """And none any more once the exam has ended."""
    exam = laid(tmp_path, _running(record()))
    sat = LocalSitting(exam)
    assert sat.task_text(1) is None
    attempted(exam, 1)
    assert sat.task_text(1) == "# The lab of number 1\n"
    with exam.change() as known:
        known.phase = "ended"
    assert sat.task_text(1) is None


def test_sitting_down_waits_for_the_clusters(tmp_path: Path, begun: list[Exam]) -> None:
    """Progress says what for."""
    exam = laid(tmp_path, _running(record(task(1), task(2, "paused"), current=1)))
    attempt = attempted(exam, 2)
    told: list[str] = []

    class Waker(Silent):
        def stage(self, text: str) -> None:
            told.append(text)
            with exam.change() as known:
                known.task(2).readiness = "ready"

    assert LocalSitting(exam).seat(2, Waker()).folder == attempt.folder
    assert told == ["task 2: its clusters are being brought back"]
    assert begun


def test_a_shell_waits_for_what_is_paused_only(tmp_path: Path) -> None:
    """Whoever opens one for a task that is not made yet is told, and it comes first from then."""
    exam = laid(tmp_path, _running(record(task(1), task(2, "waiting"), current=1)))
    sat = LocalSitting(exam)
    with pytest.raises(UsageError, match="wait for memory or for their turn"):
        sat.shell_command(2)
    assert sat.record().current == 2


def test_a_task_that_cant_be_made_is_told(tmp_path: Path) -> None:
    """With the reason, and what becomes of it."""
    made = _running(record(task(1, "failed", fault="No room."), task(2), current=2))
    with pytest.raises(EngineError, match=r"No room\. .* lists this one separately"):
        LocalSitting(laid(tmp_path, made)).seat(1, Silent())


def test_submitting_ends_and_waits(tmp_path: Path) -> None:
    """For the background process, of which there is one however often somebody asks."""
    exam = laid(tmp_path, _running(record()))
    seen: list[tuple[float, float]] = []

    class Grader(Silent):
        def advance(self, done: float, total: float, detail: str = "") -> None:
            del detail
            seen.append((done, total))
            with exam.change() as known:
                assert known.phase in ("ended", "graded")
                left = [t for t in known.tasks if not t.graded]
                if left:
                    left[0].graded = True
                else:
                    known.phase = "graded"

    sat = LocalSitting(exam)
    with pytest.raises(StateError, match="can't be read as the result"):
        sat.submit(Grader())
    assert seen == [(0, 2), (1, 2), (2, 2), (2, 2)]


def test_grading_that_never_ends_is_given_up(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A background process that ends again and again is told, with its log."""
    exam = laid(tmp_path, record(phase="ended"))
    monkeypatch.setattr(sitting, "BACK_SECONDS", 0)
    with pytest.raises(EngineError, match=r"its process ended 1 times\. .*preparer\.log"):
        LocalSitting(exam).await_grade(Silent())


def test_the_verdict_is_the_results(tmp_path: Path) -> None:
    """In short."""
    made = result_of()
    exam = laid(tmp_path, record(id=made.exam, phase="graded"))
    write(exam.results, made)
    short = verdict(exam)
    assert (short.passed, short.score, short.ungradable) == (made.passed, made.score, ())
    assert short.domains["architecture"] == 100.0
