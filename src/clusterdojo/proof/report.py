"""The proof as reports: one page of Markdown (docs/proof.md), or a folder with all forms."""

import platform
from collections.abc import Sequence
from pathlib import Path

from clusterdojo import __version__
from clusterdojo.errors import StateError, UsageError
from clusterdojo.files import write_atomically
from clusterdojo.proof.prove import Proof
from clusterdojo.proof.report_model import Findings, commit, report_of
from clusterdojo.suite import Suite

PAGE = ".md"
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


def write(path: Path, findings: Findings) -> None:
    """Write the reports.

    Args:
        path: A file that ends in .md, for the page alone; else the folder for proof.md,
            proof.json, junit.xml, index.html and summary.md.
        findings: What is reported.

    Raises:
        UsageError: A file can't be written.
    """
    page = as_markdown(findings.suite, findings.proofs)
    files = {path: page} if path.suffix == PAGE else _all_forms(path, page, findings)
    try:
        for file, text in files.items():
            write_atomically(file, text, mode=READABLE)
    except StateError as error:
        raise UsageError(error.what, "Free some space, or choose another --report.") from error


def _all_forms(folder: Path, page: str, findings: Findings) -> dict[Path, str]:
    from clusterdojo.proof.report_html import as_html  # a page alone needs no templates
    from clusterdojo.proof.report_junit import as_junit
    from clusterdojo.proof.report_summary import as_summary

    report = report_of(findings)
    return {
        folder / "proof.md": page,
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
        "# The last proof",
        "",
        "Written by `make prove`; do not edit.",
        "",
        f"- clusterdojo {__version__}, commit {commit(suite)}",
        f"- {platform.system()} {platform.machine()}, Python {platform.python_version()}",
        f"- {len(proofs) - failed} variants proven, {failed} failed",
        f"- {seconds / 60:.0f} minutes of clusters' time",
        "",
    ]
    for lab in sorted({proof.variant.lab for proof in proofs}):
        lines += [
            f"## {lab}",
            "",
            "| engine | variant | must lose | seconds | |",
            "|---|---|---|---|---|",
        ]
        for proof in proofs:
            variant = proof.variant
            if variant.lab == lab:
                loses = ", ".join(
                    name.removeprefix("test_").replace("_", " ") for name in sorted(variant.loses)
                )
                verdict = "; ".join(proof.faults) or "proven"
                if proof.first_faults:
                    verdict += f" (at the first try: {'; '.join(proof.first_faults)})"
                took = f"{sum(proof.seconds.values()):.0f}"
                lines.append(
                    f"| {variant.engine} | {variant.name} | {loses} | {took} | {_cell(verdict)} |"
                )
        lines.append("")
    return "\n".join(lines)


def _cell(text: str) -> str:
    """Text that ends neither its cell nor its line."""
    return " ".join(text.replace("|", "\\|").split())
