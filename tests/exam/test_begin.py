"""Beginning an exam: what is refused, what is written down, what is left when it goes wrong."""

import shutil
from pathlib import Path
from typing import ClassVar

import pytest

from clusterdojo.errors import DojoError, EngineError, RuntimeUnavailableError, UsageError
from clusterdojo.exam import begin as beginning
from clusterdojo.exam import pack as packs
from clusterdojo.exam import preparer
from clusterdojo.exam.begin import ExamRequest, available, begin, start_clock
from clusterdojo.exam.draw import draw
from clusterdojo.exam.folder import Exam, Exams
from clusterdojo.exam.load import load_blueprint, load_labs
from clusterdojo.exam.model import Readiness
from clusterdojo.lab.model import Lab
from clusterdojo.lab.scaffold import scaffold
from clusterdojo.lab.suite import Suite
from clusterdojo.progress import Silent
from clusterdojo.seal import Key
from tests.engines.fake import FakeEngine

BLUEPRINT = """\
# yaml-language-server: $schema=../docs/schema/exam.v1alpha1.json
apiVersion: clusterdojo.dev/v1alpha1
kind: ExamBlueprint
id: tiny
title: "Three little labs"
minutes: 30
tasks: 3
domains: {workloads: 100}
difficulty: {easy: 100}
"""


class Notes(Silent):
    """Progress that keeps what is to be kept on the screen."""

    def __init__(self) -> None:
        self.notes: list[str] = []

    def note(self, text: str) -> None:
        """Keep it."""
        self.notes.append(text)


@pytest.fixture
def suite(own_suite: Suite) -> Suite:
    """Four labs and a blueprint."""
    for number in range(4):
        scaffold(own_suite, f"demo-{number}")
    (own_suite.root / "exams").mkdir()
    (own_suite.root / "exams/tiny.yaml").write_text(BLUEPRINT)
    return own_suite


class Background:
    """A background process that makes its tasks at once, as it is told."""

    outcome: ClassVar[dict[int, tuple[Readiness, str]]] = {}

    def __call__(self, exam: Exam) -> None:
        """Make them."""
        with exam.change() as known:
            for task in known.tasks:
                task.readiness, task.fault = self.outcome.get(task.number, ("ready", ""))


@pytest.fixture
def background(monkeypatch: pytest.MonkeyPatch, engines: dict[str, FakeEngine]) -> Background:
    """Neither programs nor clusters, and no Docker."""
    made = Background()
    monkeypatch.setattr(preparer, "begin", made)
    engines["kind"].reason = "no container engine here"
    return made


TINY = ExamRequest(blueprint="tiny", seed=1)


def test_an_exam_is_drawn_and_written_down(
    tmp_path: Path, suite: Suite, background: Background
) -> None:
    """Its clock does not run before it is started."""
    del background
    exam = begin(Exams(tmp_path), suite, TINY, Silent())
    known = exam.read()
    assert (known.phase, known.minutes, known.usual_minutes) == ("preparing", 30, 30)
    assert [task.number for task in known.tasks] == [1, 2, 3]
    assert known.suite == str(suite.root)
    assert known.digest.startswith("sha256:")
    assert start_clock(exam).phase == "running"
    assert exam.read().current == 1
    assert 1795 < exam.left() <= 1800


def test_the_same_seed_gives_the_same_exam(
    tmp_path: Path, suite: Suite, background: Background
) -> None:
    """On another machine, too."""
    del background
    one = begin(Exams(tmp_path / "a"), suite, TINY, Silent()).read()
    two = begin(Exams(tmp_path / "b"), suite, TINY, Silent()).read()
    assert [(t.lab, t.seed) for t in one.tasks] == [(t.lab, t.seed) for t in two.tasks]


def test_what_was_wished_for_is_kept(tmp_path: Path, suite: Suite, background: Background) -> None:
    """Minutes, memory, practice, sleep, the learner's name and the key."""
    del background
    Key.make(tmp_path / "class.key")
    asked = ExamRequest(
        "tiny", 1, 45, 2000, practice=True, pause_on_sleep=True, learner=" Ada ",
        key=tmp_path / "class.key",
    )  # fmt: skip
    exam = begin(Exams(tmp_path), suite, asked, Silent())
    known = exam.read()
    assert (known.minutes, known.usual_minutes, known.memory_mib) == (45, 30, 2000)
    assert (known.practice, known.pause_on_sleep, known.learner) == (True, True, "Ada")
    assert exam.key.read_text() == (tmp_path / "class.key").read_text()


