"""`dojo record`: where its files go."""

from pathlib import Path

import pytest

from clusterdojo.cli.app import run
from clusterdojo.cluster.inventory import Recording
from clusterdojo.grading import existing


class NoCluster:
    """A way in that is never used for more than this."""

    def connect(self) -> None:
        """Nothing to reach."""


def test_the_advice_for_a_path_that_cant_be_written_is_a_path(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """A folder has the name, or a file stands where a folder should; the disk is not full."""
    monkeypatch.setenv("CLUSTERDOJO_STATE", str(tmp_path / "state"))
    monkeypatch.setattr(existing, "apis", lambda *_: {"cluster1": NoCluster()})
    monkeypatch.setattr(existing, "record", lambda _api: Recording({}, {}))
    (tmp_path / "file").write_text("x")
    lab = ["record", "drain-node01", "--kubeconfig", "x", "--context", "x", "--output"]
    assert run([*lab, str(tmp_path)]) == 2
    assert "A folder has this name: choose another path with --output." in capsys.readouterr().err
    assert run([*lab, str(tmp_path / "file/below.json")]) == 2
    assert "is a file, not a folder: choose another path" in capsys.readouterr().err
    assert run([*lab, str(tmp_path / "out.json")]) == 0


def test_the_advice_for_the_start_manifests_names_their_option(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """It is --setup, not --output."""
    monkeypatch.setenv("CLUSTERDOJO_STATE", str(tmp_path / "state"))
    (tmp_path / "file").write_text("x")
    lab = ["record", "drain-node01", "--kubeconfig", "x", "--context", "x", "--output", "x"]
    assert run([*lab, "--setup", str(tmp_path / "file")]) == 2
    assert "choose another path with --setup." in capsys.readouterr().err
    assert run([*lab, "--setup", str(tmp_path / "setup")]) == 0
    assert capsys.readouterr().out.startswith("Wrote ")
