"""A command that goes on as the learner's own shell or program."""

import os
from collections.abc import Mapping
from pathlib import Path
from typing import NoReturn

from clusterdojo.errors import UsageError


def become(work: Path, program: str, argv: list[str], variables: Mapping[str, str]) -> NoReturn:
    """Run `program` instead of this one, in the work folder.

    Raises:
        UsageError: It can't be run there.
    """
    try:
        work.mkdir(mode=0o700, exist_ok=True)  # it is the learner's, and may have been removed
        os.chdir(work)
        os.execve(program, argv, variables)  # noqa: S606 - the learner's own shell or command
    except OSError as error:
        raise UsageError(
            f"{program} can't be run in {work}: {error.strerror}.",
            "A script needs a first line such as `#!/bin/bash`, and the folder has to be yours.",
        ) from error
