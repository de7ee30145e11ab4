"""A pack, and results of it, for tests; its suite is a small one of the test's own."""

from pathlib import Path

from clusterdojo.exam.draw import DrawnExam, DrawnTask
from clusterdojo.exam.pack import Pack, pack, text_of
from clusterdojo.exam.result import ExamResult
from clusterdojo.exam.sealing import secret_of_pack
from clusterdojo.grading.result import lab_digest
from clusterdojo.lab.loading import load_lab
from clusterdojo.lab.suite import Suite
from clusterdojo.seal import Key
from tests.reporting.synthetic_exam import FOUR, exam, record

# With the values that made-up results have.
LAB = """\
# yaml-language-server: $schema=../../docs/schema/lab.v1alpha1.json
apiVersion: clusterdojo.dev/v1alpha1
kind: Lab
id: {id}
title: {title}
domain: {domain}
minutes: 8
engines: [kwok]
values:
  synthetic:
    choose: ["yes", "no"]
docs:
  - https://kubernetes.io/docs/home/
"""


def small_suite(root: Path) -> Suite:
    """A suite with the labs of `FOUR`, which nobody grades."""
    for task in FOUR:
        folder, title = root / "labs" / task.lab, task.lab.replace("-", " ").capitalize()
        folder.mkdir(parents=True)
        (folder / "lab.yaml").write_text(LAB.format(id=task.lab, domain=task.domain, title=title))
        (folder / "solution.sh").write_text("echo {{ synthetic }}\n")
        (root / "checks").mkdir(exist_ok=True)
        (root / f"checks/test_{task.lab.replace('-', '_')}.py").write_text("# grades\n")
    return Suite(root)


def drawn() -> DrawnExam:
    """What `record` of the same tasks was drawn as."""
    kept = record()
    return DrawnExam(
        blueprint=kept.blueprint,
        title=kept.title,
        seed=kept.seed,
        minutes=kept.minutes,
        pass_percent=kept.pass_percent,
        domains=kept.domains,
        unfilled={"storage": 10},
        tasks=[
            DrawnTask.model_validate(task.model_dump(include=set(DrawnTask.model_fields)))
            for task in kept.tasks
        ],
    )


def made(suite: Suite, key: Key) -> Pack:
    """The pack of that exam."""
    return pack(drawn(), "sha256:b1", suite, key)


def write_pack(path: Path, one: Pack) -> Path:
    """The pack as a file."""
    path.write_text(text_of(one))
    return path


def sat(suite: Suite, one: Pack, learner: str = "Ada") -> ExamResult:
    """What comes back of it: its labs' digests and the pack's own are in the result."""
    result = exam(learner=learner, sealed=one.digest)
    tasks = []
    for task in result.tasks:
        assert task.result is not None
        lab = task.result.lab.model_copy(update={"digest": lab_digest(suite, task.lab)})
        values = load_lab(suite.lab_dir(task.lab)).draw(task.seed)
        update = {"result": task.result.model_copy(update={"lab": lab, "values": values})}
        tasks.append(task.model_copy(update=update))
    return result.model_copy(update={"tasks": tasks})


def own_key(one: Pack, key: Key) -> Key:
    """The pack's own key."""
    return Key(secret_of_pack(key, one.digest))
