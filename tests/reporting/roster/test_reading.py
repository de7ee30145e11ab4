"""A roster's file as rows of cells."""

import codecs
import os
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from clusterdojo.errors import UsageError
from clusterdojo.reporting.roster import Roster
from clusterdojo.reporting.roster.reading import MOST_BYTES, NoTableError, rows


def is_heading(cell: str) -> bool:
    """Whether it is one of these tests."""
    return cell in ("name", "id")


def cells(text: str) -> list[tuple[str, ...]]:
    """All rows of the text."""
    return [row.cells for row in rows(text, is_heading)]


@pytest.mark.parametrize(
    "text",
    [
        "name,id\nAda,1\n",
        "name;id\r\nAda;1\r\n",
        "name\tid\rAda\t1",
        "name|id\n\n|\nAda|1",
        "sep=|\nname|id\nAda|1",
        '"sep=;"\r\nname;id\r\nAda;1',
        "SEP=,,\nname,id\nAda,1",
        'sep=\t\nname\tid\n"Ada"\t1',
        '  name,  "id"\n Ada , "1"\n',
        '="name",="id"\n="Ada","=""1"""\n',
    ],
)
def test_a_table_is_read_as_it_was_meant(text: str) -> None:
    """Whatever separates its cells, and however they are wrapped."""
    assert cells(text) == [("name", "id"), ("Ada", "1")]


def test_lines_are_counted_as_an_editor_does() -> None:
    """Empty ones, `sep=` and breaks within a cell included."""
    text = 'sep=;\nname;id\n\n"Ada\nLovelace";1\nBob;2\n'
    assert [row.number for row in rows(text, is_heading)] == [2, 5, 6]


def test_what_looks_like_sep_may_be_a_heading() -> None:
    """Only one character can separate cells."""
    assert cells("sep=ab,name\nx,Ada\n") == [("sep=ab", "name"), ("x", "Ada")]


@pytest.mark.parametrize("text", ['name\n"Ada\n', 'name\n"Ada"x\n', "name\n" + "x" * 200_000])
def test_what_is_no_csv_is_refused(text: str) -> None:
    """With the line."""
    with pytest.raises(NoTableError, match=r"line [23] is not CSV"):
        rows(text, is_heading)


@pytest.mark.parametrize(
    "content",
    [
        codecs.BOM_UTF8 + "name,id\nJosé,1\n".encode(),
        codecs.BOM_UTF16_LE + "name\tid\r\nJosé\t1\r\n".encode("utf-16-le"),
        codecs.BOM_UTF16_BE + "name,id\nJosé,1\n".encode("utf-16-be"),
    ],
)
def test_the_encodings_of_spreadsheets_are_read(tmp_path: Path, content: bytes) -> None:
    """UTF-8 and, as “Unicode text”, UTF-16."""
    file = tmp_path / "roster.csv"
    file.write_bytes(content)
    assert [one.name for one in Roster.read(file).students] == ["José"]


@pytest.mark.parametrize(
    ("content", "what", "do"),
    [
        (b"PK\x03\x04rest", "is a workbook, not CSV.", "Save it as “CSV UTF-8” and try again."),
        (b"\xd0\xcf\x11\xe0rest", "is a workbook, not CSV.", "Save it as"),
        ("name\nJosé\n".encode("latin-1"), "is not in UTF-8.", "Save it as"),
        (codecs.BOM_UTF16_LE + b"n", "is not in UTF-8.", "Save it as"),
        (b"x" * (MOST_BYTES + 1), "has more than 10 MB.", "Name a CSV file"),
        (b'name\n"Ada', "is not a roster: line 2 is not CSV", "It needs a first line"),
        (b"", "is not a roster: line 1 has no column `name`.", "It needs a first line"),
        (b"\x00\x01\x02", "is not a roster", "It needs a first line"),
    ],
)
def test_what_is_no_roster_is_told(tmp_path: Path, content: bytes, what: str, do: str) -> None:
    """What it is, and what to do."""
    file = tmp_path / "roster.csv"
    file.write_bytes(content)
    with pytest.raises(UsageError) as caught:
        Roster.read(file)
    assert what in caught.value.what
    assert caught.value.do.startswith(do)


def test_a_folder_and_an_endless_device_are_no_rosters(tmp_path: Path) -> None:
    """Neither hangs."""
    with pytest.raises(UsageError, match="can't be read: Is a directory"):
        Roster.read(tmp_path)
    with pytest.raises(UsageError, match="more than 10 MB"):
        Roster.read(Path("/dev/zero"))


def test_a_pipe_is_read() -> None:
    """A shell makes a roster with `<(…)`."""
    read, write = os.pipe()
    os.write(write, b"name\nAda\n")
    os.close(write)
    try:
        assert [one.name for one in Roster.read(Path(f"/dev/fd/{read}")).students] == ["Ada"]
    finally:
        os.close(read)


CELLS = st.sampled_from(
    [
        *("name", "id", "email", "Student", "ID", "Section", "SIS User ID", "role", "1E+9"),
        *(
            '"',
            "",
            '="1"',
            "sep=;",
            "a@x.org",
            "-",
            "n/a",
            "Points Possible",
            "Ada",
            "\x00",
            "1E+9",
        ),
    ]
)
LINES = st.lists(st.lists(st.one_of(CELLS, st.text(max_size=5)), max_size=5), max_size=6)


@given(content=st.one_of(st.binary(max_size=200), LINES), delimiter=st.sampled_from(",;\t|"))
@settings(deadline=None)
def test_whatever_is_in_a_file_is_a_roster_or_the_users_error(
    tmp_path_factory: pytest.TempPathFactory, content: bytes | list[list[str]], delimiter: str
) -> None:
    """No file ends in a traceback, and no roster has a learner without a name."""
    if isinstance(content, list):
        text = "\n".join(delimiter.join(line) for line in content)
        content = text.encode(errors="surrogatepass")
    file = tmp_path_factory.getbasetemp() / "any.csv"
    file.write_bytes(content)
    try:
        roster = Roster.read(file)
    except UsageError:
        return
    assert roster.students
    for place, student in enumerate(roster.students):
        assert student.name
        assert place in roster.fitting(student.name)
        assert not student.id or roster.fitting(student.id)
