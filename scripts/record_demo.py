"""docs/demo.png: a real session in tmux, captured, and photographed by headless Chromium.

    .venv/bin/python scripts/record_demo.py

Needs tmux and chromium; keeps its state to itself.
"""

import io
import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from rich.console import Console
from rich.terminal_theme import DIMMED_MONOKAI, TerminalTheme
from rich.text import Text

ROOT = Path(__file__).parents[1]
TARGET = ROOT / "docs/demo.png"
COLUMNS, ROWS = 96, 62
SESSION = "dojo-demo"
TYPED = (
    "dojo start drain-node01 --seed 1",
    "dojo run -- kubectl cordon node01",
    "dojo check",
    "dojo run -- kubectl drain node01 --ignore-daemonsets",
    "dojo check",
)
BACKGROUND = (13, 15, 24)
THEME = TerminalTheme(
    BACKGROUND,
    (216, 222, 233),
    [BACKGROUND, *(DIMMED_MONOKAI.ansi_colors[i] for i in range(1, 8))],
    [DIMMED_MONOKAI.ansi_colors[i] for i in range(8, 16)],
)
PAGE = """<!doctype html><meta charset="utf-8"><style>
body {{ margin: 0; padding: 20px; background: #0d0f18; }}
pre {{ margin: 0; color: #d8dee9; font: 15px/1.35 "DejaVu Sans Mono", monospace; }}
{stylesheet}
</style><pre>{code}</pre>"""


def tmux(*arguments: str, **variables: str) -> str:
    """Run one tmux command on a server of our own."""
    return subprocess.run(
        ["tmux", "-L", SESSION, *arguments],
        capture_output=True,
        text=True,
        check=True,
        env=os.environ | variables,
    ).stdout


def type_line(line: str) -> None:
    """Type one command and wait until the prompt is back."""
    tmux("send-keys", line, "Enter")
    time.sleep(0.5)
    for _ in range(600):
        if tmux("capture-pane", "-p").rstrip().endswith("$"):
            return
        time.sleep(0.1)


def main() -> None:
    """Record, and write the picture."""
    with tempfile.TemporaryDirectory() as folder:
        tmux("new-session", "-d", "-x", str(COLUMNS), "-y", str(ROWS), "bash --norc --noprofile",
             CLUSTERDOJO_STATE=f"{folder}/state", TERM="xterm-256color",
             PATH=f"{Path(sys.executable).parent}:{os.environ['PATH']}", PS1="$ ")  # fmt: skip
        try:
            type_line("PS1='$ '; clear")
            for line in TYPED:
                type_line(line)
            shown = tmux("capture-pane", "-e", "-p", "-S", "-200")
        finally:
            tmux("send-keys", "dojo stop --all; exit", "Enter")
            time.sleep(4)
            subprocess.run(["tmux", "-L", SESSION, "kill-server"], check=False)
        page = Path(folder) / "page.html"
        page.write_text(as_page(shown.rstrip().removesuffix("$")), encoding="utf-8")
        lines = len(shown.rstrip().splitlines())
        photograph(page, lines)


def as_page(ansi: str) -> str:
    """The captured screen as HTML."""
    console = Console(record=True, width=COLUMNS, file=io.StringIO())
    console.print(Text.from_ansi(ansi))
    return console.export_html(theme=THEME, code_format=PAGE, inline_styles=True)


def photograph(page: Path, lines: int) -> None:
    """Chromium's picture of the page."""
    chromium = shutil.which("chromium") or shutil.which("google-chrome") or "chromium"
    subprocess.run(
        [
            chromium, "--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars",
            "--disable-background-networking", "--disable-sync", "--no-first-run",
            f"--user-data-dir={page.parent}/profile", f"--screenshot={TARGET}",
            f"--window-size={COLUMNS * 9 + 60},{lines * 20 + 60}", page.as_uri(),
        ],
        check=True,
        capture_output=True,
    )  # fmt: skip


if __name__ == "__main__":
    main()
