"""Allure's own page: what it is made from and with, that it tells the truth, and to nobody else."""

import base64
import datetime
import json
import os
import re
import shutil
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from clusterdojo.errors import RuntimeUnavailableError, UsageError
from clusterdojo.grading.evidence import Evidence
from clusterdojo.progress import Silent
from clusterdojo.reporting.collection import collect
from clusterdojo.reporting.formats.allure import page as allure_html
from clusterdojo.reporting.formats.allure.merging import Merged, write
from tests.fakes import fake
from tests.reporting import synthetic

FOLDER = Path(__file__).parents[3] / "reports" / "allure"
CONFIGURATION = json.loads((FOLDER / "allurerc.json").read_bytes())
HOSTILE = "<img src=x onerror=\"document.title='owned'\">"
LATER = synthetic.NOON + datetime.timedelta(days=1)

# Node with no way out: what would open a connection or ask for an address writes a file instead.
NO_NETWORK = """
const fs = require("node:fs"), net = require("node:net"), dns = require("node:dns");
const refuse = (what) => (...args) => {
  fs.appendFileSync(FILE, what + " " + JSON.stringify(args[0]) + "\\n");
  throw new Error("no network here");
};
net.Socket.prototype.connect = refuse("connect");
dns.lookup = refuse("lookup");
"""


def category(status: str, message: str, tags: tuple[str, ...] = ()) -> str:
    """The category that Allure would choose: the first that matches."""
    for rule in CONFIGURATION["categories"]:
        matcher = rule["matchers"]
        if status not in matcher["statuses"]:
            continue
        if not re.search(matcher.get("message", ""), message):
            continue
        wanted = matcher.get("labels", {}).get("tag", "")
        if wanted and not any(re.search(wanted, tag) for tag in tags):
            continue
        return str(rule["name"])
    pytest.fail(f"no category for {status}: {message}")


@pytest.mark.parametrize(
    ("status", "message", "name"),
    [
        ("broken", "the grader failed: KeyError: 'key'", "Not gradable: a fault of the grader"),
        ("broken", "no way in", "Not gradable: something could not be read"),
        (
            "failed",
            "counts only once “node01 is drained” holds",
            "Counts only once another criterion holds",
        ),
        (
            "failed",
            "cluster1's API server does not answer: it was stopped",
            "The cluster or a node does not answer",
        ),
        (
            "failed",
            "there is no file node.txt in the work folder",
            "A written answer is missing or wrong",
        ),
        ("failed", "node.txt is not right", "A written answer is missing or wrong"),
        (
            "failed",
            "deployment web was deleted and recreated",
            "Deleted, or deleted and recreated",
        ),
        (
            "failed",
            "the taints of node01 were changed",
            "Changed more, or something else, than asked for",
        ),
        ("failed", "cluster1 has no deployment web in shop", "Not there yet"),
        ("failed", "not all replicas of web run", "Does not run, or is not ready"),
        ("failed", "node01 is not marked as unschedulable", "Still as it was"),
        ("failed", "not solved", "Not solved"),
    ],
)
def test_common_mistakes_have_categories(status: str, message: str, name: str) -> None:
    """An instructor sees what most learners stumble over."""
    assert category(status, message) == name


def test_harm_is_a_category_of_its_own() -> None:
    """A gate that was run into is more than a criterion that was not solved."""
    assert category("failed", "web was deleted", ("gate",)) == "Harm that voids the lab's points"


def test_allure_is_pinned_with_checksums() -> None:
    """The same version for everybody, from whichever registry npm is set up for."""
    package = json.loads((FOLDER / "package.json").read_bytes())
    lock = json.loads((FOLDER / "package-lock.json").read_bytes())
    installed = {path: entry for path, entry in lock["packages"].items() if path}
    version = package["dependencies"]["allure"]
    assert re.fullmatch(r"\d+\.\d+\.\d+", version)
    assert installed["node_modules/allure"]["version"] == version
    assert all(entry["integrity"].startswith("sha512-") for entry in installed.values())
    assert not any("resolved" in entry for entry in installed.values())


