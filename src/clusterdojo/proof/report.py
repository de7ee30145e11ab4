"""The proof of one run as a folder with reports in all forms; docs/proof.md is in page.py."""

import platform
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from clusterdojo import __version__
from clusterdojo.errors import StateError, UsageError
from clusterdojo.files import write_atomically
from clusterdojo.lab.suite import Suite
from clusterdojo.proof.prove import Proof
from clusterdojo.proof.record import is_record
from clusterdojo.proof.report_model import Findings, commit, report_of
from clusterdojo.proof.variants import Variant

PAGE = ".md"
ALL_POINTS = "all points"
READABLE = 0o644  # reports about labs hold nothing of anybody


def require_writable(path: Path) -> None:
    """Find out before a long proof that its report can't be written after it.

    Raises:
        UsageError: It can't.
    """
    folder = path.parent if path.suffix == PAGE else path
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise UsageError(
            f"{folder} can't be a folder for the report: {error.strerror}.",
            f"Name a folder, or a file that ends in {PAGE}, with --report.",
        ) from error
    if path.suffix != PAGE and is_record(path / "proof.json"):
        raise UsageError(
            f"A report would replace {path / 'proof.json'}, the record of {path / 'proof.md'}.",
            f"Name another folder with --report, or {path / 'proof.md'} to go on with the record.",
        )


def write(path: Path, findings: Findings) -> None:
    """Write the reports of one run.

    Args:
        path: The folder for proof.md, proof.json, junit.xml, index.html and summary.md.
        findings: What is reported.

    Raises:
        UsageError: A file can't be written.
    """
    try:
        for file, text in _all_forms(path, findings).items():
            write_atomically(file, text, mode=READABLE)
    except StateError as error:
        raise UsageError(error.what, "Free some space, or choose another --report.") from error


def _all_forms(folder: Path, findings: Findings) -> dict[Path, str]:
    from clusterdojo.proof.report_html import as_html  # loads templates
    from clusterdojo.proof.report_junit import as_junit
    from clusterdojo.proof.report_summary import as_summary

    report = report_of(findings)
    return {
        folder / "proof.md": as_markdown(findings.suite, findings.proofs),
        folder / "proof.json": report.model_dump_json(indent=2) + "\n",
        folder / "junit.xml": as_junit(report),
        folder / "index.html": as_html(report),
        folder / "summary.md": as_summary(report),
    }


def as_markdown(suite: Suite, proofs: Sequence[Proof]) -> str:
    """One table a lab: every variant, what it had to lose, how long it took."""
    failed = sum(bool(proof.faults) for proof in proofs)
    seconds = sum(sum(proof.seconds.values()) for proof in proofs)
    lines = [
        "# Proof",
        "",
        f"- clusterdojo {__version__}, commit {commit(suite)}",
        f"- {platform.system()} {platform.machine()}, Python {platform.python_version()}",
        f"- {len(proofs) - failed} variants proven, {failed} failed",
        f"- {seconds / 60:.0f} minutes of clusters' time",
        "",
    ]
    rows = [
        VariantRow(
            proof.variant,
            sum(proof.seconds.values()),
            "; ".join(map(str, proof.faults)) or "proven",
            proof.first_faults,
            proof.remade,
        )
        for proof in proofs
    ]
    return "\n".join([*lines, *tables(rows)])


class VariantRow(NamedTuple):
    """One variant in a table of Markdown.

    Attributes:
        variant: Which.
        seconds: How long it took, if it was tried.
        verdict: What came out.
        first_faults: What a first try found, where there were two.
        remade: How many times its clusters were made again, as they did not begin as told.
    """

    variant: Variant
    seconds: float | None
    verdict: str
    first_faults: Sequence[str] = ()
    remade: int = 0


def tables(rows: Sequence[VariantRow]) -> Iterator[str]:
    """The lines of one table a lab, with its heading."""
    for lab in sorted({row.variant.lab for row in rows}):
        yield from (f"## {lab}", "", "| engine | variant | must lose | seconds | |")
        yield "|---|---|---|---|---|"
        yield from (_line(row) for row in rows if row.variant.lab == lab)
        yield ""


def _line(row: VariantRow) -> str:
    variant, verdict = row.variant, row.verdict
    if row.remade:
        verdict += f" (begun {row.remade + 1} times)"
    if row.first_faults:
        verdict += f" (at the first try: {'; '.join(row.first_faults)})"
    loses = (
        ALL_POINTS
        if variant.earns_nothing
        else ", ".join(
            name.removeprefix("test_").replace("_", " ") for name in sorted(variant.loses)
        )
    )
    took = "" if row.seconds is None else f"{row.seconds:.0f}"
    return f"| {variant.engine} | {variant.name} | {loses} | {took} | {cell(verdict)} |"


def cell(text: str) -> str:
    """Text that ends neither its cell nor its line."""
    return " ".join(text.replace("|", "\\|").split())
