"""`dojo new`: the skeleton of a lab."""

from typing import Annotated

import typer


def register(app: typer.Typer) -> None:
    """Add the command."""

    @app.command("new")
    def command(
        lab: Annotated[str, typer.Argument(help="The lab's id, such as drain-node01.")],
    ) -> None:
        """Make the skeleton of a new lab; `dojo validate` fails until it is filled in."""
        from clusterdojo.cli.console import out
        from clusterdojo.lab.scaffold import scaffold
        from clusterdojo.lab.suite import suite

        for path in scaffold(suite(), lab):
            out.print(f"wrote {path}", soft_wrap=True)
        out.print(f"Fill them in, then prove the lab: dojo validate {lab}")
