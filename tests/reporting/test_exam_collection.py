"""Exams among the results that were collected."""

import json
from datetime import timedelta
from pathlib import Path

import pytest

from clusterdojo.grading.evidence import Evidence
from clusterdojo.reporting.collection import collect
from clusterdojo.reporting.filters import last_exam, learners_own, one_learners
from clusterdojo.reporting.gradebook import Choice, gradebook
from clusterdojo.reporting.roster import Roster, Student
from clusterdojo.reporting.summary import summary
from clusterdojo.reporting.verify import verdicts
from clusterdojo.seal import Key
from tests.reporting.synthetic import NOON, criterion, result, write
from tests.reporting.synthetic_exam import FOUR, Task, exam, write_exam


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """What a class has handed in."""
    return tmp_path / "class"


def test_an_exam_is_kept_and_its_attempts_are_results(folder: Path) -> None:
    """Of labs as any others, each with the exam's id and a source of its own."""
    file = write_exam(folder, exam())
    found = collect([folder])
    [kept] = found.exams
    assert (kept.result, kept.source, kept.seal) == (exam(), str(file), "none")
    assert [(e.result.lab.id, e.exam, e.source) for e in found.entries] == [
        (task.lab, exam().exam, f"{file}#{number}") for number, task in enumerate(FOUR, 1)
    ]
    assert not found.skipped


def test_an_attempts_minutes_are_those_of_its_task(folder: Path) -> None:
    """All were started before the exam and graded at its end: that is not what they took."""
    write_exam(folder, exam())
    assert [e.result.minutes_used for e in collect([folder]).entries] == [5.0, 15.0, 5.0, 5.0]
    assert collect([folder]).exams[0].result.tasks[0].result == exam().tasks[0].result


def test_evidence_is_dropped_unless_it_is_asked_for(folder: Path, key: Key) -> None:
    """It is most of the size; seals are looked at before."""
    part = criterion(evidence=[Evidence(source="a", content="b")])
    write_exam(folder, exam([Task(weight=100, changed=(("parts", (part,)),))]), key)
    for keep in (True, False):
        found = collect([folder], key, keep_evidence=keep)
        assert found.exams[0].seal == found.entries[0].seal == "genuine"
        assert bool(found.entries[0].result.criteria[0].evidence) is keep
        task = found.exams[0].result.tasks[0]
        assert task.result
        assert bool(task.result.criteria[0].evidence) is keep


def test_a_task_without_an_attempt_is_no_entry(folder: Path) -> None:
    """The exam tells of it."""
    write_exam(folder, exam([Task(weight=50), Task("contexts", weight=50, earned=None)]))
    found = collect([folder])
    assert len(found.entries) == 1
    assert [task.number for task in found.exams[0].result.unsettled] == [2]


def test_an_exam_counts_once(folder: Path, key: Key) -> None:
    """A copy is dropped, an edited one before a genuine one; its attempts are not told as well."""
    write_exam(folder, exam(), key, name="1.json")
    write_exam(folder, exam(), key, name="2.json")
    write_exam(folder, exam(minutes=90), name="0.json")
    found = collect([folder], key)
    assert [Path(e.source).name for e in found.exams] == ["1.json"]
    assert len(found.entries) == 4
    assert {Path(s.source).name: s.why for s in found.duplicates} == {
        "0.json": f"it differs from {folder}/1.json",
        "2.json": f"it is the same as {folder}/1.json",
    }


def test_an_exam_that_several_handed_in_is_told_once(folder: Path) -> None:
    """And kept for each: whose it was can't be told from here."""
    mine = exam()
    tasks = [
        t.model_copy(update={"result": t.result and t.result.model_copy(update={"learner": "Ben"})})
        for t in mine.tasks
    ]
    write_exam(folder, mine, name="a.json")
    write_exam(folder, mine.model_copy(update={"learner": "Ben", "tasks": tasks}), name="b.json")
    found = collect([folder])
    assert [e.result.learner for e in found.exams] == ["Ada", "Ben"]
    assert [(Path(s.source).name, s.why) for s in found.shared] == [
        ("a.json", "Ada handed in the same exam as Ben"),
        ("b.json", "Ben handed in the same exam as Ada"),
    ]


