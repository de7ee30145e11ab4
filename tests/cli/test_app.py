"""The command line as a whole."""

import subprocess
import sys

import pytest

from clusterdojo import __version__
from clusterdojo.cli.app import COMMANDS


def dojo(*arguments: str) -> subprocess.CompletedProcess[str]:
    """Run one command line."""
    return subprocess.run(
        [sys.executable, "-m", "clusterdojo", *arguments],
        capture_output=True,
        text=True,
        check=False,
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


def test_an_unknown_command_is_the_users_error() -> None:
    """A typo ends with exit code 2 and no traceback."""
    done = dojo("strat")
    assert done.returncode == 2
    assert "strat" in done.stderr
    assert "Traceback" not in done.stderr
