"""The reports about the labs themselves: the same proof in every form, read back."""

import datetime
import json
import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from junitparser import JUnitXml

from clusterdojo.cli.console import progress
from clusterdojo.cli.validate import tell
from clusterdojo.errors import UsageError
from clusterdojo.lab.faults import Fault
from clusterdojo.lab.scaffold import scaffold
from clusterdojo.lab.suite import Suite
from clusterdojo.progress import Progress
from clusterdojo.proof import run
from clusterdojo.proof.faults import Found, ProofFault
from clusterdojo.proof.prove import Proof
from clusterdojo.proof.record import Record
from clusterdojo.proof.report import require_writable, write
from clusterdojo.proof.report_html import COLUMNS
from clusterdojo.proof.report_model import (
    Findings,
    ProofReport,
    report_of,
)
from clusterdojo.proof.report_summary import MOST, as_summary
from clusterdojo.proof.run import ProofRequest
from clusterdojo.proof.variants import Variant
from clusterdojo.schemas import schemas
from tests.reporting.junit_readers import broken_rules

FORMS = {"proof.md", "proof.json", "junit.xml", "index.html", "summary.md"}
STEPS = {"start": 3.0, "untouched": 1.0, "script": 2.0, "check": 1.5}
NASTY = (
    "loses test_x, which it should not: | <script>alert('x')</script> "
    "\x00\x1b[31m & `code` *bold*\nnext line"
)
LOST = frozenset({"test_the_work_is_done", "test_nothing_else"})


def fault(text: str) -> ProofFault:
    """A fault of the part of the proof that words it so."""
    beginnings: dict[str, Found] = {
        "untouched ": "untouched", "grading ": "idempotence", "loses ": "grade", "earns ": "grade",
    }  # fmt: skip
    begun: Found = "start"
    found = next((f for start, f in beginnings.items() if text.startswith(start)), begun)
    return ProofFault(text, found, ended=found == "start")


def proof(
    name: str, *faults: str | ProofFault, lab: str = "drain", engine: str = "kwok", **more: Any
) -> Proof:
    """One made-up variant."""
    mistake = name.startswith("mistake")
    script = "mistakes/x.sh" if mistake else "other/x.sh" if ":" in name else "solution.sh"
    variant = Variant(lab, engine, name, script, LOST if mistake else frozenset())
    told = [fault(one) if isinstance(one, str) else one for one in faults]
    return Proof(variant, told, more.get("seconds", dict(STEPS)), more.get("first", []))


def findings(suite: Suite) -> Findings:
    """A run of all kinds: proven, failed, at the second try only, left out."""
    found = Findings(suite, labs=3, began=datetime.datetime(2026, 1, 1, 12, tzinfo=datetime.UTC))
    found.proofs = [
        proof("solution"),
        proof("another seed", "untouched earns 2 points: test_a", "earns 3 of 4 points"),
        proof("with fault=image", first=["grading changes cluster1 pods shop/web"]),
        proof("other way: by-hand", "grading twice gives two results: test_a"),
        proof("mistake: cordon-only", NASTY),
        proof("mistake: wrong-node"),
        proof("cheat: forged-owner"),
        proof("common cheat: environment", "earns 2 of 4 points: test_a"),
        proof("solution", "kind is out of order. Mend it.", lab="up", engine="kind", seconds={}),
    ]
    found.left_out = [
        (proof("mistake: late").variant, "the time was up"),
        (proof("solution", lab="real", engine="kind").variant, "no container engine: <none>"),
    ]
    return found


@pytest.fixture
def folder(own_suite: Suite, tmp_path: Path) -> Path:
    """All reports of that run."""
    write(tmp_path / "proof", findings(own_suite))
    return tmp_path / "proof"


@pytest.fixture
def report(folder: Path) -> ProofReport:
    """proof.json, read back."""
    return ProofReport.model_validate_json((folder / "proof.json").read_bytes())


# Where it goes


def test_a_folder_gets_every_form(folder: Path, own_suite: Suite) -> None:
    """And a second proof takes the place of the first."""
    assert {path.name for path in folder.iterdir()} == FORMS
    write(folder, Findings(own_suite))
    assert {path.name for path in folder.iterdir()} == FORMS
    assert ProofReport.model_validate_json((folder / "proof.json").read_bytes()).variants == []


def test_what_can_not_be_written_is_told_before_the_proof(tmp_path: Path) -> None:
    """Nobody waits an hour to learn that the report has no place."""
    (tmp_path / "file").write_text("x")
    with pytest.raises(UsageError, match="can't be a folder for the report"):
        require_writable(tmp_path / "file")
    with pytest.raises(UsageError, match="can't be a folder for the report"):
        require_writable(tmp_path / "file" / "proof.md")
    require_writable(tmp_path / "new" / "deep")
    assert (tmp_path / "new" / "deep").is_dir()


