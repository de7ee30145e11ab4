"""`dojo task`: the task once more."""

import typer


def register(app: typer.Typer) -> None:
    """Add the command."""

    @app.command("task")
    def command() -> None:
        """Show the task again."""
        from clusterdojo.cli.show import show_task
        from clusterdojo.store import default_store

        show_task(default_store().current())
