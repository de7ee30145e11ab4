"""docs/architecture.md, "A word for graders": one file in fixtures/, and the check imports it."""

import shutil
import subprocess
import sys
from pathlib import Path

from clusterdojo.lab.suite import Suite
from tests.conftest import CHECKOUT

WORD = '''"""Colours of things."""


def has_colour(thing: dict[str, str], colour: str) -> None:
    """The thing's colour is this one."""
    found = thing.get("colour", "none")
    assert found == colour, f"expected {colour}, found {found}"
'''
CHECK = '''"""A check that uses the word."""

from fixtures.colours import has_colour


def test_the_sky_is_blue() -> None:
    """Rain is unlikely."""
    has_colour({"colour": "grey"}, "blue")
'''


def test_a_word_is_one_file(own_suite: Suite) -> None:
    """Its message is what a learner reads; no list names it."""
    words = own_suite.root / "fixtures"
    words.unlink()  # a link to this suite's own, which stays as it is
    shutil.copytree(CHECKOUT / "fixtures", words)
    (words / "colours.py").write_text(WORD)
    (own_suite.checks / "test_demo.py").write_text(CHECK)
    (own_suite.root / "pytest.ini").write_text("[pytest]\npythonpath = .\n")
    done = _pytest(own_suite.root)
    assert done.returncode == 1
    assert "AssertionError: expected blue, found grey" in done.stdout
    assert "1 failed" in done.stdout


def _pytest(root: Path) -> "subprocess.CompletedProcess[str]":
    command = [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", "checks"]
    return subprocess.run(command, cwd=root, capture_output=True, text=True, check=False)
