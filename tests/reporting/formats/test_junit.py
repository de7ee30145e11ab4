"""JUnit XML, read back by a JUnit parser."""

import dataclasses
import datetime

import pytest
from junitparser import Error, Failure, JUnitXml, Properties, TestSuite

from clusterdojo.grading.result import Result
from clusterdojo.reporting.collection import Entry
from clusterdojo.reporting.junit import document
from tests.reporting.junit_readers import broken_rules
from tests.reporting.synthetic import NOON, criterion, result


def entry(made: Result) -> Entry:
    """The result as collected."""
    return Entry(made, "x.json", "genuine")


def read(*results: Result) -> list[TestSuite]:
    """What a JUnit parser makes of the document."""
    text = "".join(document([entry(made) for made in results]))
    return list(JUnitXml.fromstring(text.encode()))


def told(suite: TestSuite) -> dict[str, str]:
    """The properties of a suite."""
    return {p.name: p.value for p in suite.child(Properties) or []}  # type: ignore[no-untyped-call]


def test_points_add_up_to_those_of_the_results() -> None:
    """The points of all criteria are those of their suite, which are the result's."""
    results = [result("Ada", earned=7), result("Ben", earned=10), result("Cy", earned=0)]
    suites = read(*results)
    for suite, made in zip(suites, results, strict=True):
        earned, possible = (
            sum(int(value) for name, value in told(suite).items() if name.startswith(f"{which}."))
            for which in ("points.earned", "points.possible")
        )
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
    """Its message is the reason; its text holds all, since GitLab shows no message."""
    parts = [criterion(outcome="failed", reason="r", expected="e", found="f")]
    [failure] = next(iter(read(result(parts=parts))[0])).result
    assert isinstance(failure, Failure)
    assert (failure.message, failure.text) == ("r", "r\nexpected: e\nfound: f")


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
    assert told(suite)["gate.test_it_serves"] == "true"
    assert told(suite)["points.void.test_a"] == "3"
    assert "points.void.test_it_serves" not in told(suite)


def test_a_suite_is_named_and_timed() -> None:
    """Its name has lab and attempt; its time is the minutes used, in seconds."""
    [suite] = read(result(lab="drain-node01", attempt="a1", minutes_used=2.5))
    assert suite.name == "drain-node01 (a1)"
    assert suite.time == 150
    assert suite.timestamp == "2026-01-01T12:00:00"
    assert {case.classname for case in suite} == {"architecture.drain-node01"}


def test_cases_share_the_time_of_their_attempt() -> None:
    """Readers add up the times of cases; no time is known of a single criterion."""
    [suite] = read(result(parts=[criterion("test_a"), criterion("test_b")], minutes_used=2.5))
    assert [case.time for case in suite] == [75, 75]


def test_a_case_is_named_after_its_learner() -> None:
    """GitLab shows names of cases only: without it all learners look alike."""
    later = NOON + datetime.timedelta(days=1)
    attempts = [
        result("Ada", attempt="1"),
        result("Ben"),
        result("ada", started=later, attempt="2"),
    ]
    names = [{case.name for case in suite} for suite in read(*attempts, result(""))]
    assert [{name.partition("[")[2] for name in of_suite} for of_suite in names] == [
        {"Ada]"}, {"Ben]"}, {"ada, attempt 2]"}, {"(no name)]"},
    ]  # fmt: skip
    assert "test_the_application_serves[Ada]" in names[0]


EVERY_KIND = [
    result("Ada", earned=7),
    result("Ben", earned=5, outcome="ungradable"),
    result("", earned=0, parts=[criterion(outcome="failed", reason="", expected="", found="")]),
    result("Cy", parts=[criterion("test_g", gate=True, outcome="failed"), criterion(earned=0)]),
    result("\x1b<Dee>", minutes_used=100_000.123, domain=""),
]


def test_every_reader_takes_the_document() -> None:
    """Jenkins' schema, GitLab and the readers of GitHub's marketplace."""
    assert broken_rules("".join(document([entry(made) for made in EVERY_KIND]))) == []


@pytest.mark.parametrize(
    ("case", "told"),
    [
        ("<properties/>", "Jenkins: testcase has a properties in it"),
        ("<failure message='m' type='failed'/>", "GitLab: n: its failure has no text"),
        ("<error>t</error>", "GitHub: n: its error has no message"),
        ("<skipped> </skipped>", "GitLab: n: its skipped has no text"),
        ("text", "Jenkins: testcase has text"),
    ],
)
def test_the_rules_of_readers_are_rules(case: str, told: str) -> None:
    """A rule that nothing breaks would hold for any document."""
    suite = '<testsuite name="s" tests="1" failures="0" errors="0" time="1.0">'
    text = f'{suite}<testcase name="n" classname="c" time="0">{case}</testcase></testsuite>'
    assert broken_rules(text) == [told]


def test_the_rules_of_suites_are_rules() -> None:
    """Attributes that are not in the schema, and names that are there twice."""
    case = '<testcase name="n" classname="c" time="0"/>'
    text = (
        f'<testsuites skipped="0" time="-1"><testsuite name="s" tests="2" failures="0" version="1">'
        f'{case}{case}<testcase name="m" file="f"/></testsuite></testsuites>'
    )
    assert set(broken_rules(text)) == {
        "Jenkins: testsuites has the attribute skipped",
        "Jenkins: testsuites has the time -1",
        "Jenkins: testsuite has no errors",
        "Jenkins: testsuite has the attribute version",
        "Jenkins: testcase has the attribute file",
        "GitHub: m has no class",
        "GitHub: m takes no time that is a number",
        "GitLab: ('s', 'c', 'n') is there 2 times",
    }


@pytest.mark.parametrize("text", ["\x00\x1b[31m\ufffe", "<b>&\"']]>", "\ud800", "x" * 100_000])
def test_hostile_text_stays_text(text: str) -> None:
    """Control characters, markup and lone surrogates leave the document readable."""
    parts = [criterion(outcome="failed", reason=text, expected=text, found=text)]
    made = dataclasses.replace(entry(result(parts=parts)), seal="none")
    made = dataclasses.replace(made, result=made.result.model_copy(update={"learner": text}))
    suites = list(JUnitXml.fromstring("".join(document([made])).encode()))
    [failure] = next(iter(suites[0])).result
    assert "\x1b" not in failure.message
    assert "expected: " in failure.text


def test_no_results_make_an_empty_document() -> None:
    """It is a document all the same."""
    assert read() == []