def test_a_report_does_not_replace_a_record(tmp_path: Path, own_suite: Suite) -> None:
    """Hours of proofs are in it; a report of one run has a file of the same name."""
    Record(tmp_path / "proof.json", own_suite).write()
    with pytest.raises(UsageError, match="A report would replace") as told:
        require_writable(tmp_path)
    assert "proof.md" in told.value.do
    require_writable(tmp_path / "proof.md")
    (tmp_path / "proof.json").write_text('{"kind": "Proof"}')
    require_writable(tmp_path)


# The data


def test_the_data_fit_their_schema(folder: Path) -> None:
    """The published one; what is not in it is refused."""
    schema = json.loads(schemas()["proof.v1alpha1.json"])
    data = json.loads((folder / "proof.json").read_text())
    jsonschema.Draft202012Validator.check_schema(schema)
    jsonschema.validate(data, schema)
    assert (data["apiVersion"], data["kind"]) == ("clusterdojo.dev/v1alpha1", "Proof")
    assert schema["title"] == "Proof"
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(data | {"more": 1}, schema)


def test_every_kind_of_variant_is_told(report: ProofReport) -> None:
    """With its checks: each fault belongs to one of them."""
    kinds = [variant.kind for variant in report.variants]
    assert kinds == ["solution", "another seed", "drawn value", "other way", "mistake", "mistake",
                     "cheat", "common cheat", "solution"]  # fmt: skip
    for variant in report.variants:
        assert sorted(f for check in variant.checks for f in check.faults) == sorted(variant.faults)
        assert (variant.outcome == "failed") == bool(variant.faults)
        checked = [check.kind for check in variant.checks]
        untouched = variant.kind in {"solution", "another seed", "drawn value"}
        once = variant.kind in {"cheat", "common cheat"}
        twice = [] if once else ["idempotence"]
        assert checked == [*["untouched"] * untouched, variant.kind, *twice]
    assert report.variants[4].must_lose == sorted(LOST)
    assert report.variants[2].first_faults == ["grading changes cluster1 pods shop/web"]


def test_a_fault_fails_the_check_that_it_is_about(report: ProofReport) -> None:
    """What was not reached has neither passed nor failed."""
    told = [[check.outcome for check in variant.checks] for variant in report.variants]
    assert told == [
        ["passed", "passed", "passed"],
        ["failed", "failed", "passed"],
        ["passed", "passed", "passed"],
        ["passed", "failed"],
        ["failed", "passed"],
        ["passed", "passed"],
        ["passed"],
        ["failed"],
        ["not reached", "failed", "not reached"],
    ]


@pytest.mark.parametrize(
    ("fault", "idempotence"),
    [
        (ProofFault("test_a can't be graded: docker is away", "grade"), "passed"),
        (ProofFault("mistakes/x.sh ended with exit code 1", "script"), "passed"),
        (ProofFault("mistakes/x.sh did not end", "start", ended=True), "not reached"),
        (ProofFault("does not lose test_a", "grade"), "passed"),
        (ProofFault("etcd ended with 1. Try again.", "start", ended=True), "not reached"),
    ],
)
def test_only_what_ends_a_proof_leaves_the_rest_open(
    own_suite: Suite, fault: ProofFault, idempotence: str
) -> None:
    """A script that fails is graded all the same."""
    found = Findings(own_suite, proofs=[proof("mistake: one", fault)])
    assert report_of(found).variants[0].checks[-1].outcome == idempotence


# The page of Markdown


def test_the_page_shows_what_the_first_try_found(folder: Path) -> None:
    """Proven at the second try is not the same as proven."""
    page = (folder / "proof.md").read_text()
    assert (
        "| kwok | with fault=image |  | 8 | proven (at the first try: grading changes cluster1 pods"
        " shop/web) |" in page
    )


def test_a_fault_breaks_no_table(folder: Path) -> None:
    """Each line of the page has as many cells as its table has columns."""
    rows = [x for x in (folder / "proof.md").read_text().splitlines() if x.startswith("| k")]
    assert len(rows) == 9
    assert all(len(re.findall(r"(?<!\\)\|", row)) == 6 for row in rows)


# JUnit