def test_what_can_not_be_right_is_not_taken(folder: Path) -> None:
    """A raised score, a newer version, and what is no whole exam."""
    content = json.loads(exam().model_dump_json())
    folder.mkdir()
    for name, edit in {
        "score": {"score": 99.0},
        "version": {"apiVersion": "clusterdojo.dev/v9"},
        "part": {"tasks": [{"result": {"criteria": [{"evidence": []}]}}, 3]},
        "none": {"tasks": None},
    }.items():
        (folder / f"{name}.json").write_text(json.dumps(content | edit))
    found = collect([folder])
    assert not [*found.exams, *found.entries]
    why = {Path(s.source).stem: s.why for s in found.skipped}
    assert "not what its tasks add up to" in why["score"]
    assert "newer clusterdojo" in why["version"]
    assert "not a complete result" in why["part"]
    assert "not a complete result" in why["none"]


def test_the_summary_tells_of_exams(folder: Path, key: Key) -> None:
    """How many of which outcome, tasks without a score, and one line for a seal that is broken."""
    write_exam(folder, exam([Task(weight=100)]), key)
    write_exam(folder, exam([Task(weight=60), Task("contexts", weight=40, lost=True)], "Ben"), key)
    bad = write_exam(folder, exam(learner="Cy"), key)
    bad.write_text(bad.read_text().replace('"learner": "Cy"', '"learner": "Di"'))
    lines = list(summary(collect([folder], key)))
    assert lines[0].startswith("6 results of 3 learners in 4 labs")
    assert lines[1] == (
        "  3 exams: 1 passed, 1 not passed, 1 undecided; 6 of the results are their tasks'"
    )
    told = "\n".join(lines)
    assert "exams with tasks without a score: 1\n" in told
    assert "tasks 2" in told
    assert "without a genuine seal: 1\n" in told


def test_a_seal_is_told_once_for_an_exam(folder: Path, key: Key) -> None:
    """`dojo report verify` has one line a file."""
    write_exam(folder, exam(), key)
    write(folder, result("Ben"), key=key)
    assert [(v.told, v.good) for v in verdicts([folder], key)] == [("genuine", True)] * 2


def test_exams_go_with_their_learner(folder: Path) -> None:
    """However the name is spelt; the last one is shown, or the one that is named."""
    later = exam(learner="ADA", started=NOON + timedelta(days=1))
    for one in (exam(), later, exam(learner="Ben")):
        write_exam(folder, one)
    found = collect([folder])
    entries, exams = learners_own(found, "ada")
    assert (len(entries), len(exams)) == (8, 2)
    assert one_learners(found, "Ben")[0] == "Ben"
    assert last_exam(found, None, "ada").result == later
    assert last_exam(found, exam().exam, None).result == exam()


def test_a_gradebook_has_exams_beside_labs(folder: Path) -> None:
    """The sitting that counts is settled and no practice; a roster spells the names."""
    day = timedelta(days=1)
    write_exam(folder, exam(learner="ada"))
    write_exam(folder, exam([Task(weight=100)], "Ada", started=NOON + day, practice=True))
    write_exam(folder, exam([Task(weight=100, earned=6)], "Ada", started=NOON + 2 * day))
    write_exam(folder, exam([Task(weight=99), Task(weight=1, lost=True)], started=NOON + 3 * day))
    write_exam(folder, exam([Task(weight=100, earned=None)], "Ben"))
    collection = collect([folder])
    roster = Roster([Student("Ada"), Student("Ben"), Student("Nora")])
    scores = {}
    choices: tuple[Choice, ...] = ("best", "first", "last")
    for choice in choices:
        book = gradebook(collection, choice, roster)
        scores[choice] = book.exam("Ada", "exam:maintenance").score
    assert scores == {"best": 60.0, "first": 57.0, "last": 60.0}
    assert [(column.id, column.title) for column in book.exams] == [
        ("exam:maintenance", "Cluster maintenance")
    ]
    assert len(book.exam("Ada", "exam:maintenance").sittings) == 4
    assert book.exam("Ben", "exam:maintenance").score is None
    assert book.exam("Nora", "exam:maintenance").sittings == ()
    assert book.missing == ["Nora"]
