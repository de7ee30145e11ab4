"""`python -m scripts.attack`: run a round of attack, tell what it found, and put it on record."""

import argparse
import datetime
import sys
from collections.abc import Sequence
from pathlib import Path

from clusterdojo.engines.registry import engine, names
from clusterdojo.errors import DojoError, UsageError
from clusterdojo.files import write_atomically
from clusterdojo.lab.suite import suite as the_suite
from clusterdojo.paths import state_dir
from clusterdojo.progress import Silent
from clusterdojo.proof.attacks import Attacks, path_beside, rounds_beside
from clusterdojo.proof.page import write_page
from clusterdojo.proof.record import READABLE
from clusterdojo.proof.report_model import commit
from clusterdojo.proof.run import variants_of
from clusterdojo.proof.stores import clear
from clusterdojo.untrusted import one_line, terminal
from scripts.attack.cases import find
from scripts.attack.rows import Row, key_of, opened, read
from scripts.attack.running import run
from scripts.attack.telling import table, with_rows

PAGE = Path(__file__).parents[2] / "docs" / "proof.md"
SEED = 7
LINE = 200


def main(arguments: Sequence[str] | None = None) -> int:
    """Do what the arguments say.

    Returns:
        The exit code: 0 if every grade is the expected one, 1 if some are not, 2 for an error.
    """
    given = _parser().parse_args(arguments)
    try:
        code: int = given.does(given)
    except DojoError as error:
        print(f"{terminal(error.what)}\n{terminal(error.do)}", file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        print("Interrupted; the same command goes on.", file=sys.stderr)
        return 130
    return code


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser("python -m scripts.attack", description=__doc__)
    commands = parser.add_subparsers(required=True)
    one = commands.add_parser("run", help="run the cases that ROWS does not have yet")
    one.add_argument("folder", type=Path, metavar="FOLDER", help="with LAB/CASE.sh")
    one.add_argument("rows", type=Path, metavar="ROWS", help="a file for one line of JSON a case")
    one.add_argument("--lab", action="append", default=[], help="only this lab; may be repeated")
    one.add_argument("--engine", choices=names(), help="the first of the lab's otherwise")
    one.add_argument("--jobs", type=_count, default=1, help="how many cases at once (1)")
    one.add_argument("--seed", type=int, default=SEED, help=f"for the drawn values ({SEED})")
    one.set_defaults(does=_run)
    one = commands.add_parser("tell", help="tell what ROWS hold")
    one.add_argument("rows", type=Path, metavar="ROWS")
    one.set_defaults(does=_tell)
    one = commands.add_parser("record", help="put ROWS into docs/attacks.json")
    one.add_argument("rows", type=Path, metavar="ROWS")
    one.add_argument("--round", required=True, help='its name, such as "second"')
    one.set_defaults(does=_record)
    one = commands.add_parser("page", help="write docs/proof.md from what is on record")
    one.set_defaults(does=_page)
    return parser


def _count(text: str) -> int:
    number = int(text)
    if number < 1:
        raise ValueError
    return number


def _run(given: argparse.Namespace) -> int:
    suite = the_suite()
    for lab in given.lab:
        suite.lab_dir(lab)
    found = find(given.folder, suite, given.lab, given.engine)
    for fault in found.faults:
        print(terminal(str(fault)), file=sys.stderr)
    if found.faults:
        raise UsageError(
            f"{len(found.faults)} faults in {given.folder}; nothing was run.",
            "Mend them: docs/attacks.md tells what a case says of itself.",
        )
    if not found.cases:
        raise UsageError(
            f"There are no cases to run in {given.folder}.", "They are called LAB/CASE.sh."
        )
    with opened(given.rows) as rows:
        known = {row.key for row in rows.known}
        due = [case for case in found.cases if key_of(case) not in known]
        print(
            f"{len(due)} cases to run, {len(found.cases) - len(due)} done, "
            f"{found.elsewhere} for other engines",
            flush=True,
        )
        for name in sorted({case.engine for case in due}):
            engine(name).prepare(Silent())
        clear(state_dir(), Silent())  # what a killed run has left
        at = commit(suite)
        for number, row in enumerate(run(suite, due, given.jobs, given.seed, at), start=1):
            rows.add(row)
            verdict = one_line(f"WRONG: {row.wrong}", LINE) if row.wrong else "as expected"
            grade = f"{row.earned}/{row.possible}"
            print(
                f"{number}/{len(due)} {row.engine} {row.lab} {row.case} "
                f"({row.expect}) {grade} {row.seconds:.0f} s: {verdict}",
                flush=True,
            )
    return _tell(given)


def _read(path: Path) -> list[Row]:
    rows = read(path)
    if not rows:
        raise UsageError(f"{path} has no rows.", "`python -m scripts.attack run` adds some.")
    return rows


def _tell(given: argparse.Namespace) -> int:
    rows = _read(given.rows)
    for line in table(rows):
        print(terminal(line))
    return int(any(row.wrong for row in rows))


def _record(given: argparse.Namespace) -> int:
    path, today = path_beside(PAGE), datetime.datetime.now(datetime.UTC).date()
    rounds = with_rows(rounds_beside(PAGE), given.round, _read(given.rows), today)
    write_atomically(path, Attacks(rounds=rounds).model_dump_json(indent=2) + "\n", mode=READABLE)
    print(f"{path}: write what became of each wrong grade, then `python -m scripts.attack page`.")
    return 0


def _page(given: argparse.Namespace) -> int:
    del given
    suite = the_suite()
    every = [v for lab in suite.lab_ids() for v in variants_of(suite, lab, None)]
    write_page(PAGE, suite, every, [])
    return 0


if __name__ == "__main__":
    sys.exit(main())
