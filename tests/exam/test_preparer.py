"""The background process, with workers and clusters that only do as they are told."""

import subprocess
import time
from collections.abc import Callable, Iterator
from concurrent.futures import wait
from pathlib import Path
from typing import Any

import filelock
import psutil
import pytest

from clusterdojo import processes
from clusterdojo.errors import StateError
from clusterdojo.exam import clock, preparer
from clusterdojo.exam.folder import Exam, Exams
from clusterdojo.exam.model import ExamRecord
from clusterdojo.exam.preparer import Preparer
from clusterdojo.lab.scaffold import scaffold
from clusterdojo.lab.suite import Suite
from tests.engines.fake import FakeEngine
from tests.exam.sat import attempted, laid, record, task


class Workers:
    """Workers that make tasks at once, but for those that they are told to fail at."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, int]] = []
        self.faults: dict[int, str] = {}
        self.exam: Exam | None = None

    def ask(self, verb: str, number: int) -> str:
        """Make it."""
        self.asked.append((verb, number))
        if verb == "prepare" and number not in self.faults and self.exam:
            attempted(self.exam, number)
        return self.faults.get(number, "")

    def grade_early(self, number: int) -> str:
        """Give every task the same grade."""
        self.asked.append(("grade early", number))
        return "what result.json says"

    def halt(self, number: int) -> None:
        """There is nobody at work."""
        self.asked.append(("halt", number))


class Stage:
    """One preparer, step by step."""

    def __init__(self, exam: Exam) -> None:
        self.exam = exam
        self.preparer = Preparer(exam)
        self.workers = self.preparer.workers = Workers()  # type: ignore[assignment]
        self.workers.exam = exam

    def go_on(self) -> None:
        """Do all that is to be done."""
        self.preparer._recover()
        for _ in range(10):
            self.preparer._go_on()
            wait([job for _, job in self.preparer._jobs.values()], timeout=10)

    @property
    def states(self) -> list[str]:
        """The readiness of every task."""
        return [t.readiness for t in self.exam.read().tasks]


@pytest.fixture
def stage(tmp_path: Path, own_suite: Suite, kwok: FakeEngine) -> Callable[[ExamRecord], Stage]:
    """Makes one for an exam."""
    assert kwok.done == []

    def make(made: ExamRecord) -> Stage:
        for one in made.tasks:
            scaffold(own_suite, one.lab)
        made.suite = str(own_suite.root)
        exam = laid(tmp_path, made)
        for one in made.tasks:
            if one.readiness in ("ready", "paused"):
                attempted(exam, one.number)
        return Stage(exam)

    return make


def _waiting(count: int) -> ExamRecord:
    return record(*(task(number, "waiting") for number in range(1, count + 1)))


def test_all_tasks_are_prepared(stage: Callable[[ExamRecord], Stage]) -> None:
    """Each once."""
    on = stage(_waiting(4))
    on.go_on()
    assert on.states == ["ready"] * 4
    assert sorted(on.workers.asked) == [("prepare", n) for n in (1, 2, 3, 4)]


def test_a_task_that_fails_is_left_out(stage: Callable[[ExamRecord], Stage]) -> None:
    """With the reason; the others are not touched by it."""
    on = stage(_waiting(3))
    on.workers.faults = {2: "demo earns 3 points before anybody has worked on it."}
    on.go_on()
    assert on.states == ["ready", "failed", "ready"]
    assert on.exam.read().task(2).fault == "demo earns 3 points before anybody has worked on it."


def test_within_a_budget_tasks_wait_paused(
    stage: Callable[[ExamRecord], Stage], kwok: FakeEngine
) -> None:
    """So many run as fit; the rest is made all the same."""
    made = _waiting(4)
    made.memory_mib, made.current = 950, 1
    on = stage(made)
    on.go_on()
    on.go_on()
    assert on.states.count("ready") == 2
    assert on.states.count("paused") == 2
    assert on.states[0] == "ready"
    assert ("pause", "lab-2") in kwok.done
    assert ("grade early", 2) in on.workers.asked


def test_a_task_that_is_looked_at_meanwhile_is_not_paused(
    stage: Callable[[ExamRecord], Stage], kwok: FakeEngine
) -> None:
    """What was graded before may not hold any more; nor is a task paused that is frozen by now."""
    made = record(task(1), task(2), task(3, "paused"), current=3, memory_mib=950)
    on = stage(made)

    def look(number: int) -> str:
        with on.exam.change() as known:
            if number == 1:
                known.task(number).seconds += 0.1
            else:
                known.phase = "ended"
        return "what result.json says"

    on.workers.grade_early = look  # type: ignore[method-assign]
    for number in (1, 2):
        on.preparer._pause(number)
    assert on.states == ["ready", "ready", "paused"]
    assert kwok.done == []
    assert not any(on.preparer.early.give(number) for number in (1, 2))


def test_a_cluster_that_has_ended_is_not_graded_early(
    stage: Callable[[ExamRecord], Stage], kwok: FakeEngine
) -> None:
    """An earlier grade does not hold either; what is left of it gives its memory back."""
    on = stage(record(task(1), task(2), current=2))
    on.preparer.early.take(1, on.workers.grade_early)
    on.workers.asked.clear()
    kwok.gone = {"lab-1"}
    on.preparer._pause(1)
    assert on.states == ["paused", "ready"]
    assert on.workers.asked == []
    assert not on.preparer.early.give(1)
    assert kwok.done == [("pause", "lab-1")]


def test_a_cluster_that_ends_under_the_learners_hands_comes_back(
    stage: Callable[[ExamRecord], Stage], kwok: FakeEngine
) -> None:
    """At the next look, though the learner sits there."""
    on = stage(record(task(1), task(2), current=1))
    on.preparer._recover()
    kwok.gone = {"lab-1"}
    with on.exam.change() as known:
        on.preparer._look_for_the_gone(known)
    assert on.states == ["paused", "ready"]
    on.preparer._go_on()
    wait([job for _, job in on.preparer._jobs.values()], timeout=10)
    assert on.states == ["ready", "ready"]
    assert kwok.done == [("resume", "lab-1")]


def test_after_a_reboot_clusters_come_back(
    stage: Callable[[ExamRecord], Stage], kwok: FakeEngine
) -> None:
    """Those whose processes are gone, in the learner's order."""
    kwok.gone = {"lab-1", "lab-2"}
    on = stage(record(task(1), task(2), task(3), current=2))
    on.preparer._recover()
    assert on.states == ["paused", "paused", "ready"]
    on.go_on()
    assert on.states == ["ready"] * 3
    assert sorted(kwok.done) == [("resume", "lab-1"), ("resume", "lab-2")]


