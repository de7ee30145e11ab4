"""The hints of a lab: the numbered items of hints.md."""

import re
from collections.abc import Mapping
from pathlib import Path

from clusterdojo.lab.rendering import render_file
from clusterdojo.lab.values import Drawn


def hints(folder: Path, values: Mapping[str, Drawn]) -> list[str]:
    """The lab's hints with its drawn values, the least telling first.

    Raises:
        ContentError: hints.md is missing or wrong.
    """
    text = render_file(folder / "hints.md", values)
    parts = re.split(r"^\d+\.\s+", text, flags=re.MULTILINE)
    return [" ".join(part.split()) for part in parts[1:]]
