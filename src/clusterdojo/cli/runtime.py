"""`dojo runtime`: where binaries come from, and which are there."""

from typing import Annotated

import typer

from clusterdojo.binaries import DEFAULT_KUBERNETES

app = typer.Typer(help="The binaries of clusters: list, fetch, find and delete them.")

Kubernetes = Annotated[str, typer.Option("--kubernetes", help="The Kubernetes version.")]

MEGA = 1_000_000


@app.command()
def status(kubernetes: Kubernetes = DEFAULT_KUBERNETES) -> None:
    """Show each component: version, source, size and path."""
    from rich.table import Table  # commands load what they need

    from clusterdojo.binaries.status import status as rows
    from clusterdojo.cli.console import out

    table = Table(box=None, pad_edge=False)
    for column in ("component", "version", "source", "proof", "size"):
        table.add_column(column, no_wrap=True, justify="right" if column == "size" else "left")
    table.add_column("path", overflow="fold")
    for row in rows(kubernetes):
        there = row.path is not None
        table.add_row(
            row.name,
            row.version or "as given",
            row.source,
            ("locked" if row.locked else "not locked") if there else "",
            f"{row.size / MEGA:.0f} MB" if there else "",
            str(row.path or ""),
        )
    out.print(table)


@app.command()
def fetch(
    components: Annotated[
        list[str] | None,
        typer.Argument(metavar="[COMPONENT]...", help="By default, those of the embedded engine."),
    ] = None,
    *,
    kubernetes: Kubernetes = DEFAULT_KUBERNETES,
    everything: Annotated[bool, typer.Option("--all", help="Fetch every component.")] = False,
) -> None:
    """Download or build missing binaries ahead of the first lab."""
    from clusterdojo import binaries as runtime
    from clusterdojo.cli.console import out, progress

    names = runtime.known() if everything else (components or runtime.EMBEDDED)
    with progress() as shown:
        found = runtime.require(names, kubernetes, shown)
    for name, path in found.items():
        out.print(f"{name}  {path}", soft_wrap=True)


@app.command()
def path(component: str, kubernetes: Kubernetes = DEFAULT_KUBERNETES) -> None:
    """Print the path of a component's binary; fetch it first if it is missing."""
    from clusterdojo import binaries as runtime
    from clusterdojo.cli.console import progress

    with progress() as shown:
        found = runtime.require([component], kubernetes, shown)
    typer.echo(found[component])


@app.command()
def prune(
    *,
    builds: Annotated[
        bool,
        typer.Option(
            "--builds", help="Delete Go's caches, too; the next build starts from nothing."
        ),
    ] = False,
) -> None:
    """Delete binaries that no supported version needs, and leftovers of killed commands."""
    from clusterdojo.binaries.prune import prune as free
    from clusterdojo.cli.console import out, progress  # see above

    with progress() as shown:
        freed = free(builds=builds, progress=shown)
    out.print(f"Freed {freed / MEGA:.0f} MB.")
