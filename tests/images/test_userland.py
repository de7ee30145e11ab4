"""The Debian userland: made by mmdebstrap, here a fake one, and kept."""

from pathlib import Path

import pytest

from clusterdojo.errors import ImageError
from clusterdojo.images import _packages, _userland
from clusterdojo.progress import Silent
from tests.fakes import fake

ASKED = f"--variant=minbase --include={','.join(_packages.PACKAGES)}"
WORKS = """\
echo "$@" >> "{log}"
for target; do case $target in *.tar) echo userland > "$target";; esac; done"""


@pytest.fixture
def bin_(cache: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The only directory of programs, empty."""
    del cache
    directory = tmp_path / "bin"
    directory.mkdir()
    monkeypatch.setenv("PATH", str(directory))
    return directory


def test_it_is_made_once(bin_: Path, tmp_path: Path) -> None:
    """The packages are asked for by name, and the second time nobody is asked."""
    fake(bin_ / "mmdebstrap", {ASKED: WORKS.format(log=tmp_path / "log")})
    made = _userland.require(Silent())
    assert made.read_text() == "userland\n"
    assert _userland.require(Silent()) == made
    (call,) = (tmp_path / "log").read_text().splitlines()
    assert f"--include={','.join(_packages.PACKAGES)}" in call
    assert {file.name for file in made.parent.iterdir()} == {made.name, "userland.log"}


def test_other_packages_are_another_userland(monkeypatch: pytest.MonkeyPatch) -> None:
    """The cached file is named by what was asked of Debian."""
    before = _userland.key()
    monkeypatch.setattr(_userland, "PACKAGES", ("vim",))
    assert _userland.key() != before


@pytest.mark.usefixtures("bin_")
def test_a_missing_mmdebstrap_is_a_sentence() -> None:
    """It says how to get it, and the other way out."""
    with pytest.raises(ImageError, match="mmdebstrap") as caught:
        _userland.require(Silent())
    assert "apt-get install mmdebstrap" in caught.value.do
    assert "CLUSTERDOJO_NODE_IMAGE" in caught.value.do


def test_what_mmdebstrap_says_is_passed_on(bin_: Path) -> None:
    """Without root, user namespaces or a mirror; a half-made file does not count."""
    said = 'echo "I: starting"; echo "E: cannot use unshare mode" >&2; exit 1'
    fake(bin_ / "mmdebstrap", {ASKED: said})
    with pytest.raises(ImageError, match=r"\(E: cannot use unshare mode\)") as caught:
        _userland.require(Silent())
    assert "root or user namespaces" in caught.value.do
    assert not _userland.place().exists()


def test_a_full_disk_is_told_before_anything_is_fetched(
    bin_: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It takes minutes to find out otherwise."""
    fake(bin_ / "mmdebstrap", {ASKED: WORKS.format(log=tmp_path / "log")})
    monkeypatch.setattr(_userland, "NEEDED", 1 << 62)
    with pytest.raises(ImageError, match=r"GB are free in .*; a node image takes"):
        _userland.require(Silent())
    assert not (tmp_path / "log").exists()


def test_the_users_mirror_comes_first(
    bin_: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """CLUSTERDOJO_DEBIAN goes to mmdebstrap as it is."""
    fake(bin_ / "mmdebstrap", {ASKED: WORKS.format(log=tmp_path / "log")})
    monkeypatch.setenv("CLUSTERDOJO_DEBIAN", "https://mirror.test/debian")
    _userland.require(Silent())
    assert (tmp_path / "log").read_text().split()[-1] == "https://mirror.test/debian"


def test_this_machines_own_sources_come_next(
    bin_: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Only those of the same Debian release: another's packages would be another node."""
    fake(bin_ / "mmdebstrap", {ASKED: WORKS.format(log=tmp_path / "log")})
    apt = tmp_path / "apt"
    (apt / "sources.list.d").mkdir(parents=True)
    ours = apt / "sources.list.d" / "debian.sources"
    ours.write_text("URIs: http://a.test/debian\nSuites: bookworm\n")
    (apt / "sources.list").write_text("deb http://a.test/ubuntu noble main\n")
    monkeypatch.setattr(_userland, "SOURCES", apt)
    _userland.require(Silent())
    assert (tmp_path / "log").read_text().split()[-1] == str(ours)
