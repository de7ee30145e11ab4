"""Whose results."""

import datetime

import pytest

from clusterdojo.errors import UsageError
from clusterdojo.grading.result import Result
from clusterdojo.reporting.collection import Collection, Entry, ExamEntry
from clusterdojo.reporting.filters import last_exam, last_of_lab, learners, of_learner, one_learner
from tests.reporting.synthetic import NOON, result
from tests.reporting.synthetic_exam import exam


def entries(*results: Result) -> list[Entry]:
    """The results as collected."""
    return [Entry(made, "x.json", "none") for made in results]


def test_each_learner_is_named_once() -> None:
    """Whatever the spelling; nobody is nobody."""
    assert learners(entries(result("ada "), result("Ada"), result(""), result("Ben"))) == [
        "Ada",
        "Ben",
    ]


def test_a_learner_is_found_in_any_spelling() -> None:
    """As the class page puts them together; (no name) finds those without one."""
    some = entries(result("Ada Lovelace"), result("Ben"), result(""))
    assert of_learner(some, "  ada LOVELACE") == some[:1]
    assert of_learner(some, "(no name)") == some[2:]
    assert of_learner(some, None) == some


def test_a_learner_is_found_by_what_they_gave_beside_the_name() -> None:
    """A name, an id or an e-mail alone; one who is called exactly so comes first."""
    some = entries(result("Wei (1) <w@x.org>"), result("Wei <v@x.org>"), result("Ben"))
    assert of_learner(some, "1") == of_learner(some, "W@x.org") == some[:1]
    assert of_learner(some, "wei") == some[:2]
    with pytest.raises(UsageError, match="2 learners"):
        one_learner(some, "wei")
    assert of_learner([*some, *entries(result("Wei"))], "wei")[0].result.learner == "Wei"
    assert of_learner(entries(result("Zhang, Wei <w@x.org>")), "Wei Zhang <w@x.org>")


def test_a_learner_without_results_is_the_users_error() -> None:
    """The message names those who are there."""
    with pytest.raises(UsageError, match="no result of Cy") as raised:
        of_learner(entries(result("Ada"), result("Ben")), "Cy")
    assert "Ada, Ben" in raised.value.do


def test_several_learners_are_not_one() -> None:
    """A page of one learner needs a name then."""
    some = entries(result("Ada"), result("Ben"))
    with pytest.raises(UsageError, match="2 learners"):
        one_learner(some, None)
    assert one_learner(some, "ben") == ("Ben", some[1:])


def test_results_without_a_name_go_with_the_only_one() -> None:
    """They are of the time before the name was given."""
    some = entries(result(""), result("Ada"))
    assert one_learner(some, None) == ("Ada", some)


def test_no_results_are_the_users_error() -> None:
    """The message says how to get one."""
    with pytest.raises(UsageError, match="no results yet"):
        one_learner([], None)


def test_the_last_result_of_a_lab_is_that_of_the_last_check() -> None:
    """Other labs do not count."""
    some = entries(
        result(lab="a", earned=1, started=NOON + datetime.timedelta(hours=1)),
        result(lab="a", earned=2),
        result(lab="b", started=NOON + datetime.timedelta(hours=2)),
    )
    assert last_of_lab(some, "a", None) is some[0]
    with pytest.raises(UsageError, match="and no such file"):
        last_of_lab(some, "c", None)


def test_other_exams_are_offered() -> None:
    """In the plain form, whether there is one or more."""
    found = Collection(exams=[ExamEntry(exam(), "x.json", "none")])
    with pytest.raises(UsageError) as raised:
        last_exam(found, "exam-unknown", None)
    assert raised.value.do == f"Choose one of: {exam().exam}."
