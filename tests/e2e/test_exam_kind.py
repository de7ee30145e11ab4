"""A scripted learner sits an exam on real nodes: an upgrade, an etcd, and one left as it is."""

import time

import pytest

from clusterdojo.exam.folder import Exams
from clusterdojo.exam.result import path_of, read
from tests.e2e.sitting import Learner

pytestmark = [
    pytest.mark.slow,
    pytest.mark.exhaustive,
    pytest.mark.docker,
    pytest.mark.usefixtures("docker_engine"),
]
BLUEPRINT = """\
# yaml-language-server: $schema=../docs/schema/exam.v1alpha1.json
apiVersion: clusterdojo.dev/v1alpha1
kind: ExamBlueprint
id: real
title: "Three labs on real nodes"
minutes: 60
tasks: 3
domains: {architecture: 70, troubleshooting: 30}
difficulty: {medium: 100}
labs: [upgrade-node01, etcd-snapshot-save, scheduler-down]
"""
MIB = 6000
SECONDS = 900.0


def test_an_exam_on_real_nodes(learner: Learner) -> None:
    """An upgrade and a snapshot earn all, the untouched task nothing; nothing is left."""
    learner.blueprint("real", BLUEPRINT)
    started = learner(
        "exam", "start", "real", "--engine", "kind", "--seed", "1", "--memory", str(MIB),
        timeout=SECONDS,
    )  # fmt: skip
    assert started.returncode == 0, started.stderr
    exam = learner.exam
    learner.types("etcd-snapshot-save", "solution.sh")
    learner.types("upgrade-node01", "solution.sh")
    back = learner("exam", "run", str(learner.number("scheduler-down")), "kubectl", "get", "nodes",
                   timeout=SECONDS)  # fmt: skip
    assert back.returncode == 0, back.stderr
    submitted = learner("exam", "submit", "--yes", timeout=SECONDS)
    result = read(path_of(exam.results, exam.folder.name))
    shares = {task.lab: (task.state, task.share) for task in result.tasks}
    assert shares == {
        "upgrade-node01": ("graded", 1.0),
        "etcd-snapshot-save": ("graded", 1.0),
        "scheduler-down": ("graded", 0.0),
    }
    assert result.score == 70.0
    assert (submitted.returncode, result.passed) == (0, True)
    deadline = time.monotonic() + SECONDS
    while learner.processes and time.monotonic() < deadline:
        time.sleep(0.5)
    assert learner.processes == []
    assert Exams(learner.state).under_way() is None
