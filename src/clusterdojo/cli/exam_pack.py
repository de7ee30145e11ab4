"""`dojo exam pack` and `dojo exam verify`: an exam to hand out, and what came back of it."""

from pathlib import Path
from typing import Annotated

import typer


def register(app: typer.Typer) -> None:
    """Add both commands to the group."""
    app.command("pack")(_pack)
    app.command("verify")(_verify)


def _pack(
    blueprint: Annotated[str, typer.Argument(help="The exam's id.")],
    *,
    key: Annotated[
        Path, typer.Option(metavar="FILE", help="Your own key; `dojo report key` makes one.")
    ],
    seed: Annotated[int | None, typer.Option(help="Draw the exam of this seed again.")] = None,
    output: Annotated[
        Path | None,
        typer.Option(
            "--output", "-o", metavar="FILE", help="The file to write; `-` is standard output."
        ),
    ] = None,
    engine: Annotated[
        list[str] | None,
        typer.Option(
            help="An engine that your learners have: kwok (the default) or kind; can be repeated."
        ),
    ] = None,
) -> None:
    """Draw an exam and seal it in one file to hand out."""
    import secrets  # commands load what they need

    from clusterdojo.engines.registry import engine as engine_called
    from clusterdojo.engines.registry import every
    from clusterdojo.exam.clock import in_words
    from clusterdojo.exam.digest import digest_of
    from clusterdojo.exam.draw import SEEDS, draw
    from clusterdojo.exam.load import load_blueprint, load_labs
    from clusterdojo.exam.pack import pack, text_of
    from clusterdojo.lab.suite import suite
    from clusterdojo.reporting.output import STANDARD_OUTPUT, write
    from clusterdojo.seal import Key

    own, secret = suite(), Key.read(key)
    engines = engine or [one.name for one in every() if one.embedded]
    for name in engines:
        engine_called(name)  # an unknown one would draw nothing
    found = load_blueprint(own, blueprint)
    chosen = secrets.randbelow(SEEDS) if seed is None else seed
    drawn = draw(found, load_labs(own, found), chosen, engines)
    made = pack(drawn, digest_of(found), own, secret)
    to = output or Path(f"{drawn.blueprint}-{drawn.seed}.pack")
    write(to, [text_of(made)])
    if to != STANDARD_OUTPUT:
        typer.echo(f"Wrote {to}.", err=True)
    tasks = f"{len(drawn.tasks)} task{'s' * (len(drawn.tasks) != 1)}"
    told = f"{tasks}, {in_words(drawn.minutes)}, {drawn.pass_percent}% to pass"
    typer.echo(f"{drawn.title}, seed {drawn.seed}: {told}.\n{made.digest}", err=True)
    if drawn.note:
        typer.echo(drawn.note, err=True)
    typer.echo("Keep your key. The file has a key of its own, which seals its results.", err=True)


def _verify(
    results: Annotated[
        list[Path], typer.Argument(metavar="RESULT...", help="Results, folders or zip files.")
    ],
    *,
    key: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="The key that made the pack, or that you handed out."),
    ] = None,
    pack: Annotated[
        Path | None, typer.Option(metavar="FILE", help="The pack, to compare the exams with it.")
    ] = None,
) -> None:
    """Check which results of exams are genuine, as far as this can be known.

    Exit code 1: something speaks against one of them, or a JSON or zip file is not a result that
    can be read. Results of labs are named, and do not count.
    """
    from clusterdojo.errors import UsageError  # commands load what they need
    from clusterdojo.exam.pack import read
    from clusterdojo.reporting.verify_exam import verdicts
    from clusterdojo.seal import Key

    found = list(verdicts(results, Key.read(key) if key else None, read(pack) if pack else None))
    for verdict in found:
        good = "; ".join(verdict.against) or ("no problems found" * verdict.judged)
        typer.echo(f"{verdict.source}: {'; '.join(filter(None, (verdict.told, good)))}")
        for note in verdict.notes:
            typer.echo(f"  {note}")
    judged = [verdict for verdict in found if verdict.judged]
    if not judged:
        raise UsageError(
            "No exam result was found.",
            "Name the files exam-*.json that learners handed in, or folders or zip files of them.",
        )
    if key is None:
        typer.echo("Add --key FILE to check whether a seal is genuine.", err=True)
    raise typer.Exit(int(any(not verdict.good for verdict in judged)))
