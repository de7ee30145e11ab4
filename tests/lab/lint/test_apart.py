"""Labs that give each other away name each other."""

import pytest

from clusterdojo.errors import ContentError
from clusterdojo.lab.lint.apart import wrong_apart
from clusterdojo.lab.loading import load_lab
from clusterdojo.lab.scaffold import scaffold
from clusterdojo.lab.suite import Suite


@pytest.fixture
def labs(own_suite: Suite) -> Suite:
    """A suite with the labs lab-1, lab-2 and lab-3, which name nobody."""
    for number in (1, 2, 3):
        scaffold(own_suite, f"lab-{number}")
    return own_suite


def _name(suite: Suite, lab_id: str, *others: str) -> None:
    """Let the lab name these."""
    path = suite.labs / lab_id / "lab.yaml"
    lines = "".join(f"  - {other}\n" for other in others)
    path.write_text(path.read_text() + f"apart:\n{lines}")


def _told(suite: Suite, lab_id: str) -> list[str]:
    folder = suite.labs / lab_id
    line = len((folder / "lab.yaml").read_text().splitlines())
    faults = wrong_apart(suite, folder, load_lab(folder))
    return [f"{fault.line - line}: {fault.message}" for fault in faults]


def test_two_that_name_each_other_are_right(labs: Suite) -> None:
    """And so is a third that names nobody."""
    _name(labs, "lab-1", "lab-2")
    _name(labs, "lab-2", "lab-1")
    assert [_told(labs, lab) for lab in ("lab-1", "lab-2", "lab-3")] == [[], [], []]


def test_one_way_is_told_at_both_ends(labs: Suite) -> None:
    """With the line of the name, and of the list that lacks one."""
    _name(labs, "lab-1", "lab-2", "lab-3")
    _name(labs, "lab-3", "lab-1")
    assert _told(labs, "lab-1") == ["-1: apart.0: lab-2 does not name lab-1 in its own `apart`"]
    (fault,) = wrong_apart(labs, labs.labs / "lab-2", load_lab(labs.labs / "lab-2"))
    assert (fault.line, fault.message) == (
        1, "apart: lab-1 names this lab, which does not name lab-1",
    )  # fmt: skip
    _name(labs, "lab-2", "lab-3")
    assert _told(labs, "lab-2") == [
        "0: apart.0: lab-3 does not name lab-2 in its own `apart`",
        "-1: apart: lab-1 names this lab, which does not name lab-1",
    ]


def test_a_copied_lab_may_name_labs_that_were_not_copied(labs: Suite) -> None:
    """They are labs of this installation, and can't be drawn here."""
    _name(labs, "lab-1", "drain-node01")
    assert _told(labs, "lab-1") == []


def test_a_misspelt_lab_is_told(labs: Suite) -> None:
    """It would be kept apart from nobody."""
    _name(labs, "lab-1", "lab-4")
    assert _told(labs, "lab-1") == ["0: apart.0: there is no lab called lab-4"]


@pytest.mark.parametrize(
    "text",
    [b"apart: [lab-1", b"\xff", b"- apart", b"apart: lab-1", b"apart: 7", b"[" * 10_000, b""],
)
def test_a_broken_lab_is_not_asked(labs: Suite, text: bytes) -> None:
    """Its own lint tells what is wrong with it."""
    _name(labs, "lab-1", "lab-2")
    (labs.labs / "lab-2" / "lab.yaml").write_bytes(text)
    assert _told(labs, "lab-1") == []
    assert _told(labs, "lab-3") == []


@pytest.mark.parametrize(
    ("apart", "message"),
    [("[lab-1]", "lab-1 is this lab itself"), ("[lab-2, lab-2]", "lab-2 is given twice")],
)
def test_what_makes_no_pair_is_told(labs: Suite, apart: str, message: str) -> None:
    """Where the lab is read, and so before any lint."""
    path = labs.labs / "lab-1" / "lab.yaml"
    path.write_text(path.read_text() + f"apart: {apart}\n")
    with pytest.raises(ContentError, match=message):
        load_lab(path.parent)
