"""`dojo task`: the task once more."""

import typer


def register(app: typer.Typer) -> None:
    """Add the command."""

    @app.command("task")
    def command() -> None:
        """Show the task again."""
        from clusterdojo.attempt.store import default_store
        from clusterdojo.cli.show import show_task

        show_task(default_store().current())
