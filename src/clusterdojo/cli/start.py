"""`dojo start`: from nothing to a task on the screen."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from clusterdojo.lab.upgrade import Upgrade


def register(app: typer.Typer) -> None:
    """Add the command."""

    @app.command("start")
    def command(
        lab: str = typer.Argument(help="The lab's id; `dojo list` shows them."),
        engine: str | None = typer.Option(
            None, help="kwok or kind; by default the lab's first engine."
        ),
        seed: int | None = typer.Option(None, help="Draw the values of this seed again."),
        from_version: str | None = typer.Option(
            None, "--from", help="An upgrade lab's first Kubernetes version, such as 1.34.4."
        ),
        to_version: str | None = typer.Option(
            None, "--to", help="The version to upgrade to, one minor version higher."
        ),
        learner: str = typer.Option(
            "",
            envvar="CLUSTERDOJO_LEARNER",
            help="Your name on the result; may end in an id or e-mail: Wei Zhang <wz@example.org>.",
        ),
        key: Annotated[
            Path | None,
            typer.Option(
                envvar="CLUSTERDOJO_KEY", help="Your instructor's key file, which seals the result."
            ),
        ] = None,
    ) -> None:
        """Start a lab and show its task."""
        from clusterdojo.attempt.starting import start
        from clusterdojo.attempt.store import default_store
        from clusterdojo.cli.console import progress
        from clusterdojo.cli.preload import load_grader_and_pages, why_not
        from clusterdojo.lab.suite import suite

        store = default_store()
        upgrade = _upgrade(from_version, to_version)
        with progress() as shown:
            attempt = start(
                store, suite(), lab, engine, seed, shown, load_grader_and_pages,
                upgrade=upgrade, learner=learner, key=key, why_not=why_not,
            )  # fmt: skip
        from clusterdojo.cli.show import show_task

        show_task(attempt)
        from clusterdojo.attempt.spare import begin

        begin(attempt, suite().lab_dir(lab))


def _upgrade(old: str | None, new: str | None) -> "Upgrade | None":
    """The versions that the user chose; None if nothing was chosen.

    Raises:
        UsageError: One of them is missing or is no version, or they are not neighbours.
    """
    from pydantic import ValidationError

    from clusterdojo.errors import UsageError
    from clusterdojo.lab.upgrade import Upgrade

    if old is None and new is None:
        return None
    try:
        return Upgrade.model_validate(
            {"from": (old or "").removeprefix("v"), "to": (new or "").removeprefix("v")}
        )
    except ValidationError as error:
        raise UsageError(
            f"--from {old or '(missing)'} --to {new or '(missing)'} is not an upgrade.",
            "Give two versions, the second a minor version higher: --from 1.34.4 --to 1.35.4.",
        ) from error
