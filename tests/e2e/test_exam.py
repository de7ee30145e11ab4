"""A scripted learner sits a whole exam on the embedded engine; the result is exactly the expected.

Clusters wait paused meanwhile: the budget is too small for all of them.
"""

import time
from collections.abc import Callable

import psutil
import pytest

from clusterdojo.engines.kwok.components import pids
from clusterdojo.exam import preparer
from clusterdojo.exam.folder import Exams
from clusterdojo.exam.result import ExamResult, path_of, read
from clusterdojo.seal import Key
from tests.e2e.sitting import Learner
from tests.e2e.user import is_two_sentences

pytestmark = pytest.mark.slow
BLUEPRINT = """\
# yaml-language-server: $schema=../docs/schema/exam.v1alpha1.json
apiVersion: clusterdojo.dev/v1alpha1
kind: ExamBlueprint
id: scripted
title: "Five labs for a script"
minutes: 10
tasks: 5
domains: {architecture: 40, workloads: 60}
difficulty: {easy: 80, medium: 20}
labs: [imperative-objects, drain-node01, declarative-apply, find-app-nodes, uncordon-node01]
"""
SHORT = BLUEPRINT.replace("scripted", "short").replace("tasks: 5", "tasks: 2")
MIB = 1200  # three clusters of five
SECONDS = 90.0


@pytest.fixture(autouse=True)
def blueprints(learner: Learner) -> None:
    """The suite's own exams."""
    learner.blueprint("scripted", BLUEPRINT)
    learner.blueprint("short", SHORT)


def test_a_whole_exam_with_all_that_can_happen(learner: Learner) -> None:
    """Solved, half-solved, flagged, killed, run out of memory or time: each counts as it should."""
    Key.make(learner.home / "class.key")
    started = learner(
        "exam", "start", "scripted", "--engine", "kwok", "--seed", "1", "--memory", str(MIB),
        "--learner", "Ada Lovelace", "--key", str(learner.home / "class.key"),
    )  # fmt: skip
    assert started.returncode == 0, started.stderr
    assert "left of 10 minutes" in started.stdout
    assert max(map(len, started.stdout.splitlines())) <= 80
    exam = learner.exam

    # A task to come back to; two that are solved, one of them by a learner who is killed meanwhile.
    later = str(learner.number("uncordon-node01"))
    assert learner("exam", "task", later).returncode == 0
    assert learner("exam", "flag", later).returncode == 0
    learner.types("imperative-objects", "solution.sh")
    learner.kill_background()
    used = exam.left()
    resumed = learner("exam", "resume")
    assert resumed.returncode == 0, resumed.stderr
    assert preparer.is_at_work(exam)
    assert exam.left() < used
    learner.types("drain-node01", "solution.sh")

    # One that is half solved, and one that is solved when the system ends its API server.
    learner.types("declarative-apply", "mistakes/replicas-forgotten.sh")
    learner.types("find-app-nodes", "solution.sh")
    attempt = exam.attempt(learner.number("find-app-nodes"))
    assert attempt is not None
    psutil.Process(pids(attempt.cluster_folder("cluster1"))["kube-apiserver"]).kill()

    # No help, no results, and a way back to what was flagged, whose cluster was paused meanwhile.
    for command in (["exam", "check", later], ["exam", "result"], ["exam", "start", "scripted"]):
        assert is_two_sentences(learner(*command))
    back = learner("exam", "run", later, "kubectl", "get", "nodes")
    assert back.returncode == 0, back.stderr
    assert "node01" in back.stdout
    assert "flagged" in learner("exam", "status").stdout

    # The rest of the time goes by, and nobody is there.
    _await(lambda: all(t.readiness in ("ready", "paused") for t in exam.read().tasks))
    with exam.change() as record:
        record.used_seconds = record.minutes * 60 - 0.5
    _await(lambda: exam.read().phase == "graded")

    result = read(path_of(exam.results, exam.folder.name))
    assert _told(result) == {
        "imperative-objects": (True, "graded", 1.0),
        "drain-node01": (True, "graded", 1.0),
        "declarative-apply": (True, "graded", 0.5),
        "find-app-nodes": (True, "graded", 1.0),
        "uncordon-node01": (True, "graded", 0.0),
    }
    weights = {task.lab: task.weight for task in result.tasks}
    whole = ("imperative-objects", "drain-node01", "find-app-nodes")
    half = weights["declarative-apply"] / 2
    assert result.score == pytest.approx(sum(weights[lab] for lab in whole) + half)
    assert result.passed is (result.score >= 66)
    assert [task.lab for task in result.tasks if task.flagged] == ["uncordon-node01"]
    assert (result.learner, result.practice, result.minutes_overridden) == (
        "Ada Lovelace", False, False,
    )  # fmt: skip
    key = Key.read(learner.home / "class.key")
    assert key.state(result.model_dump(mode="json")) == "genuine"

    shown = learner("exam", "result")
    assert shown.returncode == (0 if result.passed else 1)
    assert "API server does not answer" not in " ".join(shown.stdout.split())
    assert "Solution of task" in shown.stdout
    _await(lambda: not learner.processes)
    assert not exam.tasks.exists()


def _told(result: ExamResult) -> dict[str, tuple[bool, str, float | None]]:
    return {task.lab: (task.seconds > 0, task.state, task.share) for task in result.tasks}


def _await(holds: Callable[[], bool]) -> None:
    deadline = time.monotonic() + SECONDS
    while not holds() and time.monotonic() < deadline:
        time.sleep(0.1)
    assert holds()


def test_killed_while_it_begins(learner: Learner) -> None:
    """A killed start goes on with `resume`, beside a lab of its own; stop leaves nothing."""
    victim = learner.begin("exam", "start", "short", "--engine", "kwok", "--seed", "2")
    _await(lambda: bool(Exams(learner.state).all()) and bool(learner.processes))
    victim.kill()
    victim.communicate()
    learner.kill_background()
    assert is_two_sentences(learner("exam", "start", "scripted"))
    resumed = learner("exam", "resume")
    assert resumed.returncode == 0, resumed.stderr
    assert "left of 10 minutes" in resumed.stdout
    assert learner("start", "cordon-node01").returncode == 0
    assert learner("check").returncode == 1
    stopped = learner("exam", "stop")
    assert stopped.returncode == 0, stopped.stderr
    assert Exams(learner.state).folders() == []
    assert learner("check").returncode == 1
    assert learner("stop", "--all").returncode == 0
    assert learner.processes == []
