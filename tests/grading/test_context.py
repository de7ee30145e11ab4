"""The start state, read back from its file."""

import json
from pathlib import Path

import pytest

from clusterdojo.errors import UsageError
from clusterdojo.grading.context import read_recording
from clusterdojo.setup_state import write_recording


def test_what_was_recorded_is_read_back(tmp_path: Path) -> None:
    """`--before FILE` gives what `dojo record` saw."""
    path = tmp_path / "before.json"
    write_recording(path, "demo", 7, {"namespace": "shop"}, {"cluster1": {"pods": []}})
    assert read_recording(path, "demo") == {
        "lab": "demo",
        "seed": 7,
        "values": {"namespace": "shop"},
        "clusters": {"cluster1": {"pods": []}},
    }


def test_another_labs_recording_is_refused(tmp_path: Path) -> None:
    """The message names both labs."""
    path = tmp_path / "before.json"
    write_recording(path, "other", 7, {}, {})
    with pytest.raises(UsageError, match="start state of other, not of demo"):
        read_recording(path, "demo")


@pytest.mark.parametrize("missing", ["lab", "values", "clusters"])
def test_a_recording_with_a_hole_is_refused(tmp_path: Path, missing: str) -> None:
    """Half a file is told as such, before anything is graded with it."""
    path = tmp_path / "before.json"
    write_recording(path, "demo", 7, {}, {"cluster1": {}})
    content = json.loads(path.read_text())
    del content[missing]
    path.write_text(json.dumps(content))
    with pytest.raises(UsageError, match="can't be read as a start state"):
        read_recording(path, "demo")


@pytest.mark.parametrize(
    "content",
    [
        None,
        b"",
        b"{",
        b"[]",
        b"\xff",
        b'{"lab": "demo", "seed": 1, "values": [], "clusters": {}}',
        b'{"lab": "demo", "seed": 1, "values": {}, "clusters": []}',
    ],
)
def test_whatever_is_no_recording_is_refused(tmp_path: Path, content: bytes | None) -> None:
    """Missing, empty, binary or of another shape: the answer is the same sentence."""
    path = tmp_path / "before.json"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(UsageError) as caught:
        read_recording(path, "demo")
    assert caught.value.what == f"{path} can't be read as a start state."
