"""An exam's result: what it says of each task, and of all."""

import datetime
import json
import stat
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from clusterdojo.errors import StateError
from clusterdojo.exam.result import exam_result, parse, path_of, read, write
from clusterdojo.reporting.plausible_exam import implausible_exam
from clusterdojo.schemas import schemas
from clusterdojo.seal import Key
from tests.reporting.synthetic import NOON, criterion
from tests.reporting.synthetic_exam import FOUR, Task, exam, outcomes, record

FILE = "exam-result.v1alpha1.json"
ROOT = Path(__file__).parents[2]


@pytest.fixture
def key(tmp_path: Path) -> Key:
    """An instructor's key."""
    return Key.make(tmp_path / "instructor.key")


def test_points_are_shares_of_weights() -> None:
    """25 of 25, 12 of 30, 0 of 25 and 20 of 20 are 57 per cent: not passed at 66."""
    made = exam()
    assert [task.points for task in made.tasks] == [25, 12, 0, 20]
    assert (made.score, made.score_of_graded, made.score_at_most) == (57.0, 57.0, 57.0)
    assert made.passed is False
    assert implausible_exam(made) == ""


def test_domains_are_told_by_themselves() -> None:
    """In per cent of what the domain weighs."""
    found = {d.domain: (d.weight, d.tasks, d.score) for d in exam().domains}
    assert found == {
        "architecture": (45.0, 2, 100.0),
        "troubleshooting": (30.0, 1, 40.0),
        "workloads": (25.0, 1, 0.0),
    }
    assert exam().unfilled == {"storage": 10}


def test_a_gate_that_was_run_into_voids_the_task() -> None:
    """Its attempt has earned nothing, so the task has not either: that is a zero, and graded."""
    gate = criterion("test_gate", outcome="failed", gate=True)
    void = (gate, criterion("test_a", 10, earned=0))
    made = exam([Task(weight=100, changed=(("parts", void),))])
    assert (made.tasks[0].state, made.tasks[0].share, made.score) == ("graded", 0, 0.0)


def test_the_ungradable_is_set_apart() -> None:
    """With it the score is 60, without it 100; whether 66 were reached, nobody can say."""
    tasks = [Task(weight=60), Task("contexts", weight=40, earned=3, outcome="ungradable")]
    made = exam(tasks)
    assert (made.score, made.score_of_graded, made.score_at_most) == (60.0, 100.0, 100.0)
    assert made.passed is None
    [unread] = made.unsettled
    assert (unread.state, unread.share, unread.points) == ("ungradable", None, None)
    assert "does not hold" in unread.why
    assert implausible_exam(made) == ""


def test_a_task_that_was_never_offered_is_no_zero() -> None:
    """It is told apart from one that could not be graded, with the reason."""
    tasks = [
        Task(weight=60),
        Task("contexts", weight=20, earned=None, fault="no room for its clusters"),
        Task("static-pod", weight=20, lost=True),
    ]
    made = exam(tasks)
    assert [task.state for task in made.tasks] == ["graded", "not offered", "ungradable"]
    assert made.tasks[1].why == "no room for its clusters"
    assert made.tasks[2].why == "the container engine does not answer"
    assert made.passed is None
    assert exam(tasks, pass_percent=60).passed is True
    assert [d.score_of_graded for d in exam(tasks).domains] == [100.0]


def test_an_exam_fails_where_the_unknown_would_not_have_helped() -> None:
    """20 of 100 with all of what could not be graded."""
    made = exam([Task(weight=80, earned=0), Task("contexts", weight=20, lost=True)])
    assert made.passed is False


def test_all_that_an_instructor_has_to_know_is_in_it() -> None:
    """Who, what, when, and what was not as usual."""
    made = exam(minutes=90, usual_minutes=120, practice=True, slept_seconds=60.0, sealed="sha256:p")
    assert (made.minutes, made.blueprint.minutes, made.minutes_overridden) == (90, 120, True)
    assert (made.practice, made.slept_seconds, made.pack) == (True, 60.0, "sha256:p")
    assert (made.learner, made.seed, made.blueprint.digest) == ("Ada", 7, "sha256:b1")
    assert made.ended - made.started == datetime.timedelta(minutes=100)
    assert (made.task(2).flagged, made.task(2).seconds) == (True, 900.4)
    assert exam().minutes_overridden is False
    with pytest.raises(KeyError):
        made.task(9)


