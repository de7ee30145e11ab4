"""The proof of many labs: in parallel where the machine allows, reported line by line."""

import datetime
import multiprocessing
import os
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from dataclasses import dataclass
from pathlib import Path

from clusterdojo.cli.console import err, out
from clusterdojo.engines import engine
from clusterdojo.errors import ContainerEngineError, UsageError
from clusterdojo.exam.lint import lint as lint_exams
from clusterdojo.lab.lint.labs import lint, stray_checks
from clusterdojo.lab.loading import load_lab
from clusterdojo.lab.suite import Suite, installed
from clusterdojo.paths import cache_dir, state_dir
from clusterdojo.proof.ledger import Ledger
from clusterdojo.proof.page import write_page
from clusterdojo.proof.prove import Proof, prove
from clusterdojo.proof.record import Record
from clusterdojo.proof.report import PAGE, require_writable, write
from clusterdojo.proof.report_model import Findings
from clusterdojo.proof.selection import TURNS, Selection, changed_labs, in_turn, select
from clusterdojo.proof.stores import clear
from clusterdojo.proof.variants import Variant, variants

BYTES_PER_CLUSTER = 800_000_000
NOT_PROVEN = 1
NO_TIME = "the time was used up"


@dataclass(frozen=True)
class Wish:
    """What the command line asks for.

    Attributes:
        labs: Their ids; empty for all.
        engine: Only this one; None for every engine that a lab declares.
        jobs: How many variants at once; None for as many as the machine takes.
        minutes: When to begin no more of what may be left out; None to leave out nothing.
        resume: Whether what is proven and unchanged is skipped.
        report: Where the proof is written: a file that ends in .md for one page, else a folder
            for all reports, or None.
        content_only: Whether to read the files and start no cluster.
    """

    labs: list[str]
    engine: str | None = None
    jobs: int | None = None
    minutes: float | None = None
    resume: bool = False
    report: Path | None = None
    content_only: bool = False


def validate(suite: Suite, wish: Wish) -> int:
    """Lint and prove labs, print what came out and what was left out.

    Returns:
        The exit code: 0 if everything holds, 1 if not.
    """
    began = time.monotonic()
    if wish.report is not None:
        require_writable(wish.report)
    chosen = wish.labs or suite.lab_ids()
    for lab_id in chosen:
        suite.lab_dir(lab_id)
    findings = Findings(suite, len(chosen))
    findings.content_faults = [fault for lab_id in chosen for fault in lint(suite, lab_id)]
    if not wish.labs:
        findings.content_faults += [*stray_checks(suite), *lint_exams(suite)]
    for fault in findings.content_faults:
        err.print(str(fault), style="red", soft_wrap=True, markup=False)
    if wish.content_only or findings.content_faults:
        _write(wish, findings)
        number = len(findings.content_faults)
        labs = f"{len(chosen)} lab{'s' * (len(chosen) != 1)}"
        out.print(f"{labs} read, {number} fault{'s' * (number != 1)} in their files")
        return NOT_PROVEN if number else 0
    wanted = [variant for lab_id in chosen for variant in _variants(suite, lab_id, wish.engine)]
    if not wanted:
        raise _nothing_to_prove(suite, wish)
    runnable, unavailable = _runnable(wanted)
    _clear_remains()
    if wish.minutes is None:
        selection = Selection(in_turn(runnable), [])
    else:
        today = datetime.datetime.now(datetime.UTC).date()
        turns = TURNS if suite.root == installed().root else ()
        selection = select(runnable, changed_labs(suite), today, turns)
    deadline = None if wish.minutes is None else began + 60 * wish.minutes
    try:
        proofs = _prove_all(suite, selection, wish, deadline)
    except KeyboardInterrupt:
        _write_what_is_proven(wish, suite)
        raise
    proofs.sort(key=lambda proof: runnable.index(proof.variant))
    failed = [proof for proof in proofs if proof.faults]
    unsteady = [proof for proof in proofs if proof.first_faults and not proof.faults]
    proven = {proof.variant for proof in proofs}
    findings.proofs = proofs
    findings.left_out = [
        (variant, unavailable.get(variant.engine, NO_TIME))
        for variant in wanted
        if variant not in proven
    ]
    out.print(f"{time.monotonic() - began:.0f} s for {len(chosen)} labs")
    for proof in (*unsteady, *failed):
        _show(proof)
    again = f", {len(unsteady)} of them only at the second try" if unsteady else ""
    out.print(f"{len(proofs) - len(failed)} passed{again}, {len(failed)} failed")
    _tell_left_out(proven, runnable, unavailable)
    _write(wish, findings)
    return NOT_PROVEN if failed else 0


def _write(wish: Wish, findings: Findings) -> None:
    """Write the reports. A page of Markdown tells of a proof only, not of what kept it from one."""
    if wish.report is None:
        return
    if wish.report.suffix != PAGE:
        write(wish.report, findings)
    elif not (wish.content_only or findings.content_faults):
        write_page(wish.report, findings.suite, _every(findings.suite), findings.proofs)


def _write_what_is_proven(wish: Wish, suite: Suite) -> None:
    """A whole proof takes hours: who ends it early has those hours on record."""
    if wish.report is None or wish.report.suffix != PAGE:
        return
    ledger = Ledger(cache_dir() / "proof.json", suite)
    every = _every(suite)
    proven = [proof for variant in every if (proof := ledger.proven(variant))]
    write_page(wish.report, suite, every, proven)
    out.print(f"{wish.report} has what is proven until now", soft_wrap=True, markup=False)


def _every(suite: Suite) -> list[Variant]:
    return [v for lab_id in suite.lab_ids() for v in _variants(suite, lab_id, None)]


