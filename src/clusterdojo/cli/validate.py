"""`dojo validate`: proof that labs are graded right."""

from pathlib import Path
from typing import Annotated

import typer


def register(app: typer.Typer) -> None:
    """Add the command."""

    @app.command("validate")
    def command(
        labs: Annotated[
            list[str] | None, typer.Argument(help="Which labs; all of them by default.")
        ] = None,
        *,
        jobs: Annotated[int | None, typer.Option(min=1, help="How many variants at once.")] = None,
        content_only: Annotated[
            bool, typer.Option("--content-only", help="Check the files; start no cluster.")
        ] = False,
        resume: Annotated[
            bool, typer.Option("--resume", help="Skip what was proven and has not changed.")
        ] = False,
        report: Annotated[
            Path | None, typer.Option(help="Write the proof as Markdown to this file.")
        ] = None,
    ) -> None:
        """Prove that labs are graded right: untouched 0, solution all, mistakes as named."""
        from clusterdojo.proof.command import validate
        from clusterdojo.suite import suite

        raise typer.Exit(
            validate(suite(), labs or [], jobs, resume, report, content_only=content_only)
        )
