"""Programs that stand in for real ones fail on what they do not know."""

import re
import subprocess
from pathlib import Path

import pytest

from tests.fakes import UNKNOWN, fake

TESTS = Path(__file__).parent
# Fakes by other means, each with an end that fails; and scripts that stand in for nothing.
OTHERS = {
    "tests/fakes.py",
    "tests/test_fakes.py",
    "tests/attack/test_cases.py",  # a case of a writer
    "tests/binaries/test_official.py",  # a download's content
    "tests/ci/test_oci_runtime.py",  # always ends with 7
    "tests/e2e/test_kind_faults.py",  # always ends with 1
    "tests/engines/kind/test_engine.py",  # unknown(), and the fixture looks for it
    "tests/engines/kind/test_real_clusters.py",  # always ends with 3
    "tests/hostile.py",  # must not be called
    "tests/fixtures/test_node_kind.py",  # what a learner puts on a node
    "tests/images/test_contents.py",  # an image's content
    "tests/images/conftest.py",  # case _, and the fixture looks for it
    "tests/images/test_deb.py",  # a package's content
    "tests/images/test_node_files.py",  # names files by their first line
}


def _run(program: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([program, *arguments], capture_output=True, text=True, check=False)


def test_what_it_knows_it_does(tmp_path: Path) -> None:
    """By the first words, whole ones, whatever follows."""
    docker = fake(
        tmp_path / "docker", {"ps": "echo $2", "network rm": "exit 1"}, f"echo >>{tmp_path}/calls"
    )
    assert _run(docker, "ps").stdout == "\n"
    assert _run(docker, "ps", "--all").stdout == "--all\n"
    assert _run(docker, "network", "rm", "x").returncode == 1
    assert (tmp_path / "calls").read_text() == "\n\n\n"


@pytest.mark.parametrize("arguments", [[], ["psx"], ["network"], ["network", "ls"], ["run", "ps"]])
def test_what_it_does_not_know_fails(tmp_path: Path, arguments: list[str]) -> None:
    """With an exit code that no real program has there, and the arguments."""
    done = _run(fake(tmp_path / "docker", {"ps": "", "network rm": ""}), *arguments)
    assert done.returncode == UNKNOWN
    assert done.stderr == f"The fake docker does not know: {' '.join(arguments)}\n"


def test_no_program_is_faked_by_hand() -> None:
    """One that answers everything would hide a command that was never meant."""
    root = TESTS.parent
    first_line = re.compile(r"#!.*\b(?:sh|bash|python)\b|#!\{python\}")
    found = {
        str(path.relative_to(root))
        for path in TESTS.rglob("*.py")
        if first_line.search(path.read_text(encoding="utf-8"))
    }
    assert found - OTHERS == set()
    assert OTHERS - found == set()