def test_analytics_are_taken_out() -> None:
    """Allure's page would tell a service of each view; ours may ask nobody for anything."""
    page = """<html><head><title>t</title></head><body><script src="data:x"></script>
    <script async src="https://www.googletagmanager.com/gtag/js?id=G-1"></script>
    <script>
        window.dataLayer = window.dataLayer || [];
        gtag('config', 'G-1');
    </script>
    <script>kept()</script></body></html>"""
    silenced = allure_html.silenced(page)
    assert "googletagmanager" not in silenced
    assert "dataLayer" not in silenced
    assert "kept()" in silenced
    assert '<script src="data:x">' in silenced
    assert "default-src 'none'" in silenced.partition("<title>")[0]


@pytest.fixture
def programs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The only folder on PATH, empty."""
    folder = tmp_path / "bin"
    folder.mkdir()
    monkeypatch.setenv("PATH", str(folder))
    return folder


@pytest.fixture
def results(tmp_path: Path) -> Path:
    """A folder with one result."""
    synthetic.write(tmp_path / "in", synthetic.result())
    write(collect([tmp_path / "in"]), tmp_path / "results", Silent())
    return tmp_path / "results"


def test_without_node_two_sentences_say_so(
    results: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The results are there without it, and any Allure reads them."""
    monkeypatch.setenv("PATH", str(tmp_path / "bin"))
    with pytest.raises(UsageError, match="needs Node, which is not installed") as caught:
        allure_html.generate(results, tmp_path / "html", Silent())
    assert "Install Node 20" in caught.value.do


@pytest.mark.parametrize("version", ["v18.19.1", "surprise"])
def test_an_old_node_is_told(results: Path, programs: Path, tmp_path: Path, version: str) -> None:
    """Before anything is installed for it."""
    fake(programs / "node", {"--version": f"echo {version}"})
    with pytest.raises(UsageError, match=f"a newer Node than {version}"):
        allure_html.generate(results, tmp_path / "html", Silent())


