"""The gradebooks for Canvas's import, read back by Python's csv."""

import csv
import io
from pathlib import Path

import pytest

from clusterdojo.errors import UsageError
from clusterdojo.grading.result import Result
from clusterdojo.reporting.collection import Collection, Entry
from clusterdojo.reporting.formats.canvas import (
    EXCUSED,
    Missing,
    empty,
    places,
    refused,
    sheets,
    write_all,
)
from clusterdojo.reporting.gradebook import Gradebook, gradebook
from clusterdojo.reporting.roster import Roster, Student
from tests.reporting.synthetic import result

ABOUT = ["Student", "ID", "SIS User ID", "SIS Login ID", "Section"]


def book(*results: Result, roster: Roster | None = None) -> Gradebook:
    """The gradebook of these results."""
    return gradebook(Collection([Entry(r, "x", "none") for r in results]), roster=roster)


def read(text: str) -> list[list[str]]:
    """All rows."""
    return list(csv.reader(io.StringIO(text), strict=True))


def scores(
    made: Gradebook, labs: list[str] | None = None, missing: Missing = "left out"
) -> dict[str, dict[str, str]]:
    """Each file's scores by learner; what a file holds beside them is checked."""
    found = {}
    for sheet in sheets(made, labs, missing=missing):
        head, totals, *learners = read(sheet.text)
        assert head[:5] == ABOUT
        assert (totals[0], len(head), len(totals)) == ("    Points Possible", 6, 6)
        assert len(learners) == sheet.scores
        found[sheet.assignment] = {row[0]: row[5] for row in learners}
    return found


def test_a_lab_is_a_file_and_a_score_a_row() -> None:
    """Canvas deletes scores beside an empty cell, so that there is none."""
    made = book(result("Ada", "a-lab", 7), result("Ben", "b-lab", 10), result("Ben", "a-lab", 0))
    assert scores(made) == {"a-lab": {"Ada": "7", "Ben": "0"}, "b-lab": {"Ben": "10"}}
    first, second = sheets(made)
    assert read(first.text)[0] == [*ABOUT, "A lab (a-lab)"]
    assert read(first.text)[1] == ["    Points Possible", "", "", "", "", "10"]
    assert read(first.text)[2] == ["Ada", "", "", "", "", "7"]
    assert read(second.text)[0][5] == "B lab (b-lab)"


def test_what_is_missing_or_ungradable_has_no_row() -> None:
    """What is missing is 0 or excused on demand; what could not be graded never is."""
    made = book(result("Ada", "a", 3, outcome="ungradable"), result("Ben", "b", 5))
    assert scores(made) == {"a": {}, "b": {"Ben": "5"}}
    assert scores(made, missing="zero") == {"a": {"Ben": "0"}, "b": {"Ada": "0", "Ben": "5"}}
    excused = scores(made, missing="excused")
    assert excused == {"a": {"Ben": EXCUSED}, "b": {"Ada": EXCUSED, "Ben": "5"}}


def test_who_may_have_tried_a_lab_has_no_row() -> None:
    """A result fits both, and neither is known to have handed in nothing."""
    two = Roster([Student("Wei", "1"), Student("Wei", "2"), Student("Bo", "3")])
    made = book(result("Wei", "a"), roster=two)
    assert scores(made, missing="zero") == {"a": {"Bo": "0"}}
    assert scores(made, missing="excused") == {"a": {"Bo": EXCUSED}}


@pytest.mark.parametrize("missing", ["left out", "zero", "excused"])
def test_no_cell_of_a_score_is_empty(missing: Missing) -> None:
    """Whatever the class looks like."""
    roster = Roster([Student(name) for name in ("Ada", "Ben", "Cy")])
    made = book(
        result("Ada", "a"), result("Ben", "a", 4, outcome="ungradable"), result("Ben", "b", 0),
        roster=roster,
    )  # fmt: skip
    for by_learner in scores(made, missing=missing).values():
        assert all(by_learner.values())


def test_the_roster_tells_who_it_is(tmp_path: Path) -> None:
    """Its id, address and section are in Canvas's columns."""
    file = tmp_path / "roster.csv"
    file.write_text("name,id,email,section\nAda,s17,ada@x.org,CS 1\nBen,s18,,\n")
    roster = Roster.read(file)
    [sheet] = sheets(book(result("ada", "a", 4), roster=roster), missing="zero")
    rows = read(sheet.text)
    assert rows[2] == ["Ada", "", "s17", "ada@x.org", "CS 1", "4"]
    assert rows[3] == ["Ben", "", "s18", "", "", "0"]


