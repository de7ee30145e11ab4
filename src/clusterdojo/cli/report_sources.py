"""The common parts of the commands of `dojo report`: options, results, and notes on both."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

if TYPE_CHECKING:
    from clusterdojo.reporting.collection import Collection, Skipped
    from clusterdojo.reporting.gradebook import Choice, Gradebook
    from clusterdojo.seal import Key

Sources = Annotated[
    list[Path] | None,
    typer.Argument(
        metavar="[DIR]...",
        help="Folders, zip files or single results; by default your own results.",
        show_default=False,
    ),
]
Output = Annotated[
    Path,
    typer.Option(
        "--output", "-o", metavar="FILE", help="The file to write; `-` is standard output."
    ),
]
KeyFile = Annotated[
    Path | None,
    typer.Option("--key", metavar="FILE", help="The instructor's key, which checks seals."),
]
Learner = Annotated[
    str | None, typer.Option(metavar="NAME", help="The learner, if there are several.")
]
Choose = Annotated[
    Literal["best", "last", "first"],
    typer.Option(help="Which attempt counts if a learner has several at a lab."),
]
CountUnsealed = Annotated[
    bool,
    typer.Option(
        "--count-unsealed",
        help="With a key: also count results whose seals are not genuine.",
    ),
]
RosterFile = Annotated[
    Path | None,
    typer.Option(
        "--roster",
        metavar="FILE",
        help="The class as CSV (name, id, aliases, email, section), or the export of a learning "
        "system; distinguishes learners of one name, and adds learners without results.",
    ),
]


def key_in(file: Path | None) -> "Key | None":
    """The key in that file, if one was named.

    Raises:
        UsageError: There is no key in it.
    """
    from clusterdojo.seal import Key  # commands load what they need

    return Key.read(file) if file else None


def collected(
    sources: list[Path] | None, key: Path | None = None, *, keep_evidence: bool = False
) -> "Collection":
    """What is in the sources; the learner's own results, if any, where none is named."""
    from clusterdojo.attempt.store import default_store
    from clusterdojo.reporting.collection import Collection, collect  # see above

    own_results, known = default_store().results, key_in(key)
    if not sources and not own_results.exists():
        return Collection()
    return collect(sources or [own_results], known, keep_evidence=keep_evidence)


def some(
    sources: list[Path] | None, key: Path | None = None, *, keep_evidence: bool = False
) -> "Collection":
    """The same, for a report that is nothing without a result.

    Raises:
        UsageError: There is none; what was skipped is told before.
    """
    from clusterdojo.errors import UsageError  # see above

    collection = collected(sources, key, keep_evidence=keep_evidence)
    if not (collection.entries or collection.exams):
        tell_about(collection)
        raise UsageError(
            "No result was found.",
            "Name a folder, a zip file or a result; without one, your own results are used.",
        )
    return collection


def graded(
    sources: list[Path] | None,
    choice: "Choice",
    roster: Path | None,
    key: Path | None,
    *,
    unsealed: bool,
) -> "tuple[Collection, Gradebook]":
    """What is in the sources, and the same by learner and lab.

    With a key, only results count whose seals are genuine, unless `unsealed` ones shall, too.

    Raises:
        UsageError: There is no result, or the roster can't be read.
    """
    from clusterdojo.reporting.gradebook import gradebook as book  # see above
    from clusterdojo.reporting.roster import Roster

    known = Roster.read(roster) if roster else None
    collection = some(sources, key)
    return collection, book(collection, choice, known, unsealed=unsealed)


def tell(output: Path, collection: "Collection", book: "Gradebook | None" = None) -> None:
    """Say what was written, and what was found."""
    tell_written(output)
    tell_about(collection, book)


def tell_written(output: Path) -> None:
    """Say what was written; standard output may be the report."""
    if output != Path("-"):
        typer.echo(f"Wrote {output}.", err=True)


def tell_left_out(heading: str, left_out: "list[Skipped]") -> None:
    """Say on standard error what a report leaves out, and why."""
    from clusterdojo.reporting.summary import listed  # see above

    for line in listed(heading, left_out):
        typer.echo(line, err=True)


def tell_about(collection: "Collection", book: "Gradebook | None" = None) -> None:
    """Say on standard error what was found, and what is to be looked at."""
    from clusterdojo.reporting.summary import summary  # see above

    for line in summary(collection, book):
        typer.echo(line, err=True)
