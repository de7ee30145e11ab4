"""The pytest plugin: turns test functions into criteria and their reports into outcomes."""

import argparse
import contextlib
from collections.abc import Generator, Sequence
from pathlib import Path

import pytest

from clusterdojo.errors import UsageError
from clusterdojo.grading.context import Context, UngradableError
from clusterdojo.grading.criteria import Criterion, Grade, Outcome, weigh
from clusterdojo.grading.limit import limited
from clusterdojo.grading.outcomes import CONTENT_ERRORS, NONSENSE
from clusterdojo.isolation import require_assertions
from clusterdojo.lab.gate import ALLOWED, GATE

CONTEXT = pytest.StashKey[Context]()
UNTOLD = "no audit log of the suite's: what the cluster says of owners and readiness was believed"
CRITERIA = pytest.StashKey[dict[str, Criterion]]()
MARKS = (
    "lab(id): the lab that the module grades",
    "points(n): what the criterion earns",
    "gate: harm that voids every point of the lab",
    "needs(*names): earns only once these criteria pass",
    "symptom: fails when the lab begins, whatever it needs",
)
BUG = "the grader failed"  # how the reason begins where that is why nothing is known
MOST_NAMED = 3
NODE_FIXTURES = {"machine", "machines"}  # see fixtures/machines.py


def pytest_addoption(parser: pytest.Parser) -> None:
    """Options that let plain pytest grade any cluster."""
    group = parser.getgroup("clusterdojo", "grading a lab")
    group.addoption("--lab", metavar="ID", help="the lab that is graded")
    # pytest-kind brings the same option, then that one serves; pytest 9.0 raises argparse's error.
    with contextlib.suppress(ValueError, argparse.ArgumentError):
        group.addoption("--kubeconfig", metavar="FILE", help="the kubeconfig of the cluster")
    group.addoption(
        "--context",
        metavar="[CLUSTER=]NAME",
        action="append",
        default=[],
        help="the kubeconfig's context; for labs with several clusters, one option each",
    )
    group.addoption(
        "--before", metavar="FILE", type=Path, help="a start state that `dojo record` saved"
    )
    group.addoption("--seed", metavar="N", type=int, default=0, help="the drawn values' seed")
    group.addoption("--work", metavar="DIR", type=Path, help="the folder with the written answers")


def pytest_configure(config: pytest.Config) -> None:
    """Know the marks, so that strict pytest accepts them, and let no warning decide a grade."""
    for mark in MARKS:
        config.addinivalue_line("markers", mark)
    if config.option.lab:
        try:
            require_assertions()
        except UsageError as error:
            raise pytest.UsageError(str(error)) from error
        # The settings of the folder that pytest runs in are those of somebody's own tests. This
        # line comes after theirs, and the last one counts.
        config.addinivalue_line("filterwarnings", "default")
    config.stash[CRITERIA] = {}


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Gates first, then the task's order: pytest-order sorts by the marks that are set here."""
    graded = [item for item in items if item.get_closest_marker("lab")]
    gates = [_gate_of(module) for module in _modules(graded)]
    items += gates
    graded += gates
    if graded and CONTEXT not in config.stash:
        from clusterdojo.grading.plain import context_from_options

        marked = [item.get_closest_marker("lab") for item in graded]
        context = context_from_options(config, {mark.args[0] for mark in marked if mark})
        if not config.option.collectonly:
            config.stash[CONTEXT] = context
    if CONTEXT in config.stash and any(NODE_FIXTURES & set(_fixtures(i)) for i in graded):
        config.stash[CONTEXT].read_nodes()
    for position, item in enumerate(graded):
        gate = item.get_closest_marker("gate") is not None
        item.add_marker(pytest.mark.order(position + (0 if gate else len(graded))))


def _modules(items: list[pytest.Item]) -> list[pytest.Module]:
    """The check modules that say what their task allows."""
    found = dict.fromkeys(item.getparent(pytest.Module) for item in items)
    return [module for module in found if module and hasattr(module.obj, ALLOWED)]


def _gate_of(module: pytest.Module) -> pytest.Item:
    """The gate that nothing else was changed, as if the module had it."""
    item: pytest.Item = pytest.Function.from_parent(module, name=GATE, callobj=_gate)
    item.add_marker(pytest.mark.gate)
    return item


def _gate(request: pytest.FixtureRequest) -> None:
    """What the task does not ask for belongs to others: everything else is as it was."""
    from clusterdojo.grading.harm import nothing_else_was_changed

    context = request.config.stash[CONTEXT]
    nothing_else_was_changed(context, getattr(request.module, ALLOWED))


