"""The task's shell, in tmux and in the view's own terminal."""

import os
import shlex
import subprocess
from pathlib import Path

import pytest

from clusterdojo.errors import UsageError
from clusterdojo.exam.view.protocol import Shell
from clusterdojo.exam.view.shell_window import open_in_tmux, run_here, window_script
from tests.fakes import fake

PATH = os.environ["PATH"]


def fake_tmux(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, end: str) -> Path:
    """A tmux that keeps what it was told, and ends so; returns where that is kept."""
    program = tmp_path / "bin" / "tmux"
    program.parent.mkdir()
    record = shlex.quote(str(tmp_path / "told"))
    fake(program, {"new-window": f'printf "%s\\n" "$@" > {record}\n{end}'})
    (tmp_path / "tmp").mkdir()
    monkeypatch.setenv("PATH", f"{program.parent}:{PATH}")
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "tmp"))
    return tmp_path / "told"


def test_a_window_has_exactly_the_shells_environment(tmp_path: Path) -> None:
    """Whatever tmux was started with: only its own variables are kept; the script is gone."""
    out = tmp_path / "out"
    script = tmp_path / "window.sh"
    wanted = {"PATH": PATH, "ODD": 'it\'s\na "value" $HOME', "TERM": "not this one"}
    shell = Shell(["sh", "-c", 'env -0 > "$1"', "sh", str(out)], wanted)
    script.write_text(window_script(shell))
    tmux = {"PATH": PATH, "KUBECONFIG": "/old", "TMUX": "t", "TMUX_PANE": "%1", "TERM": "tmux"}
    subprocess.run(["sh", str(script)], env=tmux, check=True)
    got = dict(pair.split("=", 1) for pair in out.read_text().split("\0") if pair)
    for own in ("PWD", "SHLVL", "_", "OLDPWD"):
        got.pop(own, None)
    assert got == {**wanted, "TMUX": "t", "TMUX_PANE": "%1", "TERM": "tmux"}
    assert not script.exists()


def test_the_window_is_named_after_the_task(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """tmux is told a name and a script that only its owner can read."""
    told = fake_tmux(tmp_path, monkeypatch, "exit 0")
    open_in_tmux(Shell(["true"], {}), 5)
    *words, script = told.read_text().splitlines()
    assert words == ["new-window", "-n", "task 5", "--", "sh"]
    assert Path(script).stat().st_mode & 0o777 == 0o600
    assert Path(script).read_text() == window_script(Shell(["true"], {}))


def test_a_tmux_that_refuses_is_a_users_error(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The other way to the same shell is named, and the environment is left nowhere."""
    fake_tmux(tmp_path, monkeypatch, "echo no space for new pane >&2; exit 1")
    with pytest.raises(UsageError, match=r"no space for new pane.*dojo exam shell 5"):
        open_in_tmux(Shell(["true"], {}), 5)
    assert list((tmp_path / "tmp").iterdir()) == []


def test_the_terminal_runs_the_shell(capfd: pytest.CaptureFixture[str]) -> None:
    """It has its own environment, and how to come back is said first."""
    run_here(Shell(["sh", "-c", "echo $WORD"], {"PATH": PATH, "WORD": "here"}), 5)
    assert capfd.readouterr().out == (
        "Task 5: `exit` leads back to the exam, and so does Ctrl+D.\nhere\n"
    )


def test_a_shell_that_is_not_there_is_a_users_error(tmp_path: Path) -> None:
    """No traceback over the view."""
    with pytest.raises(UsageError, match="could not be started"):
        run_here(Shell([str(tmp_path / "none")], {}), 5)
