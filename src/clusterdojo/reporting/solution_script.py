"""A script on the terminal, in colours, of which every line can be copied."""

from rich.console import Group
from rich.syntax import Syntax


def script(text: str) -> Group:
    """The script, each line as long as it is; print it with `crop=False`.

    The terminal itself goes on in its next row, and knows that it is the same line: a line that was
    wrapped or cut here would be another command when it is copied.
    """
    shown = Syntax("", "bash", background_color="default").highlight(text)
    shown.rstrip()
    shown.overflow = "ignore"
    return Group(shown)  # rich would join a bare text to others, and forget how it flows
