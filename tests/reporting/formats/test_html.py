"""Pages that open offline: what is in them, and what never is."""

import base64
import datetime
import hashlib
import html
import re
from html.parser import HTMLParser

import pytest

from clusterdojo.grading.evidence import Evidence
from clusterdojo.reporting.collection import Collection, Entry, Skipped
from clusterdojo.reporting.formats.html import charts, class_page, learner_page
from clusterdojo.reporting.formats.html.page import NO_NUMBER
from clusterdojo.reporting.gradebook import Gradebook, gradebook
from clusterdojo.reporting.roster import Roster, Student
from tests.reporting.synthetic import NOON, criterion, result

NOW = datetime.datetime(2026, 2, 1, 8, 30, tzinfo=datetime.UTC)
HOSTILE = "<script>alert('x')</script> & \"Bobby\" \N{RIGHT-TO-LEFT OVERRIDE}evil"
ANSWER = "the-answer-is-42"


def entry(source: str = "a.json", seal: str = "none", **of: object) -> Entry:
    """A made-up result, as if it was found in a file."""
    return Entry(result(**of), source, seal)  # type: ignore[arg-type]


def a_class() -> tuple[Collection, Gradebook]:
    """Two labs; one learner with an ungradable attempt, one who is missing."""
    collection = Collection(
        entries=[
            entry("ada.json", "genuine", learner="Ada", earned=10),
            entry("ada2.json", learner="Ada", lab="static-pod", domain="workloads", earned=5),
            entry("bob.json", "broken", learner="Bob", earned=0),
            entry(
                "bob2.json", learner="Bob", lab="static-pod", domain="workloads", earned=4,
                outcome="ungradable", faults=["cluster1 does not answer"],
            ),
        ],
        skipped=[Skipped("notes.txt", "it is neither .json nor .zip")],
        duplicates=[Skipped("copy.json", "the same attempt as ada.json")],
    )  # fmt: skip
    roster = Roster([Student("Ada"), Student("Bob"), Student("Nora")])
    return collection, gradebook(collection, "best", roster)


@pytest.fixture(scope="module")
def of_class() -> str:
    """The page of `a_class`."""
    return class_page(*a_class(), NOW)


def numbers(page: str, learner: str) -> list[str]:
    """What the heat map says in the learner's row: labs, mean, and each lab."""
    (row,) = re.findall(rf"role=rowheader><bdi>{learner}</bdi>(.*)", page)
    return [re.sub("<[^>]*>|^[^>]*>", "", cell) for cell in row.split("<td")[1:]]


def test_each_cell_says_its_score_in_text_and_not_by_colour_alone(of_class: str) -> None:
    """Ada: two labs, a mean of 75%, 100% and 50%."""
    assert numbers(of_class, "Ada") == ["2", "75", "100", "50"]
    assert "class=h10>100" in of_class
    assert "class=h5>50" in of_class


def test_help_is_marked() -> None:
    """A score with the solution seen is not one without."""
    entries = [
        entry("a.json", learner="Ada", solution_seen=True),
        entry("b.json", learner="Ben", hints=2),
        entry("c.json", learner="Cy"),
    ]
    page = class_page(found := Collection(entries), gradebook(found, "best"), NOW)
    assert numbers(page, "Ada") == ["1", "100", "100*"]
    assert "<abbr title='the solution was seen'>*</abbr>" in page
    assert "<abbr title='2 hints'>*</abbr>" in page
    assert numbers(page, "Cy") == ["1", "100", "100"]


def test_what_has_no_genuine_seal_does_not_count_once_seals_are_checked() -> None:
    """And is told apart from what could not be graded."""
    entries = [entry("a.json", "genuine", learner="Ada"), entry("b.json", "none", learner="Ben")]
    found = Collection(entries, checked=True)
    page = class_page(found, gradebook(found, "best"), NOW)
    assert numbers(page, "Ben") == ["0", NO_NUMBER, "s"]
    assert "They count for nothing." in page
    page = class_page(found, gradebook(found, "best", unsealed=True), NOW)
    assert numbers(page, "Ben") == ["1", "100", "100"]
    assert "They count as all others do." in page