def test_what_does_not_come_back_is_said(
    stage: Callable[[ExamRecord], Stage], kwok: FakeEngine
) -> None:
    """After three tries; what it earned before it waited counts all the same."""
    on = stage(record(task(1), task(2), current=2))
    on.preparer._pause(1)
    kwok.dead = {"lab-1"}
    with on.exam.change() as known:
        known.current = 1
    on.go_on()
    assert on.states == ["failed", "ready"]
    assert "does not come back" in on.exam.read().task(1).fault
    assert on.preparer.early.give(1)


def test_a_second_try_to_bring_it_back_may_do(
    stage: Callable[[ExamRecord], Stage], kwok: FakeEngine
) -> None:
    """A port may have been taken for a moment; then the task is as any other."""
    on = stage(record(task(1, "paused"), task(2), current=1))
    kwok.dead = {"lab-1"}
    on.preparer._resume(1)
    assert on.states == ["paused", "ready"]
    kwok.dead = set()
    on.preparer._resume(1)
    assert on.states == ["ready", "ready"]
    assert on.exam.read().task(1).fault == ""


def test_what_nobody_has_thought_of_is_one_tasks_trouble(
    stage: Callable[[ExamRecord], Stage],
) -> None:
    """The others are made, and time goes on."""
    on = stage(_waiting(2))
    make = on.workers.ask

    def ask(verb: str, number: int) -> str:
        if number == 1:
            raise OSError(12, "Cannot allocate memory")
        return make(verb, number)

    on.workers.ask = ask  # type: ignore[method-assign]
    on.go_on()
    assert on.states == ["failed", "ready"]
    assert "Cannot allocate memory" in on.exam.read().task(1).fault


def test_an_attempt_that_cant_be_read_is_one_tasks_trouble(
    stage: Callable[[ExamRecord], Stage],
) -> None:
    """Somebody has edited it; the exam's background process does not end over that."""
    on = stage(record(task(1), task(2, "paused"), task(3), current=3))
    for number in (1, 2):
        (folder,) = on.exam.store(number).folders()
        (folder / "attempt.json").write_text("{")
    on.preparer._recover()
    on.preparer._look_for_the_gone(on.exam.read())
    assert on.states == ["ready", "paused", "ready"]


def test_docker_may_take_a_while_after_a_boot(
    stage: Callable[[ExamRecord], Stage], engines: dict[str, FakeEngine]
) -> None:
    """Real nodes are looked for until it has answered, and no more after that."""
    on = stage(record(task(1, engine="kind"), task(2), current=2))
    engines["kwok"].gone = {"lab-2"}
    engines["kind"].gone = engines["kind"].away_for = {"lab-1"}
    on.preparer._recover()
    assert on.states == ["ready", "paused"]
    engines["kind"].away_for = set()
    with on.exam.change() as known:
        on.preparer._look_for_the_gone(known)
    assert on.states == ["paused", "paused"]


