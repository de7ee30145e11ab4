"""JUnit XML, read back by a JUnit parser."""

import dataclasses

import pytest
from junitparser import Error, Failure, JUnitXml, Properties, TestCase, TestSuite

from clusterdojo.grading.result import Result
from clusterdojo.reporting.collection import Entry
from clusterdojo.reporting.junit import document
from tests.reporting.synthetic import criterion, result


def entry(made: Result) -> Entry:
    """The result as collected."""
    return Entry(made, "x.json", "genuine")


def read(*results: Result) -> list[TestSuite]:
    """What a JUnit parser makes of the document."""
    text = "".join(document([entry(made) for made in results]))
    return list(JUnitXml.fromstring(text.encode()))


def told(element: TestSuite | TestCase) -> dict[str, str]:
    """The properties of a suite or of a case."""
    return {p.name: p.value for p in element.child(Properties) or []}  # type: ignore[no-untyped-call]


def test_points_add_up_to_those_of_the_results() -> None:
    """The points of all cases are those of their suite, which are the result's."""
    results = [result("Ada", earned=7), result("Ben", earned=10), result("Cy", earned=0)]
    suites = read(*results)
    for suite, made in zip(suites, results, strict=True):
        earned = sum(int(told(case)["points.earned"]) for case in suite)
        possible = sum(int(told(case)["points.possible"]) for case in suite)
        assert (earned, possible) == (made.earned, made.possible)
        assert told(suite)["points.earned"] == str(made.earned)
        assert told(suite)["learner"] == made.learner
        assert told(suite)["seal"] == "genuine"


def test_totals_are_those_of_the_cases() -> None:
    """Counts and times of the document are the sums of its suites."""
    text = "".join(
        document([entry(result(earned=3)), entry(result("Ben", earned=5, outcome="ungradable"))])
    )
    whole = JUnitXml.fromstring(text.encode())
    given = (whole.tests, whole.failures, whole.errors, whole.time)
    cases = [case for suite in whole for case in suite]
    assert given[:3] == (
        len(cases),
        sum(any(isinstance(r, Failure) for r in case.result) for case in cases),
        sum(any(isinstance(r, Error) for r in case.result) for case in cases),
    )
    assert given[:3] == (10, 4, 1)
    assert given[3] == 600


def test_a_failed_criterion_tells_why() -> None:
    """Its message is the reason; expected and found are its text."""
    parts = [criterion(outcome="failed", reason="r", expected="e", found="f")]
    [failure] = next(iter(read(result(parts=parts))[0])).result
    assert isinstance(failure, Failure)
    assert (failure.message, failure.text) == ("r", "expected: e\nfound: f")


def test_an_ungradable_criterion_is_an_error() -> None:
    """It is neither passed nor failed."""
    suite = read(result(parts=[criterion(outcome="ungradable", reason="no answer")]))[0]
    [error] = next(iter(suite)).result
    assert isinstance(error, Error)
    assert error.message == "no answer"
    assert told(suite)["outcome"] == "ungradable"


def test_void_points_are_told() -> None:
    """A criterion that holds and earns nothing says so, and its suite says because of what."""
    gate = criterion("test_it_serves", gate=True, outcome="failed")
    [suite] = read(result(parts=[gate, criterion(points=3, earned=0)]))
    assert told(suite)["void.because"] == "it serves"
    assert [told(case).get("points.void") for case in suite] == [None, "3"]


def test_a_suite_is_named_and_timed() -> None:
    """Its name has lab and attempt; its time is the minutes used, in seconds."""
    [suite] = read(result(lab="drain-node01", attempt="a1", minutes_used=2.5))
    assert suite.name == "drain-node01 (a1)"
    assert suite.time == 150
    assert suite.timestamp == "2026-01-01T12:00:00"
    assert {case.classname for case in suite} == {"drain-node01"}


@pytest.mark.parametrize("text", ["\x00\x1b[31m\ufffe", "<b>&\"']]>", "\ud800", "x" * 100_000])
def test_hostile_text_stays_text(text: str) -> None:
    """Control characters, markup and lone surrogates leave the document readable."""
    parts = [criterion(outcome="failed", reason=text, expected=text, found=text)]
    made = dataclasses.replace(entry(result(parts=parts)), seal="none")
    made = dataclasses.replace(made, result=made.result.model_copy(update={"learner": text}))
    suites = list(JUnitXml.fromstring("".join(document([made])).encode()))
    [failure] = next(iter(suites[0])).result
    assert "\x1b" not in failure.message
    assert failure.text.startswith("expected: ")


def test_no_results_make_an_empty_document() -> None:
    """It is a document all the same."""
    assert read() == []