def test_what_npm_can_not_do_is_told_in_its_words(
    results: Path, programs: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """And nothing half-installed is left to be taken for Allure."""
    fake(programs / "node", {"--version": "echo v20.0.0"})
    fake(programs / "npm", {"ci": "echo 'npm error code ENOTFOUND' >&2; exit 1"})
    monkeypatch.setenv("CLUSTERDOJO_CACHE", str(tmp_path / "cache"))
    with pytest.raises(RuntimeUnavailableError, match="npm error code ENOTFOUND"):
        allure_html.generate(results, tmp_path / "html", Silent())
    assert list((tmp_path / "cache").iterdir()) == []


def test_too_much_for_one_page_is_told(
    results: Path, programs: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Rather than a file that no browser opens."""
    fake(programs / "node", {"--version": "echo v20.0.0"})
    monkeypatch.setattr(allure_html, "MOST_TESTS", 4)
    with pytest.raises(UsageError, match="hold 5 graded criteria"):
        allure_html.generate(results, tmp_path / "html", Silent())


def embedded(page: Path, name: str) -> Any:
    """One of the data files that the page carries."""
    text = page.read_text(encoding="utf-8")
    found = re.search(rf'd\("{re.escape(name)}","([^"]*)"\)', text)
    assert found, name
    return json.loads(base64.b64decode(found[1]))


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Merged, Path]:
    """A class's page, what was merged for it, and where Node has noted its ways out."""
    if not (shutil.which("node") and shutil.which("npm")):
        pytest.skip("no Node")
    folder = tmp_path_factory.mktemp("allure")
    results = folder / "in"
    hostile = [
        synthetic.criterion(
            "test_a",
            2,
            "failed",
            reason=f"{HOSTILE} is not right",
            why=f"{HOSTILE} ![x](http://example.invalid/x.png)",
            evidence=[Evidence(source=HOSTILE, content=f"{HOSTILE} read")],
        ),
        synthetic.criterion("test_harm", gate=True, outcome="failed"),
        synthetic.criterion("test_b", 3, earned=0),
        synthetic.criterion("test_c", 1, "ungradable", reason="no way in"),
    ]
    for number in range(3):
        at = synthetic.NOON + datetime.timedelta(days=number)
        synthetic.write(results, synthetic.result("Ada", earned=3 * number, started=at))
    synthetic.write(results, synthetic.result("Bob", "static-pod", domain="workloads", earned=6))
    synthetic.write(results, synthetic.result(HOSTILE, parts=hostile, attempt="h"))
    merged = write(collect([results], keep_evidence=True), folder / "results", Silent())
    allure_html.installed(Silent())
    (folder / "block.cjs").write_text(NO_NETWORK.replace("FILE", json.dumps(str(folder / "ways"))))
    before = os.environ.get("NODE_OPTIONS")
    os.environ["NODE_OPTIONS"] = f"--require={folder / 'block.cjs'}"
    try:
        page = allure_html.generate(folder / "results", folder / "html", Silent())
    finally:
        os.environ.pop("NODE_OPTIONS")
        if before is not None:
            os.environ["NODE_OPTIONS"] = before
    return page, merged, folder / "ways"


@pytest.mark.slow
def test_the_page_tells_the_same_totals(made: tuple[Path, Merged, Path]) -> None:
    """Allure counts the latest attempts' criteria, by outcome, as `dojo check` did."""
    page, merged, _ = made
    statistic = embedded(page, "widgets/statistic.json")
    assert statistic["total"] == merged.criteria == 14
    assert {name: statistic.get(name) for name in ("passed", "failed", "broken")} == {
        "passed": 7,
        "failed": 6,
        "broken": 1,
    }
    assert statistic["retries"] == 5
    environment = {
        e["name"]: e["values"] for e in embedded(page, "widgets/allure_environment.json")
    }
    assert environment["points"] == [f"{merged.earned} of {merged.possible}"] == ["12 of 20"]
    assert environment["ungradable"] == ["1"]


@pytest.mark.slow
def test_the_page_groups_by_domain_lab_and_criterion(made: tuple[Path, Merged, Path]) -> None:
    """Epics, features and stories, as a tree."""
    tree = embedded(made[0], "widgets/tree.json")
    names = Counter(group["name"] for group in tree["groupsById"].values())
    assert names["architecture"] == names["workloads"] == 1
    assert names["Drain node01"] == names["Static pod"] == 1


@pytest.mark.slow
def test_the_page_has_the_history(made: tuple[Path, Merged, Path]) -> None:
    """Each test of a learner with earlier attempts has theirs, newest first."""
    page = made[0]
    text = page.read_text(encoding="utf-8")
    names = re.findall(r'd\("(data/test-results/[0-9a-f]+\.json)"', text)
    tests = [embedded(page, name) for name in names]
    (four,) = [t for t in tests if t["name"] == "four (Ada)" and not t["isRetry"]]
    assert [attempt["status"] for attempt in four["history"]] == ["failed", "failed"]
    assert len(four["retries"]) == 2
    assert four["transition"] == "fixed"


@pytest.mark.slow
def test_making_it_asks_nobody(made: tuple[Path, Merged, Path]) -> None:
    """Node had no network while Allure worked, and did not look for any."""
    page, _, ways = made
    assert page.is_file()
    assert not ways.exists(), ways.read_text()


@pytest.mark.slow
def test_opening_it_asks_nobody(made: tuple[Path, Merged, Path]) -> None:
    """Nor does the page in a browser, and what learners wrote stays text in it."""
    sync_api = pytest.importorskip("playwright.sync_api")
    chromium = shutil.which("chromium")
    if chromium is None:
        pytest.skip("no chromium")
    asked: list[str] = []
    said: list[str] = []
    with sync_api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        page = browser.new_page(viewport={"width": 1440, "height": 1000})
        page.on("request", lambda request: asked.append(request.url))
        page.on("console", lambda message: said.append(message.text))
        page.on("pageerror", lambda error: said.append(str(error)))
        page.set_default_timeout(120_000)
        page.goto(made[0].as_uri())
        page.get_by_text("12 of 20").wait_for()
        page.get_by_text(f"a ({HOSTILE})", exact=True).first.click()
        page.get_by_text("Attachments").click()
        page.get_by_text(HOSTILE, exact=True).last.click()
        page.get_by_text(f"{HOSTILE} read").wait_for()
        title = page.title()
        browser.close()
    assert [url for url in asked if not url.startswith(("data:", "blob:", "file:"))] == []
    assert title == "clusterdojo"
    assert said == []
