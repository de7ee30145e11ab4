"""Which results of exams are genuine, as far as that can be known."""

import json
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from clusterdojo.errors import UsageError
from clusterdojo.exam.pack import Pack
from clusterdojo.lab.suite import Suite
from clusterdojo.reporting.collection import collect
from clusterdojo.reporting.verify_exam import ExamVerdict, verdicts
from clusterdojo.seal import Key
from tests.exam.packing import made, own_key, sat, small_suite
from tests.reporting.synthetic import result, write
from tests.reporting.synthetic_exam import FOUR, Task, exam, write_exam


@pytest.fixture
def key(tmp_path: Path) -> Key:
    """The instructor's key."""
    return Key.make(tmp_path / "instructor.key")


@pytest.fixture
def suite(tmp_path: Path) -> Suite:
    """The labs."""
    return small_suite(tmp_path / "suite")


@pytest.fixture
def pack(suite: Suite, key: Key) -> Pack:
    """What was handed out."""
    return made(suite, key)


def edited(file: Path, change: Callable[[dict[str, Any]], object]) -> Path:
    """The file with something changed, and its seal as it was."""
    content = json.loads(file.read_text())
    change(content)
    file.write_text(json.dumps(content))
    return file


def only(found: list[ExamVerdict]) -> ExamVerdict:
    """The one verdict there is."""
    [verdict] = found
    return verdict


def test_a_result_of_the_pack_is_genuine(
    tmp_path: Path, suite: Suite, pack: Pack, key: Key
) -> None:
    """With the instructor's key alone, which the learner never had; with the pack as well."""
    file = write_exam(tmp_path, sat(suite, pack), own_key(pack, key))
    for given in (pack, None):
        verdict = only(list(verdicts([file], key, given)))
        assert (verdict.told, verdict.against) == ("genuine", ())
    assert "--pack FILE compares it" in verdict.notes[0]


def test_a_result_sealed_with_the_key_itself_is_genuine(tmp_path: Path, key: Key) -> None:
    """As of an exam that was started with a key that was handed out."""
    verdict = only(list(verdicts([write_exam(tmp_path, exam(), key)], key)))
    assert (verdict.told, verdict.good) == ("genuine", True)


@pytest.mark.parametrize(
    "change",
    [
        lambda content: content.update(learner="Ben"),
        lambda content: content["tasks"][1].update(seconds=1.0),
        lambda content: content["tasks"][0]["result"].update(hints=3),
        lambda content: content.update(pack=""),
        lambda content: content.update(slept_seconds=900.0),
    ],
    ids=["name", "time", "hints", "pack", "sleep"],
)
def test_an_edit_is_found(
    tmp_path: Path, suite: Suite, pack: Pack, key: Key, change: Callable[[dict[str, Any]], object]
) -> None:
    """Of the exam or of an attempt in it."""
    file = edited(write_exam(tmp_path, sat(suite, pack), own_key(pack, key)), change)
    assert not only(list(verdicts([file], key, pack))).good


def test_a_result_of_a_forged_pack_is_found(
    tmp_path: Path, suite: Suite, pack: Pack, key: Key
) -> None:
    """The key in the pack seals nothing for another digest; nor does a claim of the true one."""
    forged = sat(suite, pack).model_copy(update={"pack": "sha256:forged"})
    file = write_exam(tmp_path, forged, own_key(pack, key))
    verdict = only(list(verdicts([file], key)))
    assert verdict.against == ("it is not sealed with this key",)
    more_time = sat(suite, pack).model_copy(update={"minutes": 600, "minutes_overridden": True})
    file = write_exam(tmp_path, more_time, own_key(pack, key))
    assert only(list(verdicts([file], key, pack))).against == ("differs from the pack in: minutes",)


def test_what_differs_from_the_pack_is_told(
    tmp_path: Path, suite: Suite, pack: Pack, key: Key
) -> None:
    """Other tasks, other labs, other marks, practice: even where the seal holds."""
    lighter = (FOUR[0], FOUR[1], FOUR[2], Task("cordon-node01", weight=20))
    other = exam(lighter, sealed=pack.digest, practice=True, seed=8, pass_percent=50)
    verdict = only(list(verdicts([write_exam(tmp_path, other, own_key(pack, key))], key, pack)))
    assert verdict.told == "genuine"
    told = "; ".join(verdict.against)
    for part in (
        "differs from the pack in: seed, pass mark",
        "checks were allowed",
        "tasks that are not in the pack: 4",
        "graded by other versions of their labs than the pack's: 1, 2, 3, 4",
    ):
        assert part in told
    no_pack = only(list(verdicts([write_exam(tmp_path, exam(), key)], key, pack)))
    assert "it was not started from this pack" in no_pack.against
    assert sat(suite, pack).pack == pack.digest