@pytest.mark.parametrize(
    ("asked", "what"),
    [
        (ExamRequest("tiny", minutes=0), "can't take 0 minutes"),
        (ExamRequest("tiny", minutes=601), "can't take 601 minutes"),
        (ExamRequest("tiny", memory_mib=100), "can't be sat in 100 MiB"),
        (ExamRequest("tiny", learner="a\nb"), "not a learner's name"),
        (ExamRequest("tiny", engines=("podman",)), "no engine called 'podman'"),
        (ExamRequest("tiny", seed=-1), "can't be a seed"),
        (ExamRequest("tini"), "no exam called 'tini'"),
        (ExamRequest("tiny", key=Path("/none")), "can't be read as a key"),
        (ExamRequest("tiny", pack=Path("/x.pack")), "tiny can't be used with a pack"),
        (ExamRequest(pack=Path("/none"), seed=1), "--seed can't be used with a pack"),
        (ExamRequest(pack=Path("/none"), minutes=3), "--minutes can't be used with a pack"),
        (ExamRequest(pack=Path("/none"), practice=True), "--practice can't be used with a pack"),
        (ExamRequest(pack=Path("/none")), "/none can't be read"),
        (ExamRequest("tiny", engines=("kind",)), "can't be drawn"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_cant_be_is_refused(
    tmp_path: Path, suite: Suite, background: Background, asked: ExamRequest, what: str
) -> None:
    """With a sentence, before anything is made."""
    del background
    with pytest.raises(DojoError, match=what):
        begin(Exams(tmp_path), suite, asked, Silent())
    assert Exams(tmp_path).folders() == []


def test_a_pack_is_sat_as_it_is(tmp_path: Path, suite: Suite, background: Background) -> None:
    """The instructor's draw, sealed with the pack's own key; the learner tells only their name."""
    del background
    drawn = draw(load_blueprint(suite, "tiny"), _labs(suite), 7, ["kwok"])
    made = packs.pack(drawn, "sha256:0", suite, Key.make(tmp_path / "own.key"))
    (tmp_path / "tiny.pack").write_text(packs.text_of(made))
    asked = ExamRequest(pack=tmp_path / "tiny.pack", learner="Ada")
    exam = begin(Exams(tmp_path), suite, asked, Silent())
    known = exam.read()
    assert (known.seed, known.sealed, known.learner) == (7, made.digest, "Ada")
    assert [t.lab for t in known.tasks] == [t.lab for t in drawn.tasks]
    assert exam.key.read_text() == made.key_text


def _labs(suite: Suite) -> list[Lab]:
    return load_labs(suite, load_blueprint(suite, "tiny"))


def test_one_exam_at_a_time(tmp_path: Path, suite: Suite, background: Background) -> None:
    """The one that is under way is not replaced by accident."""
    del background
    exams = Exams(tmp_path)
    begin(exams, suite, TINY, Silent())
    with pytest.raises(UsageError, match=r"is under way\. `dojo exam resume`"):
        begin(exams, suite, TINY, Silent())
    assert len(exams.all()) == 1


def test_an_interrupted_one_is_cleared_away(
    tmp_path: Path, suite: Suite, background: Background
) -> None:
    """A folder without exam.json is what a kill leaves."""
    del background
    exams = Exams(tmp_path)
    (exams.root / "20260101-000000-tiny-0000/tasks/01/attempts").mkdir(parents=True)
    notes = Notes()
    begin(exams, suite, TINY, notes)
    assert len(exams.folders()) == 1
    assert "clearing away 20260101-000000-tiny-0000" in notes.notes[0]


def test_a_task_that_cant_be_made_is_told(
    tmp_path: Path, suite: Suite, background: Background, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The exam begins with those that can."""
    monkeypatch.setattr(background, "outcome", {1: ("failed", "No ports.")}, raising=False)
    notes = Notes()
    exam = begin(Exams(tmp_path), suite, TINY, notes)
    assert notes.notes == ["task 1 is left out: No ports."]
    assert start_clock(exam).current == 2


def test_where_no_task_can_be_made_nothing_is_left(
    tmp_path: Path, suite: Suite, background: Background, monkeypatch: pytest.MonkeyPatch
) -> None:
    """And the first reason is the exam's."""
    every = dict.fromkeys((1, 2, 3), ("failed", "The disk is full."))
    monkeypatch.setattr(background, "outcome", every, raising=False)
    with pytest.raises(EngineError, match=r"No task could be prepared: The disk is full\."):
        begin(Exams(tmp_path), suite, TINY, Silent())
    assert Exams(tmp_path).folders() == []


def test_without_programs_there_is_no_exam(
    tmp_path: Path, suite: Suite, background: Background, kwok: FakeEngine
) -> None:
    """They are fetched where somebody can see it, before anything is written down."""
    del background
    kwok.unprepared = RuntimeUnavailableError("etcd can't be had.", "Go online.")
    with pytest.raises(RuntimeUnavailableError):
        begin(Exams(tmp_path), suite, TINY, Silent())
    assert Exams(tmp_path).folders() == []


def test_ctrl_c_leaves_nothing(
    tmp_path: Path, suite: Suite, background: Background, monkeypatch: pytest.MonkeyPatch
) -> None:
    """While the first tasks are made."""
    del background

    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(beginning, "await_first", interrupted)
    with pytest.raises(KeyboardInterrupt):
        begin(Exams(tmp_path), suite, TINY, Silent())
    assert Exams(tmp_path).folders() == []


def test_the_engines_are_those_of_the_machine(engines: dict[str, FakeEngine]) -> None:
    """Without Docker the embedded one is there."""
    assert tuple(available()) == ("kwok", "kind")
    engines["kind"].reason = "no docker program"
    assert tuple(available()) == ("kwok",)


def test_a_full_disk_is_a_sentence(
    tmp_path: Path, suite: Suite, background: Background, monkeypatch: pytest.MonkeyPatch
) -> None:
    """And nothing of the exam is left."""
    del background

    def full(self: Path, *_: object, **__: object) -> None:
        raise OSError(28, "No space left on device", str(self))

    exams = Exams(tmp_path)
    exams.root.mkdir()
    monkeypatch.setattr(Path, "mkdir", full)
    with pytest.raises(DojoError, match="No space left on device"):
        begin(exams, suite, TINY, Silent())
    monkeypatch.undo()
    assert exams.folders() == []
    shutil.rmtree(tmp_path)
