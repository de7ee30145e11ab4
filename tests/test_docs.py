"""The documentation tells what is there."""

import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from clusterdojo.cli.app import COMMANDS, GROUPS
from clusterdojo.cluster.snapshot import PATHS
from clusterdojo.lab.loading import load_lab
from clusterdojo.lab.suite import suite
from clusterdojo.schemas import schemas
from scripts import labs_page

ROOT = Path(__file__).parents[1]
PAGES = [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md"), ROOT / "reports/README.md"]
LINK = re.compile(r"\]\(([^)\s]+)")
HEADING = re.compile(r"^#+ (.*)$", re.MULTILINE)
CONSOLE = re.compile(r"^```console\n(.*?)^```", re.MULTILINE | re.DOTALL)


def commands(page: Path) -> list[list[str]]:
    """The command lines of a page's console blocks, comments left out."""
    lines = [line for block in CONSOLE.findall(page.read_text()) for line in block.splitlines()]
    split = [shlex.split(line.removeprefix("$ "), comments=True) for line in lines]
    return [words for words in split if words]


def name(page: Path) -> str:
    """A page's name for pytest's report."""
    return str(page.relative_to(ROOT))


@pytest.mark.parametrize("page", PAGES, ids=name)
def test_links_lead_somewhere(page: Path) -> None:
    """No page links to a file or a heading that does not exist."""
    targets = [t for t in LINK.findall(page.read_text()) if "://" not in t]
    assert [t for t in targets if not leads_somewhere(page, t)] == []


def leads_somewhere(page: Path, target: str) -> bool:
    """Whether the file is there and, if the link names one, the heading as GitHub spells it."""
    file, _, heading = target.partition("#")
    path = page.parent / file if file else page
    if not heading or not path.exists():
        return path.exists()
    words = [re.sub(r"[^\w\- ]", "", h.lower()) for h in HEADING.findall(path.read_text())]
    return heading in [w.replace(" ", "-") for w in words]


def test_a_broken_link_is_found() -> None:
    """A page that is missing, a heading that is missing, and a heading of the page itself."""
    page = ROOT / "docs/exam.md"
    assert leads_somewhere(page, "host.md")
    assert leads_somewhere(page, "host.md#cgroup-v1")
    assert leads_somewhere(page, "#memory")
    assert not leads_somewhere(page, "nowhere.md")
    assert not leads_somewhere(page, "nowhere.md#memory")
    assert not leads_somewhere(page, "host.md#memory")


@pytest.mark.parametrize("page", PAGES, ids=name)
def test_lines_fit_a_screen(page: Path) -> None:
    """Text is wrapped; only tables are as wide as they have to be."""
    if page.name == "proof.md":
        assert page.read_text().startswith("# The last proof")
        return
    long = [n for n, t in enumerate(page.read_text().splitlines(), 1) if len(t) > 125]
    table = [n for n, t in enumerate(page.read_text().splitlines(), 1) if t.startswith("|")]
    assert [n for n in long if n not in table] == []


def test_every_documented_command_exists() -> None:
    """Each `dojo` line names a command and options that there are; each `make` line a target."""
    makefile = (ROOT / "Makefile").read_text()
    targets = set(re.findall(r"^([a-z-]+(?=:)|[A-Z]+(?= \?=))", makefile, re.MULTILINE))
    asked: set[tuple[str, ...]] = set()
    for page in PAGES:
        for words in commands(page):
            if words[0] == "dojo":
                assert words[1] in COMMANDS, f"{page}: {words}"
                flags = [w.partition("=")[0] for w in words[2:] if w.startswith("--")]
                asked.add((words[1], *sorted(set(flags) - {"--"})))
            if words[0] == "make":
                assert {word.partition("=")[0] for word in words[1:]} <= targets, f"{page}: {words}"
    assert asked
    helped: dict[str, str] = {}
    for command, *flags in asked:
        if command not in helped:
            helped[command] = subprocess.run(
                [sys.executable, "-m", "clusterdojo", command, "--help"],
                capture_output=True, text=True, check=True,
            ).stdout  # fmt: skip
        if command not in GROUPS:  # their options belong to their own commands
            assert [flag for flag in flags if flag not in helped[command]] == [], command


def test_the_labs_page_is_up_to_date() -> None:
    """docs/labs.md is what `make labs-page` writes, and README links to it."""
    told = "run `make labs-page`"
    assert (ROOT / "docs/labs.md").read_text() == labs_page.page(suite()), told
    assert "](docs/labs.md)" in (ROOT / "README.md").read_text()


def test_the_labs_page_has_every_lab_once() -> None:
    """Each lab stands in the table of its domain, with its minutes and engines."""
    text = labs_page.page(suite())
    sections = dict(re.findall(r"^## (\w+)\n(.*?)(?=^## |\Z)", text, re.MULTILINE | re.DOTALL))
    assert suite().lab_ids()
    for lab_id in suite().lab_ids():
        lab = load_lab(suite().lab_dir(lab_id))
        link = f"| [{lab_id}](../labs/{lab_id}/task.md) |"
        assert text.count(link) == 1, lab_id
        row = sections[lab.domain.capitalize()].partition(link)[2].partition("\n")[0]
        told = [
            f" {lab.title} ",
            f" {lab.minutes} ",
            f" {lab.difficulty} ",
            f" {', '.join(lab.engines)} ",
        ]
        assert row.split("|")[:-1] == told, lab_id


def test_the_subjects_page_has_every_lab() -> None:
    """Each lab covers a subject, which the page names."""
    text = (ROOT / "docs/subjects.md").read_text()
    assert [lab for lab in suite().lab_ids() if f"labs/{lab}/" not in text] == []


def test_every_kind_is_listed() -> None:
    """An author learns from the page which kinds a grader can ask for by name."""
    page = " ".join((ROOT / "docs/lab-authors.md").read_text().split())
    assert f"know these kinds: {', '.join(PATHS)}." in page


def test_the_schemas_are_those_of_the_models() -> None:
    """docs/schema/ is what `make schemas` writes."""
    for file, text in schemas().items():
        assert (ROOT / "docs/schema" / file).read_text() == text