def _fixtures(item: pytest.Item) -> list[str]:
    return getattr(item, "fixturenames", [])


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> None:
    """What is read from now on is this criterion's evidence."""
    if CONTEXT in item.config.stash:
        item.config.stash[CONTEXT].notebook.begin()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item: pytest.Item) -> Generator[None, object, object]:
    """A criterion has a limit of its own: what is slow in one keeps no other from being graded."""
    if item.get_closest_marker("lab"):
        with limited(item.config.stash.get(CONTEXT, None)):
            return (yield)
    return (yield)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Remember what became of a criterion, in whichever of its phases that was decided."""
    report = yield
    if item.get_closest_marker("lab") and (call.when == "call" or not report.passed):
        criterion = criterion_of(item, call.excinfo)
        known = item.config.stash[CRITERIA].get(criterion.name)
        if known is None or known.outcome == "passed":
            item.config.stash[CRITERIA][criterion.name] = criterion
    return report


def criterion_of(
    item: pytest.Item, excinfo: pytest.ExceptionInfo[BaseException] | None
) -> Criterion:
    """What a test function says as a criterion."""
    points = item.get_closest_marker("points")
    needs = item.get_closest_marker("needs")
    docstring = getattr(getattr(item, "function", None), "__doc__", None) or ""
    context = item.config.stash.get(CONTEXT, None)
    marked = context.notebook.marked if context else []
    outcome, (reason, expected, found) = _outcome(excinfo, marked)
    return Criterion(
        name=item.name,
        why=" ".join(docstring.split()),
        points=points.args[0] if points else 0,
        gate=item.get_closest_marker("gate") is not None,
        needs=needs.args if needs else (),
        symptom=item.get_closest_marker("symptom") is not None,
        outcome=outcome,
        reason=reason,
        expected=expected,
        found=found,
        evidence=context.notebook.evidence() if context else (),
    )


def _outcome(
    excinfo: pytest.ExceptionInfo[BaseException] | None, marked: Sequence[str]
) -> tuple[Outcome, tuple[str, str, str]]:
    if excinfo is None:
        return "passed", ("", "", "")
    error = excinfo.value
    if isinstance(error, AssertionError | pytest.fail.Exception):
        return "failed", _message(str(error))
    if isinstance(error, UngradableError):
        return "ungradable", (str(error), "", "")
    if marked and isinstance(error, CONTENT_ERRORS):
        # What the error says may be a part of the right answer.
        return "failed", (f"{NONSENSE} {names_of(marked)}: {type(error).__name__}", "", "")
    return "ungradable", (f"{BUG}: {type(error).__name__}: {error}", "", "")


def names_of(sources: Sequence[str]) -> str:
    """What a criterion has read, in a few words."""
    more = f" and {len(sources) - MOST_NAMED} more" if len(sources) > MOST_NAMED else ""
    return ", ".join(sources[:MOST_NAMED]) + more


def _message(text: str) -> tuple[str, str, str]:
    """Reason, expected and found, as fixtures.differs wrote them; pytest's own lines left out."""
    lines = [line.strip() for line in text.splitlines()] or ["not solved"]
    fields = {"expected: ": "", "found: ": ""}
    for line in lines[1:]:
        if line.startswith("assert "):
            break
        for start in fields:
            if line.startswith(start):
                fields[start] = line.removeprefix(start)
    return lines[0], fields["expected: "], fields["found: "]


def grade_of(config: pytest.Config) -> Grade:
    """The grade of the criteria that have been run."""
    # Where a module can't even be found, pytest has not called `pytest_configure`.
    return weigh(config.stash.get(CRITERIA, {}).values())


def pytest_terminal_summary(
    terminalreporter: pytest.TerminalReporter, config: pytest.Config
) -> None:
    """Plain pytest ends with the grade, too."""
    if not config.stash[CRITERIA]:
        return
    grade = grade_of(config)
    terminalreporter.section("grade")
    for criterion in grade.criteria:
        earned = "-" if criterion.outcome == "ungradable" else criterion.earned
        worth = "gate" if criterion.gate else f"{earned}/{criterion.points}"
        terminalreporter.line(f"{criterion.outcome:<10} {worth:>5}  {criterion.title}")
        if criterion.reason:
            terminalreporter.line(f"{'':<18}{criterion.reason}")
    terminalreporter.line(_summary(grade))
    with contextlib.suppress(KeyError):
        context = config.stash[CONTEXT]
        if not any(map(context.audit_log, context.apis)):
            terminalreporter.line(UNTOLD)
        for fault in context.faults:
            terminalreporter.line(fault)


def _summary(grade: Grade) -> str:
    """The points, or that there are none to tell: what could not be graded is no zero."""
    if grade.outcome != "ungradable":
        return f"{grade.outcome}: {grade.earned} of {grade.possible} points"
    count = len(grade.ungradable)
    if not count:
        return "could not be graded: nothing earns a point"
    criteria = f"{count} {'criterion' if count == 1 else 'criteria'}"
    return f"could not be graded: {criteria}, so the lab has no score"
