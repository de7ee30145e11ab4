"""The gradebook for Canvas's import, read back by Python's csv."""

import csv
import io
from pathlib import Path

import pytest

from clusterdojo.errors import UsageError
from clusterdojo.grading.result import Result
from clusterdojo.reporting.canvas import document
from clusterdojo.reporting.collection import Collection, Entry
from clusterdojo.reporting.gradebook import Gradebook, gradebook
from clusterdojo.reporting.roster import Roster
from tests.reporting.synthetic import result

ABOUT = ["Student", "ID", "SIS User ID", "SIS Login ID", "Section"]


def book(*results: Result, roster: Roster | None = None) -> Gradebook:
    """The gradebook of these results."""
    return gradebook(Collection([Entry(r, "x", "none") for r in results]), roster=roster)


def read(text: str) -> list[list[str]]:
    """All rows."""
    return list(csv.reader(io.StringIO(text), strict=True))


def test_a_learner_is_a_row_and_a_lab_a_column() -> None:
    """First what Canvas knows a learner by, then points; the totals are the second row."""
    head, totals, ada, ben = read(
        document(book(result("Ada", "a-lab", 7), result("Ben", "b-lab", 10)))
    )
    assert head == [*ABOUT, "A lab (a-lab)", "B lab (b-lab)"]
    assert totals == ["    Points Possible", "", "", "", "", "10", "10"]
    assert ada == ["Ada", "", "", "", "", "7", ""]
    assert ben == ["Ben", "", "", "", "", "", "10"]


def test_what_is_missing_or_ungradable_is_empty() -> None:
    """Canvas leaves such a score alone; a missing one is zero on demand, an ungradable never."""
    some = book(result("Ada", "a", 3, outcome="ungradable"), result("Ben", "b", 5))
    assert [row[5:] for row in read(document(some))[2:]] == [["", ""], ["", "5"]]
    zeros = read(document(some, missing_as_zero=True))
    assert [row[5:] for row in zeros[2:]] == [["", "0"], ["0", "5"]]


def test_zero_points_are_zero() -> None:
    """They were earned, so to say: the cell is not empty."""
    assert read(document(book(result("Ada", "a", 0))))[2][5:] == ["0"]


def test_the_roster_tells_who_it_is(tmp_path: Path) -> None:
    """Its id, address and section are in Canvas's columns; its own ID is not ours to know."""
    file = tmp_path / "roster.csv"
    file.write_text("name,id,email,section\nAda,s17,ada@x.org,CS 1\nBen,s18,,\n")
    rows = read(document(book(result("ada", "a", 4), roster=Roster.read(file))))
    assert rows[2] == ["Ada", "", "s17", "ada@x.org", "CS 1", "4"]
    assert rows[3] == ["Ben", "", "s18", "", "", ""]


def test_a_learner_called_like_the_totals_is_none() -> None:
    """Canvas takes a row whose name has these words for the totals."""
    rows = read(document(book(result("Points Possible", "a", 1), result("Ada", "a", 2))))
    assert [row[0] for row in rows if "Points Possible" in row[0]] == ["    Points Possible"]
    assert rows[1][5:] == ["10"]


def test_a_lab_called_like_a_number_is_none_of_canvas_own() -> None:
    """“Title (42)” would be Canvas's assignment 42."""
    assert read(document(book(result("Ada", "42"))))[0][5:] == ["lab 42"]


def test_results_without_a_name_are_left_out() -> None:
    """They may be anybody's."""
    assert len(read(document(book(result("", "a"), result("Ben", "a"))))) == 3


def test_a_name_is_no_formula() -> None:
    """It is text in every program that reads the file."""
    rows = read(document(book(result("@SUM(A1)", "a"), result("+1", "a"), result("=1", "a"))))
    assert [row[0] for row in rows[2:]] == ["'+1", "'=1", "'@SUM(A1)"]


def test_a_lab_without_results_is_the_users_error() -> None:
    """A column without points would be a mistake."""
    with pytest.raises(UsageError, match="no result of c"):
        document(book(result("Ada", "a")), ["c"])
