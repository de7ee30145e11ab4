"""The proof in a few lines of Markdown, for the page of a CI run."""

from clusterdojo.proof.report_model import LeftOut, ProofReport
from clusterdojo.untrusted import one_line

MOST = 50  # failed variants that are told; the rest is in the other reports
LONGEST = 300  # characters of a fault
# What Markdown, or the HTML in it, would take for a mark.
MARKS = str.maketrans({mark: f"\\{mark}" for mark in "\\`*_{}[]()#+!|~<>&@"})


def as_summary(report: ProofReport) -> str:
    """Totals, failed variants with their faults, and what was left out."""
    failed = report.failed
    good = not failed and not report.content_faults
    proven = len(report.variants) - len(failed)
    minutes = (report.ended - report.began).total_seconds() / 60
    totals = (
        f"{report.labs} labs: {proven} variants proven, {len(failed)} failed, "
        f"{len(report.left_out)} left out; {minutes:.0f} minutes; "
        f"clusterdojo {_text(report.suite)}, commit {_text(report.commit)}."
    )
    lines = [
        f"## {'✅ The labs are proven' if good else '❌ The labs are not proven'}",
        "",
        totals,
        "",
    ]
    if not report.variants and not report.content_faults:
        lines[0] = "## ⚠️ No lab was tried"
    if report.content_faults:
        lines += ["### Faults in the labs' files", ""]
        lines += [f"- {_text(fault)}" for fault in report.content_faults[:MOST]]
        lines += [*_more(len(report.content_faults)), ""]
    if failed:
        lines += ["### Failed", ""]
        for variant in failed[:MOST]:
            lines.append(f"- **{_text(variant.lab)}** on {variant.engine}, {_text(variant.name)}")
            lines += [f"  - {_text(fault)}" for fault in variant.faults[:MOST]]
        lines += [*_more(len(failed)), ""]
    if report.unsteady:
        lines += ["### Only at the second try", ""]
        for variant in report.unsteady[:MOST]:
            lines.append(f"- **{_text(variant.lab)}** on {variant.engine}, {_text(variant.name)}")
            lines += [f"  - {_text(fault)}" for fault in variant.first_faults[:MOST]]
        lines += [*_more(len(report.unsteady)), ""]
    if report.left_out:
        lines += ["### Left out", "", *_left_out(report.left_out), ""]
    return "\n".join(lines)


def _left_out(left_out: list[LeftOut]) -> list[str]:
    """Which labs' variants, and why: one line for each reason and engine."""
    lines = []
    for reason, engine in dict.fromkeys((v.reason, v.engine) for v in left_out):
        those = [v for v in left_out if (v.reason, v.engine) == (reason, engine)]
        labs = list(dict.fromkeys(v.lab for v in those))
        named = ", ".join(map(_text, labs[:MOST])) + (" …" if len(labs) > MOST else "")
        lines.append(f"- {len(those)} variants on {engine} ({named}): {_text(reason)}")
    return lines


def _more(number: int) -> list[str]:
    return [f"- … and {number - MOST} more"] if number > MOST else []


def _text(text: str) -> str:
    """Text that is neither Markdown nor HTML, on one line."""
    return one_line(text, LONGEST).translate(MARKS)
