"""`dojo report`: how a learner is doing, and the reports that an instructor hands on."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from clusterdojo.cli.report_formats import register
from clusterdojo.cli.report_sources import (
    Choose,
    CountUnsealed,
    KeyFile,
    Learner,
    Output,
    RosterFile,
    Sources,
    collected,
    graded,
    key_in,
    some,
    tell,
    tell_about,
    tell_left_out,
    tell_written,
)
from clusterdojo.reporting.formats import formats

if TYPE_CHECKING:
    from clusterdojo.reporting.collection import Entry, ExamEntry

app = typer.Typer(
    help="Show your progress, or make reports: pages, gradebooks, Allure, JUnit and more."
)


@app.callback(invoke_without_command=True)
def own(context: typer.Context, learner: Learner = None) -> None:
    """Show your progress, or make reports: pages, gradebooks, Allure, JUnit and more."""
    if context.invoked_subcommand:
        if learner is not None:
            from clusterdojo.errors import UsageError  # commands load what they need

            raise UsageError(
                f"--learner must come after {context.invoked_subcommand}, not before it.",
                "For example: `dojo report html --learner NAME`.",
            )
        return
    from clusterdojo.cli.console import out
    from clusterdojo.exam.proposals import Offered
    from clusterdojo.lab.loading import load_lab
    from clusterdojo.lab.suite import suite
    from clusterdojo.reporting import exam_standing
    from clusterdojo.reporting.filters import learners, learners_own
    from clusterdojo.reporting.standing import standing
    from clusterdojo.reporting.terminal import report

    entries, exams = learners_own(collected(None), learner)
    if not (entries or exams):
        out.print("No results yet: [bold]dojo start LAB[/] and [bold]dojo check[/] leave one.")
        return
    names = learners([*entries, *exams])
    if len(names) > 1:
        out.print(f"Results of {len(names)} learners together: {', '.join(names)}.", markup=False)
        out.print("--learner NAME shows one of them.\n")
    known = [load_lab(suite().lab_dir(one)) for one in suite().lab_ids()]
    results = [entry.result for entry in entries]
    for part in report(standing(results, {lab.id: lab.domain for lab in known})):
        out.print(part)
    offered = [Offered(lab.id, lab.domain, lab.minutes) for lab in known]
    for part in exam_standing.report([exam.result for exam in exams], results, offered):
        out.print(part)


@app.command("exam")
def exam(
    sources: Sources = None,
    *,
    exam_id: Annotated[
        str | None,
        typer.Option("--id", metavar="ID", help="The exam's id; by default the latest one."),
    ] = None,
    learner: Learner = None,
    key: KeyFile = None,
) -> None:
    """Show an exam's result: score, domains, tasks, lost points with reasons, solutions."""
    from clusterdojo.cli.console import out  # commands load what they need
    from clusterdojo.lab.suite import suite
    from clusterdojo.reporting.exam_terminal import exam_report
    from clusterdojo.reporting.filters import last_exam

    collection = some(sources, key)
    entry = last_exam(collection, exam_id, learner)
    for part in exam_report(entry.result, suite()):
        out.print(part, crop=False)
    if key:
        out.print(f"The seal is {entry.seal}.")


@app.command("html")
def html(
    sources: Sources = None,
    *,
    output: Output,
    learner: Learner = None,
    answers: Annotated[
        bool,
        typer.Option(
            "--answers", help="Include drawn values and evidence, which can give answers away."
        ),
    ] = False,
    key: KeyFile = None,
) -> None:
    """Write a learner's page, one file that opens offline."""
    import datetime  # commands load what they need

    from clusterdojo.reporting.filters import one_learners
    from clusterdojo.reporting.formats.html import learner_page
    from clusterdojo.reporting.output import write

    collection = some(sources, key, keep_evidence=True)
    name, entries, exams = one_learners(collection, learner)
    now = datetime.datetime.now(datetime.UTC)
    write(output, [learner_page(entries, name, now, for_instructor=answers, exams=exams)])
    tell(output, collection)


