"""`dojo start`: from nothing to a task on the screen."""

import typer


def register(app: typer.Typer) -> None:
    """Add the command."""

    @app.command("start")
    def command(
        lab: str = typer.Argument(help="The lab's id; `dojo list` shows them."),
        engine: str | None = typer.Option(
            None, help="Where to run it; the lab's first by default."
        ),
        seed: int | None = typer.Option(None, help="Draw the same values as this seed did before."),
    ) -> None:
        """Start a lab and show its task."""
        from clusterdojo.cli.console import load_pages, progress
        from clusterdojo.lifecycle import start
        from clusterdojo.store import default_store
        from clusterdojo.suite import suite

        with progress() as shown:
            attempt = start(default_store(), suite(), lab, engine, seed, shown, load_pages)
        from clusterdojo.cli.show import show_task

        show_task(attempt)
        from clusterdojo.spare import begin

        begin(attempt, suite().lab_dir(lab))
