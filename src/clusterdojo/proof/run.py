"""The proof of many labs, in parallel where the machine allows: it yields what happens."""

import datetime
import multiprocessing
import os
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path

from clusterdojo.engines.fitness import wrong_engines
from clusterdojo.engines.host import free_mib
from clusterdojo.engines.registry import engine
from clusterdojo.errors import ContainerEngineError, UsageError
from clusterdojo.exam.lint import lint as lint_exams
from clusterdojo.lab.faults import Fault
from clusterdojo.lab.lint.cheats import wrong_common_cheats
from clusterdojo.lab.lint.labs import lint, stray_checks
from clusterdojo.lab.loading import load_lab
from clusterdojo.lab.suite import Suite, installed
from clusterdojo.paths import cache_dir, state_dir
from clusterdojo.progress import Progress
from clusterdojo.proof.events import AlreadyProven, ContentRead, Ended, Event, Interrupted, Tried
from clusterdojo.proof.interrupts import interrupts_wait, take_interrupts
from clusterdojo.proof.ledger import Ledger
from clusterdojo.proof.page import write_page
from clusterdojo.proof.prove import Proof, prove
from clusterdojo.proof.record import Record
from clusterdojo.proof.report import PAGE, require_writable, write
from clusterdojo.proof.report_model import Findings
from clusterdojo.proof.selection import ROTATIONS, Selection, changed_labs, in_turn, select
from clusterdojo.proof.stores import clear
from clusterdojo.proof.variants import Variant, variants

PROVER_MIB = 200  # a proof's own process, with pytest and kubectl, beside its clusters
NO_TIME = "the time was up"

Shown = Callable[[], AbstractContextManager[Progress]]


@dataclass(frozen=True)
class ProofRequest:
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


def validate(suite: Suite, request: ProofRequest, shown: Shown) -> Iterator[Event]:
    """Lint and prove labs, and write the reports that are asked for.

    Args:
        suite: Whose labs.
        request: Which, and how.
        shown: Opens what shows the steps before the first try.

    Raises:
        UsageError: There is no such lab or nothing to prove, or a report can't be written.
        ContainerEngineError: There is no container engine, and all tiers are required.
    """
    began = time.monotonic()
    if request.report is not None:
        require_writable(request.report)
    chosen = request.labs or suite.lab_ids()
    for lab_id in chosen:
        require_lab(suite, lab_id)
    findings = Findings(suite, len(chosen))
    findings.content_faults = [fault for lab_id in chosen for fault in _faults(suite, lab_id)]
    findings.content_faults += wrong_common_cheats(suite)
    if not request.labs:
        findings.content_faults += [*stray_checks(suite), *lint_exams(suite)]
    last = request.content_only or bool(findings.content_faults)
    if last:
        _write(request, findings)
    yield ContentRead(len(chosen), findings.content_faults, last)
    if last:
        return
    wanted = [
        variant for lab_id in chosen for variant in variants_of(suite, lab_id, request.engine)
    ]
    if not wanted:
        raise _nothing_to_prove(suite, request)
    with shown() as progress:
        runnable, unavailable = _runnable(wanted, progress)
        for name in clear(state_dir(), progress):
            progress.note(f"cleared away {name}, whose proof was killed")
    proofs: dict[Variant, Proof] = {}
    deadline = None if request.minutes is None else began + 60 * request.minutes
    try:
        yield from _prove_all(
            suite, _selection(suite, request, runnable), request, deadline, proofs
        )
    except KeyboardInterrupt:
        if request.report is not None and request.report.suffix == PAGE:
            _write_what_is_proven(request.report, suite)
            yield Interrupted(request.report)
        raise
    findings.proofs = [proofs[variant] for variant in runnable if variant in proofs]
    findings.left_out = [
        (variant, unavailable.get(variant.engine, NO_TIME))
        for variant in wanted
        if variant not in proofs
    ]
    left = [variant for variant in runnable if variant not in proofs]
    yield Ended(len(chosen), findings.proofs, left, unavailable, time.monotonic() - began)
    _write(request, findings)


def _selection(suite: Suite, request: ProofRequest, runnable: list[Variant]) -> Selection:
    if request.minutes is None:
        return Selection(in_turn(runnable), [])
    today = datetime.datetime.now(datetime.UTC).date()
    turns = ROTATIONS if suite.root == installed().root else ()
    return select(runnable, changed_labs(suite), today, turns)


def _faults(suite: Suite, lab_id: str) -> list[Fault]:
    """All faults in the files of one lab, sorted by place."""
    return sorted({*lint(suite, lab_id), *wrong_engines(suite.lab_dir(lab_id))})


def _write(request: ProofRequest, findings: Findings) -> None:
    """Write the reports. A page of Markdown tells of a proof only, not of what kept it from one."""
    if request.report is None:
        return
    if request.report.suffix != PAGE:
        write(request.report, findings)
    elif not (request.content_only or findings.content_faults):
        write_page(request.report, findings.suite, _every(findings.suite), findings.proofs)


