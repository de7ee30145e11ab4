"""`dojo hint`: one more hint each time."""

import typer


def register(app: typer.Typer) -> None:
    """Add the command."""

    @app.command("hint")
    def command() -> None:
        """Show one more hint; the result records how many were seen."""
        from clusterdojo.attempt.store import default_store
        from clusterdojo.cli.console import out, page
        from clusterdojo.lab.hints import hints

        attempt = default_store().current()
        known = hints(attempt.suite().lab_dir(attempt.record.lab), attempt.record.values)
        if attempt.record.hints < len(known):
            attempt.record.hints += 1
            attempt.save()
        for number, text in enumerate(known[: attempt.record.hints], start=1):
            page(f"**{number}.** {text}")
        left = len(known) - attempt.record.hints
        out.print(f"[dim]{left} more[/]" if left else "[dim]That was the last hint.[/]")