def test_what_could_not_be_graded_is_never_a_zero(of_class: str) -> None:
    """Bob: one lab counts, with its real zero; the other one is told apart, with the reason."""
    assert numbers(of_class, "Bob") == ["1", "0", "0", "u"]
    assert "cluster1 does not answer" in of_class
    assert "bob2.json" in of_class


def test_who_handed_in_nothing_is_missing_and_not_zero(of_class: str) -> None:
    """Nora is on the roster only."""
    assert numbers(of_class, "Nora") == ["0", NO_NUMBER, "m", "m"]
    assert "<li><bdi>Nora</bdi></li>" in of_class


def test_a_result_that_fits_two_is_in_both_rows_without_a_number() -> None:
    """It is listed with its file."""
    collection = Collection([entry("wei.json", learner="Wei"), entry("3.json", learner="Bo")])
    roster = Roster([Student("Wei", "1"), Student("Wei", "2"), Student("Bo")])
    page = class_page(collection, gradebook(collection, "best", roster), NOW)
    assert numbers(page, r"Wei \(1\)") == numbers(page, r"Wei \(2\)") == ["0", NO_NUMBER, "?"]
    assert "“Wei” fits Wei (1) and Wei (2)" in page
    assert "wei.json" in page


def test_files_that_did_not_count_are_listed_with_the_reason(of_class: str) -> None:
    """Skipped, duplicate, and sealed but changed."""
    for told in ("notes.txt", "it is neither", "copy.json", "the same attempt", "broken seals"):
        assert told in of_class, told


def test_the_item_analysis_and_the_gates_have_each_criterion(of_class: str) -> None:
    """Points, how many were graded, and the share that earned it."""
    line = re.search(r'<tr data-lab="drain-node01".*?three</th>.*?</tr>', of_class)
    assert line, "no line about the criterion three"
    assert re.findall(r'class="n">([^<]*)<', line[0]) == ["3", "2", "50%", NO_NUMBER]
    assert "does not hold" in of_class
    assert "Failed gates" not in of_class, "no gate was run into"


def test_a_gate_that_was_run_into_is_told() -> None:
    """With how many learners, and the reason."""
    parts = [criterion("test_harm", gate=True, outcome="failed", reason="the app is gone")]
    parts.append(criterion("test_a", earned=0))
    collection = Collection([entry(parts=parts)])
    page = class_page(collection, gradebook(collection), NOW)
    assert "Failed gates" in page
    assert "the app is gone" in page


@pytest.mark.parametrize("learner", ["Ada", HOSTILE])
def test_a_page_asks_the_network_nothing(learner: str) -> None:
    """No address, no file: only places in the page itself and empty data."""
    collection = Collection([entry(learner=learner, earned=n) for n in (3, 5)])
    for page in (
        class_page(collection, gradebook(collection), NOW),
        learner_page(collection, learner, NOW),
    ):
        found = Found()
        found.feed(page)
        links = {value for _, name, value in found.attributes if name in {"href", "src"}}
        assert all(link.startswith("#") or link == "data:," for link in links), links
        assert not re.search(r"https?://(?!www\.w3\.org/2000/svg)|@import|url\(", page)


class Found(HTMLParser):
    """All elements and attributes of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.elements: list[str] = []
        self.attributes: list[tuple[str, str, str]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Take them down."""
        self.elements.append(tag)
        self.attributes += [(tag, name, value or "") for name, value in attrs]


