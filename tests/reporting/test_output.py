"""Where reports go."""

from pathlib import Path

import pytest

from clusterdojo.errors import UsageError
from clusterdojo.reporting.output import write


def test_a_report_is_its_owners_alone(tmp_path: Path) -> None:
    """It holds names; a folder that is missing is made, an older report is replaced."""
    file = tmp_path / "new/folder/report.csv"
    write(file, ["old"])
    write(file, ["a", "b"])
    assert file.read_text() == "ab"
    assert file.stat().st_mode & 0o777 == 0o600
    assert list(file.parent.iterdir()) == [file]


def test_a_hyphen_is_standard_output(capsys: pytest.CaptureFixture[str]) -> None:
    """And no file of that name."""
    write(Path("-"), ["a", "b"])
    assert capsys.readouterr().out == "ab"


@pytest.mark.parametrize("name", ["", "file/below"])
def test_what_cant_be_written_is_the_users_error(tmp_path: Path, name: str) -> None:
    """A folder, or a path below a file; nothing is left behind."""
    (tmp_path / "file").write_text("x")
    with pytest.raises(UsageError, match="can't be written") as raised:
        write(tmp_path / name, ["a"])
    assert "--output" in raised.value.do
    assert [path.name for path in tmp_path.iterdir()] == ["file"]
    assert [path.name for path in tmp_path.parent.glob(f".{tmp_path.name}.*")] == []
