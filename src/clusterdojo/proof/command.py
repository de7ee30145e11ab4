"""The proof of many labs: in parallel where the machine allows, reported line by line."""

import multiprocessing
import os
import time
from concurrent.futures import ProcessPoolExecutor, as_completed
from pathlib import Path

from clusterdojo import lab as labs
from clusterdojo.cli.console import err, out
from clusterdojo.content.lint import lint, stray_checks
from clusterdojo.engines import engine
from clusterdojo.errors import UsageError
from clusterdojo.paths import cache_dir
from clusterdojo.proof.ledger import Ledger
from clusterdojo.proof.prove import Proof, prove
from clusterdojo.proof.report import as_markdown
from clusterdojo.proof.variants import Variant, variants
from clusterdojo.suite import Suite

BYTES_PER_CLUSTER = 800_000_000
NOT_PROVEN = 1


def validate(
    suite: Suite,
    lab_ids: list[str],
    jobs: int | None,
    resume: bool,  # noqa: FBT001 - the command line's own flag
    report: Path | None,
    *,
    content_only: bool,
) -> int:
    """Lint and prove labs, print what came out.

    Returns:
        The exit code: 0 if everything holds, 1 if not.
    """
    chosen = lab_ids or suite.lab_ids()
    for lab_id in chosen:
        suite.lab_dir(lab_id)
    faults = [fault for lab_id in chosen for fault in lint(suite, lab_id)]
    faults += [] if lab_ids else stray_checks(suite)
    for fault in faults:
        err.print(str(fault), style="red", soft_wrap=True, markup=False)
    if content_only or faults:
        out.print(f"{len(chosen)} labs read, {len(faults)} faults in their files")
        return NOT_PROVEN if faults else 0
    wanted = [
        variant
        for lab_id in chosen
        for variant in variants(suite, lab_id, list(labs.load(suite.labs / lab_id).engines))
    ]
    began = time.monotonic()
    proofs = _prove_all(suite, wanted, jobs or _jobs(), resume=resume)
    seconds = time.monotonic() - began
    failed = [proof for proof in proofs if proof.faults]
    if report is not None:
        report.write_text(as_markdown(suite, proofs), encoding="utf-8")
    out.print(f"{seconds:.0f} s for {len(chosen)} labs")
    out.print(f"{len(proofs) - len(failed)} passed, {len(failed)} failed")
    return NOT_PROVEN if failed else 0


def _prove_all(suite: Suite, wanted: list[Variant], jobs: int, *, resume: bool) -> list[Proof]:
    from clusterdojo.cli.console import progress

    ledger = Ledger(cache_dir() / "proof.json", suite)
    proofs: list[Proof] = []
    left: list[Variant] = []
    for variant in wanted:
        known = ledger.proven(variant) if resume else None
        if known:
            proofs.append(known)
        else:
            left.append(variant)
    if proofs:
        out.print(f"{len(proofs)} variants are proven already")
    with progress() as shown:
        for name in sorted({variant.engine for variant in left}):
            engine(name).prepare(shown)
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(max_workers=jobs, mp_context=context) as pool:
        futures = [pool.submit(prove, suite, variant) for variant in left]
        try:
            for future in as_completed(futures):
                proof = future.result()
                ledger.add(proof)
                proofs.append(proof)
                _show(proof, len(proofs), len(wanted))
        except BaseException:
            for future in futures:
                future.cancel()
            raise
    order = {variant: index for index, variant in enumerate(wanted)}
    return sorted(proofs, key=lambda proof: order[proof.variant])


def _show(proof: Proof, done: int, total: int) -> None:
    variant = proof.variant
    word = "[red]FAILED[/]" if proof.faults else "[green]proven[/]"
    seconds = sum(proof.seconds.values())
    out.print(
        f"{done:>3}/{total} {word} {variant.lab} on {variant.engine}, {variant.name} "
        f"({seconds:.1f} s)",
        soft_wrap=True,
    )
    for fault in proof.faults:
        out.print(f"        {fault}", markup=False, soft_wrap=True)


def _jobs() -> int:
    """As many clusters at once as there are processors and memory for."""
    import psutil

    memory = psutil.virtual_memory().available // BYTES_PER_CLUSTER
    processors = os.cpu_count() or 1
    if memory < 1:
        raise UsageError(
            "There is not enough free memory for a cluster (0.8 GB).", "Close other programs."
        )
    return int(max(1, min(memory, processors)))
