"""Scripts that try a lab: mistakes name what they lose, other right ways lose nothing."""

from dataclasses import dataclass
from pathlib import Path

from clusterdojo.lab.cheats import Header, headers, scripts
from clusterdojo.lab.faults import Fault


@dataclass(frozen=True)
class Script:
    """One file of mistakes/ or other/."""

    path: Path
    loses: frozenset[str]


def mistakes(folder: Path) -> list[Script]:
    """The lab's mistakes, by name."""
    return [
        Script(path, frozenset(word for header in _loses(path) for word in header.words))
        for path in scripts(folder / "mistakes")
    ]


def other_ways(folder: Path) -> list[Script]:
    """The lab's other right ways, by name."""
    return [Script(path, frozenset()) for path in scripts(folder / "other")]


def wrong_scripts(folder: Path, criteria: set[str], *, at_least: int) -> list[Fault]:
    """What is wrong with the mistakes: too few, naming nothing, naming what does not exist."""
    found = mistakes(folder)
    faults = []
    if len(found) < at_least:
        message = f"has {len(found)} mistakes; a lab needs at least {at_least}"
        faults.append(Fault(folder / "mistakes", 1, message))
    for script in found:
        if not script.loses:
            message = "names no criterion: add a line `# loses: test_x test_y`"
            faults.append(Fault(script.path, 1, message))
        faults += [
            Fault(
                script.path,
                header.line,
                "has a second line `# loses:`: put all names on the first one",
            )
            for header in _loses(script.path)[1:]
        ]
        for name in sorted(script.loses - criteria):
            line = _line_of(script.path, name)
            faults.append(Fault(script.path, line, f"{name} is not a criterion of this lab"))
    never = criteria - frozenset().union(*(script.loses for script in found))
    faults += [Fault(folder / "mistakes", 1, f"no mistake loses {name}") for name in sorted(never)]
    return faults


def _loses(path: Path) -> list[Header]:
    return [header for header in headers(path) if header.key == "loses"]


def _line_of(path: Path, word: str) -> int:
    lines = path.read_text(encoding="utf-8", errors="replace").splitlines()
    for number, line in enumerate(lines, start=1):
        if word in line:
            return number
    return 1
