"""What tests of reports begin with."""

from pathlib import Path

import pytest

from clusterdojo.seal import Key


@pytest.fixture
def key(tmp_path: Path) -> Key:
    """An instructor's key."""
    return Key.make(tmp_path / "instructor.key")
