"""Forms of reports: a module with a FORMAT is a command of `dojo report`, listed nowhere else."""

import importlib
import pkgutil
from collections.abc import Iterator
from pathlib import Path

from clusterdojo.reporting.format import Format


def formats() -> Iterator[Format]:
    """All formats whose command needs no options of its own, in the order of their names."""
    for found in sorted(pkgutil.iter_modules(__path__), key=lambda one: one.name):
        if not _has_format(found):
            continue
        module = importlib.import_module(f"{__name__}.{found.name}")
        known = getattr(module, "FORMAT", None)
        if isinstance(known, Format):
            yield known


def _has_format(found: pkgutil.ModuleInfo) -> bool:
    """Whether a module says that it is a format; loading those with own commands is slow."""
    spec = found.module_finder.find_spec(found.name, None)
    if spec is None or spec.origin is None or found.ispkg:
        return False
    return "\nFORMAT = " in Path(spec.origin).read_text(encoding="utf-8")
