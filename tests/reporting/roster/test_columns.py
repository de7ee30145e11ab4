"""What the headings of learning systems say."""

from pathlib import Path

import pytest

from clusterdojo.errors import UsageError
from clusterdojo.reporting.roster import Roster, Student
from clusterdojo.reporting.roster.columns import SYSTEMS


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """Where the roster is; it is not there yet."""
    return tmp_path / "roster.csv"


EXPORTS = {
    "Canvas": (
        (
            "LastName,FirstName,ID,SIS User ID,SIS Login ID,Root Account,Section,Lab (7)\n"
            ",,,,,,,Manual Posting\n"
            "    Points Possible,,,,,,,10\n"
            "Zhang,Wei,12,1001,wz1@x.org,x.instructure.com,A and B,\n"
            "Student,Test,13,,0a1b2c,x.instructure.com,A,\n"
        ),
        Student("Wei Zhang", "1001", (), "wz1@x.org", "A and B", "wz1@x.org", "12", "Wei", "Zhang"),
    ),
    "Gradescope": (
        (
            "Name,SID,Email,Role,Section\n"
            "Prof,,p@x.org,Instructor,\nHelper,9,h@x.org,TA,\nWei Zhang,1001,wz1@x.org,Student,L1\n"
        ),
        Student("Wei Zhang", "1001", (), "wz1@x.org", "L1", "wz1@x.org"),
    ),
    "nbgrader": (
        "id,first_name,last_name,email,lms_user_id\n1001,Wei,Zhang,wz1@x.org,77\n",
        Student("Wei Zhang", "1001", (), "wz1@x.org", "", "wz1@x.org", "", "Wei", "Zhang"),
    ),
    "Brightspace": (
        (
            "OrgDefinedId,Username,Last Name,First Name,Email,Quiz 1,End-of-Line Indicator\n"
            "#01001,#wz1,Zhang,Wei,wz1@x.org,3,#\n"
        ),
        Student("Wei Zhang", "01001", (), "wz1@x.org", "", "wz1", "", "Wei", "Zhang"),
    ),
    "Blackboard": (
        "Last Name\tFirst Name\tUsername\tStudent ID\tAvailability\nZhang\tWei\twz1\t1001\tYes\n",
        Student("Wei Zhang", "1001", (), "", "", "wz1", "", "Wei", "Zhang"),
    ),
    "Moodle": (
        "First name,Surname,ID number,Email address,Groups\nWei,Zhang,1001,wz1@x.org,G1\n",
        Student("Wei Zhang", "1001", (), "wz1@x.org", "G1", "wz1@x.org", "", "Wei", "Zhang"),
    ),
    "GitHub Classroom": (
        '"identifier","github_username","github_id","name"\n"1001","weihub","5",""\n',
        Student("1001", "1001", ("weihub",)),
    ),
}


def test_every_system_has_an_example() -> None:
    """Another system brings its own."""
    assert {system.name for system in SYSTEMS} == EXPORTS.keys()


@pytest.mark.parametrize("system", EXPORTS)
def test_an_export_is_recognised(file: Path, system: str) -> None:
    """By its headings; who is no learner is left out, and the instructor sees what was taken."""
    text, student = EXPORTS[system]
    file.write_text(text)
    roster = Roster.read(file)
    assert roster.students == (student,)
    assert roster.notes[0].startswith(f"read as an export of {system}")
    assert roster.unknown == ()


def test_a_roster_of_ones_own_needs_no_explanation(file: Path) -> None:
    """Nothing is told where nothing was guessed."""
    file.write_text("name,id,email\nAda,1,a@x.org\n")
    assert Roster.read(file).notes == ()


def test_other_headings_are_told(file: Path) -> None:
    """Of two for the same, ours counts; the other one is unknown."""
    file.write_text("Full Name,E-Mail,student id,ID,Phone\nAda,a@x.org,9,1,5\n")
    roster = Roster.read(file)
    assert [(one.name, one.id, one.email) for one in roster.students] == [("Ada", "1", "a@x.org")]
    assert roster.notes == ("read with name from “Full Name”, email from “E-Mail”",)
    assert roster.unknown == ("student id", "Phone")


def test_a_learner_of_canvas_called_like_the_test_student_stays(file: Path) -> None:
    """The test student has no id of the school's."""
    file.write_text('Student,ID,SIS User ID,Section\n"Student, Test",5,s5,A\n')
    assert [one.id for one in Roster.read(file).students] == ["s5"]


def test_an_export_without_learners_is_no_roster(file: Path) -> None:
    """What was left out is none."""
    file.write_text("Student,ID,Section\n    Points Possible,,\n")
    with pytest.raises(UsageError, match="it lists no learners"):
        Roster.read(file)
