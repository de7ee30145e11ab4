"""`dojo image`: the images that real nodes run."""

from typing import TYPE_CHECKING, Annotated

import typer

from clusterdojo.binaries import DEFAULT_KUBERNETES

if TYPE_CHECKING:
    from clusterdojo.lab.upgrade import Upgrade

app = typer.Typer(help="The images of real nodes: make, list and delete them.")

MEGA = 1_000_000


@app.command()
def build(
    kubernetes: Annotated[
        list[str] | None,
        typer.Option("--kubernetes", help="The Kubernetes version; can be repeated."),
    ] = None,
    upgrade_to: Annotated[
        str | None,
        typer.Option(help="Make both images for labs that upgrade to this version."),
    ] = None,
) -> None:
    """Pull or make the node image ahead of the first lab, and print its name."""
    from clusterdojo import images  # commands load what they need
    from clusterdojo.cli.console import progress

    wanted = [version.removeprefix("v") for version in kubernetes or [DEFAULT_KUBERNETES]]
    pairs = [_upgrade(version, upgrade_to.removeprefix("v")) for version in wanted if upgrade_to]
    with progress() as shown:
        if pairs:
            found = [images.require(one, shown, pair) for pair in pairs for one in pair.versions]
        else:
            found = [images.require(version, shown) for version in wanted]
    for reference in found:
        typer.echo(reference)


@app.command()
def status() -> None:
    """Show each version's node image, and whether it exists."""
    from rich.table import Table  # commands load what they need

    from clusterdojo.cli.console import out
    from clusterdojo.images.status import status as rows

    table = Table(box=None, pad_edge=False)
    for column in ("kubernetes", "upgrade", "image"):
        table.add_column(column, no_wrap=column != "image", overflow="fold")
    table.add_column("size", no_wrap=True, justify="right")
    for row in rows():
        size = f"{row.size / MEGA:.0f} MB" if row.reference else ""
        upgrade = f"{row.upgrade.old} to {row.upgrade.new}" if row.upgrade else ""
        table.add_row(row.kubernetes, upgrade, row.reference or "missing", size)
    out.print(table)


@app.command()
def prune(
    *,
    everything: Annotated[
        bool,
        typer.Option("--all", help="Delete current images, too; the next start makes them again."),
    ] = False,
) -> None:
    """Delete images of older recipes, and leftovers of killed commands."""
    from clusterdojo.cli.console import out, progress  # see above
    from clusterdojo.images.status import prune as free

    with progress() as shown:
        removed = free(everything=everything, progress=shown)
    for name in removed:
        out.print(f"Removed {name}", soft_wrap=True)
    if not removed:
        out.print("Nothing to remove.")


def _upgrade(old: str, new: str) -> "Upgrade":
    """The pair of versions, which kubeadm can go between.

    Raises:
        UsageError: They are no neighbours.
    """
    from pydantic import ValidationError

    from clusterdojo.errors import UsageError
    from clusterdojo.images.status import upgrades
    from clusterdojo.lab.upgrade import Upgrade

    try:
        return Upgrade(old=old, new=new)
    except ValidationError as error:
        offered = ", ".join(f"{pair.old} to {pair.new}" for pair in upgrades())
        raise UsageError(
            f"The upgrade from {old} to {new} is not available.",
            f"Choose one of {offered}, or two releases, the second a minor version higher.",
        ) from error
