"""Learners by labs, with the attempt that counts in each cell."""

import itertools
from datetime import timedelta

import pytest

from clusterdojo.grading.result import LabRef, Result
from clusterdojo.reporting.collection import Collection, Entry
from clusterdojo.reporting.gradebook import Choice, Gradebook, gradebook
from clusterdojo.reporting.roster import Roster, Student
from clusterdojo.seal import SealState
from tests.reporting.synthetic import NOON, result

DAY = timedelta(days=1)


def book(*results: Result, choice: Choice = "best", roster: Roster | None = None) -> Gradebook:
    """The gradebook of those results."""
    entries = [Entry(made, f"{number}.json", "none") for number, made in enumerate(results)]
    return gradebook(Collection(entries), choice, roster)


THREE = (
    result(earned=4, started=NOON),
    result(earned=9, started=NOON + DAY),
    result(earned=6, started=NOON + 2 * DAY),
)


@pytest.mark.parametrize(("choice", "earned"), [("first", 4), ("best", 9), ("last", 6)])
def test_one_of_several_attempts_counts(choice: Choice, earned: int) -> None:
    """The instructor says which; the order in which they were found does not matter."""
    for results in itertools.permutations(THREE):
        cell = book(*results, choice=choice).cell("Ada", "drain-node01")
        assert cell.chosen is not None
        assert cell.chosen.result.earned == earned
        assert cell.share == earned / 10
        assert [entry.result.earned for entry in cell.attempts] == [4, 9, 6]


def test_the_earliest_of_equally_good_attempts_counts() -> None:
    """A learner who repeats a lab does not lose the time that they took at first."""
    cell = book(
        result(earned=9, started=NOON + DAY), result(earned=9, started=NOON)
    ).cell("Ada", "drain-node01")  # fmt: skip
    assert cell.chosen is not None
    assert cell.chosen.result.started == NOON


@pytest.mark.parametrize("choice", ["first", "best", "last"])
@pytest.mark.parametrize("seal", ["none", "broken", "another key"])
def test_once_seals_are_checked_only_genuine_ones_count(choice: Choice, seal: SealState) -> None:
    """A copy with more points and without its seal, or with another, is worth nothing."""
    genuine = Entry(result(earned=3, started=NOON + DAY), "mine.json", "genuine")
    edited = [
        Entry(result(earned=10, started=NOON + days * DAY), f"{days}.json", seal) for days in (0, 2)
    ]
    found = Collection([genuine, *edited], checked=True)
    cell = gradebook(found, choice).cell("Ada", "drain-node01")
    assert cell.chosen is genuine
    assert cell.unsealed == tuple(edited)
    alone = gradebook(Collection(edited, checked=True), choice).cell("Ada", "drain-node01")
    assert alone.chosen is None
    assert alone.share is None
    assert not alone.ungradable
    trusted = gradebook(found, "best", unsealed=True).cell("Ada", "drain-node01")
    assert trusted.share == 1
    assert not trusted.unsealed


@pytest.mark.parametrize("choice", ["first", "best", "last"])
def test_an_ungradable_attempt_never_counts(choice: Choice) -> None:
    """What could not be read is no zero, and does not hide what could."""
    before = result(earned=9, outcome="ungradable", started=NOON)
    after = result(earned=9, outcome="ungradable", started=NOON + 3 * DAY)
    made = book(before, result(earned=3, started=NOON + DAY), after, choice=choice)
    cell = made.cell("Ada", "drain-node01")
    assert cell.share == 0.3
    assert [entry.result.started for entry in cell.ungradable] == [before.started, after.started]
    assert [(name, e.result) for name, e in made.ungradable] == [("Ada", before), ("Ada", after)]


