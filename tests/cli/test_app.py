"""The command line as a whole."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from clusterdojo import __version__
from clusterdojo.cli.app import COMMANDS
from clusterdojo.lab.scaffold import scaffold
from clusterdojo.lab.suite import Suite
from tests.conftest import CHECKOUT


def dojo(*arguments: str, env: dict[str, str] | None = None) -> subprocess.CompletedProcess[str]:
    """Run one command line."""
    return subprocess.run(
        [sys.executable, "-m", "clusterdojo", *arguments],
        capture_output=True,
        text=True,
        check=False,
        env=env,
    )


def test_the_version_is_told() -> None:
    """`dojo --version` ends with 0 and the version."""
    done = dojo("--version")
    assert (done.returncode, done.stdout) == (0, f"clusterdojo {__version__}\n")


def test_help_lists_every_command() -> None:
    """`dojo --help` names all commands with their one line."""
    shown = dojo("--help").stdout
    assert [name for name, summary in COMMANDS.items() if summary not in shown] == []


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_has_help(name: str) -> None:
    """Each command is there and explains itself."""
    done = dojo(name, "--help")
    assert done.returncode == 0, done.stderr
    assert "Usage: dojo" in done.stdout


@pytest.mark.parametrize(
    "versions",
    [
        ["--from", "1.34.4"],
        ["--to", "1.35.4"],
        ["--from", "1.33.1", "--to", "1.35.4"],
        ["--from", "x", "--to", "y"],
    ],
)
def test_an_upgrade_that_is_none_is_the_users_error(versions: list[str]) -> None:
    """Two sentences before anything is started."""
    done = dojo("start", "drain-node01", *versions)
    assert done.returncode == 2
    assert "is not an upgrade" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_lab_that_upgrades_nothing_takes_no_versions(tmp_path: Path) -> None:
    """They would be ignored in silence."""
    done = dojo(
        "start", "drain-node01", "--from", "1.34.4", "--to", "1.35.4",
        env=os.environ | {"CLUSTERDOJO_STATE": str(tmp_path)},
    )  # fmt: skip
    assert done.returncode == 2
    assert "drain-node01 is not an upgrade lab" in done.stderr


def test_any_neighbours_are_an_upgrade(tmp_path: Path) -> None:
    """Whether they can be had is the engine's to tell: here it lacks more than that."""
    done = dojo(
        "start", "upgrade-node01", "--from", "v1.33.7", "--to", "1.34.8",
        env=os.environ | {"CLUSTERDOJO_STATE": str(tmp_path), "PATH": str(tmp_path)},
    )  # fmt: skip
    assert done.returncode == 2
    assert "The program docker is not on the PATH" in done.stderr


def test_an_unknown_command_is_the_users_error() -> None:
    """A typo ends with exit code 2 and no traceback."""
    done = dojo("strat")
    assert done.returncode == 2
    assert "strat" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("encoding", ["ascii", "latin-1"])
def test_what_the_output_has_no_letter_for_is_replaced(own_suite: Suite, encoding: str) -> None:
    """Whatever the terminal's encoding, there is a table and no traceback."""
    scaffold(own_suite, "my-lab")
    file = own_suite.lab_dir("my-lab") / "lab.yaml"
    file.write_text(
        re.sub("^title: .*$", "title: Drain “node01”", file.read_text(), flags=re.MULTILINE)
    )
    listed = dojo(
        "list",
        env=os.environ | {"CLUSTERDOJO_SUITE": str(own_suite.root), "PYTHONIOENCODING": encoding},
    )
    assert (listed.returncode, listed.stderr) == (0, "")
    assert "Drain ?node01?" in listed.stdout


def test_a_new_lab_elsewhere_has_its_schema(tmp_path: Path) -> None:
    """The first line of lab.yaml, by which editors check it, points to a file that exists."""
    for folder in ("labs", "checks"):
        (tmp_path / folder).mkdir()
    done = dojo("new", "my-lab", env=os.environ | {"CLUSTERDOJO_SUITE": str(tmp_path)})
    assert done.returncode == 0, done.stderr
    lab = tmp_path / "labs" / "my-lab" / "lab.yaml"
    schema = lab.parent / lab.read_text().partition("$schema=")[2].splitlines()[0]
    assert json.loads(schema.read_text())["title"] == "Lab"
    assert schema.read_text() == (CHECKOUT / "docs/schema" / schema.name).read_text()
