"""Where the labs are."""

import datetime
import subprocess
import sys
from pathlib import Path

import pytest

from clusterdojo.attempt.model import Attempt, AttemptRecord
from clusterdojo.attempt.store import Store
from clusterdojo.errors import UsageError
from clusterdojo.lab.scaffold import scaffold
from clusterdojo.lab.suite import SUITE_VARIABLE, Suite, installed, suite
from tests.conftest import CHECKOUT


def test_a_lab_is_a_folder_with_a_lab_yaml(own_suite: Suite) -> None:
    """A folder that is none yet is not listed."""
    scaffold(own_suite, "second")
    scaffold(own_suite, "first")
    (own_suite.labs / "half-made").mkdir()
    assert own_suite.lab_ids() == ["first", "second"]
    assert own_suite.lab_dir("first") == own_suite.labs / "first"


def test_an_unknown_lab_is_told_with_the_closest_one(own_suite: Suite) -> None:
    """A typo costs one look."""
    scaffold(own_suite, "drain-node01")
    with pytest.raises(UsageError) as caught:
        own_suite.lab_dir("drain-node1")
    assert caught.value.what == "There is no lab called 'drain-node1'."
    assert caught.value.do == "Did you mean drain-node01? `dojo list` shows all labs."


@pytest.mark.parametrize("name", ["", ".", "..", "../labs", "first/", "/etc", "first/lab.yaml"])
def test_a_path_is_no_lab(own_suite: Suite, name: str) -> None:
    """Nothing outside labs/ is ever run as a lab."""
    scaffold(own_suite, "first")
    with pytest.raises(UsageError):
        own_suite.lab_dir(name)


def test_a_lab_is_graded_by_the_module_of_its_name(own_suite: Suite) -> None:
    """Hyphens are no part of a Python name."""
    assert own_suite.check_module("drain-node01") == own_suite.checks / "test_drain_node01.py"


# A folder of one's own


@pytest.fixture
def own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with labs/ and checks/, and nothing else, chosen by the variable."""
    folder = tmp_path / "my labs"
    for name in ("labs", "checks"):
        (folder / name).mkdir(parents=True)
    monkeypatch.setenv(SUITE_VARIABLE, str(folder))
    return folder


def test_without_the_variable_the_labs_are_those_that_came_along(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """An empty variable is none."""
    monkeypatch.setenv(SUITE_VARIABLE, "")
    assert suite() is installed()
    assert suite().root == CHECKOUT
    assert suite().plugins == ()
    assert suite().pythonpath == [CHECKOUT]


def test_own_labs_take_the_place_of_those_that_came_along(own: Path) -> None:
    """New ones are written there, and found there."""
    scaffold(suite(), "mine")
    assert suite().lab_ids() == ["mine"]
    assert (own / "labs" / "mine" / "lab.yaml").is_file()
    assert (own / "checks" / "test_mine.py").is_file()


def test_own_labs_speak_the_vocabulary_that_came_along(own: Path) -> None:
    """Nobody copies fixtures/ to write a lab."""
    found = suite()
    assert found.fixtures == CHECKOUT / "fixtures"
    assert found.conftest == CHECKOUT / "conftest.py"
    assert found.pythonpath == [own, CHECKOUT]
    assert "clusterdojo.grading.plugin" in found.plugins
    assert "fixtures.cluster" in found.plugins


def test_a_vocabulary_of_ones_own_comes_first(own: Path) -> None:
    """Whoever adds words brings all of them."""
    (own / "fixtures").mkdir()
    (own / "conftest.py").write_text("pytest_plugins = ()\n")
    found = suite()
    assert (found.fixtures, found.conftest) == (own / "fixtures", own / "conftest.py")
    assert found.pythonpath == [own]
    assert found.plugins == ()


def test_a_relative_folder_stays_the_same_wherever_a_command_goes(
    own: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """CI says CLUSTERDOJO_SUITE=."""
    monkeypatch.chdir(own)
    monkeypatch.setenv(SUITE_VARIABLE, ".")
    assert suite().root == own


@pytest.mark.parametrize("missing", ["labs", "checks"])
def test_a_folder_without_labs_is_told(own: Path, missing: str) -> None:
    """A typo in the variable does not look like a suite that has no labs."""
    (own / missing).rmdir()
    with pytest.raises(UsageError, match=f"which has no folder {missing}/") as caught:
        suite()
    assert SUITE_VARIABLE in caught.value.do


def test_commands_use_the_folder(own: Path) -> None:
    """`dojo new` writes into it, and `dojo validate` reads it."""
    for words in (["new", "mine"], ["validate", "--content-only"]):
        done = dojo(*words)
        assert done.returncode == 0, done.stderr
    assert "1 lab read, 0 faults" in done.stdout
    assert (own / "labs" / "mine" / "lab.yaml").is_file()


def test_a_faulty_lab_hides_no_other(own: Path) -> None:
    """The list goes on; each faulty one is told in one line."""
    for name in ("alpha", "beta", "gamma"):
        scaffold(suite(), name)
    (own / "labs" / "alpha" / "lab.yaml").write_text("id: alpha\n")
    (own / "labs" / "beta" / "lab.yaml").write_bytes(b"\xff")
    done = dojo("list")
    assert done.returncode == 2
    assert "gamma" in done.stdout
    alpha, beta = done.stderr.splitlines()
    assert alpha.startswith(f"dojo: not listed: {own}/labs/alpha/lab.yaml:1: ")
    assert alpha.endswith(" more)")
    assert beta == f"dojo: not listed: {own}/labs/beta/lab.yaml:1: is not UTF-8 text"


def test_a_running_lab_keeps_to_its_folder(
    own: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In a shell without the variable, hints and the solution are the same lab's."""
    scaffold(suite(), "mine")
    (own / "labs" / "mine" / "hints.md").write_text("1. The own hint.\n")
    store = Store(tmp_path / "state")
    record = AttemptRecord(
        id="1-mine", lab="mine", engine="kwok", seed=1, values={"namespace": "shop"},
        clusters=["cluster1"], settle_seconds=1, phase="ready", suite=str(own),
        started=datetime.datetime(2026, 1, 1, tzinfo=datetime.UTC),
    )  # fmt: skip
    Attempt(store.attempts / record.id, record).save()
    monkeypatch.setenv("CLUSTERDOJO_STATE", str(store.root))
    monkeypatch.delenv(SUITE_VARIABLE)
    assert "The own hint." in dojo("hint").stdout
    assert dojo("solution", "--yes").stdout.startswith("#")
    (own / "labs" / "mine" / "solution.sh").unlink()
    assert "solution.sh can't be read" in dojo("solution", "--yes").stderr
    (own / "labs").rename(own / "elsewhere")
    for words in (["hint"], ["solution", "--yes"], ["check"], ["check", "--watch"], ["reset"]):
        done = dojo(*words)
        assert (done.returncode, done.stderr.count("\n")) == (2, 2), done.stderr
        assert "which is running, is not in" in done.stderr


def dojo(*words: str) -> subprocess.CompletedProcess[str]:
    """Run one command line."""
    return subprocess.run(
        [sys.executable, "-m", "clusterdojo", *words], capture_output=True, text=True, check=False
    )
