"""A command in a folder that is gone, as after `dojo reset` in a `dojo shell`."""

import os
from pathlib import Path

import pytest

from clusterdojo.cli.folder import is_gone, stand_somewhere
from tests.cli.test_app import dojo


@pytest.fixture
def gone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder that this process stands in, and that is not there any more."""
    folder = tmp_path / "work"
    folder.mkdir()
    monkeypatch.chdir(folder)
    monkeypatch.setenv("PWD", str(folder))
    folder.rmdir()
    return folder


@pytest.mark.usefixtures("gone")
def test_a_command_goes_on_at_the_top() -> None:
    """Where nothing took the folder's place."""
    assert is_gone()
    stand_somewhere()
    assert Path.cwd() == Path("/")


def test_a_command_goes_on_in_the_folder_that_took_its_place(gone: Path) -> None:
    """It has the same name, and the shell shows that."""
    gone.mkdir()
    assert is_gone()
    stand_somewhere()
    assert not is_gone()
    assert Path.cwd() == gone


def test_a_folder_that_is_there_is_not_left(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever PWD says: a program may have changed the one and not the other."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PWD", "/")
    stand_somewhere()
    assert Path.cwd() == tmp_path


@pytest.mark.usefixtures("gone")
def test_no_command_ends_in_a_traceback(tmp_path: Path) -> None:
    """The user's error is told as ever."""
    done = dojo("check", env={**os.environ, "CLUSTERDOJO_STATE": str(tmp_path / "state")})
    assert (done.returncode, "Traceback" in done.stderr) == (2, False), done.stderr
