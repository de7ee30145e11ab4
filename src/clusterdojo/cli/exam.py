"""`dojo exam`: many tasks, one clock, one grade."""

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from clusterdojo.cli import exam_pack, exam_tasks
from clusterdojo.cli.exam_tasks import sitting

if TYPE_CHECKING:
    from clusterdojo.exam.folder import Exam
    from clusterdojo.exam.result import ExamResult

app = typer.Typer(help="Sit an exam: many tasks, one clock, one grade.", add_completion=False)
EXIT = {True: 0, False: 1, None: 2}


@app.callback(invoke_without_command=True)
def _exam(context: typer.Context) -> None:
    """Sit an exam; without a command, show the current one full-screen."""
    if context.invoked_subcommand is not None:
        return
    sat = sitting()
    if sat.record().phase == "preparing":
        _go_on(sat.exam)
    if _has_a_screen():
        from clusterdojo.exam.view import show

        show(sat)
    else:
        from clusterdojo.cli.exam_shown import show_status

        show_status(sat)


def _has_a_screen() -> bool:
    """Whether the view can be seen: it is drawn on standard error, by moving the cursor."""
    streams = (sys.stdin, sys.stdout, sys.stderr)
    return os.environ.get("TERM") != "dumb" and all(stream.isatty() for stream in streams)


@app.command("start")
def _start(
    blueprint: Annotated[
        str | None,
        typer.Argument(help="The exam, such as cka; by default maintenance.", show_default=False),
    ] = None,
    *,
    seed: Annotated[int | None, typer.Option(help="Draw the exam of this seed again.")] = None,
    minutes: Annotated[
        int | None, typer.Option(help="Change the time; the result says so.")
    ] = None,
    memory: Annotated[
        int | None,
        typer.Option(metavar="MIB", help="Memory for clusters; by default all that is free."),
    ] = None,
    practice: Annotated[
        bool, typer.Option("--practice", help="Allow checks; the result says so.")
    ] = False,
    pause_on_sleep: Annotated[
        bool, typer.Option("--pause-on-sleep", help="Stop the clock while the machine sleeps.")
    ] = False,
    learner: Annotated[
        str,
        typer.Option(
            envvar="CLUSTERDOJO_LEARNER",
            help="Your name on the result; may end in an id or e-mail: Wei Zhang <wz@example.org>.",
        ),
    ] = "",
    key: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE",
            envvar="CLUSTERDOJO_KEY",
            help="Your instructor's key file, which seals the result.",
        ),
    ] = None,
    pack: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Sit the exam that your instructor drew.")
    ] = None,
    engine: Annotated[
        list[str] | None,
        typer.Option(
            help="kwok or kind; can be repeated. By default, every engine that this machine has."
        ),
    ] = None,
) -> None:
    """Draw an exam, prepare its first tasks and start the clock."""
    from clusterdojo.cli.console import progress
    from clusterdojo.cli.preload import load_pages
    from clusterdojo.exam.begin import ExamRequest, begin
    from clusterdojo.exam.folder import default_exams
    from clusterdojo.lab.suite import suite

    request = ExamRequest(
        blueprint, seed, minutes, memory, practice, pause_on_sleep, learner, key, pack,
        tuple(engine or ()),
    )  # fmt: skip
    load_pages()
    with progress() as shown:
        exam = begin(default_exams(), suite(), request, shown)
    _go_on(exam)


def _go_on(exam: "Exam") -> None:
    """Start the clock of an exam whose first tasks are ready, and show where it stands."""
    from clusterdojo.cli.console import progress
    from clusterdojo.cli.exam_shown import show_start
    from clusterdojo.exam.begin import await_first, start_clock

    with progress() as shown:
        await_first(exam, shown)
    start_clock(exam)
    show_start(sitting())


@app.command("resume")
def _resume() -> None:
    """Continue the exam after anything was closed, killed or switched off."""
    from clusterdojo.cli.exam_shown import show_status

    sat = sitting()
    phase = sat.record().phase
    if phase == "preparing":
        _go_on(sat.exam)
    elif phase == "running":
        show_status(sat)
    else:
        _submit_and_show()


