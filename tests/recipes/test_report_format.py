"""docs/architecture.md, "A report format": one file, and nothing else is touched."""

import subprocess
import sys
from pathlib import Path

from tests.reporting.synthetic import result, write

COUNT = '''"""How many results there are, on one line."""

from clusterdojo.reporting.format import Format, Material


def _text(material: Material) -> list[str]:
    return [f"{len(material.collection.entries)} results at {material.now:%Y}\\n"]


FORMAT = Format("count", "Write how many results there are.", _text)
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
    (mine / "count.py").write_text(COUNT)
    write(handed_in, result("one"))
    write(handed_in, result("two"))
    done = dojo(mine, "report", "count", handed_in, "--output", "-")
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("2 results at 20")
    assert "Write how many results there are." in dojo(mine, "report", "--help").stdout


def test_without_the_file_there_is_no_such_command(tmp_path: Path) -> None:
    """The test above is about the file."""
    done = dojo(tmp_path, "report", "count", "--output", "-")
    assert done.returncode == 2
    assert "No such command" in done.stderr