def test_without_a_gradable_attempt_there_is_no_number() -> None:
    """Nobody gets zero points for a machine that broke down, or for a lab that was not done."""
    made = book(result(outcome="ungradable", earned=5), result("Bob", lab="static-pod", earned=0))
    broken, absent = made.cells["Ada", "drain-node01"], made.cells["Bob", "drain-node01"]
    assert (broken.chosen, broken.share, len(broken.attempts)) == (None, None, 1)
    assert (absent.chosen, absent.share, absent.attempts) == (None, None, ())
    assert made.mean("Ada") is None
    assert made.mean("Bob") == 0


def test_the_mean_is_over_the_labs_that_have_a_number() -> None:
    """Each lab weighs the same, however many points it has."""
    made = book(
        result(lab="a", earned=5),
        result(lab="b", earned=10),
        result(lab="c", earned=0, outcome="ungradable"),
    )
    assert made.mean("Ada") == 0.75


def test_labs_are_ordered_by_domain_and_told_by_their_latest_result() -> None:
    """Results of the first version know neither title nor domain; a later one does."""
    old = result(lab="b", earned=5, started=NOON + DAY).model_copy(
        update={"lab": LabRef(id="b", digest="sha256:1", title="", domain="", minutes=0)}
    )
    made = book(
        result(lab="c", domain="workloads"), result(lab="b", domain="storage"), old,
        result(lab="a", domain="workloads"),
    )  # fmt: skip
    assert [lab.id for lab in made.labs] == ["b", "a", "c"]
    first = made.labs[0]
    assert (first.title, first.domain, first.minutes, first.possible) == ("B", "storage", 8, 10)
    assert [lab.contents for lab in made.labs] == [2, 1, 1]


def test_a_lab_without_a_title_is_called_by_its_id() -> None:
    """A column always has a heading."""
    bare = LabRef(id="b", digest="sha256:1", title="", domain="", minutes=0)
    assert book(result(lab="b").model_copy(update={"lab": bare})).labs[0].title == "b"


def test_spellings_of_one_name_are_put_together_and_told() -> None:
    """The commonest spelling is shown, and an instructor sees what was taken for one learner."""
    made = book(
        result("Ada Lovelace", started=NOON), result("Ada Lovelace", started=NOON + DAY),
        result("ADA  lovelace", started=NOON + 2 * DAY), result("Lovelace, Ada", lab="b"),
    )  # fmt: skip
    assert made.learners == ["Ada Lovelace"]
    assert made.renamed == [("ADA  lovelace", "Ada Lovelace"), ("Lovelace, Ada", "Ada Lovelace")]
    assert len(made.cell("Ada Lovelace", "drain-node01").attempts) == 3


def test_results_without_a_name_are_a_row_of_their_own() -> None:
    """They count for nobody in particular, and are not lost."""
    made = book(result(""), result("Zoe"), result(" "))
    assert made.learners == ["Zoe", made.unnamed]
    assert len(made.cell(made.unnamed, "drain-node01").attempts) == 2


def test_a_roster_tells_who_handed_in_nothing() -> None:
    """They are shown as missing, apart from those who earned nothing."""
    roster = Roster([Student("Bob"), Student("Ada", "s1"), Student("Cleo")])
    made = book(result("s1"), result("Bob", outcome="ungradable", earned=1), roster=roster)
    assert made.learners == ["Ada", "Bob", "Cleo"]
    assert made.missing == ["Cleo"]
    assert made.cell("Cleo", "drain-node01").share is None
    assert made.students["Ada"].id == "s1"


def test_a_roster_decides_how_names_are_spelt() -> None:
    """Aliases are put together with the name; strangers are told, and keep their results."""
    roster = Roster([Student("Ada Lovelace", aliases=("countess",))])
    made = book(result("countess"), result("ada lovelace"), result("Eve"), roster=roster)
    assert made.learners == ["Ada Lovelace", "Eve"]
    assert made.unlisted == ["Eve"]
    assert made.renamed == [("ada lovelace", "Ada Lovelace"), ("countess", "Ada Lovelace")]


