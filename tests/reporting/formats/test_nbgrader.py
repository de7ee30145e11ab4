"""The gradebook with nbgrader's columns, read back by Python's csv."""

import csv
import datetime
import io
from pathlib import Path

import pytest

from clusterdojo.errors import UsageError
from clusterdojo.grading.result import Result
from clusterdojo.reporting.collection import Collection, Entry
from clusterdojo.reporting.formats.nbgrader import document, refused
from clusterdojo.reporting.gradebook import Gradebook, gradebook
from clusterdojo.reporting.roster import Roster, Student
from tests.reporting.synthetic import NOON, criterion, result

# Those of `nbgrader export`, in its order.
COLUMNS = [
    "assignment", "duedate", "timestamp", "student_id", "last_name", "first_name", "email",
    "raw_score", "late_submission_penalty", "score", "max_score",
]  # fmt: skip


def book(*results: Result, roster: Roster | None = None) -> Gradebook:
    """The gradebook of these results."""
    return gradebook(Collection([Entry(r, "x", "none") for r in results]), roster=roster)


def read(text: str) -> dict[tuple[str, str], dict[str, str]]:
    """The rows by learner and lab."""
    lines = list(csv.DictReader(io.StringIO(text), strict=True))
    return {(line["student_id"], line["assignment"]): line for line in lines}


def test_the_columns_are_nbgraders() -> None:
    """Name by name, in its order."""
    assert document(book(result())).splitlines()[0].split(",") == COLUMNS


def test_each_learner_and_lab_is_one_row() -> None:
    """With the points of the attempt that counts."""
    results = [result("Ada", "a", 3), result("Ada", "a", 7, attempt="2"), result("Ben", "b", 10)]
    found = read(document(book(*results)))
    assert found.keys() == {(who, lab) for who in ("Ada", "Ben") for lab in ("a", "b")}
    assert found["Ada", "a"]["score"] == "7.0"
    assert found["Ada", "a"]["raw_score"] == "7.0"
    assert found["Ada", "a"]["max_score"] == "10.0"
    assert found["Ben", "b"]["score"] == "10.0"


def test_the_time_is_in_utc() -> None:
    """As nbgrader writes it, without a zone."""
    east = datetime.timezone(datetime.timedelta(hours=2))
    made = result("Ada", "a", started=NOON.astimezone(east), minutes_used=5)
    assert read(document(book(made)))["Ada", "a"]["timestamp"] == "2026-01-01 12:05:00"


def test_what_is_missing_or_ungradable_is_empty() -> None:
    """Neither is zero."""
    results = [result("Ada", "a", 3, outcome="ungradable"), result("Ben", "b")]
    found = read(document(book(*results)))
    for place in (("Ada", "a"), ("Ada", "b"), ("Ben", "a")):
        assert [found[place][c] for c in ("score", "raw_score", "timestamp")] == ["", "", ""]


def test_what_is_missing_can_be_zero_and_the_ungradable_never() -> None:
    """As nbgrader has it, on demand."""
    results = [result("Ada", "a", 3, outcome="ungradable"), result("Ben", "b")]
    found = read(document(book(*results), missing_as_zero=True))
    assert found["Ben", "a"]["score"] == "0.0"
    assert found["Ada", "a"]["score"] == ""


def test_the_roster_tells_ids_and_names(tmp_path: Path) -> None:
    """A name is split where it is written “Last, First”; who handed in nothing has a row."""
    file = tmp_path / "roster.csv"
    file.write_text('name,id,email\n"Lovelace, Ada",17,a@x.org\nBen,18,\n')
    found = read(document(book(result("ada lovelace", "a", 4), roster=Roster.read(file))))
    ada, ben = found["17", "a"], found["18", "a"]
    assert (ada["last_name"], ada["first_name"], ada["email"]) == ("Lovelace", "Ada", "a@x.org")
    assert (ada["score"], ben["score"], ben["last_name"]) == ("4.0", "", "Ben")


def test_one_lab_alone_can_be_written() -> None:
    """The others are left out; a lab without results is the user's error."""
    some = book(result("Ada", "a"), result("Ada", "b"))
    assert read(document(some, ["b"])).keys() == {("Ada", "b")}
    with pytest.raises(UsageError, match="no result of c"):
        document(some, ["c"])


def test_points_of_an_older_content_are_told_of_the_newer_total() -> None:
    """Half of an older lab's points is half of the newer one's."""
    old = result("Ada", "a", parts=[criterion("test_a", 2), criterion("test_b", 2, "failed")])
    new = result("Ben", "a", 10, started=NOON + datetime.timedelta(days=1))
    assert read(document(book(old, new)))["Ada", "a"]["score"] == "5.0"


def test_results_without_a_name_are_left_out() -> None:
    """They may be anybody's."""
    assert read(document(book(result("", "a"), result("Ben", "a")))).keys() == {("Ben", "a")}


def test_an_id_stands_as_it_is_and_a_name_is_no_formula() -> None:
    """Other programs know the learner by the id; the name is text in all of them."""
    roster = Roster([Student("=1+1", "-1234", email="@ada")])
    [line] = read(document(book(result("-1234", "a"), roster=roster))).values()
    assert (line["student_id"], line["last_name"]) == ("-1234", "'=1+1")


def test_an_id_that_would_be_computed_has_no_row() -> None:
    """It is refused with its reason, not changed."""
    made = book(result("=cmd|' /C calc'!A0", "a"), result("Ben", "a"))
    assert read(document(made)).keys() == {("Ben", "a")}
    [one] = refused(made)
    assert one.why.endswith("“=cmd|' /C calc'!A0”, but a spreadsheet would take it for a formula")


def test_namesakes_have_different_ids() -> None:
    """Also where no roster knows one."""
    made = book(result("Wei <a@x.org>", "a", 3), result("Wei <b@x.org>", "a", 7))
    found = read(document(made))
    assert {who: line["score"] for (who, _), line in found.items()} == {
        "Wei <a@x.org>": "3.0", "Wei <b@x.org>": "7.0",
    }  # fmt: skip
    assert {line["email"] for line in found.values()} == {"a@x.org", "b@x.org"}


def test_first_and_last_names_of_a_roster_are_kept() -> None:
    """No comma is needed where the roster has two columns."""
    roster = Roster([Student("Ada Lovelace", "s1", first="Ada", last="Lovelace")])
    [line] = read(document(book(result("s1", "a"), roster=roster))).values()
    assert (line["first_name"], line["last_name"]) == ("Ada", "Lovelace")
