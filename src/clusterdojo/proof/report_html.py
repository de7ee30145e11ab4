"""The proof as one page that opens offline: the labs by engine, then every variant."""

from dataclasses import dataclass

from clusterdojo.proof.report_model import CheckKind, ProofReport, VariantReport
from clusterdojo.reporting.formats.html.page import page

COLUMNS: dict[CheckKind, str] = {
    "untouched": "untouched",
    "solution": "solution",
    "another seed": "another seed",
    "drawn value": "each drawn value",
    "other way": "other ways",
    "mistake": "mistakes",
    "cheat": "cheats",
    "common cheat": "common cheats",
    "idempotence": "idempotence",
}


@dataclass(frozen=True)
class Cell:
    """How one kind of check came out in a lab on an engine.

    Attributes:
        outcome: "passed", "failed", "ungradable" for what was not reached, or "" for none.
        words: What the cell says.
    """

    outcome: str
    words: str


@dataclass(frozen=True)
class LabRow:
    """A lab on an engine."""

    lab: str
    engine: str
    cells: list[Cell]
    left_out: int


def as_html(report: ProofReport) -> str:
    """The page."""
    sections = [("labs", "Labs by engine"), ("variants", "Variants")]
    if report.content_faults:
        sections.insert(0, ("content-faults", "Faults in files"))
    if report.left_out:
        sections.append(("left-out", "Left out"))
    failed = len(report.failed)
    tiles = [
        (str(report.labs), "labs"),
        (str(len(report.variants) - failed), "variants proven"),
        (str(failed), "variants failed"),
        (str(len(report.unsteady)), "only at the second try"),
        (str(len(report.left_out)), "variants left out"),
    ]
    return page(
        "proof.html.j2",
        title="Proof of the labs",
        now=report.ended,
        sections=sections,
        tiles=tiles,
        report=report,
        columns=list(COLUMNS.values()),
        rows=_rows(report),
        seconds=lambda variant: sum(variant.seconds.values()),
        criterion=lambda name: name.removeprefix("test_").replace("_", " "),
    )


def _rows(report: ProofReport) -> list[LabRow]:
    places = report.places
    rows = []
    for place in places:
        tried = [v for v in report.variants if (v.lab, v.engine) == place]
        left_out = sum((v.lab, v.engine) == place for v in report.left_out)
        rows.append(LabRow(*place, [_cell(tried, kind) for kind in COLUMNS], left_out))
    return rows


def _cell(variants: list[VariantReport], kind: CheckKind) -> Cell:
    """Failed where one has failed; passed only where all have passed."""
    outcomes = [c.outcome for v in variants for c in v.checks if c.kind == kind]
    passed, total = outcomes.count("passed"), len(outcomes)
    if not total:
        return Cell("", "\N{EN DASH}")
    words = "passed" if passed == total == 1 else f"{passed} of {total}"
    if "failed" in outcomes:
        return Cell("failed", "failed" if total == 1 else words)
    if passed == total:
        return Cell("passed", words)
    return Cell("ungradable", "not reached" if total == 1 else words)
