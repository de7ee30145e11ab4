"""`dojo stop`: end what was started, and nothing else."""

from typing import Annotated

import typer


def register(app: typer.Typer) -> None:
    """Add the command."""

    @app.command("stop")
    def command(
        *,
        everything: Annotated[
            bool, typer.Option("--all", help="Also what interrupted commands left behind.")
        ] = False,
    ) -> None:
        """End the lab and its clusters. Results are kept."""
        from clusterdojo.cli.console import out, progress
        from clusterdojo.lifecycle import stop
        from clusterdojo.store import default_store

        with progress() as shown:
            ended = stop(default_store(), shown, everything=everything)
        for name in ended:
            out.print(f"ended {name}")
        if not ended:
            out.print("nothing was running")
