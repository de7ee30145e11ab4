"""An untouched lab earns nothing, in whatever surroundings it is graded."""

import json
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.e2e.user import LAB, Dojo
from tests.hostile import ROWS, command

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def user(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Dojo]:
    """A user with a lab that nobody has worked on."""
    user = Dojo(tmp_path_factory.mktemp("user"))
    started = user("start", LAB)
    assert started.returncode == 0, started.stderr
    yield user
    assert user("stop", "--all").returncode == 0


@pytest.mark.parametrize("name", ROWS)
def test_an_untouched_lab_earns_nothing(user: Dojo, tmp_path: Path, name: str) -> None:
    """And every criterion says the same as without these surroundings."""
    row = ROWS[name]()
    variables = user.environment | row.lay(tmp_path)
    done = subprocess.run(
        command(row, "check", "--json"), env=variables, cwd=tmp_path, capture_output=True,
        text=True, check=False, timeout=60,
    )  # fmt: skip
    assert done.returncode == 1, done.stderr
    graded = json.loads(done.stdout)
    assert (graded["earned"], graded["possible"]) == (0, 7)
    assert _told(graded["criteria"]) == _told(user.graded()["criteria"])


def _told(criteria: list[dict[str, str]]) -> list[tuple[str, str, str]]:
    return [(one["name"], one["outcome"], one["reason"]) for one in criteria]


def test_settings_in_the_work_folder_are_not_read(user: Dojo) -> None:
    """The folder in which learners stand when they check."""
    work = user.folders[0] / "work"
    row = ROWS["settings in the current folder"]()
    row.lay(work)
    done = subprocess.run(
        command(row, "check"), env=user.environment, cwd=work, capture_output=True, text=True,
        check=False, timeout=60,
    )  # fmt: skip
    assert done.returncode == 1, done.stderr
    assert "0 of 7 points" in done.stdout
