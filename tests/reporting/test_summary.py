"""What was found, in a few lines."""

import datetime
from pathlib import Path

from clusterdojo.reporting.collection import collect
from clusterdojo.reporting.gradebook import gradebook
from clusterdojo.reporting.roster import Roster
from clusterdojo.reporting.summary import LISTED, summary
from clusterdojo.seal import Key
from tests.reporting.synthetic import result, write
from tests.reporting.synthetic_exam import Task, exam, write_exam


def test_everything_to_look_at_is_told(tmp_path: Path, key: Key) -> None:
    """Seals, duplicates, skipped and ungradable ones, names put together, who is missing."""
    folder = tmp_path / "results"
    write(folder, result("Ada", "a"), key=key)
    write(folder, result("ADA", "b", attempt="twice"), key=key)
    write(folder, result("ADA", "b", attempt="twice"), key=key, name="copy.json")
    forged = write(folder, result("Ben", "a", 3), key=key)
    forged.write_text(forged.read_text().replace('"hints": 0', '"hints": 1'))
    write(folder, result("Cy", "a", outcome="ungradable", earned=0))
    write(folder, result("", "a"))
    (folder / "broken.json").write_text("{")
    roster = tmp_path / "roster.csv"
    roster.write_text("name\nAda\nBen\nDora\n")
    collection = collect([folder], key)
    text = "\n".join(summary(collection, gradebook(collection, "best", Roster.read(roster))))
    lines = text.splitlines()
    assert lines[0].startswith("5 results of 3 learners in 2 labs; seals: ")
    assert "2 genuine" in lines[0]
    assert "1 broken" in lines[0]
    assert "dropped as a duplicate: 1" in text
    assert "skipped: 1" in text
    assert "broken.json: it is not JSON" in text
    assert "without a genuine seal, so it counts for nothing: 3" in text
    assert "could not be graded: 1" in text
    assert "ADA: counts as Ada" in text
    assert "without a name: 1" in text
    assert "handed in nothing: 1 (Dora)" in text
    assert "not on the roster: 1 (Cy)" in text


def test_columns_that_are_not_known_are_told(tmp_path: Path) -> None:
    """What stands in them would be missed later on; what was taken under another name is told."""
    write(tmp_path / "results", result("Ada", "a"))
    roster = tmp_path / "roster.csv"
    roster.write_text("Name;E-Mail;ID;;Matr.-Nr.\nAda;ada@example.org;s1;;7\n")
    collection = collect([tmp_path / "results"])
    *_, note, unknown = summary(collection, gradebook(collection, "best", Roster.read(roster)))
    assert [note, unknown] == [
        "  roster: read with email from “E-Mail”",
        (
            "  columns of the roster that are not known: Matr.-Nr.; "
            "known are name, id, aliases, email, section"
        ),
    ]


def test_a_result_of_one_of_two_learners_is_told(tmp_path: Path) -> None:
    """Its file, and whom it fits."""
    write(tmp_path / "results", result("Wei", "a"))
    roster = tmp_path / "roster.csv"
    roster.write_text("name,id\nWei,1\nWei,2\n")
    collection = collect([tmp_path / "results"])
    text = "\n".join(summary(collection, gradebook(collection, "best", Roster.read(roster))))
    assert "an id or e-mail would decide): 1\n" in text
    assert "“Wei” fits Wei (1) and Wei (2)" in text
    assert "handed in nothing" not in text


def test_what_ended_in_the_future_is_told(tmp_path: Path) -> None:
    """It would be the last attempt for ever; a clock that is a little fast is no matter."""
    now = datetime.datetime.now(datetime.UTC)
    write(tmp_path, result("Ada", "a", started=now + datetime.timedelta(hours=20)))
    assert len(list(summary(collect([tmp_path])))) == 1
    ahead = now + datetime.timedelta(days=400)
    one = write(tmp_path, result("Ada", "b", started=ahead, minutes_used=0))
    sat = exam([Task(weight=100)], started=ahead)
    other = write_exam(tmp_path, sat)
    *_, heading, first, second = summary(collect([tmp_path]))
    assert heading == "  ended in the future, according to their own times: 2"
    assert first == f"    {other}: it says that it ended on {sat.ended:%Y-%m-%d}"
    assert second == f"    {one}: it says that it ended on {ahead:%Y-%m-%d}"


def test_long_lists_are_cut(tmp_path: Path) -> None:
    """The numbers stay right."""
    for number in range(LISTED + 5):
        (tmp_path / f"{number}.json").write_text("{")
    lines = list(summary(collect([tmp_path])))
    assert f"  skipped: {LISTED + 5}" in lines
    assert lines[-1] == "    and 5 more"
    assert len(lines) == LISTED + 3


def test_nothing_to_look_at_is_one_line(tmp_path: Path) -> None:
    """A class without surprises."""
    write(tmp_path, result())
    assert list(summary(collect([tmp_path]))) == ["1 result of 1 learner in 1 lab; none is sealed"]


def test_a_file_name_moves_no_cursor(tmp_path: Path) -> None:
    """It is text of others."""
    (tmp_path / "\x1b[2J.json").write_text("{")
    assert "\x1b" not in "".join(summary(collect([tmp_path])))