def test_the_policy_lets_only_the_suites_own_style_and_script_run(of_class: str) -> None:
    """Their checksums are those in the policy, and nothing else is allowed."""
    policy = html.unescape(re.findall(r'Content-Security-Policy" content="([^"]*)"', of_class)[0])
    assert policy.startswith("default-src 'none';")
    assert "unsafe" not in policy
    for tag in ("style", "script"):
        (text,) = re.findall(f"<{tag}>(.*?)</{tag}>", of_class, re.DOTALL)
        digest = base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
        assert f"{tag}-src 'sha256-{digest}'" in policy


def test_hostile_text_stays_text_wherever_it_comes_from() -> None:
    """Names, ids, titles, reasons, sources: one script is in the page, and it is the suite's."""
    parts = [criterion(HOSTILE, outcome="failed", title=HOSTILE, reason=HOSTILE, found=HOSTILE,
                       evidence=[Evidence(source=HOSTILE, content=HOSTILE)]),
             criterion("test_b", why=HOSTILE)]  # fmt: skip
    made = entry(HOSTILE, learner=HOSTILE, lab=HOSTILE, domain=HOSTILE, parts=parts,
                 values={HOSTILE: HOSTILE}, engine=HOSTILE, kubernetes={"a": HOSTILE},
                 solution_seen=True)  # fmt: skip
    lost = entry(
        HOSTILE, "broken", learner=HOSTILE, lab="x", outcome="ungradable", faults=[HOSTILE]
    )
    skipped = [Skipped(HOSTILE, HOSTILE)]
    collection = Collection([made, lost], skipped, skipped, skipped)
    for page in (
        class_page(collection, gradebook(collection), NOW),
        learner_page([made, made, lost], HOSTILE, NOW),
    ):
        found = Found()
        found.feed(page)
        assert found.elements.count("script") == 1
        assert not [name for _, name, _ in found.attributes if name.startswith("on")]
        assert "&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt;" in page


def test_text_that_no_browser_shows_is_replaced() -> None:
    """A page can always be written as UTF-8, and holds no control characters."""
    made = entry("results/\udcff.json", learner="Ada\x00\x1b[31m", lab="a\x0bb",
                 outcome="ungradable", faults=["\ufffe"])  # fmt: skip
    collection = Collection([made], [Skipped("\udc80", "\x07")])
    for page in (
        class_page(collection, gradebook(collection), NOW),
        learner_page(collection, "Ada\x00\x1b[31m", NOW),
    ):
        assert page.encode()
        assert not re.search("[\x00-\x08\x0b-\x1f\ufffe\uffff]", page)


def test_a_class_without_results_has_a_page_too() -> None:
    """It says so."""
    page = class_page(Collection(), gradebook(Collection()), NOW)
    assert "There are no results." in page
    assert "<figure>" not in page


def test_a_class_in_which_nothing_could_be_graded_has_no_charts() -> None:
    """And no zeros either."""
    collection = Collection([entry(outcome="ungradable", earned=4)])
    page = class_page(collection, gradebook(collection), NOW)
    assert numbers(page, "Ada") == ["0", NO_NUMBER, "u"]
    assert "<figure>" not in page


def test_the_learners_page_tells_each_criterion() -> None:
    """Outcome, points, why it matters, reason, expected and found."""
    page = learner_page([entry(earned=7, hints=2, minutes_used=9.5)], "Ada", NOW, offered={})
    text = re.sub(r"\s+", " ", html.unescape(re.sub("<[^>]*>", " ", page)))
    for told in ("✗ not solved two 0 of 2 points", "Why test_two matters.", "✓ passed four",
                 "Reason test_two does not hold", "Expected yes", "Found no",
                 "9.5 min of 8 given", "Hints 2"):  # fmt: skip
        assert told in text, told


def test_what_can_be_an_answer_is_shown_after_the_solution_or_to_an_instructor() -> None:
    """Drawn values and what was read."""
    parts = [criterion("test_a", evidence=[Evidence(source="node01 /etc/x", content=ANSWER)])]
    for seen, instructor, shown in ((False, False, 0), (True, False, 2), (False, True, 2)):
        made = entry(parts=parts, values={"v": ANSWER}, solution_seen=seen)
        page = learner_page([made], "Ada", NOW, for_instructor=instructor, offered={})
        assert page.count(ANSWER) == shown


