"""Where the labs, checks and fixtures are: in a checkout, or carried by the installed wheel."""

import functools
from pathlib import Path

from clusterdojo.errors import UsageError


class Suite:
    """The directory that holds labs/, checks/, fixtures/ and conftest.py."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.labs = root / "labs"
        self.checks = root / "checks"

    def lab_ids(self) -> list[str]:
        """The ids of all labs, sorted."""
        return sorted(path.parent.name for path in self.labs.glob("*/lab.yaml"))

    def lab_dir(self, lab_id: str) -> Path:
        """The lab's folder.

        Raises:
            UsageError: There is no such lab.
        """
        known = self.lab_ids()
        if lab_id not in known:
            import difflib  # only for the message

            close = difflib.get_close_matches(lab_id, known, n=1)
            meant = f"Did you mean {close[0]}? " if close else ""
            raise UsageError(
                f"There is no lab called {lab_id!r}.", f"{meant}`dojo list` shows all labs."
            )
        return self.labs / lab_id

    def check_module(self, lab_id: str) -> Path:
        """The module that grades the lab (it may be missing: lint says so)."""
        return self.checks / f"test_{lab_id.replace('-', '_')}.py"


@functools.cache
def suite() -> Suite:
    """The suite that belongs to this installation."""
    package = Path(__file__).parent
    carried = package / "_suite"
    return Suite(carried if carried.is_dir() else package.parent.parent)
