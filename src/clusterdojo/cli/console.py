"""What the terminal shows: progress while something is made, text and tables when it is done."""

import contextlib
import sys
import time
from collections.abc import Iterator

from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, TaskProgressColumn, TextColumn, TimeElapsedColumn
from rich.progress import Progress as Bars

from clusterdojo.progress import Progress
from clusterdojo.untrusted import terminal

out = Console(highlight=False)
err = Console(stderr=True, highlight=False)


class _Terminal:
    """A spinner and a bar on the last line of a terminal."""

    def __init__(self, bars: Bars) -> None:
        self._bars = bars
        self._task = bars.add_task("", total=None, detail="")

    def stage(self, text: str) -> None:
        self._bars.reset(self._task, description=_plain(text), total=None, detail="")

    def advance(self, done: float, total: float, detail: str = "") -> None:
        self._bars.update(self._task, completed=done, total=total, detail=_plain(detail))

    def note(self, text: str) -> None:
        self._bars.console.print(f"  {_plain(text)}")


def _plain(text: str) -> str:
    """Text that is neither markup nor what a terminal obeys: paths and reasons may hold both."""
    return escape(terminal(text))


class _Lines:
    """Plain lines where nobody looks at a terminal, such as in CI."""

    EVERY_SECONDS = 10.0

    def __init__(self) -> None:
        self._text = ""
        self._said = time.monotonic()

    def stage(self, text: str) -> None:
        self._text = text
        self._say(text)

    def advance(self, done: float, total: float, detail: str = "") -> None:
        if time.monotonic() - self._said >= self.EVERY_SECONDS:
            share = f"{done / total:.0%}" if total else ""
            self._say(f"{self._text} {share} {detail}".rstrip())

    def note(self, text: str) -> None:
        self._say(text)

    def _say(self, text: str) -> None:
        self._said = time.monotonic()
        sys.stderr.write(terminal(f"  {text}\n"))
        sys.stderr.flush()


@contextlib.contextmanager
def progress() -> Iterator[Progress]:
    """Progress on standard error, so that standard output stays clean."""
    if not err.is_terminal:
        yield _Lines()
        return
    bars = Bars(
        TextColumn("[cyan]{task.description}"),
        BarColumn(bar_width=30),
        TaskProgressColumn(),
        TimeElapsedColumn(),
        TextColumn("[dim]{task.fields[detail]}"),
        console=err,
        transient=True,
    )
    with bars:
        yield _Terminal(bars)


def page(markdown: str) -> None:
    """Show Markdown, such as a task."""
    from rich.markdown import Markdown  # half of rich's import time

    out.print(Markdown(markdown))
