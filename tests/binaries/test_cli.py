"""`dojo runtime`: status, fetch, path, prune."""

from pathlib import Path

import pytest
from typer.testing import CliRunner

from clusterdojo.binaries import EMBEDDED, known, require
from clusterdojo.cli.runtime import app
from clusterdojo.errors import UsageError


def run(*words: str) -> str:
    """What `dojo runtime` prints."""
    result = CliRunner().invoke(app, list(words), catch_exceptions=False, env={"COLUMNS": "300"})
    assert result.exit_code == 0, result.output
    return result.stdout


def test_status_names_every_component(built: list[str]) -> None:
    """What is there, how it came, and what is missing; looking fetches nothing."""
    require(["kubectl"])
    said = run("status")
    assert all(name in said for name in known())
    assert "built" in said
    assert "missing" in said
    assert built == ["kubectl"]


def test_status_of_a_version_outside_the_lock(built: list[str]) -> None:
    """Its programs are missing, its companions may be there."""
    require(["etcd"], "1.34.4")
    said = {line.split()[0]: line.split()[1:3] for line in run("status", "--kubernetes", "1.33.7")
            .splitlines()}  # fmt: skip
    assert said["kubelet"] == ["1.33.7", "missing"]
    assert said["etcd"] == ["3.6.5", "built"]
    assert built == ["etcd"]


def test_fetch_takes_what_the_embedded_engine_needs(built: list[str]) -> None:
    """Without names it prepares the default engine."""
    said = run("fetch")
    assert sorted(built) == sorted(EMBEDDED)
    assert all(name in said for name in EMBEDDED)


def test_fetch_all_takes_everything(built: list[str]) -> None:
    """For a machine that will be offline."""
    run("fetch", "--all", "--kubernetes", "1.34.4")
    assert sorted(built) == sorted(known())


def test_path_prints_the_path_and_nothing_else(built: list[str]) -> None:
    """So that a script can use it."""
    said = run("path", "kubectl")
    assert Path(said.strip()).read_text() == "built"
    assert said.count("\n") == 1
    assert built == ["kubectl"]


def test_prune_says_how_much_it_freed(cache: Path) -> None:
    """Megabytes, as people count them."""
    old = cache / "runtime" / "kubectl" / "1.0.0" / "kubectl"
    old.parent.mkdir(parents=True)
    old.write_bytes(b"x" * 3_000_000)
    assert "Freed 3 MB." in run("prune", "--builds")


def test_an_unknown_component_is_a_usage_error() -> None:
    """The main program prints it and exits 2."""
    with pytest.raises(UsageError, match="no component called nonsense"):
        run("fetch", "nonsense")
