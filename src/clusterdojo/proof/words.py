"""Which modules of fixtures/ a check speaks with: others can't change its grade."""

import re
from collections.abc import Iterable
from pathlib import Path

from clusterdojo.lab.suite import Suite

IMPORT = re.compile(r"^\s*(?:from|import)\s+fixtures(?:\.(\w+))?\b", re.MULTILINE)
PLUGIN = re.compile(r'"fixtures\.(\w+)"')


def common(suite: Suite) -> set[Path]:
    """Those that every check has: they are plugins of conftest.py, or imported by one."""
    return _closure(suite, PLUGIN.findall(_text(suite.conftest)))


def of_check(suite: Suite, lab_id: str) -> set[Path]:
    """Those that a lab's check imports, directly or through others."""
    return _closure(suite, _imported(suite.check_module(lab_id)))


def _closure(suite: Suite, names: Iterable[str]) -> set[Path]:
    waiting, found = [*names, "__init__"], set()
    while waiting:
        path = suite.fixtures / f"{waiting.pop()}.py"
        if path.is_file() and path not in found:
            found.add(path)
            waiting += _imported(path)
    return found


def _imported(path: Path) -> list[str]:
    """The modules of fixtures/ that a file names; `from fixtures import x` means `__init__`."""
    return [name or "__init__" for name in IMPORT.findall(_text(path))]


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except OSError:
        return ""
