"""`dojo list`: all labs, with the best result of each."""

import typer


def register(app: typer.Typer) -> None:
    """Add the command."""

    @app.command("list")
    def command() -> None:
        """Show all labs, with your best results.

        Exit code 2: a lab.yaml is wrong. A message names it, and the other labs are listed.
        """
        from rich.table import Table  # loaded for this command alone

        from clusterdojo.attempt.progress_by_lab import best_results
        from clusterdojo.attempt.store import default_store
        from clusterdojo.cli.console import err, out
        from clusterdojo.errors import ContentError
        from clusterdojo.lab.loading import load_lab
        from clusterdojo.lab.suite import suite

        best = best_results(default_store())
        table = Table(box=None, pad_edge=False)
        for name in ("lab", "title", "domain", "min", "engine", "best"):
            table.add_column(name, justify="right" if name in ("min", "best") else "left")
        wrong = []
        for lab_id in suite().lab_ids():
            try:
                lab = load_lab(suite().lab_dir(lab_id))
            except ContentError as error:
                first, *more = error.what.splitlines()
                wrong.append(f"{first}{f' (and {len(more)} more)' if more else ''}")
                continue
            table.add_row(
                lab.id,
                lab.title,
                lab.domain,
                str(lab.minutes),
                lab.engines[0],
                best.get(lab_id, ""),
            )
        out.print(table)
        for fault in wrong:
            err.print(f"dojo: not listed: {fault}", markup=False, soft_wrap=True)
        if wrong:
            raise typer.Exit(2)
