"""Progress on a terminal and without one."""

import io

import pytest
from rich.console import Console

from clusterdojo.cli import console

EVIL = "in/[/][red]\x1b[2J\r.json"


@pytest.mark.parametrize("terminal", [True, False])
def test_progress_shows_paths_as_text(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], *, terminal: bool
) -> None:
    """A file's name may look like markup, or move the cursor."""
    to = io.StringIO()
    monkeypatch.setattr(
        console, "err", Console(file=to, force_terminal=terminal, width=80, color_system=None)
    )
    with console.progress() as shown:
        shown.stage(EVIL)
        shown.advance(1, 2, EVIL)
        shown.note(EVIL)
    told = to.getvalue() + capsys.readouterr().err
    assert "in/[/][red]\N{REPLACEMENT CHARACTER}" in told
    assert "\x1b[2J" not in told