def test_the_learners_ungradable_attempts_are_apart_and_in_no_number() -> None:
    """The mean is that of the graded ones."""
    made = [entry(earned=10), entry(lab="static-pod", outcome="ungradable", earned=3,
                                    faults=["node01 does not answer"])]  # fmt: skip
    page = learner_page(made, "Ada", NOW, offered={})
    assert "<dt>mean of the best scores</dt><dd>100%</dd>" in page
    assert page.index('id="ungradable"') < page.index("node01 does not answer")
    assert "<dt>ungraded attempts</dt>" in page


def test_a_trend_needs_two_attempts() -> None:
    """One point is none."""
    later = NOON + datetime.timedelta(days=3)
    assert "<figure>" not in learner_page([entry()], "Ada", NOW, offered={})
    assert "<figure>" in learner_page([entry(), entry(started=later)], "Ada", NOW, offered={})


def test_another_learners_results_are_left_out() -> None:
    """Of a collection; spellings of the same name belong together."""
    collection = Collection(
        [entry(learner="ADA "), entry(learner="Bob", lab="bobs-lab"), entry(lab="adas-lab")]
    )
    page = learner_page(collection, "Ada", NOW, offered={})
    assert "bobs-lab" not in page
    assert "<dt>attempts</dt><dd>2</dd>" in page


def test_a_learner_without_results_is_told_how_to_begin() -> None:
    """The page of a new learner opens, too."""
    page = learner_page([], "", NOW, offered={"drain-node01": "architecture"})
    assert "<code>dojo check</code>" in page
    assert "0 of 1" in page


def test_the_same_results_make_the_same_page() -> None:
    """So that two pages can be compared."""
    assert class_page(*a_class(), NOW) == class_page(*a_class(), NOW)


def test_charts_and_page_round_alike() -> None:
    """Halves up."""
    chart = charts.shares("By domain", "", "Domain", [("workloads", 0.125, 4)])
    assert chart.summary == "Bar chart: mean score by domain. workloads 13%."
    assert ">13%<" in chart.svg


@pytest.mark.parametrize("most", [0, 1, 2, 3, 7, 37])
def test_half_a_learner_is_no_tick(most: int) -> None:
    """However few they are."""
    svg = charts.distribution([("0-9", most), ("10-19", 0)], "").svg
    ticks = re.findall(r">([0-9.]+)</text>", svg)
    assert "0" in ticks
    assert [tick for tick in ticks if "." in tick] == []


def test_a_chart_says_the_same_in_words_and_numbers() -> None:
    """Its summary and its table need no eyes."""
    chart = charts.shares("By domain", "", "Domain", [("workloads", 0.5, 4), ("storage", 1.0, 2)])
    assert chart.summary == "Bar chart: mean score by domain. workloads 50%, storage 100%."
    assert list(chart.rows) == [("workloads", 50.0, 4), ("storage", 100.0, 2)]
    assert "workloads" in chart.svg


def test_a_charts_colours_are_the_pages_own() -> None:
    """So that they follow light and dark."""
    chart = charts.distribution([("0–9", 1), ("10–19", 3)], "")  # noqa: RUF001 - a range
    colours = set(re.findall(r'(?:fill|stroke)="([^"]*)"', chart.svg))
    assert colours <= {"none", "var(--accent)", "var(--line)", "var(--muted)", "var(--text)"}


def test_control_characters_do_not_end_the_process_in_the_drawing_library() -> None:
    """Names of domains and labs come from results."""
    time = charts.Times("a\x00\x0b\ud800", 1, 2, 3, 4, 0, 5)
    assert "a\N{REPLACEMENT CHARACTER}" in charts.times([time]).svg
