"""Ctrl-C ends a command wherever it lands."""

import contextlib
import os
import signal
import sys

# After which the finalizer that swallowed a Ctrl-C has returned.
AGAIN = 0.02  # seconds


def keep_interrupts() -> None:
    """Raise a Ctrl-C again that Python swallowed.

    What is raised in a finalizer or in a weak reference's callback (urllib3 closes its connections
    in one) is printed with its traceback and forgotten: the command would go on.
    """
    sys.unraisablehook = _again


def _again(unraisable: "sys.UnraisableHookArgs") -> None:
    if unraisable.exc_type is not KeyboardInterrupt:
        sys.__unraisablehook__(unraisable)
        return
    from threading import Timer  # is needed in one command of thousands

    timer = Timer(AGAIN, os.kill, (os.getpid(), signal.SIGINT))
    timer.daemon = True
    with contextlib.suppress(RuntimeError):  # no thread starts while Python ends, nor is needed
        timer.start()
