"""A script as a terminal shows it."""

import io

from rich.console import Console

from clusterdojo.reporting.solution_script import script


def test_no_line_is_wrapped_or_cut() -> None:
    """What is copied from a narrow terminal is the command that was meant."""
    text = f"kubectl get pods {'--all-namespaces ' * 9}--output yaml \\\n  | less\n"
    console = Console(file=io.StringIO(), width=40)
    console.print(script(text), crop=False)
    assert isinstance(console.file, io.StringIO)
    assert console.file.getvalue() == text