def _variants(suite: Suite, lab_id: str, only: str | None) -> list[Variant]:
    declared: list[str] = list(load_lab(suite.labs / lab_id).engines)
    return variants(suite, lab_id, [name for name in declared if only in (None, name)])


def _nothing_to_prove(suite: Suite, wish: Wish) -> UsageError:
    if not suite.lab_ids():
        return UsageError(f"There are no labs in {suite.labs}.", "`dojo new NAME` makes one.")
    return UsageError(
        f"None of these labs runs on {wish.engine}.", "`dojo list` shows their engines."
    )


def _runnable(wanted: list[Variant]) -> tuple[list[Variant], dict[str, str]]:
    """The variants whose engine works on this machine; for the other engines, why not.

    Raises:
        ContainerEngineError: There is no container engine, and all tiers are required.
    """
    from clusterdojo.cli.console import progress

    unavailable = {}
    with progress() as shown:
        for name in sorted({variant.engine for variant in wanted}):
            try:
                engine(name).prepare(shown)
            except ContainerEngineError as error:
                if os.environ.get("CLUSTERDOJO_REQUIRE_ALL_TIERS"):
                    raise
                unavailable[name] = error.what
    return [variant for variant in wanted if variant.engine not in unavailable], unavailable


def _clear_remains() -> None:
    from clusterdojo.cli.console import progress

    with progress() as shown:
        for name in clear(state_dir(), shown):
            shown.note(f"cleared away {name}, whose proof was killed")


def _prove_all(
    suite: Suite, selection: Selection, wish: Wish, deadline: float | None
) -> list[Proof]:
    ledger = Ledger(cache_dir() / "proof.json", suite)
    known: dict[Variant, Proof] = {}
    if wish.resume:
        sources: list[Ledger | Record] = [ledger]
        if wish.report is not None and wish.report.suffix == PAGE:
            record = Record(wish.report.with_suffix(".json"), suite)
            sources.append(record)
            # What was proven with earlier code can wait for what was never proven.
            selection.required.sort(key=lambda variant: record.entry(variant) is not None)
        known = _known(sources, selection)
    if known:
        out.print(f"{len(known)} variants are proven already")

    def due() -> Iterator[Variant]:
        yield from (variant for variant in selection.required if variant not in known)
        for variant in selection.optional:
            if deadline is not None and time.monotonic() > deadline:
                return
            if variant not in known:
                yield variant

    proofs = dict(known)
    total = len(selection.required) + len(selection.optional)
    for proof in _in_parallel(suite, due(), wish.jobs or _jobs()):
        ledger.add(proof)
        proofs[proof.variant] = proof
        _show(proof, f"{len(proofs):>3}/{total} ")
    # A machine out of breath fails what a quiet one would not: each has a second try, alone. That
    # it needed one is told; whatever fails twice has failed.
    doubtful = [variant for variant, proof in proofs.items() if proof.faults and not proof.overdue]
    for proof in _in_parallel(suite, iter(doubtful), jobs=1):
        proof.first_faults = proofs[proof.variant].faults
        ledger.add(proof)
        proofs[proof.variant] = proof
        _show(proof, "again: ")
    order = [*selection.required, *selection.optional]
    return [proofs[variant] for variant in order if variant in proofs]


def _known(sources: Sequence[Ledger | Record], selection: Selection) -> dict[Variant, Proof]:
    """What this machine, or the record that came with the repository, has proven already."""
    return {
        variant: proof
        for variant in (*selection.required, *selection.optional)
        for source in sources
        if (proof := source.proven(variant))
    }


def _in_parallel(suite: Suite, due: Iterator[Variant], jobs: int) -> Iterator[Proof]:
    """Prove what is due, `jobs` at a time; the next one is asked for when one is done."""
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(max_workers=jobs, mp_context=context) as pool:
        running: set[Future[Proof]] = set()
        try:
            while True:
                while len(running) < jobs and (variant := next(due, None)):
                    running.add(pool.submit(prove, suite, variant))
                if not running:
                    return
                done, running = wait(running, return_when=FIRST_COMPLETED)
                for future in done:
                    yield future.result()
        finally:
            for future in running:
                future.cancel()


def _tell_left_out(
    proven: set[Variant], wanted: list[Variant], unavailable: dict[str, str]
) -> None:
    for name, reason in unavailable.items():
        out.print(f"left out, all labs on {name}: {reason}", markup=False, soft_wrap=True)
    left = [variant for variant in wanted if variant not in proven]
    for lab_id in dict.fromkeys(variant.lab for variant in left):
        names = "; ".join(f"{v.name} ({v.engine})" for v in left if v.lab == lab_id)
        out.print(f"left out, {lab_id}: {names}", markup=False, soft_wrap=True)
    if not left and not unavailable:
        out.print("left out: nothing")


def _show(proof: Proof, before: str = "") -> None:
    variant = proof.variant
    word = "[red]FAILED[/]" if proof.faults else "[green]proven[/]"
    seconds = sum(proof.seconds.values())
    out.print(
        f"{before}{word} {variant.lab} on {variant.engine}, {variant.name} ({seconds:.1f} s)",
        soft_wrap=True,
    )
    for fault in proof.faults:
        out.print(f"        {fault}", markup=False, soft_wrap=True)
    for fault in proof.first_faults:
        out.print(f"        at the first try: {fault}", markup=False, soft_wrap=True)


def _jobs() -> int:
    """As many clusters at once as there are processors and memory for, and one that waits."""
    import psutil

    memory = psutil.virtual_memory().available // BYTES_PER_CLUSTER
    processors = os.cpu_count() or 1
    if memory < 1:
        raise UsageError(
            "There is not enough free memory for a cluster (0.8 GB).", "Close other programs."
        )
    return int(max(1, min(memory, processors + 1)))
