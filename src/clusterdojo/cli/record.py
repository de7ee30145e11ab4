"""`dojo record`: the start state of a cluster that the suite did not make."""

from pathlib import Path
from typing import Annotated

import typer


def register(app: typer.Typer) -> None:
    """Add the command."""

    @app.command("record")
    def command(
        lab: Annotated[str, typer.Argument(help="The lab that the cluster is set up for.")],
        kubeconfig: Annotated[
            Path, typer.Option(help="The cluster's kubeconfig; it is only read.")
        ],
        context: Annotated[
            list[str],
            typer.Option(help="The context; with several clusters, CLUSTER=NAME for each."),
        ],
        output: Annotated[Path, typer.Option(help="Where to save the start state.")],
        seed: Annotated[int, typer.Option(help="The seed of the drawn values.")] = 0,
        setup: Annotated[
            Path | None,
            typer.Option(
                help="Only write the lab's start manifests into this folder, for you to apply."
            ),
        ] = None,
    ) -> None:
        """Save the start state of your own cluster, to grade against later.

        Nothing in the cluster is created or changed. Grade it with plain pytest:
        pytest checks/test_LAB.py --lab LAB --kubeconfig FILE --context NAME --before OUTPUT
        """
        from clusterdojo.cli.console import out
        from clusterdojo.errors import StateError
        from clusterdojo.grading.existing import record_existing, write_setup
        from clusterdojo.lab.suite import suite
        from clusterdojo.reporting.output import unwritten

        if setup is not None:
            try:
                written = write_setup(suite(), lab, seed, setup)
            except StateError as error:
                raise unwritten(setup, error, "--setup") from error
            files = f"{len(written)} file{'s' * (len(written) != 1)}"
            out.print(f"Wrote {files}; apply them, then record without --setup.")
            return
        try:
            record_existing(suite(), lab, kubeconfig, context, output, seed)
        except StateError as error:
            raise unwritten(output, error) from error
        out.print(f"start state saved to {output}", soft_wrap=True)