def test_help_that_no_exam_gives_speaks_against_it(tmp_path: Path, key: Key) -> None:
    """Somebody has asked for it in another way; practice may have it."""
    helped = (Task(weight=100, changed=(("solution_seen", True),)),)
    verdict = only(list(verdicts([write_exam(tmp_path, exam(helped), key)], key)))
    assert "task 1 used hints or the solution, which an exam never shows" in verdict.against[0]
    practised = write_exam(tmp_path, exam(helped, practice=True), key)
    assert only(list(verdicts([practised], key))).notes == ("practice: checks were allowed",)


def test_what_to_know_is_noted(tmp_path: Path, key: Key) -> None:
    """Minutes, sleep and tasks without a score speak against nobody."""
    tasks = (*FOUR[:3], Task("contexts", weight=20, earned=None))
    odd = exam(tasks, minutes=150, usual_minutes=120, slept_seconds=600.0)
    verdict = only(list(verdicts([write_exam(tmp_path, odd, key)], key)))
    assert verdict.good
    assert verdict.notes == (
        "150 minutes instead of 120", "10:00 asleep were given back",
        "no score for 4",
    )  # fmt: skip
    short = exam(minutes=1, usual_minutes=120)
    noted = only(list(verdicts([write_exam(tmp_path, short, key)], key))).notes
    assert noted[0] == "1 minute instead of 120"


def test_with_a_key_a_seal_is_needed_and_without_one_nothing_is_checked(
    tmp_path: Path, key: Key
) -> None:
    """Not sealed, of another key, or not known."""
    bare = write_exam(tmp_path / "a", exam())
    other = write_exam(tmp_path / "b", exam(learner="Ben"), Key.make(tmp_path / "other.key"))
    assert [v.against for v in verdicts([bare, other], key)] == [
        ("it has no seal",), ("it is not sealed with this key",),
    ]  # fmt: skip
    assert [(v.told, v.good) for v in verdicts([bare, other])] == [
        ("no seal", True), ("not checked", True),
    ]  # fmt: skip


def test_each_file_of_folders_and_zip_files_is_judged(tmp_path: Path, key: Key) -> None:
    """Copies, a lab's own result, and what is broken."""
    folder = tmp_path / "handed-in"
    good = write_exam(folder, exam(), key)
    with zipfile.ZipFile(folder / "ben.zip", "w") as archive:
        archive.write(good, "results/exam.json")
    write(folder, result(), name="lab.json")
    (folder / "zz.json").write_text("{")
    found = {Path(v.source).name: (v.told, v.good) for v in verdicts([folder], key)}
    assert found == {
        good.name: ("genuine", True),
        "exam.json": ("genuine", True),
        "lab.json": (
            "the result of a lab, not of an exam: `dojo report verify` checks its seal",
            True,
        ),
        "zz.json": ("not accepted", False),
    }


def test_a_pack_that_the_key_has_not_made_judges_nothing(tmp_path: Path, pack: Pack) -> None:
    """It could be the learner's own."""
    other = Key.make(tmp_path / "other.key")
    with pytest.raises(UsageError, match="does not have a genuine seal of this key"):
        list(verdicts([write_exam(tmp_path, exam())], other, pack))


def test_reports_know_the_packs_key_as_well(
    tmp_path: Path, suite: Suite, pack: Pack, key: Key
) -> None:
    """The exam's seal covers its attempts: all of them are genuine, or none is."""
    file = write_exam(tmp_path, sat(suite, pack), own_key(pack, key))
    found = collect([file], key)
    assert {entry.seal for entry in found.entries} == {found.exams[0].seal} == {"genuine"}
    edited(file, lambda content: content.update(learner="Ben"))
    found = collect([file], key)
    assert {entry.seal for entry in found.entries} == {found.exams[0].seal} == {"broken"}
