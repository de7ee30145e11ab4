"""A command that goes on as another program, or says why it can't."""

import subprocess
import sys
from pathlib import Path

import pytest

from clusterdojo.cli.become import become
from clusterdojo.errors import UsageError

GO_ON = """
import os, sys
from pathlib import Path
from clusterdojo.cli.become import become
become(Path(sys.argv[1]), "/bin/pwd", ["pwd", "-P"], dict(os.environ))
"""


def test_it_runs_in_the_work_folder(tmp_path: Path) -> None:
    """Even where the learner has removed that."""
    work = tmp_path / "work"
    done = subprocess.run(
        [sys.executable, "-c", GO_ON, work], capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == str(work.resolve())


def test_what_cant_be_run_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """In two sentences."""
    monkeypatch.chdir(tmp_path)
    script = tmp_path / "no-first-line"
    script.write_text("echo hello\n")
    script.chmod(0o700)
    with pytest.raises(UsageError, match="can't be run in"):
        become(tmp_path, str(script), [script.name], {})
