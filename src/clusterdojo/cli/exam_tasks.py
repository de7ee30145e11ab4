"""The commands of an exam that are about its tasks."""

import os
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from clusterdojo.exam.sitting import LocalSitting

Number = Annotated[int, typer.Argument(metavar="N", help="The task's number.")]


def register(app: typer.Typer) -> None:
    """Add them to the group."""
    app.command("status")(_status)
    app.command("task")(_task)
    app.command("next")(_next)
    app.command("flag")(_flag)
    app.command("shell")(_shell)
    raw = {"ignore_unknown_options": True, "allow_interspersed_args": False}
    app.command("run", context_settings=raw)(_run)
    app.command("check")(_check)


def sitting() -> "LocalSitting":
    """The exam that is under way, with its background process at work.

    Raises:
        UsageError: There is none.
    """
    from clusterdojo.exam import preparer
    from clusterdojo.exam.folder import default_exams
    from clusterdojo.exam.sitting import LocalSitting

    exam = default_exams().current()
    preparer.begin(exam)
    return LocalSitting(exam)


def _status() -> None:
    """Show the clock and all tasks."""
    from clusterdojo.cli.exam_shown import show_status

    show_status(sitting())


def _task(
    number: Annotated[
        int | None,
        typer.Argument(metavar="N", help="The task's number; by default the current task."),
    ] = None,
) -> None:
    """Go to a task and show it."""
    sat = sitting()
    _go_to(sat, sat.record().current if number is None else number)


def _next() -> None:
    """Go to the next task and show it; after the last task, go to the first flagged one."""
    from clusterdojo.errors import UsageError

    sat = sitting()
    record = sat.record()
    after = [t.number for t in record.tasks if t.number > record.current]
    flagged = [t.number for t in record.tasks if t.flagged and t.number != record.current]
    if not after and not flagged:
        raise UsageError(
            "This is the last task, and no other one is flagged.",
            "`dojo exam task N` goes back to one, `dojo exam submit` ends the exam.",
        )
    _go_to(sat, (after or flagged)[0])


def _go_to(sat: "LocalSitting", number: int) -> None:
    from clusterdojo.cli.console import progress
    from clusterdojo.cli.exam_shown import show_task

    with progress() as shown:
        sat.seat(number, shown)
    show_task(sat, number)


def _flag(
    number: Number,
    *,
    off: Annotated[bool, typer.Option("--off", help="Remove the mark.")] = False,
) -> None:
    """Mark a task to come back to."""
    from clusterdojo.cli.console import out

    sitting().flag(number, on=not off)
    out.print(f"Task {number} is {'not flagged any more' if off else 'flagged'}.")


def _shell(
    number: Annotated[
        int | None,
        typer.Argument(metavar="N", help="The task's number; by default the current task."),
    ] = None,
) -> None:
    """Open a shell for a task; its prompt shows the time left."""
    from clusterdojo.cli.become import become
    from clusterdojo.cli.console import err, progress
    from clusterdojo.exam import seat

    sat = sitting()
    chosen = sat.record().current if number is None else number
    with progress() as shown:
        attempt = sat.seat(chosen, shown)
        argv, environment = seat.command(sat.exam, chosen, attempt)
    err.print("[dim]`exit` leaves the shell; the clock goes on. All tasks: `dojo exam status`.[/]")
    become(attempt.work, argv[0], ["bash", *argv[1:]], environment)


def _run(
    number: Number,
    command: Annotated[list[str], typer.Argument(help="The command to run.")],
) -> None:
    """Run one command in a task's environment; its exit code is passed on."""
    import shutil

    from clusterdojo.cli.become import become
    from clusterdojo.cli.console import progress
    from clusterdojo.errors import UsageError
    from clusterdojo.exam import seat

    sat = sitting()
    with progress() as shown:
        attempt = sat.seat(number, shown)
    variables = seat.variables(sat.exam, number, attempt)
    words = command[1:] if command[0] == "--" else command
    program = shutil.which(words[0], path=variables["PATH"]) if words else None
    if program is None:
        raise UsageError(
            f"There is no program called {(words or [''])[0]!r}.",
            f"Try `dojo exam run {number} kubectl get nodes`.",
        )
    program = os.path.abspath(program)  # noqa: PTH100 - from here, not from the work folder
    seat.sit_down(sat.exam, number)
    become(attempt.work, program, words, variables)


def _check(number: Number) -> None:
    """Grade one task; only in an exam started with --practice."""
    from clusterdojo.cli.check import EXIT
    from clusterdojo.cli.show import show_result

    result = sitting().check(number)
    show_result(result)
    raise typer.Exit(EXIT[result.outcome])
