"""Loads what a start needs at its end while the control planes begin."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from clusterdojo.attempt.model import Attempt


def load_pages() -> None:
    """Load Markdown's half of rich, and the command line's pages, before there is one to show."""
    import rich.markdown

    import clusterdojo.cli.show

    del rich, clusterdojo


def load_grader_and_pages() -> None:
    """Load pytest, too: it looks at the start state before its task is shown."""
    import clusterdojo.grading.run
    import clusterdojo.grading.start_state

    del clusterdojo
    load_pages()


def why_not(attempt: "Attempt") -> str:
    """Why the clusters do not begin as the lab tells; empty if they do."""
    from clusterdojo.grading import start_state

    return start_state.why_not(attempt)
