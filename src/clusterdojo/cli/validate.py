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
        engine: Annotated[
            str | None, typer.Option(help="Only on this engine; on each that a lab declares.")
        ] = None,
        jobs: Annotated[int | None, typer.Option(min=1, help="How many variants at once.")] = None,
        minutes: Annotated[
            float | None,
            typer.Option(min=0, help="Begin nothing optional after that; say what is left out."),
        ] = None,
        content_only: Annotated[
            bool, typer.Option("--content-only", help="Check the files; start no cluster.")
        ] = False,
        resume: Annotated[
            bool, typer.Option("--resume", help="Skip what was proven and has not changed.")
        ] = False,
        report: Annotated[
            Path | None,
            typer.Option(
                metavar="DIR|FILE.md",
                help="Write all reports into this folder; or to a file in .md, one page.",
            ),
        ] = None,
    ) -> None:
        """Prove that labs are graded right: untouched 0, solution all, mistakes as named."""
        from clusterdojo.lab.suite import suite
        from clusterdojo.proof.command import Wish, validate

        wish = Wish(labs or [], engine, jobs, minutes, resume, report, content_only)
        raise typer.Exit(validate(suite(), wish))
