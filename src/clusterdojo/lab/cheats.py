"""Cheats: scripts that make undone work look done, and what they must not be paid for.

A cheat says what must come of it in lines of comment: `# loses:` names criteria that must earn
nothing, `# earns: nothing` says that none may. Other lines say how it is tried; see Cheat.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from clusterdojo.lab.suite import Suite

CHEATS = "cheats"
NOTHING = "nothing"
SOLUTION = "solution"
HEADER = re.compile(r"^#[ \t]*(loses|earns|after|environment|engines|labs):[ \t]*(.*?)[ \t]*$")


@dataclass(frozen=True)
class Header:
    """One line such as `# after: solution`."""

    line: int
    key: str
    words: tuple[str, ...]


@dataclass(frozen=True)
class Cheat:
    """One cheat of a lab, or one that is tried on many.

    Attributes:
        path: The script.
        loses: The criteria that must earn nothing; others may be lost, too.
        earns_nothing: Whether no criterion may earn anything.
        after_solution: Whether the lab's solution.sh runs first.
        environments: Variables that `dojo check` gets, NAME=VALUE; one check for each tuple. Names
            of the learner's own variables, as in $DOJO_WORK, are replaced.
        engines: Where it is tried; none for every engine that the lab declares.
        labs: On which labs a common one is tried; none for all.
    """

    path: Path
    loses: frozenset[str] = frozenset()
    earns_nothing: bool = False
    after_solution: bool = False
    environments: tuple[tuple[str, ...], ...] = ()
    engines: frozenset[str] = frozenset()
    labs: frozenset[str] = frozenset()

    def is_for(self, lab_id: str, engine: str) -> bool:
        """Whether it is tried on the lab there."""
        return (not self.labs or lab_id in self.labs) and (
            not self.engines or engine in self.engines
        )


def cheats(folder: Path) -> list[Cheat]:
    """The cheats of the lab in `folder`, by name."""
    return [read(path) for path in scripts(folder / CHEATS)]


def common_cheats(suite: Suite) -> list[Cheat]:
    """The cheats that are tried on every lab, by name."""
    return [read(path) for path in scripts(suite.cheats / "common")]


def read(path: Path) -> Cheat:
    """What a script says of itself; a fault in it is the linter's to tell."""
    found = list(headers(path))

    def words(key: str) -> Sequence[str]:
        return [word for header in found if header.key == key for word in header.words]

    return Cheat(
        path,
        loses=frozenset(words("loses")),
        earns_nothing=NOTHING in words("earns"),
        after_solution=SOLUTION in words("after"),
        environments=tuple(header.words for header in found if header.key == "environment"),
        engines=frozenset(words("engines")),
        labs=frozenset(words("labs")),
    )


def headers(path: Path) -> Iterator[Header]:
    """The lines of comment that say how a script is tried, and what it must lose."""
    lines = path.read_text(encoding="utf-8", errors="replace").splitlines()
    for number, line in enumerate(lines, start=1):
        if found := HEADER.match(line):
            yield Header(number, found[1], tuple(found[2].split()))


def scripts(folder: Path) -> list[Path]:
    """The scripts in a folder, by name; the linter reports a folder that is called like one."""
    return sorted(path for path in folder.glob("*.sh") if path.is_file())
