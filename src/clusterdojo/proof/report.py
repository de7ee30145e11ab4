"""The proof as a page: docs/proof.md."""

import platform
import subprocess

from clusterdojo import __version__
from clusterdojo.proof.prove import Proof
from clusterdojo.suite import Suite


def as_markdown(suite: Suite, proofs: list[Proof]) -> str:
    """One table a lab: every variant, what it had to lose, how long it took."""
    failed = sum(bool(proof.faults) for proof in proofs)
    seconds = sum(sum(proof.seconds.values()) for proof in proofs)
    lines = [
        "# The last proof",
        "",
        "Written by `make prove`; do not edit.",
        "",
        f"- clusterdojo {__version__}, commit {_commit(suite)}",
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
                    f"| {variant.engine} | {variant.name} | {loses} | {took} | {verdict} |"
                )
        lines.append("")
    return "\n".join(lines)


def _commit(suite: Suite) -> str:
    """The commit that was proven; "unknown" outside a checkout."""
    command = ["git", "-C", str(suite.root), "describe", "--always", "--dirty", "--abbrev=12"]
    try:
        done = subprocess.run(command, capture_output=True, text=True, check=False)
    except OSError:
        return "unknown"
    return done.stdout.strip() or "unknown"
