"""Scripts as bash reads them, none of which is run."""

import os
import re
import subprocess
import tempfile
from collections.abc import Mapping
from pathlib import Path

from clusterdojo.lab.faults import Fault

# A script may turn extglob on; `bash -n` does not do what it reads.
EACH = 'for script; do bash -O extglob -n "$script"; done'
SAID = re.compile(r"^(\d+): line (\d+): (.*)$", re.MULTILINE)


def wrong_syntax(scripts: Mapping[Path, str]) -> list[Fault]:
    """The first thing that bash can't read in each script, by path and rendered text."""
    with tempfile.TemporaryDirectory() as folder:
        # By number: a name may have anything in it, and bash says it at the start of a line.
        for number, text in enumerate(scripts.values()):
            (Path(folder) / str(number)).write_text(text, encoding="utf-8")
        done = subprocess.run(
            ["bash", "-c", EACH, "bash", *map(str, range(len(scripts)))],  # noqa: S607 - as labs do
            cwd=folder,
            env=os.environ | {"LC_ALL": "C"},
            capture_output=True,
            check=False,
        )
    first: dict[int, Fault] = {}
    paths = list(scripts)
    for number, line, message in SAID.findall(done.stderr.decode(errors="replace")):
        fault = Fault(paths[int(number)], int(line), f"is not bash: {message}")
        first.setdefault(int(number), fault)
    return list(first.values())
