"""`dojo validate`: proof that labs are graded right."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from clusterdojo.lab.suite import Suite
    from clusterdojo.proof.events import ContentRead, Ended, Event
    from clusterdojo.proof.prove import Proof

NOT_PROVEN = 1


def register(app: typer.Typer) -> None:
    """Add the command."""

    @app.command("validate")
    def command(
        labs: Annotated[
            list[str] | None, typer.Argument(help="The labs; by default all of them.")
        ] = None,
        *,
        engine: Annotated[
            str | None,
            typer.Option(help="Use only this engine; by default each engine that a lab declares."),
        ] = None,
        jobs: Annotated[
            int | None, typer.Option(min=1, help="How many variants to prove at once.")
        ] = None,
        minutes: Annotated[
            float | None,
            typer.Option(
                min=0, help="Start no optional variants after this time, and list those left out."
            ),
        ] = None,
        content_only: Annotated[
            bool, typer.Option("--content-only", help="Only check the files; start no cluster.")
        ] = False,
        resume: Annotated[
            bool,
            typer.Option("--resume", help="Skip variants that were proven and have not changed."),
        ] = False,
        why: Annotated[
            bool,
            typer.Option(
                "--why",
                help="Start nothing; say what made each proof void. The record is docs/proof.json, "
                "or the one beside the page of --report.",
            ),
        ] = False,
        report: Annotated[
            Path | None,
            typer.Option(
                metavar="DIR|FILE.md",
                help="Write all reports into this folder, or one page if the name ends in .md.",
            ),
        ] = None,
    ) -> None:
        """Prove that labs are graded correctly: untouched, solved, and with each mistake."""
        from clusterdojo.lab.suite import suite

        if why:
            raise typer.Exit(explain(suite(), labs or suite().lab_ids(), engine, report))
        from clusterdojo.cli.console import progress
        from clusterdojo.proof.run import ProofRequest, validate

        request = ProofRequest(labs or [], engine, jobs, minutes, resume, report, content_only)
        code = 0
        for event in validate(suite(), request, progress):
            code = max(code, tell(event))
        raise typer.Exit(code)


def tell(event: "Event") -> int:
    """Print what has happened.

    Returns:
        The exit code that it leads to.
    """
    from clusterdojo.cli.console import out
    from clusterdojo.proof.events import AlreadyProven, ContentRead, Interrupted, Tried

    if isinstance(event, ContentRead):
        return _tell_content(event)
    if isinstance(event, AlreadyProven):
        are = "variant is" if event.count == 1 else "variants are"
        out.print(f"{event.count} {are} proven already")
    elif isinstance(event, Tried):
        before = "again: " if event.again else f"{event.done:>3}/{event.total} "
        _show(event.proof, before)
        for fault in event.proof.faults:
            out.print(f"        {fault}", markup=False, soft_wrap=True)
    elif isinstance(event, Interrupted):
        out.print(f"{event.page} shows what has been proven so far", soft_wrap=True, markup=False)
    else:
        return _tell_end(event)
    return 0


def _tell_content(event: "ContentRead") -> int:
    from clusterdojo.cli.console import err, out

    for fault in event.faults:
        err.print(str(fault), style="red", soft_wrap=True, markup=False)
    if not event.last:
        return 0
    labs = f"{event.labs} lab{'s' * (event.labs != 1)}"
    number = len(event.faults)
    out.print(f"{labs} read, {number} fault{'s' * (number != 1)} in their files")
    return NOT_PROVEN if event.faults else 0


def _tell_end(event: "Ended") -> int:
    from clusterdojo.cli.console import out

    failed = [proof for proof in event.proofs if proof.faults]
    unsteady = [proof for proof in event.proofs if proof.first_faults and not proof.faults]
    out.print(f"{event.seconds:.0f} s for {event.labs} lab{'s' * (event.labs != 1)}")
    for proof in (*unsteady, *failed):
        _show(proof)  # its faults stand above, where each try ended
    again = f", {len(unsteady)} of them only at the second try" if unsteady else ""
    passed = len(event.proofs) - len(failed)
    out.print(f"{passed} variant{'s' * (passed != 1)} passed{again}, {len(failed)} failed")
    for name, reason in event.unavailable.items():
        out.print(f"left out, all labs on {name}: {reason}", markup=False, soft_wrap=True)
    for lab_id in dict.fromkeys(variant.lab for variant in event.left):
        names = "; ".join(f"{v.name} ({v.engine})" for v in event.left if v.lab == lab_id)
        out.print(f"left out, {lab_id}: {names}", markup=False, soft_wrap=True)
    if not event.left and not event.unavailable:
        out.print("left out: nothing")
    return NOT_PROVEN if failed else 0


def _show(proof: "Proof", before: str = "") -> None:
    from clusterdojo.cli.console import out

    variant = proof.variant
    word = "[red]FAILED[/]" if proof.faults else "[green]proven[/]"
    seconds = sum(proof.seconds.values())
    out.print(
        f"{before}{word} {variant.lab} on {variant.engine}, {variant.name} ({seconds:.1f} s)",
        soft_wrap=True,
    )


def explain(suite: "Suite", labs: list[str], engine: str | None, page: Path | None = None) -> int:
    """Print for each variant whether the record has it as it is now, and if not, why.

    Args:
        suite: Whose labs.
        labs: Their ids.
        engine: Only this one; None for every engine that a lab declares.
        page: The page beside which the record is; None for the suite's docs/proof.md.

    Returns:
        The exit code: 0 if all are proven as they are now.

    Raises:
        UsageError: There is no such lab, or no such record.
    """
    from clusterdojo.cli.console import out
    from clusterdojo.proof.record import Record
    from clusterdojo.proof.run import require_lab, variants_of

    record = Record(_record_beside(page) if page else suite.root / "docs" / "proof.json", suite)
    open_ = 0
    for lab_id in labs:
        require_lab(suite, lab_id)
        for variant in variants_of(suite, lab_id, engine):
            causes = record.why_void(variant)
            open_ += causes != []
            word = "not proven yet" if causes is None else "void" if causes else "proven"
            line = f"{word}: {variant.lab} on {variant.engine}, {variant.name}"
            out.print(line, markup=False, soft_wrap=True)
            for cause in causes or []:
                out.print(f"        changed: {cause}", markup=False, soft_wrap=True)
    return NOT_PROVEN if open_ else 0


def _record_beside(page: Path) -> Path:
    """The record that belongs to a page.

    Raises:
        UsageError: It is not a page, or it has no record: most likely the name is mistyped.
    """
    from clusterdojo.errors import UsageError
    from clusterdojo.proof.report import PAGE

    if page.suffix != PAGE:
        raise UsageError(
            f"{page} is not a page, and only pages have a record.",
            "Give --why a page, such as --report docs/proof.md.",
        )
    record = page.with_suffix(".json")
    if not record.exists():
        raise UsageError(
            f"There is no record {record}.", f"`dojo validate --report {page}` makes one."
        )
    return record