def _write_what_is_proven(page: Path, suite: Suite) -> None:
    """A whole proof takes hours: who ends it early has those hours on record."""
    ledger = Ledger(cache_dir() / "proof.json", suite)
    every = _every(suite)
    proven = [proof for variant in every if (proof := ledger.proven(variant))]
    write_page(page, suite, every, proven)


def _every(suite: Suite) -> list[Variant]:
    return [v for lab_id in suite.lab_ids() for v in variants_of(suite, lab_id, None)]


def require_lab(suite: Suite, lab_id: str) -> None:
    """Make sure that the suite has this lab.

    Raises:
        UsageError: There is no such lab, or its folder has no lab.yaml yet.
    """
    folders = {path.name for path in suite.labs.iterdir() if path.is_dir()}
    if lab_id in folders.difference(suite.lab_ids()):
        raise UsageError(
            f"{suite.labs / lab_id} has no lab.yaml.",
            "Write one; docs/lab-yaml.md describes each field.",
        )
    suite.lab_dir(lab_id)


def variants_of(suite: Suite, lab_id: str, only: str | None) -> list[Variant]:
    """All variants of a lab, on one engine only or on each that the lab declares."""
    declared: list[str] = list(load_lab(suite.labs / lab_id).engines)
    return variants(suite, lab_id, [name for name in declared if only in (None, name)])


def _nothing_to_prove(suite: Suite, request: ProofRequest) -> UsageError:
    if not suite.lab_ids():
        return UsageError(f"There are no labs in {suite.labs}.", "`dojo new NAME` makes one.")
    return UsageError(
        f"None of these labs runs on {request.engine}.", "`dojo list` shows their engines."
    )


def _runnable(wanted: list[Variant], progress: Progress) -> tuple[list[Variant], dict[str, str]]:
    """The variants whose engine works on this machine; for the other engines, why not.

    Raises:
        ContainerEngineError: There is no container engine, and all tiers are required.
    """
    unavailable = {}
    for name in sorted({variant.engine for variant in wanted}):
        try:
            engine(name).prepare(progress)
        except ContainerEngineError as error:
            if os.environ.get("CLUSTERDOJO_REQUIRE_ALL_TIERS"):
                raise
            unavailable[name] = error.what
    return [variant for variant in wanted if variant.engine not in unavailable], unavailable


def _prove_all(
    suite: Suite,
    selection: Selection,
    request: ProofRequest,
    deadline: float | None,
    proofs: dict[Variant, Proof],
) -> Iterator[Event]:
    """Prove what is selected, into `proofs`."""
    ledger = Ledger(cache_dir() / "proof.json", suite)
    if request.resume:
        sources: list[Ledger | Record] = [ledger]
        if request.report is not None and request.report.suffix == PAGE:
            record = Record(request.report.with_suffix(".json"), suite)
            sources.append(record)
            # What was proven with earlier code can wait for what was never proven.
            selection.required.sort(key=lambda variant: record.entry(variant) is not None)
        proofs |= _known(sources, selection)
    known = set(proofs)
    if known:
        yield AlreadyProven(len(known))

    def due() -> Iterator[Variant]:
        yield from (variant for variant in selection.required if variant not in known)
        for variant in selection.optional:
            if deadline is not None and time.monotonic() > deadline:
                return
            if variant not in known:
                yield variant

    total = len(selection.required) + len(selection.optional)
    for proof in _in_parallel(suite, due(), request.jobs or _jobs(suite, selection)):
        ledger.add(proof)
        proofs[proof.variant] = proof
        yield Tried(proof, len(proofs), total)
    # A machine out of breath fails what a quiet one would not: each has a second try, alone. That
    # it needed one is told; whatever fails twice has failed.
    doubtful = [variant for variant, proof in proofs.items() if proof.faults and not proof.overdue]
    for proof in _in_parallel(suite, iter(doubtful), jobs=1):
        proof.first_faults = [fault.text for fault in proofs[proof.variant].faults]
        ledger.add(proof)
        proofs[proof.variant] = proof
        yield Tried(proof, len(proofs), total, again=True)


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
    with ProcessPoolExecutor(jobs, context, initializer=take_interrupts) as pool:
        running: set[Future[Proof]] = set()
        try:
            while True:
                while len(running) < jobs and (variant := next(due, None)):
                    with interrupts_wait():  # a process that is started now inherits that
                        running.add(pool.submit(prove, suite, variant))
                if not running:
                    return
                done, running = wait(running, return_when=FIRST_COMPLETED)
                for future in done:
                    yield future.result()
        finally:
            for future in running:
                future.cancel()


def _jobs(suite: Suite, selection: Selection) -> int:
    """As many variants at once as there are processors and memory for, and one that waits."""
    tried = {(v.lab, v.engine) for v in (*selection.required, *selection.optional)}
    taken = [
        sum(map(engine(name).memory_mib, load_lab(suite.lab_dir(lab_id)).clusters))
        for lab_id, name in tried
    ]
    largest = PROVER_MIB + max(taken, default=0)
    room = free_mib() // largest
    if room < 1:
        raise UsageError(
            f"There is not enough free memory for the clusters of a lab ({largest} MiB).",
            "Close other programs.",
        )
    return min(room, (os.cpu_count() or 1) + 1)