@app.command()
def gradebook(
    sources: Sources = None,
    *,
    output: Annotated[
        str,
        typer.Option(
            "--output",
            "-o",
            metavar="FILE",
            help="The file to write; `-` is standard output. Canvas gets a file for each lab: "
            "FILE-LAB.csv, or LAB.csv in a folder, which exists or ends in /.",
        ),
    ],
    form: Annotated[
        Literal["nbgrader", "canvas"], typer.Option("--format", help="The system that reads it.")
    ] = "nbgrader",
    choose: Choose = "best",
    roster: RosterFile = None,
    points_of: Annotated[
        list[str] | None,
        typer.Option(metavar="LAB", help="Only this lab, or exam:BLUEPRINT; can be repeated."),
    ] = None,
    missing_as_zero: Annotated[
        bool,
        typer.Option(
            "--missing-as-zero",
            help="Write 0 for labs that were not tried; ungraded attempts stay without a score.",
        ),
    ] = False,
    missing_as_excused: Annotated[
        bool,
        typer.Option(
            "--missing-as-excused", help="For Canvas: excuse labs that were not tried (EX)."
        ),
    ] = False,
    key: KeyFile = None,
    count_unsealed: CountUnsealed = False,
) -> None:
    """Write a gradebook as CSV, for nbgrader or Canvas."""
    from clusterdojo.errors import UsageError  # commands load what they need
    from clusterdojo.reporting.formats import canvas, nbgrader
    from clusterdojo.reporting.output import write

    if missing_as_excused and (form != "canvas" or missing_as_zero):
        raise UsageError(
            "--missing-as-excused needs `--format canvas`, and excludes --missing-as-zero.",
            "Leave one of them out.",
        )
    collection, book = graded(sources, choose, roster, key, unsealed=count_unsealed)
    if form == "nbgrader":
        place = Path(output)
        write(place, [nbgrader.document(book, points_of, missing_as_zero=missing_as_zero)])
        tell(place, collection, book)
        tell_left_out("without a row", nbgrader.refused(book))
        return
    missing: canvas.Missing = "zero" if missing_as_zero else "left out"
    sheets = canvas.sheets(book, points_of, missing="excused" if missing_as_excused else missing)
    for place in canvas.write_all(output, sheets):
        tell_written(place)
    tell_about(collection, book)
    tell_left_out("without a row", canvas.refused(book))
    tell_left_out("without a file", canvas.empty(sheets))


@app.command()
def gradescope(
    which: Annotated[
        str, typer.Argument(metavar="LAB|RESULT", help="A lab, for your latest result, or a file.")
    ],
    *,
    output: Output,
    learner: Learner = None,
    key: KeyFile = None,
) -> None:
    """Write Gradescope's results.json for one result; with a key, its seal must be genuine."""
    from clusterdojo.reporting.filters import last_of_lab, only_one, require_genuine
    from clusterdojo.reporting.formats.gradescope import (  # commands load what they need
        document,
        headline,
    )
    from clusterdojo.reporting.output import write

    file = Path(which)
    found: Entry | ExamEntry
    if file.is_file():
        found = only_one(file, key_in(key))
    else:
        found = last_of_lab(collected(None, key).entries, which, learner)
    if key:
        require_genuine(found)
    write(output, [document(found.result)])
    tell_written(output)
    typer.echo(headline(found.result), err=True)


@app.command()
def allure(
    sources: Sources = None,
    *,
    output: Annotated[
        Path, typer.Option("--output", "-o", metavar="DIR", help="The folder for Allure's files.")
    ],
    html_too: Annotated[
        bool, typer.Option("--html", help="Make the page, too; this needs Node and Allure 3.")
    ] = False,
    key: KeyFile = None,
) -> None:
    """Merge Allure's results; with --html, make its page, too."""
    from clusterdojo.cli.console import progress  # commands load what they need
    from clusterdojo.reporting.formats.allure import merging as writer

    collection = some(sources, key, keep_evidence=True)
    with progress() as shown:
        merged = writer.write(collection, output, shown)
        tell(output, collection)
        typer.echo(
            f"Allure counts each learner's latest attempts: {merged.earned} of {merged.possible} "
            f"points, {merged.ungradable} could not be graded.",
            err=True,
        )
        if html_too:
            from clusterdojo.reporting.formats.allure.page import generate

            typer.echo(f"Wrote {generate(output, output, shown)}.", err=True)


@app.command()
def dispute(
    lab: str,
    *,
    output: Annotated[
        Path, typer.Option("--output", "-o", metavar="FILE", help="The zip file to write.")
    ],
    learner: Learner = None,
) -> None:
    """Collect your attempts at a lab in a redacted archive, for an instructor to judge."""
    from clusterdojo.attempt.store import default_store
    from clusterdojo.cli.console import progress  # commands load what they need
    from clusterdojo.lab.suite import suite
    from clusterdojo.reporting.dispute import archive

    with progress() as shown:
        names = archive(default_store(), suite(), lab, output, shown, learner=learner)
    for name in names:
        typer.echo(f"  {name}", err=True)
    typer.echo(f"Wrote {output}. Look through it before you hand it on.", err=True)


@app.command("key")
def make_key(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="The new file.")],
) -> None:
    """Make an instructor's key, which seals results and checks seals."""
    from clusterdojo.seal import Key  # commands load what they need

    made = Key.make(file)
    typer.echo(f"Wrote the key {made.id} to {file}.\nAnybody who has it can make a genuine seal.")


@app.command()
def verify(
    results: Annotated[
        list[Path], typer.Argument(metavar="RESULT...", help="Results, folders or zip files.")
    ],
    *,
    key: KeyFile = None,
) -> None:
    """Check the seal of each result.

    Exit code 1: a result can't be read or, with a key, its seal is not genuine.
    """
    from clusterdojo.errors import UsageError  # commands load what they need
    from clusterdojo.reporting.verify import verdicts

    verified = list(verdicts(results, key_in(key)))
    for verdict in verified:
        typer.echo(f"{verdict.source}: {verdict.told}")
    if not verified:
        raise UsageError(
            "No result was found.", "Name results, or folders or zip files that hold some."
        )
    if key is None:
        typer.echo("Add --key FILE to check whether a seal is genuine.", err=True)
    raise typer.Exit(int(any(not verdict.good for verdict in verified)))


for _format in formats():
    register(app, _format)
