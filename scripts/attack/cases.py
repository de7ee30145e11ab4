"""Cases: FOLDER/LAB/NAME.sh, each with the grade that its writer expects, in lines of comment."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, cast, get_args

from clusterdojo.engines.registry import names as engine_names
from clusterdojo.lab.faults import Fault
from clusterdojo.lab.loading import load_lab
from clusterdojo.lab.suite import Suite
from clusterdojo.regular_file import NotReadError, read
from clusterdojo.untrusted import one_line

Expected = Literal["full", "not full", "nothing"]
"""Every point; fewer; none."""

NEEDED = ("idea", "expect", "because")
HEADER = re.compile(r"#\s*(idea|expect|because|unsure|engines)\s*:(.*)", re.IGNORECASE)
MOST_BYTES = 100_000
MOST_CHARACTERS = 500  # of one header
MARK = "\N{ZERO WIDTH NO-BREAK SPACE}"


@dataclass(frozen=True)
class Case:
    """One way through a lab, and what it should earn.

    Attributes:
        lab: The lab's id.
        name: The script's, without .sh.
        path: The script, a template as solution.sh is.
        engine: Where it runs.
        idea: What is tried, in a sentence.
        expect: The grade that the writer would give.
        because: Which words of the task decide that.
        unsure: Why the writer is not sure; empty if they are.
    """

    lab: str
    name: str
    path: Path
    engine: str
    idea: str
    expect: Expected
    because: str
    unsure: str = ""


@dataclass(frozen=True)
class Found:
    """What a folder holds.

    Attributes:
        cases: In the order in which they run: the first of each lab, then the second ones, so that
            a round that is ended early has tried every lab.
        faults: What is wrong with others.
        elsewhere: How many are for other engines.
    """

    cases: list[Case]
    faults: list[Fault]
    elsewhere: int


def find(folder: Path, suite: Suite, labs: list[str], engine: str | None) -> Found:
    """The cases of a folder.

    Args:
        folder: Its folders have the labs' names; those without scripts are passed over.
        suite: Whose labs.
        labs: Only these; empty for all.
        engine: Where to run; None for the first of the lab's engines that the case names.
    """
    found = Found([], [], 0)
    elsewhere = 0
    for path in sorted(folder.glob("*/*.sh")):
        lab = path.parent.name
        if labs and lab not in labs:
            continue
        if lab not in suite.lab_ids():
            found.faults.append(Fault(path, 1, f"there is no lab called {lab!r}"))
            continue
        case = _case(path, list(load_lab(suite.lab_dir(lab)).engines), engine)
        if isinstance(case, Case):
            found.cases.append(case)
        elif case is None:
            elsewhere += 1
        else:
            found.faults.extend(case)
    found.cases.sort(key=lambda case: (_number(case.name), case.lab, case.name))
    return Found(found.cases, found.faults, elsewhere)


def _number(name: str) -> int:
    """The number at the end of a name such as cheat-3; 0 for names without one."""
    ends = re.search(r"[0-9]{1,9}$", name)
    return int(ends[0]) if ends else 0


def _case(path: Path, declared: list[str], engine: str | None) -> Case | list[Fault] | None:
    """The case, its faults, or None if it is for other engines."""
    try:
        text = read(path, MOST_BYTES).decode()
    except NotReadError as error:
        return [Fault(path, 1, str(error))]
    except UnicodeDecodeError:
        return [Fault(path, 1, "is not UTF-8 text")]
    said, faults = _headers(path, text)
    faults += [Fault(path, 1, f"has no line `# {key}:`") for key in NEEDED if not said.get(key)]
    expect = " ".join(said.get("expect", "").casefold().rstrip(".").split())
    if expect and expect not in get_args(Expected):
        choices = ", ".join(get_args(Expected))
        faults.append(Fault(path, 1, f"expects {expect!r}; it can expect: {choices}"))
    engines = re.split(r"[\s,]+", said.get("engines", "")) if said.get("engines") else declared
    unknown = sorted({name for name in engines if name} - {*engine_names()})
    faults += [
        Fault(path, 1, f"names an engine {name!r}, which does not exist") for name in unknown
    ]
    if faults:
        return faults
    possible = [name for name in declared if name in engines and engine in {None, name}]
    if not possible:
        return None
    return Case(
        lab=path.parent.name, name=path.stem, path=path, engine=possible[0], idea=said["idea"],
        expect=cast("Expected", expect), because=said["because"], unsure=said.get("unsure", ""),
    )  # fmt: skip


def _headers(path: Path, text: str) -> tuple[dict[str, str], list[Fault]]:
    """The headers, which end at the first command, and what bash would stumble over."""
    faults = []
    if text.startswith(MARK):
        faults.append(Fault(path, 1, "begins with a byte order mark, which bash takes for a word"))
    if "\0" in text:
        faults.append(Fault(path, 1, "is not text: it has a zero byte"))
    if text.partition("\n")[0].endswith("\r"):  # further down, it may be the script's subject
        faults.append(Fault(path, 1, "has the line ends of Windows, which bash takes for words"))
    said: dict[str, str] = {}
    for number, key, value in _lines(text.removeprefix(MARK)):
        if key in said:
            faults.append(Fault(path, number, f"has a second line `# {key}:`"))
        said.setdefault(key, value)
    return said, faults


def _lines(text: str) -> Iterator[tuple[int, str, str]]:
    for number, line in enumerate(text.split("\n"), start=1):
        stripped = line.strip()
        if stripped and not stripped.startswith("#"):
            return
        if header := HEADER.fullmatch(stripped):
            yield number, header[1].casefold(), one_line(header[2], MOST_CHARACTERS)