def test_a_machine_that_is_off_later_is_the_learners_doing(
    stage: Callable[[ExamRecord], Stage], engines: dict[str, FakeEngine]
) -> None:
    """Real nodes are looked at after a boot only; simulated ones at any time."""
    on = stage(record(task(1, engine="kind"), task(2), current=2))
    on.preparer._recover()
    engines["kind"].gone, engines["kwok"].gone = {"lab-1"}, {"lab-2"}
    with on.exam.change() as known:
        on.preparer._look_for_the_gone(known)
    assert on.states == ["ready", "paused"]


def test_a_kill_while_preparing_begins_that_task_anew(
    stage: Callable[[ExamRecord], Stage],
) -> None:
    """And one whose attempt is gone."""
    made = record(task(1, "preparing"), task(2, "waiting"))
    on = stage(made)
    with on.exam.change() as known:
        known.task(2).readiness = "ready"
    on.go_on()
    assert sorted(on.workers.asked) == [("prepare", 1), ("prepare", 2)]


def test_time_is_up_whoever_is_there(
    stage: Callable[[ExamRecord], Stage], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The background process ends the exam and grades it."""
    made = record(task(1), task(2, "waiting"), current=1)
    clock.begin(made, clock.now())
    made.used_seconds = 600
    on = stage(made)
    graded: list[str] = []

    class Grading:
        def __init__(self, exam: Exam, *_: object) -> None:
            self.exam = exam

        def run(self) -> None:
            graded.append(self.exam.read().phase)

    monkeypatch.setattr("clusterdojo.exam.grading.Grading", Grading)
    on.preparer.run()
    assert graded == ["ended"]
    assert on.exam.read().ended is not None


def test_a_stopped_exam_stops_it(stage: Callable[[ExamRecord], Stage]) -> None:
    """Without exam.json there is nothing to do."""
    on = stage(_waiting(1))
    (on.exam.folder / "exam.json").unlink()
    with pytest.raises(StateError):
        on.preparer.run()


@pytest.fixture
def sleeper(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Exam]:
    """An exam whose background process has nothing to do."""
    exam = laid(tmp_path, record(task(1, "failed"), suite=str(tmp_path)))
    launch, started = processes.launch, []

    def keep(*arguments: Any, **options: Any) -> "subprocess.Popen[bytes]":
        started.append(launch(*arguments, **options))
        return started[-1]

    monkeypatch.setattr(processes, "launch", keep)
    yield exam
    processes.end(exam.folder)
    for process in started:
        process.wait()


def test_there_is_one_at_a_time(sleeper: Exam) -> None:
    """However often it is asked for; after a kill the next one takes over."""
    preparer.begin(sleeper)
    first = (sleeper.folder / preparer.PID_FILE).read_text()
    preparer.begin(sleeper)
    assert (sleeper.folder / preparer.PID_FILE).read_text() == first
    assert preparer.is_at_work(sleeper)
    psutil.Process(int(first)).kill()
    _await(lambda: not preparer.is_at_work(sleeper))
    assert not preparer.is_at_work(sleeper)
    preparer.begin(sleeper)
    assert (sleeper.folder / preparer.PID_FILE).read_text() != first


def test_a_second_one_gives_way(sleeper: Exam, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where two commands started one each at the same moment."""
    preparer.begin(sleeper)
    _await(lambda: _is_locked(sleeper))
    monkeypatch.setattr(preparer, "LOCK_SECONDS", 0.1)
    preparer.main(sleeper.folder)
    assert preparer.is_at_work(sleeper)


def _is_locked(exam: Exam) -> bool:
    lock = filelock.FileLock(exam.folder / preparer.LOCK, timeout=0)
    try:
        lock.acquire()
    except filelock.Timeout:
        return True
    lock.release()
    return False


def _await(holds: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 20
    while not holds() and time.monotonic() < deadline:
        time.sleep(0.05)
    assert holds()


def test_graded_exams_lose_their_clusters(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where a kill came between the result and that."""
    begun: list[Exam] = []
    monkeypatch.setattr(preparer, "begin", begun.append)
    exam = laid(tmp_path, record(phase="graded"))
    preparer.tend(Exams(tmp_path))
    assert begun == []
    attempted(exam, 1)
    preparer.tend(Exams(tmp_path))
    assert [e.folder for e in begun] == [exam.folder]
