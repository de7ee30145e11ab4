"""One case, without clusters: what its script sees and leaves, and how it may end."""

import contextlib
import datetime
import json
import sys
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from clusterdojo.attempt.model import Attempt, AttemptRecord
from clusterdojo.attempt.store import Store
from clusterdojo.errors import EngineError
from clusterdojo.lab.suite import Suite
from scripts.attack import trying
from scripts.attack.cases import Case
from scripts.attack.rows import Row

GRADE = {"outcome": "failed", "earned": 0, "possible": 8, "criteria": []}
NOW = datetime.datetime(2026, 1, 1, tzinfo=datetime.UTC)


@pytest.fixture
def check(own_suite: Suite, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """What stands for `dojo check`; the lab starts at once and has no cluster."""
    del own_suite
    record = AttemptRecord(
        id="1-demo", lab="demo", engine="kwok", seed=1, values={"namespace": "shop"},
        clusters=[], settle_seconds=1, started=NOW,
    )  # fmt: skip
    attempt = Attempt(tmp_path / "1-demo", record)
    attempt.work.mkdir(parents=True)

    @contextlib.contextmanager
    def store(_state: Path) -> Iterator[Store]:
        yield Store(tmp_path)

    program = tmp_path / "check.py"
    program.write_text(f"print({json.dumps(GRADE)!r})")
    monkeypatch.setattr(trying, "proof_store", store)
    monkeypatch.setattr(trying, "start", lambda *_args, **_options: attempt)
    monkeypatch.setattr(trying, "CHECK", (sys.executable, str(program)))
    return program


def tried(folder: Path, script: str) -> Row:
    """The row of a cheat that runs this script."""
    path = folder / "cheat-1.sh"
    path.write_text(script)
    case = Case("demo", "cheat-1", path, "kwok", "an idea", "nothing", "of the task")
    return trying.try_case(Suite(folder), case, seed=1, commit="abc")


def test_a_script_runs_as_a_learner_does(check: Path, tmp_path: Path) -> None:
    """In the work folder, with the drawn values, and on after a command that fails."""
    del check
    row = tried(tmp_path, "false\necho {{ namespace }} $UNSET in ${PWD##*/}\nexit 3\n")
    assert (row.said, row.rc) == ("shop in work\n", 3)
    assert (row.earned, row.possible, row.check_rc, row.wrong) == (0, 8, 0, "")
    assert (row.seed, row.commit) == (1, "abc")


def test_what_a_script_leaves_acts_until_it_is_graded(check: Path, tmp_path: Path) -> None:
    """A loop in the background may be the cheat; afterwards nothing of it is left."""
    program = "import os, pathlib; os.kill(int(pathlib.Path('pid').read_text()), 0)\n"
    check.write_text(program + check.read_text())
    row = tried(tmp_path, "(while sleep 1; do :; done) &\necho $! > pid\n")
    assert row.wrong == ""
    pid = int((tmp_path / "1-demo" / "work" / "pid").read_text())
    with contextlib.suppress(psutil.NoSuchProcess):
        assert psutil.Process(pid).status() == psutil.STATUS_ZOMBIE


def test_a_script_without_end_is_graded_as_it_stands(
    check: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As at the end of an exam."""
    del check
    monkeypatch.setattr(trying, "SCRIPT_SECONDS", 0.2)
    row = tried(tmp_path, "sleep 60\n")
    assert (row.rc, row.earned, row.wrong) == ("timeout", 0, "")


def test_endless_output_fills_no_disk(
    check: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A script is ended where its output, or a file, is too large."""
    del check
    monkeypatch.setattr(trying, "BASH", tuple(w.replace("262144", "10") for w in trying.BASH))
    row = tried(tmp_path, "yes\necho later\n")
    assert len(row.said) == trying.SAID
    assert "later" not in row.said
    assert row.earned == 0


def test_a_check_that_fails_is_an_error(check: Path, tmp_path: Path) -> None:
    """With its own words."""
    check.write_text("import sys; sys.exit('dojo: no such thing')")
    row = tried(tmp_path, "true\n")
    assert row.wrong == "dojo check gave no grade: dojo: no such thing"
    assert row.check_rc == 1


def test_a_check_without_end_is_an_error(
    check: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is not waited for."""
    check.write_text("import time; time.sleep(60)")
    monkeypatch.setattr(trying, "CHECK_SECONDS", 0.5)
    assert tried(tmp_path, "true\n").wrong == "dojo check did not end within 0.5 s"


def test_a_name_that_the_lab_does_not_draw_is_an_error(check: Path, tmp_path: Path) -> None:
    """The script would have tried something else."""
    del check
    assert "'nmaespace' is undefined" in tried(tmp_path, "echo {{ nmaespace }}\n").wrong


def test_clusters_that_do_not_start_are_an_error(
    check: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The other cases go on."""
    del check

    def start(*_args: object, **_options: object) -> Attempt:
        raise EngineError("etcd does not answer.", "Try again.")

    monkeypatch.setattr(trying, "start", start)
    assert tried(tmp_path, "true\n").wrong == "etcd does not answer. Try again."
    monkeypatch.setattr(trying, "start", lambda: None)
    assert tried(tmp_path, "true\n").wrong.startswith("TypeError: ")
