"""JUnit XML: one suite per attempt with a case per criterion, one suite per exam with one case.

The document follows the schema of Jenkins' xUnit plugin (junit-10.xsd), the strictest in use: a
case has no properties there, so points are properties of the suite. GitLab shows the name of a case
and the text of its failure only, so that the name holds the learner and the text holds the reason.
"""

import datetime
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from clusterdojo.grading.criteria import Outcome
from clusterdojo.grading.result import CriterionResult, Result
from clusterdojo.reporting.collection import Entry, ExamEntry
from clusterdojo.reporting.exam_words import depends, score
from clusterdojo.reporting.learners import UNNAMED, matching, shown
from clusterdojo.untrusted import showable

KINDS = {"failed": "failure", "ungradable": "error"}
OUTCOMES: dict[bool | None, Outcome] = {True: "passed", False: "failed", None: "ungradable"}


def document(entries: Sequence[Entry], exams: Sequence[ExamEntry] = ()) -> Iterator[str]:
    """The document, piece by piece: the tree of a whole class would take too much memory.

    Args:
        entries: Attempts, each learner's oldest first.
        exams: Each learner's oldest first.
    """
    outcomes = [criterion.outcome for entry in entries for criterion in entry.result.criteria]
    outcomes += [OUTCOMES[exam.result.passed] for exam in exams]
    seconds = sum(_seconds(entry.result) for entry in entries)  # an exam's are those of its tasks
    yield '<?xml version="1.0" encoding="utf-8"?>\n'
    yield (
        f'<testsuites name="clusterdojo" tests="{len(outcomes)}" '
        f'failures="{outcomes.count("failed")}" errors="{outcomes.count("ungradable")}" '
        f'time="{seconds:.3f}">\n'
    )
    for suite in _suites(entries, exams):
        indent(suite)
        yield f"{tostring(suite, encoding='unicode')}\n"
    yield "</testsuites>\n"


def _suites(entries: Iterable[Entry], exams: Iterable[ExamEntry]) -> Iterator[Element]:
    """Exams first. The first attempt keeps its cases' names when a second one is handed in."""
    sat: Counter[tuple[str, str]] = Counter()
    for exam in exams:
        result = exam.result
        yield _exam(exam, _whose(result.learner, sat, result.blueprint.id, "sitting"))
    tried: Counter[tuple[str, str]] = Counter()
    for entry in entries:
        yield _suite(entry, _whose(entry.result.learner, tried, entry.result.lab.id, "attempt"))


def _whose(learner: str, seen: Counter[tuple[str, str]], what: str, word: str) -> str:
    """The end of a case's name, as pytest writes a parameter: “[Ada Lovelace, attempt 2]”."""
    key = (matching(learner), what)
    seen[key] += 1
    number = f", {word} {seen[key]}" if seen[key] > 1 else ""
    return f"[{shown(learner) or UNNAMED}{number}]"


def _exam(entry: ExamEntry, whose: str) -> Element:
    """One case: whether the mark is reached. The tasks are suites of their own."""
    exam, outcome = entry.result, OUTCOMES[entry.result.passed]
    started = exam.started.astimezone(datetime.UTC).replace(tzinfo=None)
    suite = _element(
        "testsuite",
        name=f"{exam.blueprint.id} ({exam.exam})",
        tests=1,
        failures=int(outcome == "failed"),
        errors=int(outcome == "ungradable"),
        skipped=0,
        timestamp=started.isoformat(timespec="seconds"),
        time="0.000",
    )
    without = "" if exam.score_of_graded is None else exam.score_of_graded
    told: dict[str, object] = {
        "learner": exam.learner,
        "exam": exam.exam,
        "seed": exam.seed,
        "practice": str(exam.practice).lower(),
        "minutes": exam.minutes,
        "pass.percent": exam.pass_percent,
        "score": exam.score,
        "score.of.graded": without,
        "score.at.most": exam.score_at_most,
        "pack": exam.pack,
        "seal": entry.seal,
    }
    of_domains = {f"score.{domain.domain}": domain.score for domain in exam.domains}
    _properties(suite, told | of_domains)
    case = _element(
        "testcase",
        classname=f"exam.{exam.blueprint.id}",
        name=f"the pass mark is reached{whose}",
        time="0.000",
    )
    _lost(case, outcome, score(exam), [score(exam), depends(exam)])
    suite.append(case)
    return suite


