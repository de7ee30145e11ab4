"""A clone of this checkout, with the changes that are not committed yet."""

import os
import subprocess
from pathlib import Path

import pytest

from tests.conftest import CHECKOUT

# No settings of the user, so that every machine clones alike. CI may clone as another user.
PLAIN = {
    "GIT_CONFIG_GLOBAL": os.devnull,
    "GIT_CONFIG_NOSYSTEM": "1",
    "GIT_CONFIG_COUNT": "1",
    "GIT_CONFIG_KEY_0": "safe.directory",
    "GIT_CONFIG_VALUE_0": "*",
}


def git(folder: Path, *arguments: str) -> str:
    """What a git command prints in this folder.

    Raises:
        subprocess.CalledProcessError: It failed.
    """
    return subprocess.run(
        ["git", *arguments], cwd=folder, env=os.environ | PLAIN,
        check=True, capture_output=True, text=True,
    ).stdout  # fmt: skip


def clone(target: Path, *settings: str) -> Path:
    """Clone the files as they would be committed now.

    Args:
        target: A folder that does not exist yet.
        settings: git's, such as core.autocrlf=true.

    Returns:
        The clone. Where this folder is no git checkout, the test is skipped.
    """
    if not (CHECKOUT / ".git").exists():
        pytest.skip("this folder was not cloned by git")
    source = target.with_name(f"{target.name}.source")
    git(CHECKOUT, "clone", "--quiet", "--shared", "--no-checkout", str(CHECKOUT), str(source))
    # Only the copy's index takes up the changes: nothing is written into this checkout.
    git(source, "--work-tree", str(CHECKOUT), "add", "--all")
    git(source, "-c", "user.name=test", "-c", "user.email=test@example.com",
        "commit", "--quiet", "--allow-empty", "--message", "as it is now")  # fmt: skip
    options = [word for setting in settings for word in ("--config", setting)]
    git(source, "clone", "--quiet", *options, str(source), str(target))
    return target
