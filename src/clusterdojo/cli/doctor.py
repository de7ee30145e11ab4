"""`dojo doctor`: what this machine has and lacks."""

import typer

MARKS = {True: "[green]✓[/]", False: "[red]✗[/]", None: "[yellow]![/]"}


def register(app: typer.Typer) -> None:
    """Add the command."""

    @app.command("doctor")
    def command() -> None:
        """Show what this machine has and lacks, and what to do about it.

        Exit code 0: the embedded engine runs here, and with it most labs; 2: something is missing.
        Requirements of real nodes are listed separately, and do not change the exit code.
        """
        from rich.table import Table

        from clusterdojo.cli.console import out
        from clusterdojo.engines import host
        from clusterdojo.engines.registry import every

        engines = every()
        findings = host.examine()
        for engine in engines:
            if engine.embedded:
                findings += engine.examine()
        parts = [("Needed by every lab", findings)]
        for engine in engines:
            if not engine.embedded:
                nodes = "real" if engine.real_nodes else "simulated"
                title = f"Also needed by labs on {nodes} nodes (engine {engine.name})"
                parts.append((title, engine.examine()))
        for title, part in parts:
            table = Table(box=None, pad_edge=False, show_header=False)
            for finding in part:
                text = finding.found + (f"\n[bold]{finding.do}[/]" if finding.do else "")
                table.add_row(MARKS[finding.good], finding.subject, text)
            out.print(f"[bold]{title}[/]")
            out.print(table)
        raise typer.Exit(2 if any(finding.good is False for finding in findings) else 0)
