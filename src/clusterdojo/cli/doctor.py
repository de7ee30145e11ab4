"""`dojo doctor`: what this machine has and lacks."""

import typer

MARKS = {True: "[green]✓[/]", False: "[red]✗[/]", None: "[yellow]![/]"}


def register(app: typer.Typer) -> None:
    """Add the command."""

    @app.command("doctor")
    def command() -> None:
        """Tell what this machine has and lacks, and what to do about it.

        Exit code 0: the embedded engine runs here; 2: something is missing.
        """
        from rich.table import Table

        from clusterdojo.cli.console import out
        from clusterdojo.doctor import examine

        findings = examine()
        table = Table(box=None, pad_edge=False, show_header=False)
        for finding in findings:
            text = finding.found + (f"\n[bold]{finding.do}[/]" if finding.do else "")
            table.add_row(MARKS[finding.good], finding.subject, text)
        out.print(table)
        raise typer.Exit(2 if any(finding.good is False for finding in findings) else 0)
