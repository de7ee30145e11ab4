"""JUnit XML: one suite an attempt, one case a criterion; one suite an exam, one case its mark."""

import datetime
from collections.abc import Iterator, Sequence
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from clusterdojo.grading.criteria import Outcome
from clusterdojo.grading.result import CriterionResult, Result
from clusterdojo.reporting.collection import Entry, ExamEntry
from clusterdojo.reporting.exam_words import depends, score
from clusterdojo.untrusted import showable

KINDS = {"failed": "failure", "ungradable": "error"}
OUTCOMES: dict[bool | None, Outcome] = {True: "passed", False: "failed", None: "ungradable"}


def document(entries: Sequence[Entry], exams: Sequence[ExamEntry] = ()) -> Iterator[str]:
    """The document, piece by piece: a class's is too large to be built in memory as a tree."""
    outcomes = [criterion.outcome for entry in entries for criterion in entry.result.criteria]
    outcomes += [OUTCOMES[exam.result.passed] for exam in exams]
    seconds = sum(_seconds(entry.result) for entry in entries)  # an exam's are those of its tasks
    yield '<?xml version="1.0" encoding="utf-8"?>\n'
    yield (
        f'<testsuites name="clusterdojo" tests="{len(outcomes)}" '
        f'failures="{outcomes.count("failed")}" errors="{outcomes.count("ungradable")}" '
        f'time="{seconds:.1f}">\n'
    )
    for suite in (*map(_exam, exams), *map(_suite, entries)):
        indent(suite)
        yield f"{tostring(suite, encoding='unicode')}\n"
    yield "</testsuites>\n"


def _exam(entry: ExamEntry) -> Element:
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
        time="0.0",
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
    case = _element("testcase", classname=exam.blueprint.id, name="the pass mark is reached")
    if kind := KINDS.get(outcome):
        lost = _element(kind, message=score(exam), type=outcome)
        lost.text = showable(depends(exam))
        case.append(lost)
    suite.append(case)
    return suite


def _suite(entry: Entry) -> Element:
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
        time=f"{_seconds(result):.1f}",
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
    _properties(suite, told | ({"void.because": "; ".join(gates)} if gates else {}))
    for criterion in result.criteria:
        suite.append(_case(result, criterion))
    return suite


def _case(result: Result, criterion: CriterionResult) -> Element:
    case = _element("testcase", classname=result.lab.id, name=criterion.name)
    told: dict[str, object] = {
        "title": criterion.title,
        "points.earned": criterion.earned,
        "points.possible": criterion.points,
        "gate": str(criterion.gate).lower(),
    }
    # It holds, and earns nothing all the same: that must not look like a mistake of this file.
    void = criterion.outcome == "passed" and criterion.earned < criterion.points
    _properties(case, told | ({"points.void": criterion.points} if void else {}))
    if kind := KINDS.get(criterion.outcome):
        lines = [("expected", criterion.expected), ("found", criterion.found)]
        lost = _element(kind, message=criterion.reason, type=criterion.outcome)
        lost.text = showable("\n".join(f"{name}: {text}" for name, text in lines if text))
        case.append(lost)
    return case


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
