"""Compares what is installed with the lower bounds of pyproject.toml; `make test-lowest` runs it.

    .venv-lowest/bin/python scripts/lowest_bounds.py

Another requirement may rule a bound out. Then no test has ever run with that version, and the bound
has to be raised to the one that is installed.
"""

import sys
import tomllib
from collections.abc import Iterator
from importlib.metadata import version
from pathlib import Path

from packaging.requirements import Requirement
from packaging.version import Version


def untrue(project: dict[str, dict[str, object]]) -> Iterator[str]:
    """A sentence for each lower bound that is not the installed version."""
    groups = project["dependency-groups"]
    # The table of TOML is typed as object.
    lines = [*project["project"]["dependencies"], *groups["test"]]  # type: ignore[misc]
    for requirement in map(Requirement, lines):
        installed = Version(version(requirement.name))
        bounds = [Version(s.version) for s in requirement.specifier if s.operator == ">="]
        if bounds != [installed]:
            yield f"{requirement} can't be installed so low: raise the bound to {installed}"


if __name__ == "__main__":
    found = list(untrue(tomllib.loads(Path("pyproject.toml").read_text())))
    print(*found, sep="\n", end="\n" * bool(found))
    sys.exit(bool(found))
