"""Whose each result is, with a roster and without one."""

import pytest

from clusterdojo.reporting.learners import LONGEST, UNNAMED
from clusterdojo.reporting.roster import Roster, Student
from clusterdojo.reporting.roster.naming import naming

WEI = Roster(
    [
        Student("Wei Zhang", "1001", email="wz1@x.org"),
        Student("Wei Zhang", "1002", email="wz2@x.org"),
        Student("Ada", "1003", email="a@x.org"),
    ]
)


def test_namesakes_are_called_by_what_tells_them_apart() -> None:
    """The id, or else the login or e-mail; others by their names."""
    assert naming([], WEI).listed == ("Wei Zhang (1001)", "Wei Zhang (1002)", "Ada")
    others = Roster([Student("Bo", email="b@x.org"), Student("Bo", login="bo")])
    assert naming([], others).listed == ("Bo <b@x.org>", "Bo (bo)")
    assert naming(["Bo (bo)"], others).names == {"Bo (bo)": "Bo (bo)"}


@pytest.mark.parametrize(
    "text",
    ["1001", "wz1@x.org", "WZ1@x.org", "Wei Zhang (1001)", "Zhang, Wei <wz1@x.org>",
     "W. Zhang (1001) <wz1@x.org>", "Wei  Zhang ( 1001 )", "<wz1@x.org>", "(1001)"],
)  # fmt: skip
def test_an_id_or_address_decides(text: str) -> None:
    """However the name is written."""
    assert naming([text], WEI).names == {text: "Wei Zhang (1001)"}


@pytest.mark.parametrize("text", ["Wei Zhang", "zhang, wei", "Wei Zhang (1001) <wz2@x.org>"])
def test_what_fits_two_is_neithers(text: str) -> None:
    """A name alone, or an id of one with the e-mail of the other."""
    found = naming([text], WEI)
    assert found.names == {}
    assert found.uncertain == {text: ("Wei Zhang (1001)", "Wei Zhang (1002)")}


def test_a_namesake_with_another_address_is_a_stranger() -> None:
    """Points don't go to the learner of the roster, who is called by more than the name then."""
    found = naming(["Ada <other@x.org>", "Ada"], WEI)
    assert found.names == {"Ada <other@x.org>": "Ada <other@x.org>", "Ada": "Ada (1003)"}


def test_a_name_may_be_the_login_of_another_learner() -> None:
    """Nobody can tell which is meant."""
    both = Roster([Student("Kim", "1"), Student("Ann Lee", "2", login="kim")])
    assert naming(["kim"], both).uncertain == {"kim": ("Kim", "Ann Lee")}


def test_without_a_roster_an_id_or_address_tells_learners_apart() -> None:
    """Two learners of one name have a row each; the name alone is neither's."""
    texts = ["Wei Zhang <wz1@x.org>", "Zhang, Wei <WZ1@x.org>", "Wei Zhang <wz2@x.org>",
             "wz2@x.org", "Wei Zhang", "Ada (7)", "ada", "7"]  # fmt: skip
    found = naming(texts)
    first, second = "Wei Zhang <wz1@x.org>", "Wei Zhang <wz2@x.org>"
    assert [found.names.get(text) for text in texts] == [
        first, first, second, second, None, "Ada (7)", "Ada (7)", "Ada (7)",
    ]  # fmt: skip
    assert found.uncertain == {"Wei Zhang": (first, second)}
    assert (found.students["Ada (7)"].id, found.students[second].email) == ("7", "wz2@x.org")
    assert found.listed == ()


def test_without_a_roster_a_shared_address_is_no_learner() -> None:
    """Two of a family are two."""
    found = naming(["Ada <f@x.org>", "Bob <f@x.org>", "f@x.org"])
    ada, bob = "Ada <f@x.org>", "Bob <f@x.org>"
    assert found.names == {ada: ada, bob: bob}
    assert found.uncertain == {"f@x.org": (ada, bob)}


def test_an_address_and_an_id_may_be_given_one_by_one() -> None:
    """What has both ties them."""
    texts = ["Wei (1) <w@x.org>", "Wei (1)", "Wei <w@x.org>"]
    assert set(naming(texts).names.values()) == {"Wei (1)"}
    assert set(naming(["<w@x.org>", "w@x.org"]).names.values()) == {"w@x.org"}


def test_another_id_is_another_learner_in_spite_of_the_address() -> None:
    """An e-mail may be a family's."""
    texts = ["Wei (1) <w@x.org>", "Wei (2) <w@x.org>"]
    assert naming(texts).names == {texts[0]: "Wei (1)", texts[1]: "Wei (2)"}


def test_brackets_without_a_digit_are_a_part_of_the_name() -> None:
    """“(Countess)” is no id."""
    assert set(naming(["Ada (Countess)", "Ada"]).names.values()) == {"Ada (Countess)", "Ada"}


def test_very_many_namesakes_are_as_many_learners() -> None:
    """Each has a row, and the name alone is nobody's."""
    texts = [f"Wei ({number})" for number in range(100)]
    found = naming([*texts, "Wei"])
    assert len(set(found.names.values())) == 100
    assert len(found.uncertain["Wei"]) == 100


def test_what_a_learner_is_called_can_be_shown() -> None:
    """On a terminal as on a page, whatever a result holds."""
    texts = [
        "Eve <\x1b[31m@x.org>",
        "Eve (1\u202e)",
        f"Eve <{'x' * 9_999}@x.org>",
        "Eve\n(7)",
        "Eve (8)",
    ]
    for label in naming(texts).names.values():
        assert label.isprintable()
        assert len(label) <= 2 * LONGEST + 3


def test_nobody_is_called_like_another() -> None:
    """Cut at 120 characters, names may look alike; one may be called like the nameless."""
    long = "x" * 200
    found = naming([long, f"{long}y", UNNAMED, "", " "])
    labels = {text: found.names[text] for text in (long, f"{long}y", UNNAMED, "")}
    assert len(set(labels.values())) == 4
    assert labels[""] == found.names[" "] == UNNAMED
