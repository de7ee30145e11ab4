"""docs/architecture.md, "A report format": one file, and nothing else is touched."""

import re
import subprocess
import sys
from pathlib import Path

from tests.conftest import CHECKOUT
from tests.reporting.synthetic import result, write

RECIPE = re.compile(r"^### A report format$.*?^```python$(.*?)^```$", re.MULTILINE | re.DOTALL)
OF_CLASS = '''"""How many learners there are, and in which year."""

from collections.abc import Iterator

from clusterdojo.reporting.format import Format, Material


def _text(material: Material) -> Iterator[str]:
    yield f"{len(material.gradebook.learners)} learners, "
    yield f"{len(material.collection.exams)} exams at {material.now:%Y}\\n"


FORMAT = Format("learners", "Write how many learners there are.", _text, of_class=True)
'''
DOJO = """
import sys
from clusterdojo.reporting import formats

formats.__path__.append(sys.argv.pop(1))  # in the suite the file lies in the folder itself
from clusterdojo.cli.app import run

sys.exit(run(sys.argv[1:]))
"""


def dojo(folder: Path, *arguments: object) -> "subprocess.CompletedProcess[str]":
    """Run a command with a folder of formats besides the suite's own."""
    command = [sys.executable, "-c", DOJO, str(folder), *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def test_a_format_is_one_file(tmp_path: Path) -> None:
    """It is a command with the options of all formats, listed in the help."""
    mine, handed_in = tmp_path / "formats", tmp_path / "results"
    mine.mkdir()
    [example] = RECIPE.findall((CHECKOUT / "docs/architecture.md").read_text())
    (mine / "count.py").write_text(example)
    one, two = result("one"), result("two")
    write(handed_in, one)
    write(handed_in, two)
    done = dojo(mine, "report", "count", handed_in, "--output", "-")
    assert done.returncode == 0, done.stderr
    assert one.earned
    assert done.stdout == f"2 results, {one.earned + two.earned} points\n"
    assert "Write how many results and points there are." in dojo(mine, "report", "--help").stdout
    assert "--roster" not in dojo(mine, "report", "count", "--help").stdout


def test_a_format_of_a_class_has_a_gradebook(tmp_path: Path) -> None:
    """And its command has the options that a gradebook needs."""
    mine, handed_in = tmp_path / "formats", tmp_path / "results"
    mine.mkdir()
    (mine / "learners.py").write_text(OF_CLASS)
    roster = tmp_path / "roster.csv"
    roster.write_text("name\nAda\nGrace\nLin\n")
    write(handed_in, result("Ada"))
    done = dojo(mine, "report", "learners", handed_in, "--roster", roster, "--output", "-")
    assert done.returncode == 0, done.stderr
    assert re.fullmatch(r"3 learners, 0 exams at 20\d\d\n", done.stdout)
    said = dojo(mine, "report", "learners", "--help").stdout
    assert all(option in said for option in ("--roster", "--choose", "--count-unsealed"))


def test_without_the_file_there_is_no_such_command(tmp_path: Path) -> None:
    """The test above is about the file."""
    done = dojo(tmp_path, "report", "count", "--output", "-")
    assert done.returncode == 2
    assert "No such command" in done.stderr
