"""`dojo solution`: the reference solution, once the learner is sure."""

from typing import Annotated

import typer


def register(app: typer.Typer) -> None:
    """Add the command."""

    @app.command("solution")
    def command(*, yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False) -> None:
        """Show the reference solution; the result records that it was seen."""
        from clusterdojo.attempt.store import default_store
        from clusterdojo.cli.console import out
        from clusterdojo.lab.rendering import render_file

        attempt = default_store().current()
        if not (attempt.record.solution_seen or yes):
            typer.confirm("Show the solution? The result will say that you saw it.", abort=True)
        path = attempt.suite().lab_dir(attempt.record.lab) / "solution.sh"
        text = render_file(path, attempt.record.values)
        if not attempt.record.solution_seen:
            attempt.record.solution_seen = True
            attempt.save()
        if out.is_terminal:
            from clusterdojo.reporting.solution_script import script

            out.print(script(text), crop=False)
        else:
            typer.echo(text, nl=False)  # a pipe gets the script as it is
