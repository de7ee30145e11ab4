"""A command of `dojo report` for each format that needs no options of its own."""

import datetime
from collections.abc import Callable

import typer

from clusterdojo.cli.report_sources import (
    Choose,
    CountUnsealed,
    KeyFile,
    Output,
    RosterFile,
    Sources,
    graded,
    some,
    tell,
)
from clusterdojo.reporting.format import Format, Material


def register(app: typer.Typer, one: Format) -> None:
    """Add the command of a format."""
    command = _of_class(one) if one.of_class else _of_results(one)
    app.command(one.name, help=one.help)(command)


def _of_results(one: Format) -> "Callable[..., None]":
    def command(sources: Sources = None, *, output: Output, key: KeyFile = None) -> None:
        from clusterdojo.reporting.output import write  # commands load what they need

        collection = some(sources, key, keep_evidence=one.keeps_evidence)
        now = datetime.datetime.now(datetime.UTC)
        write(output, one.text(Material(collection, None, now)))
        tell(output, collection)

    return command


def _of_class(one: Format) -> "Callable[..., None]":
    def command(
        sources: Sources = None,
        *,
        output: Output,
        choose: Choose = "best",
        roster: RosterFile = None,
        key: KeyFile = None,
        count_unsealed: CountUnsealed = False,
    ) -> None:
        from clusterdojo.reporting.output import write  # commands load what they need

        collection, gradebook = graded(sources, choose, roster, key, unsealed=count_unsealed)
        now = datetime.datetime.now(datetime.UTC)
        write(output, one.text(Material(collection, gradebook, now)))
        tell(output, collection, gradebook)

    return command
