"""Programs that stand in for real ones: what they do not know, they fail on.

A stand-in that answers everything with success hides a command that was never meant, or that the
real program does not have.
"""

import shlex
from collections.abc import Mapping
from pathlib import Path

UNKNOWN = 97
OTHERWISE = f"""\
*)
echo "The fake ${{0##*/}} does not know: $*" >&2
exit {UNKNOWN}
;;"""


def fake(file: Path, known: Mapping[str, str], always: str = ":") -> Path:
    """Write a program of POSIX shell.

    Args:
        file: Where to; its name is the program's.
        known: What it does, in lines of shell, by how its arguments begin: whole words. The first
            that fits counts. Everything else ends with UNKNOWN, and the arguments on stderr.
        always: What it does before that, such as writing down its arguments.
    """
    cases = "\n".join(
        f"{shlex.quote(words)}|{shlex.quote(f'{words} ')}*)\n{lines or ':'}\n;;"
        for words, lines in known.items()
    )
    file.write_text(f'#!/bin/sh\n{always}\ncase "$*" in\n{cases}\n{OTHERWISE}\nesac\n')
    file.chmod(0o755)
    return file