def test_an_export_of_canvas_goes_back_with_its_ids(tmp_path: Path) -> None:
    """As they were: Canvas finds a learner by its own ID first."""
    file = tmp_path / "roster.csv"
    file.write_text(
        "Student,ID,SIS User ID,SIS Login ID,Section\n"
        '"Lovelace, Ada",1234,00123,ada01,LAB A\n"Müller, José",1235,-1234,@jose,LAB A\n'
    )
    made = book(result("ada01", "a", 4), result("-1234", "a", 5), roster=Roster.read(file))
    [sheet] = sheets(made)
    assert read(sheet.text)[2:] == [
        ["Lovelace, Ada", "1234", "00123", "ada01", "LAB A", "4"],
        ["Müller, José", "1235", "-1234", "@jose", "LAB A", "5"],
    ]


def test_an_address_that_two_have_is_no_login() -> None:
    """Canvas would find one of them."""
    family = Roster([Student("Ada", email="f@x.org"), Student("Bob", email="f@x.org")])
    [sheet] = sheets(book(result("Ada", "a"), result("Bob", "a"), roster=family))
    assert [row[:4] for row in read(sheet.text)[2:]] == [["Ada", "", "", ""], ["Bob", "", "", ""]]


def test_who_is_not_on_the_roster_has_no_row() -> None:
    """Canvas would take an id or e-mail that they claim; without a roster nothing else is known."""
    eve, ada = result("Eve <victim@x.org>", "a", 0), result("Ada", "a")
    made = book(eve, ada, roster=Roster([Student("Ada", "1")]))
    assert scores(made) == {"a": {"Ada": "10"}}
    assert [(one.source, one.why) for one in refused(made)] == [
        ("Eve <victim@x.org>", "no such learner is on the roster")
    ]
    assert scores(book(eve, ada)) == {"a": {"Ada": "10", "Eve": "0"}}


def test_namesakes_are_found_by_their_ids() -> None:
    """Their names are written as they are."""
    two = Roster([Student("Wei", "1"), Student("Wei", "2")])
    [sheet] = sheets(book(result("1", "a", 3), result("2", "a", 4), roster=two))
    assert [[row[0], row[2], row[5]] for row in read(sheet.text)[2:]] == [
        ["Wei", "1", "3"], ["Wei", "2", "4"],
    ]  # fmt: skip


def test_a_name_is_a_formula_only_where_it_identifies() -> None:
    """Beside an id it is guarded; alone it stands as it is, or has no row."""
    known = Roster([Student("=1+1", "17"), Student("+1"), Student("@SUM(A1)")])
    made = book(result("@SUM(A1)", "a"), result("+1", "a"), result("17", "a"), roster=known)
    assert set(scores(made)["a"]) == {"'=1+1", "+1"}
    [one] = refused(made)
    assert one.why == (
        "Canvas would find this learner by “@SUM(A1)”, but a spreadsheet would take it for a "
        "formula"
    )


def test_a_learner_called_like_the_totals_is_none() -> None:
    """Canvas takes a row whose name has these words for the totals."""
    known = Roster([Student("Points Possible", "17")])
    assert scores(book(result("17", "a", 1), roster=known)) == {"a": {"Points-Possible": "1"}}
    unknown = book(result("Points Possible", "a", 1), result("Ada", "a", 2))
    assert scores(unknown) == {"a": {"Ada": "2"}}
    assert "take the row for the totals" in refused(unknown)[0].why


@pytest.mark.parametrize("student_id", ["1.234.567", "12,5", "5,"])
def test_an_id_that_canvas_reads_as_another_number_has_no_row(student_id: str) -> None:
    """It takes a comma for a decimal point, and drops points before the last one."""
    made = book(result("Ada", "a"), roster=Roster([Student("Ada", student_id)]))
    assert scores(made) == {"a": {}}
    assert "would read another number" in refused(made)[0].why


@pytest.mark.parametrize("student_id", ["00123", "-12", "12.5", "1a,2", "7"])
def test_other_ids_are_read_as_they_are(student_id: str) -> None:
    """Canvas compares them as text."""
    made = book(result("Ada", "a"), roster=Roster([Student("Ada", student_id)]))
    assert refused(made) == []


@pytest.mark.parametrize(
    ("lab", "title", "heading"),
    [
        ("42", "42", "lab 42"),
        ("42", "Drain", "Drain (lab 42)"),
        ("x (42)", "x (42)", "x-42-"),
        ("x", "Override Score", "x"),
        ("x", "The final grade", "x"),
        ("=1", "=1", "-1"),
        ("a", "=SUM(A1)", "'=SUM(A1) (a)"),
    ],
)
def test_no_lab_is_a_column_of_canvas_own(lab: str, title: str, heading: str) -> None:
    """“Title (42)” would be assignment 42, “Override Score” the course's grade."""
    made = result("Ada", lab)
    made = made.model_copy(update={"lab": made.lab.model_copy(update={"title": title})})
    [sheet] = sheets(book(made))
    assert read(sheet.text)[0][5].lstrip("'") == heading.lstrip("'")


