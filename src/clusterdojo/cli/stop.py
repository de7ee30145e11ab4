"""`dojo stop`: end what was started, and nothing else."""

from typing import Annotated

import typer


def register(app: typer.Typer) -> None:
    """Add the command."""

    @app.command("stop")
    def command(
        *,
        everything: Annotated[
            bool, typer.Option("--all", help="Also remove what interrupted commands left behind.")
        ] = False,
    ) -> None:
        """End the lab and remove its clusters. Results are kept."""
        from clusterdojo.attempt.ending import stop
        from clusterdojo.attempt.store import default_store
        from clusterdojo.cli.console import out, progress
        from clusterdojo.exam.folder import Exams

        store = default_store()
        exams = Exams(store.root)
        with progress() as shown:
            ended = stop(store, shown, everything=everything)
            if everything and exams.folders():
                from clusterdojo.exam.leaving import stop_all

                ended += stop_all(exams, shown)
            if everything and (store.root / "proofs").exists():
                from clusterdojo.proof.stores import clear

                ended += clear(store.root, shown)
        for name in ended:
            out.print(f"ended {name}")
        if not ended:
            out.print("nothing was running")
