"""Rosters as people have them: small files like those of public reports, each read as it is meant.

The files are in testdata/; a new kind gets a file there and a test here.
"""

from pathlib import Path

import pytest

from clusterdojo.reporting.roster import Roster, Student

CASES = Path(__file__).parent / "testdata"


def read(name: str) -> Roster:
    """The roster in that file."""
    return Roster.read(CASES / f"{name}.csv")


def test_two_learners_of_one_name_are_two() -> None:
    """Their ids tell them apart; the name alone fits both."""
    roster = read("samename")
    assert [(one.name, one.id) for one in roster.students] == [
        ("Wei Zhang", "1001"), ("Wei Zhang", "1002"), ("Ada Lovelace", "1003"),
    ]  # fmt: skip
    assert roster.fitting("Wei Zhang") == roster.fitting("ZHANG, Wei") == [0, 1]
    for text in ("1002", "wz2@example.org", "Wei Zhang (1002)", "wei <WZ2@example.org>"):
        assert roster.fitting(text) == [1]


def test_one_learner_in_two_sections_is_one() -> None:
    """The same id and name: a learner, with both sections."""
    roster = read("twosections")
    assert roster.students == (Student("Ada Lovelace", "1001", section="A and B"),)
    assert roster.notes == ("counted once, because an earlier line has the same learner: line 3",)


def test_a_shared_address_identifies_nobody() -> None:
    """The rows stay; neither is found by it, and Canvas does not get it as a login."""
    roster = read("familymail")
    assert [(one.name, one.email, one.login) for one in roster.students] == [
        ("Ada Lovelace", "family@example.org", ""), ("Bob Lovelace", "family@example.org", ""),
    ]  # fmt: skip
    assert roster.fitting("family@example.org") == [0, 1]
    assert roster.fitting("Bob Lovelace <family@example.org>") == [1]
    assert roster.notes == (
        (
            "family@example.org identifies nobody, since several learners have it: Ada Lovelace, "
            "Bob Lovelace"
        ),
    )


def test_a_stand_in_for_an_address_identifies_nobody() -> None:
    """“-” is no e-mail of two learners, nor of one."""
    roster = read("dash")
    assert [(one.name, one.id, one.email) for one in roster.students] == [
        ("Ada", "1", ""), ("Bob", "2", ""),
    ]  # fmt: skip
    assert roster.fitting("-") == []
    assert roster.notes == ("“-” counts as an empty cell: lines 2, 3",)


def test_excel_keeps_zeros_in_a_formula() -> None:
    """The id is what the formula shows."""
    assert [one.id for one in read("excelzeros").students] == ["00123", "00124"]


def test_ids_may_begin_like_formulas() -> None:
    """They are what an LMS knows its learners by."""
    assert [(one.id, one.email) for one in read("formula-ids").students] == [
        ("-1234", "@ada"), ("+4912", "=jose"),
    ]  # fmt: skip


def test_excel_says_what_separates() -> None:
    """`sep=;` is no row."""
    assert [(one.name, one.id) for one in read("sep").students] == [
        ("Ada Lovelace", "s1"), ("José Müller", "s2"),
    ]  # fmt: skip


def test_a_space_after_a_comma_is_no_part_of_a_cell() -> None:
    """Nor does it hide a quote."""
    assert [(one.id, one.name) for one in read("spaces2").students] == [
        ("s1", "Lovelace, Ada"), ("s2", "Müller, José"),
    ]  # fmt: skip


def test_an_export_of_canvas_is_a_roster() -> None:
    """With Canvas's own ids; the totals and the test student are no learners."""
    roster = read("canvas-export")
    assert roster.students == (
        Student("Lovelace, Ada", "00123", section="LAB A", login="ada01", lms_id="1234"),
    )
    assert roster.unknown == ()
    assert roster.notes == (
        (
            "read as an export of Canvas: name from “Student”, LMS id from “ID”, id from "
            "“SIS User ID”, login from “SIS Login ID”"
        ),
        "left out: line 2 (the totals), line 4 (the test student)",
    )
    for text in ("Ada Lovelace", "ada01", "1234", "00123"):
        assert roster.fitting(text) == [0]


@pytest.mark.parametrize(
    ("name", "student"),
    [
        (
            "gradescope",
            Student(
                "Ada Lovelace", "00123", email="ada@example.org", section="L1",
                login="ada@example.org", first="Ada", last="Lovelace",
            ),
        ),
        (
            "nbgrader",
            Student(
                "Ada Lovelace", "s1", email="ada@example.org", login="ada@example.org",
                first="Ada", last="Lovelace",
            ),
        ),
    ],
)  # fmt: skip
def test_other_exports_are_rosters(name: str, student: Student) -> None:
    """Found by the columns that these systems write."""
    roster = read(name)
    assert roster.students == (student,)
    assert name in roster.notes[0].lower()
