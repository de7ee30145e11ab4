"""Who belongs to a class."""

from pathlib import Path

import pytest

from clusterdojo.errors import UsageError
from clusterdojo.reporting.learners import LONGEST, matching, shown
from clusterdojo.reporting.roster import Roster, Student


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """Where the roster is; it is not there yet."""
    return tmp_path / "roster.csv"


def test_every_column_is_kept(file: Path) -> None:
    """A gradebook for another system needs that system's ids."""
    file.write_text(
        "name,id,aliases,email,section,phone\n"
        '"Lovelace, Ada",s1,ada; countess ,ada@example.org,A,1\n'
        "Bob,,,,\n"
    )
    roster = Roster.read(file)
    assert roster.students == (
        Student(
            "Lovelace, Ada", "s1", ("ada", "countess"), "ada@example.org", "A",
            login="ada@example.org",
        ),
        Student("Bob"),
    )  # fmt: skip
    assert roster.unknown == ("phone",)


@pytest.mark.parametrize(
    "content",
    [
        b'\xef\xbb\xbfName;ID;Aliases\r\n\r\nAda;s1;"countess;ada l."\r\n',
        b"section\tname\tid\taliases\nA\tAda\ts1\tcountess;ada l.",
        b'"name" , "id" , "aliases"\n'.replace(b" ", b"") + b"Ada,s1,countess;ada l.\n,,\n",
    ],
)  # fmt: skip
def test_what_spreadsheets_write_is_read(file: Path, content: bytes) -> None:
    """Semicolons, tabs, a byte order mark and empty lines are no fault of the instructor's."""
    file.write_bytes(content)
    (student,) = Roster.read(file).students
    assert (student.name, student.id) == ("Ada", "s1")
    assert student.aliases == ("countess", "ada l.")


@pytest.mark.parametrize(
    "name",
    ["Ada Lovelace", "ada  lovelace ", "LOVELACE, Ada", "\uff21da Lovelace", "Ada\u00a0Lovelace",
     "Ada\u200b Lovelace", "s1", "S1", "ADA@example.org", "The Countess"],
)  # fmt: skip
def test_a_learner_is_found_by_any_spelling(name: str) -> None:
    """They type their names by hand, on several machines."""
    ada = Student("Ada Lovelace", "s1", ("the countess",), "ada@example.org")
    assert Roster([Student("Bob"), ada]).fitting(name) == [1]


@pytest.mark.parametrize("name", ["", " ", "Ada", "Adá Lovelace", "Ada Lovelace Jr"])
def test_a_stranger_is_not_guessed_at(name: str) -> None:
    """Points that go to the wrong learner are worse than a name that has to be added."""
    assert Roster([Student("Ada Lovelace", "s1")]).fitting(name) == []


@pytest.mark.parametrize(
    ("content", "told"),
    [
        ("", "line 1 has no column `name`"),
        ("\n\nsurname2,id\nAda,1\n", "line 3 has no column `name`"),
        ("name,name\nAda,1\n", "line 1 has the column name twice"),
        ("name\n", "it lists no learners"),
        ("name,id\n,s1\nBob,s2\n", "line 2 has no name"),
        ("name,id\nAda,s1,more\n", "line 2 has more cells than there are headings"),
        ("name,id\nAda,s1\n\nBob,S1\n", "line 4 has the id “S1” of line 2 and another name"),
        (
            "name,aliases\nAda,\nBob,ADA\n",
            "line 3 has the alias “ADA”, which the learner on line 2 has, too",
        ),
        (
            "name,id\n,s1\nAda,s2\nAda,\n",
            (
                "line 2 has no name; line 4 has the name “Ada” of line 3, and neither an id nor an "
                "e-mail tells them apart"
            ),
        ),
        (
            "name,section\nAda,A\nAda,B\n",
            "line 3 has the name “Ada” of line 2, and neither an id nor an e-mail tells them apart",
        ),
        (
            "name,email\nAda,-\nAda,n/a\n",
            "line 3 has the name “Ada” of line 2, and neither an id nor an e-mail tells them apart",
        ),
        (
            "name,id\nAda,1.23457E+11\n",
            "line 2 has the id 1.23457E+11, which a spreadsheet has rounded",
        ),
        (
            "name,id\nAda,12\u200b3\n",
            "line 2 has an id with an invisible character: '12\\u200b3'",
        ),
        ("name,email\nAda," + "x" * 121, "line 2 has an e-mail of more than 120 characters"),
        ('name\n"Ada\n', "line 2 is not CSV: unexpected end of data"),
    ],
)
def test_every_fault_is_told_with_its_line(file: Path, content: str, told: str) -> None:
    """An instructor mends the whole file in one go."""
    file.write_text(content)
    with pytest.raises(UsageError) as caught:
        Roster.read(file)
    assert caught.value.what == f"{file} is not a roster: {told}."


