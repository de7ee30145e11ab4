"""`dojo list`: all labs, with the best result of each."""

import typer


def register(app: typer.Typer) -> None:
    """Add the command."""

    @app.command("list")
    def command() -> None:
        """Show all labs, with your best result."""
        from rich.table import Table  # loaded for this command alone

        from clusterdojo import lab as labs
        from clusterdojo.cli.console import out
        from clusterdojo.progress_by_lab import best_results
        from clusterdojo.store import default_store
        from clusterdojo.suite import suite

        best = best_results(default_store())
        table = Table(box=None, pad_edge=False)
        for name in ("lab", "title", "domain", "min", "engine", "best"):
            table.add_column(name, justify="right" if name in ("min", "best") else "left")
        for lab_id in suite().lab_ids():
            lab = labs.load(suite().lab_dir(lab_id))
            table.add_row(
                lab.id,
                lab.title,
                lab.domain,
                str(lab.minutes),
                lab.engines[0],
                best.get(lab_id, ""),
            )
        out.print(table)
