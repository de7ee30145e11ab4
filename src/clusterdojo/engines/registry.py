"""Which engines there are: the packages in this folder, each with an `engine.py`.

That module's ENGINE makes the engine; an engine is loaded when it is first asked for. So an engine
is one folder, and nothing else names it.
"""

import contextlib
import functools
import importlib
import importlib.util
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from clusterdojo import engines
from clusterdojo.errors import UsageError

if TYPE_CHECKING:
    from clusterdojo.cluster.audit_log import AuditLog
    from clusterdojo.engines.protocol import Engine  # it loads pydantic

_stand_ins: "dict[str, Engine]" = {}


def names() -> tuple[str, ...]:
    """The names of all engines, sorted; none of them is loaded for it."""
    return tuple(sorted({*_packages(), *_stand_ins}))


def audit_log(name: str, folder: Path) -> "AuditLog | None":
    """What the engine's own `audit_log` gives, without loading the rest of the engine to grade."""
    module = f"{engines.__name__}.{name}.audit_log"
    if name not in _stand_ins and importlib.util.find_spec(module):
        found: AuditLog | None = importlib.import_module(module).audit_log(folder)
        return found
    return engine(name).audit_log(folder)


def engine(name: str) -> "Engine":
    """The engine of that name.

    Raises:
        UsageError: There is no such engine.
    """
    if name in _stand_ins:
        return _stand_ins[name]
    if name not in _packages():
        raise UsageError(
            f"There is no engine called {name!r}.", f"Choose one of: {', '.join(names())}."
        )
    module = importlib.import_module(f"{engines.__name__}.{name}.engine")
    made: Engine = module.ENGINE()
    return made


def every() -> "list[Engine]":
    """All engines, the embedded ones first."""
    return sorted(map(engine, names()), key=lambda one: not one.embedded)


@contextlib.contextmanager
def also_in(folder: Path) -> Iterator[None]:
    """Look for engines in another folder as well, in this process, while the block runs.

    For tests: what they add is a folder as in this one.
    """
    engines.__path__.append(str(folder))
    importlib.invalidate_caches()
    try:
        yield
    finally:
        engines.__path__.remove(str(folder))
        for name in _packages_in((str(folder),)):
            for module in [m for m in sys.modules if m.startswith(f"{engines.__name__}.{name}")]:
                del sys.modules[module]


@contextlib.contextmanager
def standing_in(*others: "Engine") -> Iterator[None]:
    """Let these be the engines of their names, in this process, while the block runs.

    For tests: one that stands in for `kwok` keeps a lab's description as it is.
    """
    before = dict(_stand_ins)
    _stand_ins.update({one.name: one for one in others})
    try:
        yield
    finally:
        _stand_ins.clear()
        _stand_ins.update(before)


def _packages() -> frozenset[str]:
    return _packages_in(tuple(engines.__path__))


@functools.cache
def _packages_in(folders: tuple[str, ...]) -> frozenset[str]:
    import pkgutil  # a check asks for one engine's log, and for no names

    return frozenset(
        found.name
        for found in pkgutil.iter_modules(folders)
        if found.ispkg
        and any(Path(folder, found.name, "engine.py").is_file() for folder in folders)
    )
