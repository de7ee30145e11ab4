"""Exams on the pages: a section for each task, and a class's learners by exams."""

import datetime
import html
import re
from collections.abc import Callable
from pathlib import Path

import pytest

from clusterdojo.grading.evidence import Evidence
from clusterdojo.reporting.collection import Collection, collect
from clusterdojo.reporting.formats.html import class_page, learner_page
from clusterdojo.reporting.gradebook import gradebook
from clusterdojo.reporting.roster import Roster, Student
from tests.exam.packing import small_suite
from tests.reporting.synthetic import NOON, criterion, result, write
from tests.reporting.synthetic_exam import FOUR, Task, exam, write_exam

NOW = datetime.datetime(2026, 2, 1, 8, 30, tzinfo=datetime.UTC)
HOSTILE = "<script>alert('x')</script>"
OPEN = (Task(weight=60), Task("contexts", weight=40, lost=True))


@pytest.fixture
def page(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[], str]:
    """Ada's page, of what is in the folder `in`; the solutions are a small suite's."""
    monkeypatch.setenv("CLUSTERDOJO_SUITE", str(small_suite(tmp_path / "suite").root))
    folder = tmp_path / "in"
    folder.mkdir()

    def made() -> str:
        return learner_page(collect([folder], keep_evidence=True), "Ada", NOW, offered={})

    return made


def task(of: str, number: int) -> str:
    """The section of one task of the newest exam, as text."""
    section = of.partition(f'id="exam-1-task-{number}"')[2].partition("</details></li>")[0]
    return html.unescape(" ".join(re.sub("<[^>]*>", " ", section).split()))


def test_an_exam_has_a_section_for_each_task(tmp_path: Path, page: Callable[[], str]) -> None:
    """With points, time, what was lost and why, and the solution."""
    write_exam(tmp_path / "in", exam())
    made = page()
    assert '<a href="#exams">Exams</a>' in made
    assert "57.0% (66% to pass)" in made
    assert made.count('id="exam-1-task-') == 4
    second = task(made, 2)
    assert "12.0 of 30" in second
    assert "15:00 of 8 min · flagged" in second
    assert "test_three does not hold" in second
    assert "echo yes" in second
    assert '<a href="#attempts-all">' not in made  # all of them are with the exam


def test_attempts_of_no_exam_stay_where_they_were(tmp_path: Path, page: Callable[[], str]) -> None:
    """An exam's are not told twice."""
    write_exam(tmp_path / "in", exam())
    write(tmp_path / "in", result("Ada", "static-pod"))
    made = page()
    listed = made.partition('<ol class="attempts" id="attempts">')[2]
    attempts = listed.partition("</ol>\n</section>")[0]
    assert attempts.count("<li data-lab=") == 1
    assert "from 5 attempts" in made
    assert "those of exams are with the exam" in made


def test_what_no_number_stands_for_is_told(tmp_path: Path, page: Callable[[], str]) -> None:
    """It depends on it whether the exam is passed."""
    write_exam(tmp_path / "in", exam(OPEN))
    made = page()
    assert "? undecided" in made
    assert "Tasks without a score decide whether it is passed: 2" in made
    assert "the container engine does not answer" in task(made, 2)


def test_a_graded_exam_shows_what_was_read(tmp_path: Path, page: Callable[[], str]) -> None:
    """Its solutions are there, so answers are no secret; a lab's own attempt keeps them."""
    parts = (criterion("test_a", 10, evidence=[Evidence(source="s", content="the-answer")]),)
    write_exam(tmp_path / "in", exam([Task(weight=100, changed=(("parts", parts),))]))
    assert "the-answer" in page()
    (path,) = (tmp_path / "in").iterdir()
    path.unlink()
    write(tmp_path / "in", result("Ada", parts=parts))
    assert "the-answer" not in page()


def test_text_of_others_is_text(tmp_path: Path, page: Callable[[], str]) -> None:
    """Nothing in a result is markup."""
    parts = (criterion("test_x", 10, outcome="failed", title=HOSTILE, reason=HOSTILE),)
    tasks = [Task(weight=50, changed=(("parts", parts),)),
             Task("contexts", weight=50, lost=True)]  # fmt: skip
    made = exam(tasks, title=HOSTILE)
    bad = made.tasks[1].model_copy(update={"title": HOSTILE, "why": HOSTILE})
    made = made.model_copy(update={"tasks": [made.tasks[0], bad], "pack": HOSTILE})
    write_exam(tmp_path / "in", made)
    assert HOSTILE not in page()
    assert html.escape(HOSTILE, quote=False)[:10] in page()
    assert HOSTILE not in of_class(tmp_path / "in")


def of_class(folder: Path) -> str:
    """The class page."""
    found: Collection = collect([folder])
    roster = Roster([Student("Ada"), Student("Ben"), Student("Nora")])
    return class_page(found, gradebook(found, "best", roster), NOW)


def rows(of: str, table: str) -> list[str]:
    """The rows of a table, as text."""
    body = of.partition(f'id="{table}"')[2].partition("<tbody>")[2].partition("</tbody>")[0]
    return [" ".join(re.sub("<[^>]*>", " ", row).split()) for row in body.split("<tr>")[1:]]


def test_a_class_page_has_learners_by_exams(tmp_path: Path) -> None:
    """The sitting that counts; every sitting is listed, with what was not as usual."""
    write_exam(tmp_path, exam())
    write_exam(tmp_path, exam([Task(weight=100)], started=NOON + datetime.timedelta(days=1)))
    write_exam(tmp_path, exam(OPEN, "Ben", practice=True))
    made = of_class(tmp_path)
    assert '<a href="#exams">Exams</a>' in made
    assert rows(made, "exams-table") == ["Ada ✓ 100.0%", "Ben does not count"]
    listed = rows(made, "sittings-table")
    assert len(listed) == 3
    assert "✗ not passed 57.0%" in listed[0]
    assert "✓ passed counts 100.0%" in listed[1]
    assert "? undecided 60.0% 100.0%" in listed[2]
    assert "no score for 2" in listed[2]
    assert "practice: checks were allowed" in listed[2]


def test_without_exams_the_pages_have_no_word_of_them(
    tmp_path: Path, page: Callable[[], str]
) -> None:
    """They are as they were."""
    write(tmp_path / "in", result("Ada"))
    assert 'id="exams"' not in page()
    assert "exams passed" not in page()
    assert 'id="exams"' not in of_class(tmp_path / "in")


def test_labs_of_exams_are_in_the_heat_map(tmp_path: Path) -> None:
    """They are attempts at labs as any others."""
    write_exam(tmp_path, exam())
    made = of_class(tmp_path)
    assert all(f'title="{task.lab.replace("-", " ").capitalize()}"' in made for task in FOUR)
