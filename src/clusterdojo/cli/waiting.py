"""What is waited for, told on a terminal when it takes longer than usual."""

import contextlib
import sys
import threading
from collections.abc import Iterator
from typing import TextIO

PATIENCE_SECONDS = 3.0
"""A check of a cluster at rest takes less."""


@contextlib.contextmanager
def waiting(text: str) -> Iterator[None]:
    """Show `text` beside a spinner on standard error, if that is a terminal and time passes."""
    if not sys.stderr.isatty():
        yield
        return
    ended = threading.Event()
    # The run of a check redirects standard error meanwhile.
    teller = threading.Thread(target=_tell, args=[text, sys.stderr, ended], daemon=True)
    teller.start()
    try:
        yield
    finally:
        ended.set()
        teller.join()


def _tell(text: str, terminal: TextIO, ended: threading.Event) -> None:
    if ended.wait(PATIENCE_SECONDS):
        return
    from rich.console import Console
    from rich.live import Live
    from rich.spinner import Spinner

    with Live(
        Spinner("dots", text, style="cyan"),
        console=Console(file=terminal),
        transient=True,
        redirect_stdout=False,
        redirect_stderr=False,
    ):
        ended.wait()
