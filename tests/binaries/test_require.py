"""`require`: the first source that has a binary serves it."""

import os
import time
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from clusterdojo.binaries import EMBEDDED, _store, component, require
from clusterdojo.errors import RuntimeUnavailableError, StateError, UsageError
from tests.fakes import fake

if TYPE_CHECKING:
    from tests.binaries.conftest import Heard


@pytest.fixture
def given(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The directory that CLUSTERDOJO_RUNTIME_DIR names."""
    directory = tmp_path / "given"
    directory.mkdir()
    monkeypatch.setenv("CLUSTERDOJO_RUNTIME_DIR", str(directory))
    return directory


def executable(path: Path) -> Path:
    """Make a program that nobody is to run."""
    return fake(path, {})


def test_the_users_directory_comes_first(given: Path, built: list[str], cache: Path) -> None:
    """What is in it is used as it is; what is not comes from elsewhere."""
    mine = executable(given / "kubectl")
    found = require(["kubectl", "etcd"])
    assert found["kubectl"] == mine
    assert found["etcd"].is_relative_to(cache)
    assert built == ["etcd"]


def test_a_version_has_a_directory_of_its_own_in_the_users(given: Path, built: list[str]) -> None:
    """An upgrade takes two kubeadms; what serves every version lies beside them."""
    for version in ("1.33.7", "1.35.4"):
        (given / version).mkdir()
        executable(given / version / "kubeadm")
    executable(given / "kubectl")
    found = require(["kubeadm", "kubectl"], "v1.33.7")
    assert found == {"kubeadm": given / "1.33.7" / "kubeadm", "kubectl": given / "kubectl"}
    assert require(["kubeadm"])["kubeadm"] == given / "1.35.4" / "kubeadm"
    assert not built


def test_what_no_graph_builds_is_told_before_anything_is_built(built: list[str]) -> None:
    """A version outside the lock comes from the user or from its release, else not at all."""
    with pytest.raises(
        RuntimeUnavailableError, match=r"kubeadm 1\.33\.7, kubelet 1\.33\.7 can"
    ) as it:
        require(["etcd", "kubeadm", "kubelet"], "1.33.7")
    assert "CLUSTERDOJO_RUNTIME_DIR" in it.value.do
    assert "1.35.4, 1.34.4" in it.value.do
    assert not built


def test_a_file_of_the_users_that_cannot_run_is_a_sentence(given: Path) -> None:
    """Silently taking another one would be a surprise."""
    executable(given / "kubectl").chmod(0o644)
    if os.access(given / "kubectl", os.X_OK):
        pytest.skip("this user may execute anything")
    with pytest.raises(RuntimeUnavailableError, match="kubectl can't be executed"):
        require(["kubectl"])


def test_a_users_directory_that_is_none_is_a_sentence(given: Path) -> None:
    """A typo in the variable must not lead to a build of ten minutes."""
    given.rmdir()
    with pytest.raises(RuntimeUnavailableError, match="which is not a directory"):
        require(["kubectl"])


def test_a_filled_cache_answers_in_milliseconds(built: list[str]) -> None:
    """No hashing, no lock, no network: each command asks."""
    first = require(EMBEDDED)
    seconds = []
    for _ in range(5):
        began = time.perf_counter()
        assert require(EMBEDDED) == first
        seconds.append(time.perf_counter() - began)
    assert min(seconds) < 0.02
    assert sorted(built) == sorted(EMBEDDED)


def test_a_binary_is_fetched_once_however_often_it_is_named(built: list[str]) -> None:
    """Engines add up their wishes."""
    assert list(require(["kubectl", "kubectl"])) == ["kubectl"]
    assert built == ["kubectl"]


def test_versions_live_side_by_side(built: list[str]) -> None:
    """An upgrade lab needs both."""
    newer, older = require(["kubectl"])["kubectl"], require(["kubectl"], "1.34.4")["kubectl"]
    assert newer != older
    assert older.parent.name == "1.34.4"
    assert built == ["kubectl", "kubectl"]


def test_a_corrupt_cached_binary_is_thrown_away_and_fetched_again(
    built: list[str], heard: "Heard"
) -> None:
    """Another size, or other bytes of the same size: either is noticed and said."""
    path = require(["kubectl"])["kubectl"]
    path.write_text("b")
    assert require(["kubectl"], progress=heard)["kubectl"].read_text() == "built"
    path.write_text("BUILT")
    assert require(["kubectl"], progress=heard)["kubectl"].read_text() == "built"
    assert built == ["kubectl"] * 3
    assert [note.split(" was ")[1] for note in heard.notes] == ["corrupt and is fetched again"] * 2


def test_a_binary_that_was_only_touched_is_read_again_and_kept(
    built: list[str], heard: "Heard"
) -> None:
    """A restored backup has other times; its sum tells that it is the same, once."""
    path = require(["kubectl"])["kubectl"]
    os.utime(path, ns=(1, 1))
    assert require(["kubectl"], progress=heard)["kubectl"] == path
    assert _store.lookup(component("kubectl")) == path
    assert built == ["kubectl"]
    assert not heard.notes


@pytest.mark.parametrize("content", ["", "{", "[]", '{"sha256": "x"}'])
def test_a_binary_with_a_broken_record_counts_as_missing(built: list[str], content: str) -> None:
    """A process killed between the two leaves a binary that nothing vouches for."""
    path = require(["kubectl"])["kubectl"]
    _store.record_file(component("kubectl")).write_text(content)
    require(["kubectl"])
    assert built == ["kubectl"] * 2
    assert _store.lookup(component("kubectl")) == path


def test_leftovers_of_killed_runs_are_removed(built: list[str], cache: Path) -> None:
    """The next run that fetches something tidies up."""
    folder = cache / "runtime" / "kubectl" / "1.35.4"
    folder.mkdir(parents=True)
    (folder / ".kubectl.4242.part").write_text("half")
    (folder / ".record.json.abc").write_text("{")
    half_built = cache / "runtime" / ".build"
    half_built.mkdir()
    (half_built / "kube-apiserver").write_text("half")
    require(["kubectl"])
    assert built
    assert sorted(file.name for file in folder.iterdir()) == ["kubectl", "record.json"]
    assert not half_built.exists()


def test_unknown_names_are_refused_before_anything_is_fetched(built: list[str]) -> None:
    """The first name is fine, the second is not: nothing is done."""
    with pytest.raises(UsageError):
        require(["kubectl", "nonsense"])
    assert not built


def test_a_cache_that_cannot_be_written_is_a_sentence(cache: Path) -> None:
    """A file where the directory should be: what, and what to do."""
    cache.write_text("in the way")
    with pytest.raises(StateError, match="can't be written") as caught:
        require(["kubectl"])
    assert "CLUSTERDOJO_CACHE" in caught.value.do
