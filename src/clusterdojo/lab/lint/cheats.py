"""What is wrong with cheats: too few, saying nothing of what they must lose, or what is unknown."""

import re
from collections.abc import Collection, Iterator
from pathlib import Path

from clusterdojo.errors import ContentError
from clusterdojo.lab.cheats import CHEATS, NOTHING, SOLUTION, Cheat, Header, cheats, headers
from clusterdojo.lab.cheats import common_cheats as cheats_of_all
from clusterdojo.lab.faults import Fault
from clusterdojo.lab.lint.bash import wrong_syntax
from clusterdojo.lab.rendering import render_file
from clusterdojo.lab.suite import Suite

FEWEST_CHEATS = 3
VARIABLE = re.compile(r"[A-Za-z_]\w*=\S*")
ONLY = {"earns": NOTHING, "after": SOLUTION}


def wrong_cheats(
    suite: Suite, folder: Path, criteria: Collection[str], engines: Collection[str]
) -> list[Fault]:
    """Faults in a lab's cheats.

    A suite asks for cheats of each lab as soon as it has a folder cheats/ of its own.

    Args:
        suite: Whose lab it is.
        folder: The lab's.
        criteria: The names of its criteria.
        engines: Those that it declares.
    """
    found = cheats(folder)
    faults = []
    if len(found) < FEWEST_CHEATS and (suite.root / CHEATS).is_dir():
        message = f"has {len(found)} cheats; a lab needs at least {FEWEST_CHEATS}"
        faults.append(Fault(folder / CHEATS, 1, message))
    for cheat in found:
        lines = list(headers(cheat.path))
        faults += _wrong_headers(cheat, lines)
        for header in lines:
            known = {"loses": criteria, "engines": engines}.get(header.key, header.words)
            what = "a criterion of this lab" if header.key == "loses" else "an engine of this lab"
            faults += [
                Fault(cheat.path, header.line, f"{word} is not {what}")
                for word in header.words
                if word not in known
            ]
            if header.key == "labs":
                message = "a lab's own cheat is tried on no other lab: leave `# labs:` out"
                faults.append(Fault(cheat.path, header.line, message))
    return faults


def wrong_common_cheats(suite: Suite) -> list[Fault]:
    """Faults in the suite's own cheats for every lab."""
    folder = suite.root / CHEATS
    if not folder.is_dir():
        return []
    found = cheats_of_all(suite)
    known = {cheat.path for cheat in found} | {folder / "common"}
    faults = [
        Fault(path, 1, f"does not belong in {CHEATS}/: only common/*.sh do")
        for path in sorted(folder.rglob("*"))
        if path not in known
    ]
    texts = {}
    for cheat in found:
        lines = list(headers(cheat.path))
        faults += _wrong_headers(cheat, lines)
        for header in lines:
            if header.key == "loses":
                message = f"labs differ in their criteria: say `# earns: {NOTHING}`"
                faults.append(Fault(cheat.path, header.line, message))
            if header.key == "labs":
                faults += [
                    Fault(cheat.path, header.line, f"there is no lab called {word}")
                    for word in header.words
                    if word not in suite.lab_ids()
                ]
        try:
            texts[cheat.path] = render_file(cheat.path, {})
        except ContentError as error:
            faults.append(Fault(cheat.path, error.line or 1, error.fault or error.what))
    return sorted({*faults, *wrong_syntax(texts)})


def _wrong_headers(cheat: Cheat, lines: list[Header]) -> Iterator[Fault]:
    demands = [header for header in lines if header.key in ("loses", "earns")]
    if not cheat.loses and not cheat.earns_nothing:
        message = (
            f"does not say what it must lose: add `# loses: test_x test_y` or `# earns: {NOTHING}`"
        )
        yield Fault(cheat.path, 1, message)
    for header in demands[1:]:
        message = "says a second time what it must lose: one line `# loses:` or `# earns:` will do"
        yield Fault(cheat.path, header.line, message)
    for header in lines:
        only = ONLY.get(header.key)
        if only and header.words != (only,):
            message = f"`# {header.key}:` can only be `# {header.key}: {only}`"
            yield Fault(cheat.path, header.line, message)
        if header.key == "environment":
            for word in header.words:
                if not VARIABLE.fullmatch(word):
                    message = f"{word} is not NAME=VALUE"
                    yield Fault(cheat.path, header.line, message)