def _suite(entry: Entry, whose: str) -> Element:
    result = entry.result
    started = result.started.astimezone(datetime.UTC).replace(tzinfo=None)
    suite = _element(
        "testsuite",
        name=f"{result.lab.id} ({result.attempt})",
        tests=len(result.criteria),
        failures=_count(result.criteria, "failed"),
        errors=_count(result.criteria, "ungradable"),
        skipped=0,
        timestamp=started.isoformat(timespec="seconds"),
        time=f"{_seconds(result):.3f}",
    )
    gates = [c.title for c in result.criteria if c.gate and c.outcome == "failed"]
    told: dict[str, object] = {
        "learner": result.learner,
        "lab": result.lab.id,
        "domain": result.lab.domain,
        "engine": result.engine,
        "seed": result.seed,
        "outcome": result.outcome,
        "points.earned": result.earned,
        "points.possible": result.possible,
        "hints": result.hints,
        "solution.seen": str(result.solution_seen).lower(),
        "seal": entry.seal,
        **({"exam": entry.exam} if entry.exam else {}),
    }
    if gates:
        told["void.because"] = "; ".join(gates)
    for criterion in result.criteria:
        told |= _points(criterion)
    _properties(suite, told)
    # No time is known of a criterion. Readers add up cases, which gives the attempt's time so.
    seconds = _seconds(result) / max(1, len(result.criteria))
    for criterion in result.criteria:
        suite.append(_case(result, criterion, whose, seconds))
    return suite


def _points(criterion: CriterionResult) -> dict[str, object]:
    told: dict[str, object] = {
        f"points.earned.{criterion.name}": criterion.earned,
        f"points.possible.{criterion.name}": criterion.points,
    }
    if criterion.gate:
        told[f"gate.{criterion.name}"] = "true"
    # It holds, and earns nothing all the same: that must not look like a mistake of this file.
    if criterion.outcome == "passed" and criterion.earned < criterion.points:
        told[f"points.void.{criterion.name}"] = criterion.points
    return told


def _case(result: Result, criterion: CriterionResult, whose: str, seconds: float) -> Element:
    case = _element(
        "testcase",
        classname=f"{result.lab.domain or 'labs'}.{result.lab.id}",
        name=f"{criterion.name}{whose}",
        time=f"{seconds:.3f}",
    )
    texts = [("expected", criterion.expected), ("found", criterion.found)]
    lines = [criterion.reason, *(f"{name}: {text}" for name, text in texts if text)]
    _lost(case, criterion.outcome, criterion.reason, lines)
    points = "a gate" if criterion.gate else f"{criterion.earned} of {criterion.points} points"
    output = SubElement(case, "system-out")
    output.text = showable(f"{criterion.title}: {points}")
    return case


def _lost(case: Element, outcome: Outcome, message: str, lines: Iterable[str]) -> None:
    """Add a failure or an error, if it is one. Readers that show no message show the text."""
    if kind := KINDS.get(outcome):
        lost = _element(kind, message=message, type=outcome)
        lost.text = showable("\n".join(line for line in lines if line.strip())) or outcome
        case.append(lost)


def _properties(parent: Element, told: dict[str, object]) -> None:
    properties = SubElement(parent, "properties")
    for name, value in told.items():
        properties.append(_element("property", name=name, value=value))


def _element(tag: str, **attributes: object) -> Element:
    return Element(tag, {name: showable(str(value)) for name, value in attributes.items()})


def _count(criteria: Sequence[CriterionResult], outcome: str) -> int:
    return sum(criterion.outcome == outcome for criterion in criteria)


def _seconds(result: Result) -> float:
    return result.minutes_used * 60