def test_very_many_faults_are_cut_short(file: Path) -> None:
    """Another file taken for the roster does not fill the screen."""
    file.write_text("name,id\n" + ",x\n" * 500)
    with pytest.raises(UsageError) as caught:
        Roster.read(file)
    assert caught.value.what.endswith("line 11 has no name; and 490 more.")


def test_a_file_that_is_not_there_is_told(file: Path) -> None:
    """With what to do about it."""
    with pytest.raises(UsageError) as missing:
        Roster.read(file)
    assert missing.value.what == f"{file} can't be read: No such file or directory."
    assert missing.value.do == "Name a CSV file with your class."


@pytest.mark.parametrize(
    ("content", "ids"),
    [
        ("name,id,email\nAda,1,a@x.org\nAda,2,a@x.org\n", ["1", "2"]),
        ("name,id,email\nAda,,a@x.org\nAda,,b@x.org\n", ["", ""]),
        ("name,id,email\nAda,1,a@x.org\nada,,A@x.org\n", ["1"]),
        ("name,id,email\nAda,1,a@x.org\nAda,1,b@x.org\n", ["1"]),
        ("name,login,email\nAda,a1,a@x.org\nAda,a2,a@x.org\n", ["", ""]),
    ],
)
def test_namesakes_are_one_learner_or_two(file: Path, content: str, ids: list[str]) -> None:
    """An id decides before an e-mail does."""
    file.write_text(content)
    assert [one.id for one in Roster.read(file).students] == ids


def test_a_second_address_is_another_spelling(file: Path) -> None:
    """Of a learner who has two rows."""
    file.write_text("name,id,email,section\nAda,1,a@x.org,A\nAda,1,ada@y.org,B\nAda,1,a@x.org,A\n")
    roster = Roster.read(file)
    assert roster.students == (
        Student("Ada", "1", ("ada@y.org",), "a@x.org", "A and B", login="a@x.org"),
    )
    assert roster.fitting("ada@y.org") == roster.fitting("Ada <ada@y.org>") == [0]


def test_a_name_is_shown_on_one_line_and_not_for_ever() -> None:
    """A result may hold any text as a name; it can't turn a table around or fill it."""
    assert shown(" Ada\n\u202eLove\u0000lace\t ") == "Ada Lovelace"
    assert shown("x" * 1000) == "x" * (LONGEST - 1) + "…"
    assert shown("José O'Neill-Łukasz 王") == "José O'Neill-Łukasz 王"


@pytest.mark.parametrize(
    "name",
    ["Ada", "Straße", "Lovelace, Ada", "\ufb01n", "a, b, c", "İ", ",", "Zhang, Wei (1) <w@x.org>"],
)
def test_matching_is_settled_after_once(name: str) -> None:
    """What matches a name also matches its matching form."""
    assert matching(matching(name)) == matching(name)
    assert matching(name.upper()) == matching(name.lower()) or name == "İ"
