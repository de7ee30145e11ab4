"""`dojo check`: the grade, once or each time something changes."""

from typing import Annotated

import typer

from clusterdojo.cli.waiting import waiting

EXIT = {"passed": 0, "failed": 1, "ungradable": 2}


def register(app: typer.Typer) -> None:
    """Add the command."""

    @app.command("check")
    def command(
        *,
        watch: Annotated[
            bool, typer.Option(help="Grade again whenever something changes.")
        ] = False,
        as_json: Annotated[
            bool, typer.Option("--json", help="Print result.json instead of the table.")
        ] = False,
    ) -> None:
        """Grade what you have done so far.

        Exit code 0: every point earned; 1: not yet; 2: a part of it could not be graded.
        """
        from clusterdojo.attempt.store import default_store
        from clusterdojo.grading.check import check

        store = default_store()
        attempt = store.current()
        if watch:
            from clusterdojo.cli.watching import watch as grade_again  # it loads what shows it

            grade_again(store, attempt.suite(), attempt)
            return
        limit = attempt.record.settle_seconds
        with waiting(f"waiting for the cluster to come to rest, up to {limit} s"):
            result = check(store, attempt.suite(), attempt)
        if as_json:
            shown = result if result.solution_seen else result.before_the_solution()
            typer.echo(shown.model_dump_json(indent=2))
        else:
            from clusterdojo.cli.show import show_result

            show_result(result)
        if result.faults:
            from clusterdojo.untrusted import terminal

            told = f"{'; '.join(result.faults)}, so nothing there counts as solved."
            do = "Repair it if that is the task; otherwise `dojo reset` gives you a fresh start."
            typer.echo(terminal(f"dojo: {told}\n      {do}"), err=True)
        raise typer.Exit(EXIT[result.outcome])
