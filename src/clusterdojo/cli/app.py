"""The tree of commands; each one's module is imported only when it is called."""

import importlib
import io
import sys
from collections.abc import Sequence
from typing import Annotated, Any

import typer

from clusterdojo.cli.folder import stand_somewhere
from clusterdojo.cli.guard import guard
from clusterdojo.cli.interrupts import keep_interrupts
from clusterdojo.cli.wording import plain
from clusterdojo.errors import DojoError

# Every command in the order of a learner's day, with its one line of help.
COMMANDS = {
    "list": "Show all labs, with your best results",
    "start": "Start a lab and show its task",
    "task": "Show the task again",
    "shell": "Open a shell in the lab, with kubectl ready to use",
    "run": "Run one command in the lab's environment",
    "check": "Grade what you have done so far",
    "hint": "Show one more hint (recorded in the result)",
    "solution": "Show the reference solution (asks once, recorded)",
    "reset": "Bring the lab back to its start state",
    "status": "Show what is running",
    "stop": "End the lab and remove its clusters",
    "exam": "Sit an exam: many tasks, one clock, one grade",
    "record": "Save the start state of your own cluster, to grade against later",
    "doctor": "Show what this machine has and lacks",
    "runtime": "Manage the Kubernetes binaries that labs run on",
    "image": "Manage the images that real nodes run",
    "report": "Show your progress, and make reports of results",
    "validate": "Prove that labs are graded correctly",
    "new": "Make the skeleton of a new lab",
}
# `list` and `new` read well on a command line, and badly as modules.
MODULES = {"list": "list_labs", "new": "new_lab"}
# Commands with commands of their own.
GROUPS = {"exam", "runtime", "image", "report"}
USER_ERROR = 2


def run(arguments: Sequence[str]) -> int:
    """Run one command line and return its exit code."""
    keep_interrupts()
    stand_somewhere()
    _show_what_can_be_shown()
    try:
        application(arguments).main(args=list(arguments), prog_name="dojo")
    except DojoError as error:
        from clusterdojo.untrusted import terminal  # needed for an error only

        sys.stderr.write(terminal(f"dojo: {error.what}\n      {error.do}\n"))
        return USER_ERROR
    except SystemExit as end:
        return end.code if isinstance(end.code, int) else int(end.code is not None)
    return 0


def _show_what_can_be_shown() -> None:
    """Let output in another encoding than UTF-8 show “?” for what it lacks, and not fail."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):  # whoever calls this may have put another there
            stream.reconfigure(errors="replace")


def application(arguments: Sequence[str]) -> Any:
    """The whole tree, with the module of the one command that `arguments` name; click's group."""
    app = typer.Typer(
        help="Exam-practice labs for Kubernetes administrators, graded on real clusters.",
        no_args_is_help=True,
        add_completion=False,
        pretty_exceptions_enable=False,
    )
    app.callback()(_options)
    wanted = next((argument for argument in arguments if not argument.startswith("-")), None)
    for name, summary in COMMANDS.items():
        if name == wanted:
            module = importlib.import_module(f"clusterdojo.cli.{MODULES.get(name, name)}")
            if name in GROUPS:
                app.add_typer(module.app, name=name)
            else:
                module.register(app)
        else:
            app.command(name, help=summary)(_not_loaded)
    root = typer.main.get_command(app)
    guard(root)
    plain(root)
    return root


def _show_version(wanted: bool) -> None:  # noqa: FBT001 - typer's own call
    if wanted:
        from clusterdojo import __version__

        typer.echo(f"clusterdojo {__version__}")
        raise typer.Exit


def _options(
    *,
    version: Annotated[
        bool,
        typer.Option("--version", callback=_show_version, is_eager=True, help="Show the version."),
    ] = False,
) -> None:
    del version  # its callback has shown it


def _not_loaded() -> None:
    """Stand for a command that this command line does not call."""