def test_results_without_a_name_are_left_out() -> None:
    """They may be anybody's."""
    assert scores(book(result("", "a"), result("Ben", "a"))) == {"a": {"Ben": "10"}}


def test_a_lab_without_results_is_the_users_error() -> None:
    """A file without points would be a mistake."""
    with pytest.raises(UsageError, match="no result of c"):
        sheets(book(result("Ada", "a")), ["c"])


TWO = (result("Ada", "a"), result("Ada", "b"))


def test_one_file_goes_where_it_shall(tmp_path: Path) -> None:
    """Into the file that is named, or into a folder that is there."""
    one = sheets(book(result("Ada", "a")))
    assert write_all(f"{tmp_path}/canvas.csv", one) == [tmp_path / "canvas.csv"]
    assert write_all(f"{tmp_path}/canvas", one) == [tmp_path / "canvas"]
    assert write_all(f"{tmp_path}/new/", one) == [tmp_path / "new" / "a.csv"]
    assert write_all(f"{tmp_path}", one) == [tmp_path / "a.csv"]
    assert read((tmp_path / "a.csv").read_text())[2][5] == "10"


def test_several_files_are_told_apart_by_their_labs(tmp_path: Path) -> None:
    """Beside the file that is named, or in a folder."""
    made = sheets(book(*TWO))
    assert write_all(f"{tmp_path}/canvas.csv", made) == [
        tmp_path / "canvas-a.csv", tmp_path / "canvas-b.csv",
    ]  # fmt: skip
    assert not (tmp_path / "canvas.csv").exists()
    folder = tmp_path / "new"
    assert write_all(f"{folder}/", made) == [folder / "a.csv", folder / "b.csv"]
    assert (folder / "a.csv").stat().st_mode & 0o777 == 0o600


def test_several_files_do_not_fit_on_standard_output() -> None:
    """Nor into a device. One does."""
    for device in ("/dev/stdout", "/dev/null"):
        with pytest.raises(UsageError, match="these are 2 labs"):
            write_all(device, sheets(book(*TWO)))
    with pytest.raises(UsageError, match="these are 2 labs") as caught:
        write_all("-", sheets(book(*TWO)))
    assert caught.value.do.startswith("Choose one lab with --points-of")
    assert places("-", sheets(book(TWO[0]))) == [Path("-")]


def test_a_lab_is_no_path(tmp_path: Path) -> None:
    """A result may call its lab anything."""
    made = sheets(book(result("Ada", "../../x"), result("Ada", "/x"), result("Ada", "..")))
    found = places(str(tmp_path), made)
    assert [place.parent for place in found] == [tmp_path] * 3
    assert len(set(found)) == 3


def test_a_lab_without_a_score_has_no_file(tmp_path: Path) -> None:
    """It is told; no score at all is the user's error."""
    ungradable = result("Ada", "b", 3, outcome="ungradable")
    made = sheets(book(result("Ada", "a"), ungradable))
    assert write_all(f"{tmp_path}/canvas.csv", made) == [tmp_path / "canvas.csv"]
    assert [one.source for one in empty(made)] == ["b"]
    with pytest.raises(UsageError, match="no score for Canvas to import"):
        write_all(f"{tmp_path}/canvas.csv", sheets(book(ungradable)))


CANVAS_EXPORT = (
    "Student,ID,SIS User ID,SIS Login ID,Section,Homework (7),Current Score\n"
    "    Points Possible,,,,,10,(read only)\nAda,1,2,ada,A,9,90\n"
)


@pytest.mark.parametrize("content", ["name\nAda\n", CANVAS_EXPORT, "", '"', "\udcff"])
def test_a_labs_name_replaces_no_other_file(tmp_path: Path, content: str) -> None:
    """A result may call its lab as a file beside the gradebooks; an earlier one is replaced."""
    roster = tmp_path / "roster.csv"
    roster.write_text(content, errors="surrogateescape")
    made = sheets(book(result("Ada", "roster", 4), result("Ada", "contexts", 5)))
    with pytest.raises(UsageError, match=r"roster\.csv is not a gradebook for Canvas"):
        write_all(f"{tmp_path}/", made)
    assert [path.name for path in tmp_path.iterdir()] == ["roster.csv"]
    roster.unlink()
    for _ in range(2):
        assert write_all(f"{tmp_path}/", made) == [tmp_path / "contexts.csv", roster]