def test_junit_is_read_by_its_reader(folder: Path) -> None:
    """A suite for each lab on each engine; every variant once, with its faults, time and reason."""
    document = JUnitXml.fromfile(str(folder / "junit.xml"))
    suites = {suite.name: suite for suite in document}
    assert list(suites) == ["drain on kwok", "real on kind", "up on kind"]
    assert (document.tests, document.failures, document.skipped) == (11, 5, 2)
    assert document.errors == 0
    ending = "[drain, kwok]"  # GitLab shows names of cases only
    assert all(case.name.endswith(ending) for case in suites["drain on kwok"])
    cases = {case.name.removesuffix(ending): case for case in suites["drain on kwok"]}
    assert set(cases) == {p.variant.name for p in findings(Suite(folder)).proofs[:8]} | {
        "mistake: late"
    }
    assert cases["solution"].is_passed
    assert cases["solution"].time == 7.5
    failure = cases["another seed"].result[0]
    assert failure.text.splitlines() == [
        "untouched earns 2 points: test_a", "earns 3 of 4 points",
    ]  # fmt: skip
    assert "<script>" in cases["mistake: cordon-only"].result[0].text
    assert cases["mistake: late"].result[0].message == "the time was up"
    assert "at the first try" in cases["with fault=image"].system_out
    assert cases["with fault=image"].is_passed
    assert suites["drain on kwok"].tests == 9


def test_every_reader_takes_the_junit_document(folder: Path) -> None:
    """Jenkins' schema, GitLab and the readers of GitHub's marketplace."""
    assert broken_rules((folder / "junit.xml").read_text()) == []


# The page in HTML


class Page(HTMLParser):
    """What a browser would find: elements with their attributes, and text."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.rows: list[list[str]] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Count it; a row and its cells begin."""
        self.tags.append((tag, dict(attrs)))
        if tag == "tr":
            self.rows.append([])
        if tag in {"td", "th"} and self.rows:
            self.rows[-1].append("")

    def handle_data(self, data: str) -> None:
        """Text belongs to the last cell."""
        if self.rows and self.rows[-1]:
            self.rows[-1][-1] += data.strip()


def test_the_page_shows_each_lab_by_engine_and_kind(folder: Path) -> None:
    """Untouched, solution, every mistake, idempotence: passed, failed, or never reached."""
    page = Page((folder / "index.html").read_text())
    rows = {row[0]: row for row in page.rows if len(row) == len(COLUMNS) + 3}
    head = ["Lab", "Engine", *(name.capitalize() for name in COLUMNS.values()), "Left out"]
    assert rows.pop("Lab") == head
    clean = {lab: [re.sub(r"[✓✗?] ", "", cell) for cell in row] for lab, row in rows.items()}
    assert clean["drain"] == [
        "drain", "kwok", "2 of 3", "passed", "failed", "passed", "passed", "1 of 2",
        "passed", "failed", "5 of 6", "1",
    ]  # fmt: skip
    assert clean["up"][2:5] == ["not reached", "failed", "\N{EN DASH}"]
    assert clean["real"][-1] == "1"


def test_the_page_asks_the_network_nothing(folder: Path) -> None:
    """One file: no address in it, and a policy that allows none."""
    text = (folder / "index.html").read_text()
    page = Page(text)
    loads = [(tag, a) for tag, a in page.tags if a.get("src") or tag in {"img", "iframe", "object"}]
    assert loads == []
    links = [a["href"] or "" for _, a in page.tags if "href" in a]
    assert all(link.startswith("#") or link == "data:," for link in links)
    ids = {a["id"] for _, a in page.tags if "id" in a}
    assert {link[1:] for link in links if link.startswith("#")} <= ids
    assert "default-src 'none'" in str(page.tags)


def test_what_others_wrote_is_text(folder: Path) -> None:
    """A fault, a lab or a reason is no markup, on the page or in the summary."""
    page = Page((folder / "index.html").read_text())
    assert sum(tag == "script" for tag, _ in page.tags) == 1
    assert "<none>" not in (folder / "index.html").read_text()
    summary = (folder / "summary.md").read_text()
    assert "<script>" not in summary.replace("\\<", "")
    assert "\x00" not in summary + (folder / "junit.xml").read_text()
    assert "\\`code\\`" in summary


# The summary


def test_the_summary_is_short_and_tells_what_matters(folder: Path) -> None:
    """Totals, what failed and why, what was left out and why."""
    lines = (folder / "summary.md").read_text().splitlines()
    assert lines[0] == "## ❌ The labs are not proven"
    assert lines[2].startswith("3 labs: 4 variants proven, 5 failed, 2 left out; ")
    assert "- **drain** on kwok, another seed" in lines
    assert "  - earns 3 of 4 points" in lines
    assert lines[lines.index("### Only at the second try") + 2].endswith("with fault=image")
    assert "- 1 variants on kwok (drain): the time was up" in lines
    assert len(lines) < 40


