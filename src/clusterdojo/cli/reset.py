"""`dojo reset`: the start state again."""

import typer


def register(app: typer.Typer) -> None:
    """Add the command."""

    @app.command("reset")
    def command() -> None:
        """Bring the lab back to its start state, and remove the files in the work folder."""
        from clusterdojo.attempt.spare import begin
        from clusterdojo.attempt.starting import reset
        from clusterdojo.attempt.store import default_store
        from clusterdojo.cli.console import out, progress
        from clusterdojo.cli.preload import why_not

        with progress() as shown:
            attempt = reset(default_store(), shown, why_not)
        begin(attempt, attempt.suite().lab_dir(attempt.record.lab))
        out.print(f"{attempt.record.lab} is back at its start state.")
