"""The current folder of a command: `dojo reset` replaces the work folder under a shell."""

import os
from pathlib import Path


def is_gone() -> bool:
    """Whether the folder that this command stands in was removed."""
    try:
        Path.cwd()
    except FileNotFoundError:
        return True
    return False


def stand_somewhere() -> None:
    """Go where the shell believes to be, if that folder is gone; else to the top.

    A process without a folder can't even tell a relative path, and pytest asks for one.
    """
    if is_gone():
        try:
            os.chdir(os.environ.get("PWD", "/"))
        except OSError:
            os.chdir("/")