@app.command("submit")
def _submit(*, yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False) -> None:
    """End the exam, grade it and show the result.

    Exit code 0: passed; 1: not passed; 2: some tasks have no score, and they decide the outcome.
    """
    sat = sitting()
    if sat.record().phase == "running" and not yes:
        if not sys.stdin.isatty():
            from clusterdojo.errors import UsageError

            raise UsageError(
                "The exam was not submitted, since nobody can confirm it without a terminal.",
                "Add --yes to submit it without a question.",
            )
        typer.confirm("Submit the exam? Nothing can be changed afterwards.", abort=True)
    _submit_and_show()


def _submit_and_show() -> None:
    from clusterdojo.cli.console import progress

    sat = sitting()
    with progress() as shown:
        sat.submit(shown)
    _show_result(_result_of(sat.exam.folder.name))


@app.command("stop")
def _stop(*, yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False) -> None:
    """Abandon the exam: it is not graded, and nothing is kept."""
    from clusterdojo.cli.console import out, progress
    from clusterdojo.exam.folder import default_exams
    from clusterdojo.exam.leaving import clear_remains, is_over, stop

    exams = default_exams()
    if not yes and sys.stdin.isatty():
        typer.confirm("Abandon the exam? It will not be graded.", abort=True)
    with progress() as shown, exams.lock():
        ended = clear_remains(exams, shown)
        for exam in exams.all():
            if not is_over(exam):
                stop(exam, shown)
                ended.append(exam.folder.name)
    for name in ended:
        out.print(f"ended {name}")
    if not ended:
        out.print("No exam was under way.")


@app.command("list")
def _list() -> None:
    """Show the exams that you can sit, and those that you have sat.

    Exit code 2: a blueprint is wrong. A message names it, and the other exams are listed.
    """
    from clusterdojo.cli.console import err
    from clusterdojo.cli.exam_shown import show_list
    from clusterdojo.exam.folder import default_exams
    from clusterdojo.exam.load import wrong_blueprints
    from clusterdojo.exam.preparer import tend
    from clusterdojo.lab.suite import suite

    tend(default_exams())
    show_list(default_exams(), suite())
    wrong = wrong_blueprints(suite())
    for error in wrong:
        first, *more = error.what.splitlines()
        also = f" (and {len(more)} more)" if more else ""
        err.print(f"dojo: not listed: {first}{also}", markup=False, soft_wrap=True)
    if wrong:
        raise typer.Exit(2)


@app.command("result")
def _result(
    exam: Annotated[
        str | None, typer.Argument(help="The exam's id; by default the latest one.")
    ] = None,
) -> None:
    """Show an exam's result: by domain, by task with reasons, and the solutions.

    Exit code 0: passed; 1: not passed; 2: some tasks have no score, and they decide the outcome.
    """
    from clusterdojo.exam.folder import default_exams
    from clusterdojo.exam.preparer import tend

    tend(default_exams())
    under_way = default_exams().under_way()
    if under_way is not None and exam in (None, under_way.folder.name):
        from clusterdojo.cli.console import progress

        with progress() as shown:  # it has ended: cli/policy.py refuses this command before that
            sitting().await_grade(shown)
        _show_result(_result_of(under_way.folder.name))
    _show_result(_result_of(exam))


def _result_of(exam_id: str | None) -> "ExamResult":
    from clusterdojo.attempt.store import Store
    from clusterdojo.errors import UsageError
    from clusterdojo.exam.folder import default_exams
    from clusterdojo.exam.result import path_of
    from clusterdojo.lab.suite import suite
    from clusterdojo.reporting.filters import exam_in

    results = Store(default_exams().state).results
    found = sorted(results.glob("exam-*.json"))
    if exam_id is not None:
        found = [path for path in found if path == path_of(results, exam_id)]
    if not found:
        raise UsageError(
            f"There is no exam {exam_id}." if exam_id else "No exam has been finished yet.",
            "`dojo exam list` shows all; `dojo exam start` begins one.",
        )
    return exam_in(found[-1], suite())


def _show_result(result: "ExamResult") -> None:
    from clusterdojo.cli.console import out
    from clusterdojo.lab.suite import suite
    from clusterdojo.reporting.exam_terminal import exam_report

    for part in exam_report(result, suite()):
        out.print(part, crop=False)
    raise typer.Exit(EXIT[result.passed])


exam_tasks.register(app)
exam_pack.register(app)
