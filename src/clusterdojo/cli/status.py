"""`dojo status`: what is running, and how it stands."""

import typer


def register(app: typer.Typer) -> None:
    """Add the command."""

    @app.command("status")
    def command() -> None:
        """Show what is running."""
        from clusterdojo.attempt import spare
        from clusterdojo.attempt.store import default_store
        from clusterdojo.cli.console import out
        from clusterdojo.engines.registry import engine
        from clusterdojo.errors import UsageError
        from clusterdojo.grading.result import read

        store = default_store()
        attempt = store.running()
        if attempt is None:
            left = len(store.folders())
            out.print("No lab is running.")
            if left:
                try:
                    with store.lock():
                        out.print(f"{left} interrupted: `dojo stop --all` clears it away.")
                except UsageError as error:
                    out.print(error.what)
            return
        record = attempt.record
        out.print(f"lab       {record.lab} on {record.engine}, seed {record.seed}")
        out.print(f"started   {record.started:%Y-%m-%d %H:%M} UTC")
        out.print(f"folder    {attempt.folder}", soft_wrap=True)
        for name in record.clusters:
            fault = engine(record.engine).fault(attempt.cluster_folder(name))
            out.print(f"{name:<9} {record.versions.get(name, '')} {fault or 'running'}")
        if of_spare := spare.state(attempt):
            out.print(f"spare     {of_spare}, for a quick `dojo reset`")
        hints = f"{record.hints} hint{'s' * (record.hints != 1)}"
        out.print(f"help      {hints}" + (", solution seen" * record.solution_seen))
        path = store.result(record.id)
        if path.exists():
            result = read(path)
            ungraded = result.outcome == "ungradable"  # it has no points, not even zero
            score = "no score" if ungraded else f"{result.earned} of {result.possible} points"
            checks = f"{len(result.checks)} check{'s' * (len(result.checks) != 1)}"
            out.print(f"result    {score}, {checks}, {path}", soft_wrap=True)
