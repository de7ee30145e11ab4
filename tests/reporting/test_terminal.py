"""The learner's own report on a terminal of 80 columns."""

import datetime
import io
from collections.abc import Mapping, Sequence

import pytest
from rich.console import Console

from clusterdojo.grading.evidence import Evidence
from clusterdojo.grading.result import Result
from clusterdojo.reporting.standing import standing
from clusterdojo.reporting.terminal import arrow, report, sparkline
from tests.reporting.synthetic import NOON, criterion, result

OFFERED = {"drain-node01": "architecture", "node-notready": "troubleshooting"}


def shown(*results: Result, offered: Mapping[str, str] = OFFERED) -> str:
    """What a terminal of 80 columns shows."""
    console = Console(file=io.StringIO(), width=80, highlight=False)
    for part in report(standing(results, offered)):
        console.print(part)
    assert isinstance(console.file, io.StringIO)
    return console.file.getvalue()


def part(text: str, heading: str) -> str:
    """One part of what is shown."""
    return text.partition(f"{heading}\n")[2].partition("\n\n")[0]


def at(hours: int, earned: int, lab: str = "drain-node01") -> Result:
    """A result some hours after noon."""
    return result(lab=lab, earned=earned, started=NOON + datetime.timedelta(hours=hours))


def test_progress_is_told_by_domain() -> None:
    """How many labs are there, solved and tried."""
    progress = part(shown(at(0, 10)), "Progress").splitlines()
    assert progress[0].split()[0] == "architecture"
    assert "1 of 1 labs solved, 1 tried" in progress[0]
    assert "0 of 1 labs solved, 0 tried" in progress[1]


@pytest.mark.parametrize(("earned", "cells"), [(9, 0), (10, 1)])
def test_one_lab_of_many_can_be_seen(earned: int, cells: int) -> None:
    """The first lab that is solved fills less than a cell, and is not nothing."""
    many = OFFERED | {f"lab-{number}": "architecture" for number in range(50)}
    line = part(shown(at(0, earned), offered=many), "Progress").splitlines()[0]
    assert line.count("█") == cells


def test_best_last_tries_time_and_trend_are_told_by_lab() -> None:
    """One line a lab."""
    labs = part(shown(at(0, 3), at(1, 10), at(2, 8)), "Labs").splitlines()
    assert labs[0].split() == ["lab", "best", "last", "tries", "minutes", "trend"]
    assert labs[1].split() == ["drain-node01", "10/10", "8/10", "3", "5/8", "▃█▇", "↓"]


def test_the_ungradable_is_told_apart() -> None:
    """A question mark instead of points, and the reason at the end; no zero anywhere."""
    bad = result(lab="drain-node01", earned=0, outcome="ungradable", faults=["no answer"])
    text = shown(bad)
    assert part(text, "Labs").splitlines()[1].split()[1:3] == ["?", "?"]
    assert "drain-node01  no answer" in part(text, "Ungraded attempts, which do not count")
    assert "0/10" not in text
    assert "Trend" not in text


def test_the_weakest_criteria_are_told_with_the_latest_reason() -> None:
    """How often of how many attempts, and whether it passed the last time."""
    lost = result(parts=[criterion("test_x", outcome="failed", reason="node01 is up")])
    text = shown(lost, lost.model_copy(update={"attempt": "2"}))
    assert "2 of 2  drain-node01: x" in part(text, "Lost most often")
    assert "node01 is up" in text
    held = lost.model_copy(
        update={"criteria": [criterion("test_x")], "ended": NOON + datetime.timedelta(days=1)}
    )
    assert "passed the last time" in shown(lost, held)


def test_what_was_read_is_not_shown() -> None:
    """Evidence and drawn values can be answers."""
    evidence = [Evidence(source="topsecret", content="topsecret")]
    made = result(parts=[criterion(outcome="failed", evidence=evidence)], values={"x": "topsecret"})
    assert "topsecret" not in shown(made)


def test_no_line_is_wider_than_the_terminal() -> None:
    """However long names and reasons are."""
    parts = [criterion("test_" + "x" * 500, outcome="failed", reason="why " * 500)]
    made = [result(lab="lab-" + "y" * 200, parts=parts, domain="d" * 99), at(0, 3)]
    text = shown(*made, *(at(hour, 5) for hour in range(60)))
    assert max(map(len, text.splitlines())) <= 80
    assert "Lost most often" in text


def test_text_of_others_is_neither_markup_nor_commands() -> None:
    """A reason can't colour the terminal, nor move its cursor."""
    parts = [criterion(outcome="failed", reason="[red]\x1b[2Jx\rhidden")]
    text = shown(result(parts=parts))
    assert "[red]" in text
    assert not {"\x1b", "\r"} & set(text)


def test_the_trend_compares_the_latest_attempts_with_those_before() -> None:
    """Their means, in as many attempts."""
    trend = part(shown(at(0, 2), at(1, 4), at(2, 8), at(3, 10)), "Trend")
    assert "▂▄▇█" in trend
    assert "mean of the last 2 attempts 90%, of the 2 before 30%" in trend


@pytest.mark.parametrize(
    ("shares", "line"), [([], ""), ([0, 1], "▁█"), ([0.5, None, 1], "▅?█"), ([None], "?")]
)
def test_a_sparkline_has_a_sign_for_each_share(shares: Sequence[float | None], line: str) -> None:
    """A question mark is no height."""
    assert sparkline(shares) == line


@pytest.mark.parametrize(
    ("shares", "sign"),
    [([], ""), ([1], ""), ([0, 1], "↑"), ([1, None, 0.5], "↓"), ([0.5, 0.5], "→"), ([None, 1], "")],
)
def test_an_arrow_needs_two_graded_attempts(shares: Sequence[float | None], sign: str) -> None:
    """What could not be graded is passed over."""
    assert arrow(shares) == sign
