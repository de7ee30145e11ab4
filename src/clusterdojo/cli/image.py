"""`dojo image`: the images that real nodes run."""

from typing import Annotated

import typer

from clusterdojo.runtime import DEFAULT_KUBERNETES

app = typer.Typer(help="Images of real nodes: make, find, free.")

MEGA = 1_000_000


@app.command()
def build(
    kubernetes: Annotated[
        list[str] | None,
        typer.Option("--kubernetes", help="The Kubernetes version; may be given several times."),
    ] = None,
) -> None:
    """Pull or make the node image, so that labs start without waiting, and print its name."""
    from clusterdojo import images  # commands load what they need
    from clusterdojo.cli.console import progress

    with progress() as shown:
        found = [
            images.require(version.removeprefix("v"), shown)
            for version in kubernetes or [DEFAULT_KUBERNETES]
        ]
    for reference in found:
        typer.echo(reference)


@app.command()
def status() -> None:
    """Show each version's node image, and whether it is there."""
    from rich.table import Table  # commands load what they need

    from clusterdojo.cli.console import out
    from clusterdojo.images.status import status as rows

    table = Table(box=None, pad_edge=False)
    for column in ("kubernetes", "image", "size"):
        table.add_column(column, no_wrap=True, justify="right" if column == "size" else "left")
    for row in rows():
        size = f"{row.size / MEGA:.0f} MB" if row.reference else ""
        table.add_row(row.kubernetes, row.reference or "missing", size)
    out.print(table)


@app.command()
def prune(
    *,
    everything: Annotated[
        bool, typer.Option("--all", help="The images in use too: the next start makes them again.")
    ] = False,
) -> None:
    """Free images of older recipes, and leftovers of killed runs."""
    from clusterdojo.cli.console import out, progress  # see above
    from clusterdojo.images.status import prune as free

    with progress() as shown:
        removed = free(everything=everything, progress=shown)
    for name in removed:
        out.print(f"Removed {name}", soft_wrap=True)
    if not removed:
        out.print("Nothing to remove.")
