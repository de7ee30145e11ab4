"""`dojo run -- CMD`: one command in the lab's environment."""

from typing import Annotated

import typer


def register(app: typer.Typer) -> None:
    """Add the command."""

    @app.command("run", context_settings={"ignore_unknown_options": True})
    def command(
        command: Annotated[list[str], typer.Argument(help="The command to run, after --.")],
    ) -> None:
        """Run one command in the lab's environment, and end with its exit code."""
        import shutil

        from clusterdojo.attempt.environment import environment
        from clusterdojo.attempt.store import default_store
        from clusterdojo.cli.become import become
        from clusterdojo.errors import UsageError

        attempt = default_store().current()
        variables = environment(attempt)
        program = shutil.which(command[0], path=variables["PATH"])
        if program is None:
            raise UsageError(
                f"There is no program called {command[0]!r}.",
                f"Try `dojo run -- kubectl get nodes`; {attempt.bin} comes first on the PATH.",
            )
        become(attempt.work, program, command, variables)
