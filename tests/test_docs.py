"""The documentation tells what is there."""

import re
import shlex
from collections.abc import Sequence
from pathlib import Path

import pytest

from clusterdojo.cli.app import COMMANDS, application
from clusterdojo.cluster.snapshot import PATHS
from clusterdojo.lab.lint.cheats import FEWEST_CHEATS
from clusterdojo.lab.lint.labs import FEWEST_HINTS, FEWEST_MISTAKES
from clusterdojo.lab.loading import load_lab
from clusterdojo.lab.suite import suite
from clusterdojo.schemas import schemas
from scripts import labs_page

# By a command's names, such as `exam start` or `exam`: its options, and whether they take a value.
Options = dict[str, dict[str, bool]]
ROOT = Path(__file__).parents[1]
PAGES = [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md"), ROOT / "reports/README.md"]
LINK = re.compile(r"\]\(([^)\s]+)")
HEADING = re.compile(r"^#+ (.*)$", re.MULTILINE)
FENCE = re.compile(r"^```.*?^```", re.MULTILINE | re.DOTALL)
INLINE = re.compile(r"(?<!`)`(dojo [^`]+)`(?!`)")
CONSOLE = re.compile(r"^```console\n(.*?)^```", re.MULTILINE | re.DOTALL)


def commands(page: Path) -> list[list[str]]:
    """The command lines of a page's console blocks, comments left out."""
    lines = [line for block in CONSOLE.findall(page.read_text()) for line in block.splitlines()]
    split = [shlex.split(line.removeprefix("$ "), comments=True) for line in lines]
    return [words for words in split if words]


def inline(page: Path) -> list[list[str]]:
    """The command lines of `dojo` within sentences."""
    prose = FENCE.sub("", page.read_text())
    return [re.split(r"\s+", found) for found in INLINE.findall(prose)]


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


def test_every_documented_target_exists() -> None:
    """Each `make` line names targets and variables of the Makefile."""
    makefile = (ROOT / "Makefile").read_text()
    targets = set(re.findall(r"^([a-z-]+(?=:)|[A-Z]+(?= \?=))", makefile, re.MULTILINE))
    for page in PAGES:
        for words in commands(page):
            if words[0] == "make":
                assert {word.partition("=")[0] for word in words[1:]} <= targets, f"{page}: {words}"


@pytest.fixture(scope="module")
def options() -> Options:
    """Those of the real application."""
    found: Options = {"": {"--help": False, "--version": False}}
    for name in COMMANDS:
        root = application([name])
        waiting = [(name, root.commands[name])]
        for path, command in waiting:
            found[path] = {"--help": False}
            for param in command.params:
                takes_value = not getattr(param, "is_flag", False)
                for option in (*param.opts, *param.secondary_opts):
                    found[path][option] = takes_value
            waiting += [(f"{path} {n}", c) for n, c in getattr(command, "commands", {}).items()]
    return found


def misused(words: Sequence[str], options: Options) -> str | None:
    """What is wrong with a command line that begins with `dojo`; None for nothing.

    Args:
        words: All after `dojo`.
        options: Those of the application.
    """
    path, positional = "", 0
    rest = iter(words)
    for word in rest:
        if word in ("--", "|", ">", "&&", ";", "…"):
            break
        if word.startswith("-") and word != "-":
            option, _, value = word.partition("=")
            if option not in options[path]:
                return f"`dojo {path}` has no option {option}"
            if options[path][option] and not value:
                next(rest, None)
        elif (longer := f"{path} {word}".strip()) in options and not positional:
            path = longer
        elif any(other.startswith(f"{path} ".lstrip()) for other in options):
            return f"`dojo {path}` has no command {word}"
        else:
            positional += 1
        if path in ("run", "exam run") and positional > 1:  # what follows is another program's
            break
    return None


@pytest.mark.parametrize("page", PAGES, ids=name)
def test_every_documented_command_exists(page: Path, options: Options) -> None:
    """Each `dojo` line, in a block or within a sentence, names a command and its options."""
    lines = [*commands(page), *inline(page)]
    wrong = [misused(words[1:], options) for words in lines if words[0] == "dojo"]
    assert [problem for problem in wrong if problem] == []


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        ("exam start cka --seed 1 --engine=kwok", None),
        ("exam run 3 kubectl get nodes -o wide", None),
        ("run -- kubectl get nodes -o wide", None),
        ("report --learner Ada", None),
        ("report class handed-in/ -o class.html", None),
        ("exam begin", "`dojo exam` has no command begin"),
        ("exam start --lab x", "`dojo exam start` has no option --lab"),
        ("report class --answers", "`dojo report class` has no option --answers"),
        ("image --all", "`dojo image` has no option --all"),
        ("strat x", "`dojo ` has no command strat"),
    ],
)
def test_a_wrong_command_line_is_found(line: str, problem: str | None, options: Options) -> None:
    """Commands of groups and their options, too."""
    assert misused(line.split(), options) == problem


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


def test_the_least_that_a_lab_needs_is_told() -> None:
    """An author reads the linter's numbers before the linter says them."""
    author = (ROOT / "docs/lab-authors.md").read_text()
    assert f"a numbered list of at least {FEWEST_HINTS} hints" in author
    assert f"at least {FEWEST_MISTAKES} plausible wrong answers" in author
    assert f"at least {FEWEST_CHEATS} cheats" in author
    own = (ROOT / "docs/own-labs.md").read_text()
    assert f"at least {FEWEST_MISTAKES} mistakes and {FEWEST_HINTS} hints" in own
    assert f"at least {FEWEST_CHEATS} cheats" in " ".join(own.split())


def test_the_schemas_are_those_of_the_models() -> None:
    """docs/schema/ is what `make schemas` writes."""
    for file, text in schemas().items():
        assert (ROOT / "docs/schema" / file).read_text() == text
