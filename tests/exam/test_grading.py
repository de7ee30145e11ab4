"""Grading an exam: what was offered, what could not be graded, and what is left afterwards."""

from pathlib import Path

import pytest

from clusterdojo.attempt import ending
from clusterdojo.attempt.store import Store
from clusterdojo.engines.registry import standing_in
from clusterdojo.errors import ContainerEngineError
from clusterdojo.exam import pausing
from clusterdojo.exam.early import EarlyGrades
from clusterdojo.exam.folder import Exam
from clusterdojo.exam.grading import Grading, clear, conclude
from clusterdojo.exam.model import ExamRecord
from clusterdojo.exam.result import ExamResult, path_of, read
from clusterdojo.files import write_atomically
from clusterdojo.seal import Key
from tests.engines.fake import FakeEngine
from tests.exam.sat import NOON, attempted, laid, record, task
from tests.reporting.synthetic import result as result_of


class Workers:
    """Workers that give each task the points they are told."""

    def __init__(self, exam: Exam) -> None:
        self.exam = exam
        self.asked: list[int] = []
        self.faults: dict[int, str] = {}

    def ask(self, verb: str, number: int) -> str:
        """Grade it."""
        assert verb == "grade"
        self.asked.append(number)
        attempt = self.exam.attempt(number)
        if number not in self.faults and attempt is not None:
            _write(self.exam, number)
        return self.faults.get(number, "")

    def dismiss(self) -> None:
        """Nobody is there."""


def _write(exam: Exam, number: int, key: Key | None = None) -> str:
    """The result of a task that earned everything; returns the file's text."""
    attempt = exam.attempt(number)
    assert attempt is not None
    made = result_of(attempt=attempt.record.id)
    if key is not None:
        made.seal = key.seal(made.model_dump(mode="json"))
    text = made.model_dump_json()
    write_atomically(exam.store(number).result(made.attempt), text)
    return text


def _ended(*tasks: object, **changes: object) -> ExamRecord:
    return record(*tasks, phase="ended", started=NOON, ended=NOON, **changes)  # type: ignore[arg-type]


@pytest.fixture(autouse=True)
def _fakes(engines: dict[str, FakeEngine]) -> None:
    """No exam here has a cluster."""
    assert set(engines) == {"kwok", "kind"}


def _grade(exam: Exam, workers: Workers, early: EarlyGrades | None = None) -> ExamResult:
    Grading(exam, workers, pausing.Ports(), early or EarlyGrades(exam)).run()  # type: ignore[arg-type]
    return read(path_of(exam.results, exam.folder.name))


def test_everything_that_was_offered_is_graded(tmp_path: Path, kwok: FakeEngine) -> None:
    """What runs first, then what has to come back; the rest is set apart, not zero."""
    exam = laid(
        tmp_path,
        _ended(task(1, "paused"), task(2), task(3, "waiting"), task(4, "failed", fault="No room.")),
    )
    attempted(exam, 1)
    attempted(exam, 2)
    workers = Workers(exam)
    result = _grade(exam, workers)
    assert workers.asked == [2, 1] or sorted(workers.asked) == [1, 2]
    assert [lab for what, lab in kwok.done if what == "resume"] == ["lab-1"]
    assert ("pause", "lab-2") in kwok.done  # its memory is for what has to come back
    assert sorted(lab for what, lab in kwok.done if what == "delete") == ["lab-1", "lab-2"]
    assert [t.state for t in result.tasks] == ["graded", "graded", "not offered", "not offered"]
    assert result.task(4).why == "No room."
    assert exam.read().phase == "graded"


def test_an_embedded_cluster_that_has_ended_comes_back_first(
    tmp_path: Path, engines: dict[str, FakeEngine]
) -> None:
    """No zero for an API server that there was no memory for; real nodes are graded as they are."""
    exam = laid(tmp_path, _ended(task(1), task(2, engine="kind")))
    for number in (1, 2):
        attempted(exam, number)
    engines["kwok"].gone, engines["kind"].gone = {"lab-1"}, {"lab-2"}
    assert [t.state for t in _grade(exam, Workers(exam)).tasks] == ["graded", "graded"]
    assert engines["kwok"].done == [("resume", "lab-1"), ("delete", "lab-1")]
    assert engines["kind"].done == [("delete", "lab-2")]


def test_what_was_graded_before_it_waited_need_not_come_back(
    tmp_path: Path, kwok: FakeEngine
) -> None:
    """Its clusters are as they were then."""
    failed = task(3, "failed", fault="cluster1 did not come back.")
    exam = laid(tmp_path, _ended(task(1, "paused"), task(2), failed))
    for number in (1, 2, 3):
        attempted(exam, number)
    early = EarlyGrades(exam)
    for number in (1, 3):
        early.take(number, lambda number: _write(exam, number))
    workers = Workers(exam)
    result = _grade(exam, workers, early)
    assert workers.asked == [2]
    assert ("resume", "lab-1") not in kwok.done
    assert [t.state for t in result.tasks] == ["graded"] * 3