def test_a_good_proof_has_a_good_summary(own_suite: Suite) -> None:
    """Nothing but the totals; and no lab at all is not good news."""
    good = Findings(own_suite, labs=1, proofs=[proof("solution")])
    text = as_summary(report_of(good))
    assert text.startswith("## ✅ The labs are proven")
    assert "###" not in text
    assert as_summary(report_of(Findings(own_suite))).startswith("## ⚠️ No lab was tried")


def test_a_thousand_failures_make_no_endless_summary(own_suite: Suite) -> None:
    """CI pages take a megabyte at most."""
    many = [proof(f"mistake: {n}", *["y" * 5000] * 100) for n in range(1000)]
    text = as_summary(report_of(Findings(own_suite, proofs=many)))
    assert len(text.encode()) < 1_000_000
    assert f"- … and {1000 - MOST} more" in text


# The command


@pytest.fixture
def no_clusters(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Every variant is proven on the spot; kind does not work."""

    def tried(suite: Suite, due: Iterator[Variant], jobs: int) -> Iterator[Proof]:
        assert suite
        assert jobs
        for variant in due:
            yield Proof(variant, [], dict(STEPS))

    def runnable(wanted: list[Variant], progress: Progress) -> tuple[list[Variant], dict[str, str]]:
        assert progress
        return [v for v in wanted if v.engine != "kind"], {"kind": "no container engine"}

    monkeypatch.setattr(run, "_in_parallel", tried)
    monkeypatch.setattr(run, "_runnable", runnable)
    monkeypatch.setattr(run, "cache_dir", lambda: tmp_path / "cache")


def validated(suite: Suite, request: ProofRequest) -> int:
    """As the command does it."""
    return max(tell(event) for event in run.validate(suite, request, progress))


@pytest.fixture
def lab(own_suite: Suite) -> Suite:
    """A suite with one lab that lints, on both engines."""
    scaffold(own_suite, "demo")
    description = own_suite.labs / "demo" / "lab.yaml"
    text = description.read_text().replace("engines: [kwok]", "engines: [kwok, kind]")
    description.write_text(text)
    return own_suite


@pytest.mark.usefixtures("no_clusters")
def test_validate_reports_what_it_left_out(lab: Suite, tmp_path: Path) -> None:
    """An engine that is not there, by its reason."""
    assert validated(lab, ProofRequest(["demo"], jobs=1, report=tmp_path / "proof")) == 0
    report = ProofReport.model_validate_json((tmp_path / "proof" / "proof.json").read_bytes())
    assert {v.engine for v in report.variants} == {"kwok"}
    here = {v.name for v in report.variants if v.kind != "common cheat"}
    assert here <= {v.name for v in report.left_out}
    assert {(v.engine, v.reason) for v in report.left_out} == {("kind", "no container engine")}
    assert report.began <= report.ended


@pytest.mark.usefixtures("no_clusters")
def test_validate_reports_what_time_did_not_allow(lab: Suite, tmp_path: Path) -> None:
    """Of the embedded engine the solution is owed; the rest is left out."""
    validated(lab, ProofRequest(["demo"], "kwok", jobs=1, minutes=0, report=tmp_path / "proof"))
    report = ProofReport.model_validate_json((tmp_path / "proof" / "proof.json").read_bytes())
    assert [v.kind for v in report.variants] == ["solution"]
    assert {v.reason for v in report.left_out} == {"the time was up"}


def test_faults_in_files_are_reported(lab: Suite, tmp_path: Path) -> None:
    """CI shows them where it shows a proof; docs/proof.md stays what it was."""
    (lab.labs / "demo" / "hints.md").unlink()
    (tmp_path / "proof.md").write_text("the last one")
    assert validated(lab, ProofRequest([], report=tmp_path / "proof.md")) == 1
    assert (tmp_path / "proof.md").read_text() == "the last one"
    assert validated(lab, ProofRequest([], report=tmp_path / "proof")) == 1
    report = ProofReport.model_validate_json((tmp_path / "proof" / "proof.json").read_bytes())
    assert any(f.startswith("labs/demo/hints.md:1: is missing") for f in report.content_faults)
    assert "hints.md" in (tmp_path / "proof" / "summary.md").read_text()
    assert "hints.md" in (tmp_path / "proof" / "index.html").read_text()
    document = JUnitXml.fromfile(str(tmp_path / "proof" / "junit.xml"))
    assert (document.tests, document.failures) == (1, 1)
    assert broken_rules((tmp_path / "proof" / "junit.xml").read_text()) == []
    assert Fault(lab.labs, 1, "x").line == 1