def test_without_a_roster_nobody_is_missing_or_a_stranger() -> None:
    """There is nothing to compare with."""
    made = book(result("Ada"))
    assert (made.missing, made.unlisted, made.students) == ([], [], {})


def test_an_empty_collection_makes_an_empty_gradebook() -> None:
    """A folder without results is no crash."""
    made = book(roster=Roster([Student("Ada")]))
    assert (made.learners, made.labs, made.cells, made.missing) == (["Ada"], [], {}, ["Ada"])


def test_rows_and_columns_have_a_cell_for_everyone() -> None:
    """A table has no holes to trip over."""
    made = book(result("Ada", lab="a"), result("Bob", lab="b"))
    assert [(c.learner, c.lab) for c in made.row("Bob")] == [("Bob", "a"), ("Bob", "b")]
    assert [(c.learner, c.lab) for c in made.column("a")] == [("Ada", "a"), ("Bob", "a")]
    assert set(made.cells) == {(le, lab) for le in ("Ada", "Bob") for lab in ("a", "b")}


def test_a_result_that_fits_two_counts_for_neither() -> None:
    """It is listed with both; those that give an id or e-mail count for theirs."""
    roster = Roster([Student("Wei", "1"), Student("Wei", "2", email="w2@x.org")])
    made = book(
        result("Wei", earned=10), result("1", earned=4), result("Wei <w2@x.org>", earned=7),
        roster=roster,
    )  # fmt: skip
    assert made.learners == ["Wei (1)", "Wei (2)"]
    assert [cell.share for cell in made.column("drain-node01")] == [0.4, 0.7]
    assert [(one.source, one.why) for one in made.uncertain] == [
        ("0.json", "“Wei” fits Wei (1) and Wei (2)")
    ]
    assert (made.missing, made.unlisted) == ([], [])
    assert made.renamed == [("1", "Wei (1)")]


def test_who_may_have_handed_in_is_not_missing() -> None:
    """One of two has tried the lab; neither gets 0 points for not trying it."""
    roster = Roster([Student("Wei", "1"), Student("Wei", "2"), Student("Wei", "3"), Student("Bo")])
    made = book(result("Wei", "a"), result("3", "a", 4), result("3", "b", 5), roster=roster)
    assert made.missing == ["Bo"]
    untried = {(c.learner, c.lab) for name in made.learners for c in made.row(name) if c.untried}
    assert untried == {("Bo", "a"), ("Bo", "b"), ("Wei (1)", "b"), ("Wei (2)", "b")}
    assert made.cell("Wei (3)", "a").share == 0.4


def test_a_name_that_was_put_under_a_fuller_one_is_told() -> None:
    """It may be a namesake's; nobody but the instructor can tell."""
    made = book(result("Wei", earned=3), result("Wei <a@x.org>", earned=9), result("WEI <a@x.org>"))
    assert made.learners == ["Wei <a@x.org>"]
    assert made.renamed == [("WEI <a@x.org>", "Wei <a@x.org>"), ("Wei", "Wei <a@x.org>")]


def test_a_result_that_fits_very_many_is_told_in_a_line() -> None:
    """The first of them."""
    made = book(*(result(f"Wei ({number})", lab="a") for number in range(9)), result("Wei"))
    assert made.uncertain[0].why == (
        "“Wei” fits Wei (0) and Wei (1) and Wei (2) and Wei (3) and others"
    )


def test_without_a_roster_namesakes_do_not_share_a_row() -> None:
    """Nor a better score: they differ by e-mail."""
    made = book(result("Wei <a@x.org>", earned=3), result("Wei <b@x.org>", earned=9))
    assert made.learners == ["Wei <a@x.org>", "Wei <b@x.org>"]
    assert [cell.share for cell in made.column("drain-node01")] == [0.3, 0.9]
    assert made.renamed == []
    assert made.students["Wei <a@x.org>"].email == "a@x.org"