def test_a_task_that_was_lost_is_not_said_to_be_offered_never(tmp_path: Path) -> None:
    """The learner may have solved it; it is no zero either."""
    exam = laid(tmp_path, _ended(task(1, "failed", fault="cluster1 did not come back."), task(2)))
    attempted(exam, 1)
    attempted(exam, 2)
    result = _grade(exam, Workers(exam))
    assert [t.state for t in result.tasks] == ["ungradable", "graded"]
    assert result.task(1).why == "cluster1 did not come back."


def test_an_earlier_trouble_is_not_told_of_a_task_that_was_graded(tmp_path: Path) -> None:
    """It came back at the second try."""
    exam = laid(tmp_path, _ended(task(1, "paused", fault="cluster1 did not come back.")))
    attempted(exam, 1)
    assert [t.state for t in _grade(exam, Workers(exam)).tasks] == ["graded"]


def test_a_check_that_ends_later_does_not_count(tmp_path: Path, kwok: FakeEngine) -> None:
    """In a practice `dojo check --watch` may see the cluster end, and write a zero."""
    exam = laid(tmp_path, _ended(task(1), task(2, "paused"), practice=True))
    attempt = attempted(exam, 1)
    attempted(exam, 2)

    class Watched(FakeEngine):
        def pause(self, folder: Path) -> None:
            super().pause(folder)
            if folder == attempt.cluster_folder("cluster1"):
                made = result_of(attempt=attempt.record.id, earned=0)
                write_atomically(exam.store(1).result(made.attempt), made.model_dump_json())

    watched = Watched(kwok.name)
    with standing_in(watched):
        assert [t.share for t in _grade(exam, Workers(exam)).tasks] == [1.0, 1.0]
    assert ("pause", "lab-1") in watched.done


def test_no_other_file_is_taken_for_a_result(tmp_path: Path) -> None:
    """Whoever puts one there does not have it sealed."""
    exam = laid(tmp_path, _ended(task(1, graded=True), task(2, graded=True)))
    key = Key.make(exam.key)
    for number in (1, 2):
        attempted(exam, number)
    forged = _write(exam, 1)
    write_atomically(exam.store(1).results / "z.json", forged)
    _write(exam, 2, key)
    conclude(exam)
    result = read(path_of(exam.results, exam.folder.name))
    assert [t.state for t in result.tasks] == ["ungradable", "graded"]
    assert result.task(1).why == "its result was changed after it was sealed"


def test_what_cant_be_graded_is_set_apart(tmp_path: Path) -> None:
    """With the reason, and the others count."""
    exam = laid(tmp_path, _ended(task(1), task(2)))
    attempted(exam, 1)
    attempted(exam, 2)
    workers = Workers(exam)
    workers.faults = {2: "The container engine does not answer."}
    result = _grade(exam, workers)
    assert [t.state for t in result.tasks] == ["graded", "ungradable"]
    assert "container engine" in result.task(2).why


def test_a_cluster_that_does_not_come_back_is_set_apart(tmp_path: Path, kwok: FakeEngine) -> None:
    """The learner could do nothing for that."""
    kwok.dead = {"lab-1"}
    exam = laid(tmp_path, _ended(task(1, "paused"), task(2)))
    attempted(exam, 1)
    attempted(exam, 2)
    result = _grade(exam, Workers(exam))
    assert [t.state for t in result.tasks] == ["ungradable", "graded"]


def test_grading_goes_on_after_a_kill(tmp_path: Path) -> None:
    """What is graded is not graded again."""
    exam = laid(tmp_path, _ended(task(1, graded=True), task(2)))
    attempted(exam, 1)
    attempted(exam, 2)
    workers = Workers(exam)
    workers.ask("grade", 1)
    workers.asked.clear()
    result = _grade(exam, workers)
    assert workers.asked == [2]
    assert [t.state for t in result.tasks] == ["graded", "graded"]


def test_the_result_is_sealed_with_the_exams_key(tmp_path: Path) -> None:
    """The instructor's, or that of the pack."""
    exam = laid(tmp_path, _ended(task(1, graded=True)))
    key = Key.make(exam.key)
    conclude(exam)
    result = read(path_of(exam.results, exam.folder.name))
    assert key.state(result.model_dump(mode="json")) == "genuine"


def test_afterwards_exam_json_is_all_that_is_left_of_the_tasks(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Clusters are ended by attempt.ending, as those of a lab."""
    ended: list[Path] = []

    def stop(store: Store, *_: object, **__: object) -> list[str]:
        ended.append(store.root)
        return []

    monkeypatch.setattr(ending, "stop", stop)
    exam = laid(tmp_path, record(phase="graded"))
    attempted(exam, 1)
    attempted(exam, 2)
    clear(exam)
    assert sorted(path.name for path in ended) == ["01", "02"]
    assert not exam.tasks.exists()
    assert exam.read().phase == "graded"


def test_containers_that_cant_be_removed_keep_their_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is all that tells whose they are; the next call goes on."""

    def stop(store: Store, *_: object, **__: object) -> list[str]:
        if store.root.name == "01":
            raise ContainerEngineError("Docker is away.", "Start it.")
        return []

    monkeypatch.setattr(ending, "stop", stop)
    exam = laid(tmp_path, record(phase="graded"))
    attempted(exam, 1)
    attempted(exam, 2)
    with pytest.raises(ContainerEngineError):
        clear(exam)
    assert [path.name for path in exam.tasks.iterdir()] == ["01"]
