"""An exam of 16 embedded tasks: its start against a lab's, its grading against a check, its memory.

    python -m bench.exam [TASKS [MIB]]

MIB is the memory budget; 0 is what is free. It takes two to three minutes, so `make bench` leaves
it out. The labs are copies of one: what is compared is the exam with the lab, not one lab with
another.
"""

import shutil
import sys
import time
from pathlib import Path

from bench.stage import LAB, Stage, show, stage, verdict
from clusterdojo import processes
from clusterdojo.exam.folder import Exam, Exams
from clusterdojo.lab.suite import installed

TASKS = 16
MIB = 3600
START_LIMIT = 4.0
GRADING_LIMIT = 6.0
MEMORY_LIMIT_GB = 4.0
PREPARING_SECONDS = 170.0
STILL_SECONDS = 8.0  # longer than it takes to bring one cluster back
BLUEPRINT = """\
# yaml-language-server: $schema=../docs/schema/exam.v1alpha1.json
apiVersion: clusterdojo.dev/v1alpha1
kind: ExamBlueprint
id: bench
title: "As many tasks as the real one"
minutes: 600
tasks: {tasks}
domains: {{architecture: 100}}
difficulty: {{easy: 100}}
"""


def main(tasks: int = TASKS, mib: int = MIB) -> None:
    """Measure and print; each ratio is taken in this run."""
    with stage() as on:
        on.environment["CLUSTERDOJO_SUITE"] = str(_suite(on.folder / "suite", tasks))
        lab_start = on.seconds(on.dojo("start", "copy-1"))
        check = on.seconds(on.dojo("check"), codes=(1,))
        on.seconds(on.dojo("stop"))
        memory = ["--memory", str(mib)] if mib else []
        start = on.seconds(on.dojo("exam", "start", "bench", "--engine", "kwok", *memory))
        began = time.perf_counter()
        exam = Exams(on.folder / "state").current()
        offered = _await_all(exam)
        prepared = time.perf_counter() - began
        _await_rest(exam)
        gigabytes = _gigabytes(on)
        grading = on.seconds(on.dojo("exam", "submit", "--yes"), codes=(1, 2))
        show(
            f"exam, {offered} of {tasks} embedded tasks prepared",
            {
                f"dojo start {LAB}": [lab_start],
                "dojo exam start, until the clock runs": [start],
                "until all tasks are there": [prepared],
                "dojo check": [check],
                "dojo exam submit": [grading],
            },
        )
        verdict("start against a lab's", start / lab_start, START_LIMIT)
        verdict("grading against a check", grading / check, GRADING_LIMIT)
        verdict("memory in GB, shared pages counted once", gigabytes, MEMORY_LIMIT_GB)


def _suite(root: Path, tasks: int) -> Path:
    """A suite of so many copies of one lab."""
    source = installed()
    for number in range(1, tasks + 1):
        name = f"copy-{number}"
        folder = root / "labs" / name
        shutil.copytree(source.labs / LAB, folder)
        _rename(folder / "lab.yaml", f"id: {LAB}", f"id: {name}")
        module = root / "checks" / f"test_copy_{number}.py"
        module.parent.mkdir(exist_ok=True)
        shutil.copy(source.check_module(LAB), module)
        _rename(module, f'"{LAB}"', f'"{name}"')
    (root / "exams").mkdir()
    (root / "exams/bench.yaml").write_text(BLUEPRINT.format(tasks=tasks), encoding="utf-8")
    return root


def _rename(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace(old, new), encoding="utf-8")


def _await_all(exam: Exam) -> int:
    """Wait until all tasks are prepared, or for as long as a measurement may take."""
    deadline = time.monotonic() + PREPARING_SECONDS
    while True:
        states = [task.readiness for task in exam.read().tasks]
        there = sum(state in ("ready", "paused") for state in states)
        if there + states.count("failed") == len(states) or time.monotonic() > deadline:
            return there
        time.sleep(0.2)


def _await_rest(exam: Exam) -> None:
    """Wait until no cluster is paused or brought back any more, as when a learner has worked."""
    states, since = None, time.monotonic()
    while time.monotonic() - since < STILL_SECONDS:
        now = [task.readiness for task in exam.read().tasks]
        if now != states:
            states, since = now, time.monotonic()
        time.sleep(0.2)


def _gigabytes(on: Stage) -> float:
    """What all processes of the exam take, a page that several share divided among them."""
    return sum(p.memory_full_info().pss for p in processes.processes(on.folder)) / 1e9


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