def test_the_order_of_tasks_in_the_record_makes_no_difference() -> None:
    """Tasks are told by number."""
    kept = record()
    found = outcomes(FOUR, kept)
    turned = kept.model_copy(update={"tasks": kept.tasks[::-1]})
    assert exam_result(turned, found) == exam_result(kept, found)


def test_a_clock_that_was_set_back_makes_no_nonsense() -> None:
    """The exam's own clock has counted what was used."""
    made = exam(ended=NOON - datetime.timedelta(days=1))
    assert (made.ended, made.used_seconds) == (NOON, 6000.0)
    assert implausible_exam(made) == ""


@pytest.mark.parametrize("missing", ["started", "ended"])
def test_what_has_not_ended_has_no_result(missing: str) -> None:
    """The user is told what to do."""
    with pytest.raises(StateError, match="has not"):
        exam_result(record().model_copy(update={missing: None}), {})


def test_one_file_holds_all(tmp_path: Path, key: Key) -> None:
    """Attempts included; it is for its owner's eyes, sealed over everything, and reads back."""
    made = exam()
    path = write(tmp_path / "results", made, key)
    assert path == path_of(tmp_path / "results", made.exam)
    assert list(path.parent.iterdir()) == [path]
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    content = json.loads(path.read_text())
    assert key.state(content) == "genuine"
    assert read(path).model_copy(update={"seal": None}) == made
    assert parse(content) == read(path)
    content["tasks"][0]["result"]["hints"] = 1
    assert key.state(content) == "broken"


def test_without_a_key_there_is_no_seal(tmp_path: Path) -> None:
    """And the result is the same."""
    assert read(write(tmp_path, exam())) == exam()


@pytest.mark.parametrize("text", ["{", "[]", '{"kind": "ExamResult"}', None])
def test_what_is_no_result_is_the_users_error(tmp_path: Path, text: str | None) -> None:
    """Two sentences, and no traceback."""
    path = tmp_path / "exam-x.json"
    if text is not None:
        path.write_text(text)
    with pytest.raises(StateError, match="can't be read"):
        read(path)


EDITS: dict[str, dict[str, Any]] = {
    "a better score": {"score": 99.0},
    "a pass": {"passed": True},
    "another outcome of what is open": {"passed": None},
    "more at most": {"score_at_most": 100.0},
    "no tasks": {"tasks": []},
    "minutes that are none": {"minutes": 0},
    "minutes that were not asked for": {"minutes_overridden": True},
    "a year that is none": {"started": NOON.replace(year=1970)},
    "an end before the start": {"ended": NOON - datetime.timedelta(hours=1)},
    "a time without a zone": {"ended": NOON.replace(tzinfo=None) + datetime.timedelta(hours=1)},
    "a negative time": {"used_seconds": -1.0},
    "a negative sleep": {"slept_seconds": -1.0},
    "no number": {"slept_seconds": float("nan")},
    "an impossible mark": {"pass_percent": 101},
    "no domains": {"domains": []},
}


@pytest.mark.parametrize("edit", EDITS)
def test_what_can_not_be_right_is_found(edit: str) -> None:
    """All sums are made again from the attempts."""
    assert implausible_exam(exam().model_copy(update=EDITS[edit]))


@pytest.mark.parametrize(
    "edit",
    [{"share": 1.0}, {"state": "ungradable"}, {"weight": 90.0}, {"weight": float("inf")},
     {"number": 1}, {"lab": "contexts"}, {"seed": 1}, {"seconds": -5.0}, {"result": None},
     {"state": "not offered", "share": None}],
)  # fmt: skip
def test_a_task_that_can_not_be_right_is_found(edit: dict[str, Any]) -> None:
    """Its share, its weight, or an attempt that is not its own."""
    made = exam()
    tasks = [*made.tasks[:2], made.tasks[2].model_copy(update=edit), made.tasks[3]]
    assert implausible_exam(made.model_copy(update={"tasks": tasks}))


def test_the_schema_is_that_of_the_model(tmp_path: Path) -> None:
    """docs/schema/ has what the module writes; a result keeps to it."""
    text = (ROOT / "docs/schema" / FILE).read_text()
    assert text == schemas()[FILE]
    unread = [Task(weight=50), Task("contexts", weight=50, earned=None)]
    for made in (exam(), exam(unread)):
        jsonschema.validate(json.loads(write(tmp_path, made).read_text()), json.loads(text))
