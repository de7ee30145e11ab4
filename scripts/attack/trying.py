"""One case on clusters of its own, which are gone afterwards: the script, then `dojo check`."""

import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from clusterdojo.attempt.model import Attempt
from clusterdojo.attempt.script import OverdueError, run
from clusterdojo.attempt.starting import start
from clusterdojo.attempt.store import Store
from clusterdojo.errors import DojoError
from clusterdojo.files import write_atomically
from clusterdojo.grading.start_state import why_not
from clusterdojo.lab.rendering import render_file
from clusterdojo.lab.suite import Suite
from clusterdojo.paths import state_dir
from clusterdojo.processes import MARK, end
from clusterdojo.progress import Silent
from clusterdojo.proof.cheats import CHECK, learners_variables
from clusterdojo.proof.stores import proof_store
from scripts.attack.cases import Case
from scripts.attack.rows import Criterion, Row

SCRIPT_SECONDS = 420
CHECK_SECONDS = 400
MOST_KIB = 256 * 1024  # of any file that a script writes, its own output included
SAID = 700  # characters of output that are kept
# Without -e: the script goes on after a command that fails, as a learner does.
BASH = ("bash", "-c", f'ulimit -f {MOST_KIB}; exec bash "$1"', "bash")


def try_case(suite: Suite, case: Case, seed: int, commit: str) -> Row:
    """Start the case's lab, run its script in the learner's shell, grade, and end the clusters.

    What goes wrong is told in the row, so that the others go on.
    """
    row = Row(
        lab=case.lab, case=case.name, engine=case.engine, idea=case.idea, expect=case.expect,
        because=case.because, unsure=case.unsure, seed=seed, commit=commit,
    )  # fmt: skip
    began = time.monotonic()
    try:
        with proof_store(state_dir()) as store:
            _try(suite, case, row, store)
    except DojoError as error:
        row.error = row.error or str(error)
    except Exception as error:  # noqa: BLE001 - whatever a stranger's script brings about is a finding
        row.error = row.error or f"{type(error).__name__}: {error}"
    row.seconds = round(time.monotonic() - began, 1)
    return row


def _try(suite: Suite, case: Case, row: Row, store: Store) -> None:
    attempt = start(
        store, suite, case.lab, case.engine, row.seed, Silent(), why_not=why_not
    )  # fmt: skip
    script = attempt.folder / "script.sh"
    write_atomically(script, render_file(case.path, attempt.record.values))
    variables = _learners(suite, store, attempt)
    try:
        _run(case, row, attempt, script, variables)
        _grade(row, attempt, variables)
    finally:
        end(_mark(attempt))  # what the script has left in the background, which acts until now


def _run(case: Case, row: Row, attempt: Attempt, script: Path, variables: dict[str, str]) -> None:
    marked = variables | {MARK: str(_mark(attempt))}
    try:
        ended = run([*BASH, str(script)], marked, attempt.work, case.path.name, SCRIPT_SECONDS)
        row.rc, row.said = ended.code, ended.said[-SAID:]
    except OverdueError:  # graded as it stands, as in an exam
        row.rc = "timeout"


def _mark(attempt: Attempt) -> Path:
    """By which the script's processes are found again; no cluster has this folder."""
    return attempt.folder / "attack"


def _learners(suite: Suite, store: Store, attempt: Attempt) -> dict[str, str]:
    """The variables of a learner who has `dojo` on the PATH, for this attempt."""
    variables = learners_variables(suite, store, attempt)
    here = Path(sys.executable).parent
    return variables | {"PATH": f"{variables['PATH']}{os.pathsep}{here}"}


def _grade(row: Row, attempt: Attempt, variables: dict[str, str]) -> None:
    """Into the row, what `dojo check --json` says."""
    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:  # nobody waits for pipes
        try:
            row.check_rc = subprocess.run(
                [*CHECK, "--json"], env=variables, cwd=attempt.work, stdin=subprocess.DEVNULL,
                stdout=out, stderr=err, timeout=CHECK_SECONDS, check=False,
            ).returncode  # fmt: skip
        except subprocess.TimeoutExpired:
            row.error = f"dojo check did not end within {CHECK_SECONDS} s"
            return
        out.seek(0)
        err.seek(0)
        told, complaints = (file.read().decode(errors="replace") for file in (out, err))
    take(row, told, complaints)


def take(row: Row, told: str, complaints: str) -> None:
    """Fill in the grade that a check printed; without one, what it said instead is the error."""
    try:
        result: dict[str, Any] = json.loads(told)
        row.outcome = result["outcome"]
        row.earned, row.possible = result["earned"], result["possible"]
        row.criteria = [
            Criterion.model_validate(one)
            for one in result["criteria"]
            if one["outcome"] != "passed"
        ]
    except (ValueError, LookupError, TypeError):
        row.error = f"dojo check gave no grade: {(complaints or told).strip()[-SAID:]}"
