"""Forms of reports: a module with a FORMAT is a command of `dojo report`, listed nowhere else."""

import importlib
import pkgutil
from collections.abc import Iterator

from clusterdojo.reporting.format import Format


def formats() -> Iterator[Format]:
    """All formats whose command needs no options of its own, in the order of their names."""
    for found in sorted(pkgutil.iter_modules(__path__), key=lambda one: one.name):
        module = importlib.import_module(f"{__name__}.{found.name}")
        known = getattr(module, "FORMAT", None)
        if isinstance(known, Format):
            yield known
