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
        from clusterdojo.files import write_atomically
        from clusterdojo.lab.scaffold import scaffold
        from clusterdojo.lab.suite import suite
        from clusterdojo.schemas import schemas

        written = scaffold(suite(), lab)
        # The first line of lab.yaml points editors to it; a repository of one's own has none yet.
        schema = suite().root / "docs" / "schema" / "lab.v1alpha1.json"
        if not schema.exists():
            write_atomically(schema, schemas()[schema.name], mode=0o644)
            written.append(schema)
        for path in written:
            out.print(f"wrote {path}", soft_wrap=True)
        out.print(f"Fill them in, then prove the lab: dojo validate {lab}")
