"""A clone on a system that turns every line's end into CR LF, as git does on Windows."""

import os
import subprocess
from pathlib import Path

import pytest

from tests.ci.cloning import clone, git
from tests.conftest import CHECKOUT


@pytest.fixture(scope="module")
def checkout(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Such a clone."""
    return clone(tmp_path_factory.mktemp("windows") / "checkout", "core.autocrlf=true")


def test_no_file_has_a_carriage_return(checkout: Path) -> None:
    """Bash, make and a node take it for a part of the word before it."""
    lines = git(checkout, "ls-files", "--eol").splitlines()
    assert len(lines) > 500
    # Inputs of tests are kept byte for byte (`-text`), and no program runs them.
    text = [line for line in lines if "attr/-text" not in line]
    assert [line for line in text if line.split()[1] not in ("w/lf", "w/none")] == []


def test_what_runs_has_no_carriage_return(checkout: Path) -> None:
    """Scripts, the Makefile, and what labs set up and solve with, read byte by byte."""
    runs = [
        *checkout.glob("Makefile"),
        *checkout.glob(".ci/*"),
        *checkout.glob("scripts/*"),
        *checkout.glob("labs/*/solution.sh"),
        *checkout.glob("labs/*/*/*"),
        *checkout.glob("src/clusterdojo/images/**/*"),
    ]
    files = [path for path in runs if path.is_file()]
    assert {"Makefile", "run", "demo.sh", "solution.sh"} <= {path.name for path in files}
    assert [str(path) for path in files if b"\r" in path.read_bytes()] == []


def test_the_demo_begins(checkout: Path) -> None:
    """`set -o pipefail` is understood: the script gets as far as its first command."""
    done = subprocess.run(
        ["bash", "scripts/demo.sh"],
        cwd=checkout, env={"PATH": "/usr/bin:/bin", "DOJO": "false"},
        check=False, capture_output=True, text=True,
    )  # fmt: skip
    assert "$ dojo start drain-node01" in done.stdout
    assert done.stderr == ""


def test_make_reads_its_file(checkout: Path) -> None:
    """Its help has every target of this checkout's."""
    # Without the environment of the make that runs the tests, which makes this one print folders.
    helps = [
        subprocess.run(
            ["make", "help"],
            cwd=folder, env={"PATH": os.environ["PATH"]},
            check=True, capture_output=True, text=True,
        )
        for folder in (checkout, CHECKOUT)
    ]  # fmt: skip
    assert helps[0].stdout == helps[1].stdout
    assert "demo" in helps[0].stdout
