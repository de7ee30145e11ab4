"""docs/proof.md: how every variant of the suite stands, on whatever machine it was proven."""

import platform
from collections.abc import Iterable, Mapping
from pathlib import Path

from clusterdojo import __version__
from clusterdojo.errors import StateError, UsageError
from clusterdojo.files import write_atomically
from clusterdojo.lab.suite import Suite
from clusterdojo.proof.attacks import rounds_beside, section
from clusterdojo.proof.prove import Proof
from clusterdojo.proof.record import READABLE, Record
from clusterdojo.proof.report import VariantRow, tables
from clusterdojo.proof.report_model import commit
from clusterdojo.proof.variants import Variant

NOT_YET = "not yet, or not since the lab changed"


def write_page(path: Path, suite: Suite, every: Iterable[Variant], proofs: Iterable[Proof]) -> None:
    """Add a run's proofs to the record beside the page, and write both.

    Args:
        path: The page; the record has its name and ends in .json.
        suite: Whose labs.
        every: All variants of all labs, in the order of the page.
        proofs: What the run has tried.

    Raises:
        UsageError: The record can't be read, or a file can't be written.
    """
    tried = {proof.variant: proof for proof in proofs}
    record = Record(path.with_suffix(".json"), suite)
    record.add(tried.values())
    every = list(every)
    attacks = section(rounds_beside(path), every)
    page = as_page(suite, every, record, tried, attacks)  # before the record changes the checkout
    try:
        record.write()
        write_atomically(path, page, mode=READABLE)
    except StateError as error:
        raise UsageError(error.what, "Free some space, or choose another --report.") from error


def as_page(
    suite: Suite,
    every: Iterable[Variant],
    record: Record,
    tried: Mapping[Variant, Proof],
    attacks: Iterable[str] = (),
) -> str:
    """One table a lab: every variant, what it has to lose, how long it took, how it stands."""
    every = list(every)
    known = [entry for variant in every if (entry := record.entry(variant))]
    current = sum(record.is_current(variant) for variant in every)
    failed = sum(bool(tried[variant].faults) for variant in every if variant in tried)
    counts = (
        f"{current} proven with this code, {len(known) - current} with earlier code, "
        f"{len(every) - len(known) - failed} not yet, {failed} failed"
    )
    lines = [
        "# The last proof",
        "",
        "Written by `dojo validate`; do not edit. A proof takes hours, so several machines add to",
        "it. If a variant was proven with earlier code of the suite, and its lab has not changed",
        "since, the table names the commit.",
        "",
        f"- clusterdojo {__version__}, commit {commit(suite)}",
        f"- {platform.system()} {platform.machine()}, Python {platform.python_version()}",
        f"- {len(every)} variants: {counts}",
        f"- {sum(entry.seconds for entry in known) / 60:.0f} minutes of clusters' time",
        "",
    ]
    rows = [_row(variant, record, tried.get(variant)) for variant in every]
    return "\n".join([*lines, *attacks, *tables(rows)])


def _row(variant: Variant, record: Record, proof: Proof | None) -> VariantRow:
    entry = record.entry(variant)
    if proof and proof.faults:
        verdict = f"FAILED: {'; '.join(map(str, proof.faults))}"
        return VariantRow(
            variant, sum(proof.seconds.values()), verdict, proof.first_faults, proof.remade
        )
    if entry is None:
        return VariantRow(variant, None, NOT_YET)
    verdict = "proven" if record.is_current(variant) else f"proven at {entry.commit}"
    return VariantRow(variant, entry.seconds, verdict, entry.first_faults, entry.remade)
