"""Files that appear whole or not at all."""

import stat
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from clusterdojo.errors import StateError
from clusterdojo.files import write_atomically


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of 64 KB; mounting one takes root on Linux."""
    disk = tmp_path / "disk"
    disk.mkdir()
    try:
        done = subprocess.run(
            ["mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", disk],
            capture_output=True,
            check=False,
        )
    except OSError:
        pytest.skip("there is no mount program")
    if done.returncode:
        pytest.skip("mounting a disk takes root")
    yield disk
    subprocess.run(["umount", disk], check=True)


def test_the_content_is_there_for_the_owner_alone(tmp_path: Path) -> None:
    """Certificates and answers are nobody else's business."""
    path = tmp_path / "new" / "file"
    write_atomically(path, "naïve\n")
    assert path.read_text(encoding="utf-8") == "naïve\n"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700


def test_a_file_of_the_suite_can_be_for_everybody(tmp_path: Path) -> None:
    """What `dojo new` writes has the mode of any source file."""
    write_atomically(tmp_path / "lab.yaml", "", mode=0o644)
    assert stat.S_IMODE((tmp_path / "lab.yaml").stat().st_mode) == 0o644


def test_a_failure_in_the_middle_leaves_the_old_content(tmp_path: Path) -> None:
    """A reader never sees half of the new text, and nothing is left beside it."""
    path = tmp_path / "file"
    write_atomically(path, "old")
    with pytest.raises(UnicodeEncodeError):
        write_atomically(path, "x" * 100_000 + "\udc80")
    assert path.read_text() == "old"
    assert list(tmp_path.iterdir()) == [path]


def test_a_full_disk_leaves_the_old_content(small_disk: Path) -> None:
    """The error is a sentence that says what to do, and nothing is lost."""
    path = small_disk / "file"
    write_atomically(path, "old")
    with pytest.raises(StateError) as caught:
        write_atomically(path, "x" * 100_000)
    assert caught.value.what == f"{path} can't be written: No space left on device."
    assert caught.value.do.startswith("Free some space")
    assert path.read_text() == "old"
    assert list(small_disk.iterdir()) == [path]


def test_a_file_in_the_way_of_a_folder_is_told(tmp_path: Path) -> None:
    """A state directory that is none is an error of two sentences."""
    (tmp_path / "state").write_text("")
    with pytest.raises(StateError, match="can't be written"):
        write_atomically(tmp_path / "state" / "attempt.json", "{}")


def test_a_folder_in_the_way_of_a_file_is_told(tmp_path: Path) -> None:
    """The name that is taken stays as it was, and no half file stays beside it."""
    (tmp_path / "file" / "inner").mkdir(parents=True)
    with pytest.raises(StateError, match="can't be written"):
        write_atomically(tmp_path / "file", "text")
    assert [path.name for path in tmp_path.iterdir()] == ["file"]
