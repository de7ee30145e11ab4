"""`dojo check --watch`: a grade after every change, through resets and until all is earned."""

import time
from collections.abc import Iterator

from clusterdojo.attempt.model import Attempt
from clusterdojo.attempt.store import Store
from clusterdojo.cli.console import out
from clusterdojo.cli.folder import stand_somewhere
from clusterdojo.cli.show import show_result
from clusterdojo.errors import DojoError, UsageError
from clusterdojo.grading.check import changes, check
from clusterdojo.grading.result import Result
from clusterdojo.lab.suite import Suite

POLL_SECONDS = 0.2


def watch(store: Store, suite: Suite, attempt: Attempt) -> None:
    """Grade again and again until everything is earned, the lab ends, or Ctrl-C is pressed."""
    shown: object = None
    current: Attempt | None = attempt
    while current is not None:
        for result in _results(store, suite, current):
            state = [(c.outcome, c.reason, c.found) for c in result.criteria]
            if state != shown:
                shown = state
                _show(result)
            if result.outcome == "passed":
                return
        current = _after_the_reset(store, current)
    out.print("The lab was ended.")


def _results(store: Store, suite: Suite, attempt: Attempt) -> Iterator[Result]:
    """The grade after each change, until the attempt is reset or ends."""
    for _ in changes(attempt):
        stand_somewhere()  # a reset has made the work folder anew
        try:
            result = check(store, suite, attempt) if _is_as_it_was(store, attempt) else None
        except DojoError:
            if _is_as_it_was(store, attempt):
                raise
            return
        if result is None or not _is_as_it_was(store, attempt):
            return  # its clusters may have ended in the middle of the check
        yield result


def _show(result: Result) -> None:
    if out.is_terminal:
        out.clear()
    show_result(result)
    if result.outcome != "passed":
        out.print("[dim]watching; Ctrl-C ends[/]")


def _is_as_it_was(store: Store, attempt: Attempt) -> bool:
    """Whether the attempt runs and has not been reset meanwhile."""
    now = store.running()
    return now is not None and _begun(now) == _begun(attempt)


def _begun(attempt: Attempt) -> tuple[str, object]:
    return attempt.record.id, attempt.record.started


def _after_the_reset(store: Store, attempt: Attempt) -> Attempt | None:
    """The attempt as it runs again, once it does; None if it has ended."""
    while True:
        now = store.running()
        if now is not None:
            return now if now.record.id == attempt.record.id else None
        if not store.folders():
            return None
        try:
            with store.lock():
                if store.running() is None:
                    return None  # what was half-made is left to the next command
        except UsageError:
            time.sleep(POLL_SECONDS)  # another command is at it
