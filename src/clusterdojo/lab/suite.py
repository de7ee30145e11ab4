"""Where the labs, checks and fixtures are: in a checkout, in the wheel, or in a folder of yours."""

import functools
import os
import runpy
from pathlib import Path

from clusterdojo.errors import UsageError

SUITE_VARIABLE = "CLUSTERDOJO_SUITE"


class Suite:
    """A directory that holds labs/ and checks/.

    The vocabulary that checks speak (fixtures/ and conftest.py) may be there as well; where it is
    not, it is that of this installation. The same goes for cheats/.
    """

    def __init__(self, root: Path) -> None:
        self.root = root
        self.labs = root / "labs"
        self.checks = root / "checks"

    @property
    def fixtures(self) -> Path:
        """The folder of the vocabulary that checks speak."""
        own = self.root / "fixtures"
        return own if own.is_dir() else installed().root / "fixtures"

    @property
    def cheats(self) -> Path:
        """The folder of the cheats that are tried on every lab."""
        own = self.root / "cheats"
        return own if own.is_dir() else installed().root / "cheats"

    @property
    def conftest(self) -> Path:
        """The module that names the plugins which grade."""
        own = self.root / "conftest.py"
        return own if own.is_file() else installed().root / "conftest.py"

    @property
    def pythonpath(self) -> list[Path]:
        """Where checks find the modules that they import."""
        return list(dict.fromkeys([self.root, self.fixtures.parent]))

    @property
    def plugins(self) -> tuple[str, ...]:
        """What pytest has to load by name: nothing if it finds the suite's own conftest.py."""
        if self.conftest.parent == self.root:
            return ()
        return tuple(runpy.run_path(str(self.conftest))["pytest_plugins"])

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


def suite() -> Suite:
    """The suite in $CLUSTERDOJO_SUITE; without that, the one of this installation.

    Raises:
        UsageError: The directory holds no labs/ and checks/.
    """
    chosen = os.environ.get(SUITE_VARIABLE)
    return _own(chosen) if chosen else installed()


@functools.cache
def installed() -> Suite:
    """The suite of this installation: a checkout, or what the wheel carries."""
    package = Path(__file__).parents[1]
    carried = package / "_suite"
    return Suite(carried if carried.is_dir() else package.parent.parent)


def _own(folder: str) -> Suite:
    found = Suite(Path(folder).absolute())
    for needed in (found.labs, found.checks):
        if not needed.is_dir():
            raise UsageError(
                f"{SUITE_VARIABLE} is {folder}, which has no folder {needed.name}/.",
                f"Create it, or unset {SUITE_VARIABLE} to use the labs that come with clusterdojo.",
            )
    return found
