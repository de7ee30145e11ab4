"""Where the clusters of proofs are, and what becomes of those that killed proofs have left."""

from pathlib import Path

import pytest

from clusterdojo.attempt.store import Store
from clusterdojo.errors import ContainerEngineError, DojoError
from clusterdojo.progress import Silent
from clusterdojo.proof import stores
from clusterdojo.proof.stores import clear, proof_store


class Ended:
    """What was ended, or can't be."""

    def __init__(self) -> None:
        self.roots: list[Path] = []
        self.docker_is_away = False

    def stop(self, store: Store, *_: object, everything: bool) -> list[str]:
        """End what is there."""
        assert everything
        if self.docker_is_away:
            raise ContainerEngineError("Docker is away.", "Start it.")
        self.roots.append(store.root)
        return [f"lab of {store.root.name}"]


@pytest.fixture
def ended(monkeypatch: pytest.MonkeyPatch) -> Ended:
    """Nothing yet."""
    made = Ended()
    monkeypatch.setattr(stores, "stop", made.stop)
    return made


def test_a_proof_leaves_nothing(tmp_path: Path, ended: Ended) -> None:
    """Its store is its own, for the user alone."""
    with proof_store(tmp_path) as store:
        assert store.root.stat().st_mode & 0o777 == 0o700
        assert store.root.parent == tmp_path / "proofs"
    assert ended.roots == [store.root]
    assert list((tmp_path / "proofs").iterdir()) == []


def test_a_proof_that_is_under_way_is_let_be(tmp_path: Path, ended: Ended) -> None:
    """Two proofs at once don't end each other."""
    with proof_store(tmp_path) as store:
        assert clear(tmp_path, Silent()) == []
        assert store.root.exists()
    assert ended.roots == [store.root]


def test_what_a_killed_proof_has_left_is_ended(tmp_path: Path, ended: Ended) -> None:
    """Its folder tells what it has started; nobody holds its lock any more."""
    left = tmp_path / "proofs/proof-1"
    left.mkdir(parents=True)
    assert clear(tmp_path, Silent()) == ["lab of proof-1"]
    assert ended.roots == [left]
    assert not left.exists()
    assert clear(tmp_path, Silent()) == []


def test_what_cant_be_ended_now_is_kept(tmp_path: Path, ended: Ended) -> None:
    """Until Docker answers again; without its folder nobody would know whose it is."""
    ended.docker_is_away = True
    with pytest.raises(ContainerEngineError), proof_store(tmp_path) as store:
        pass
    with pytest.raises(ContainerEngineError):
        clear(tmp_path, Silent())
    assert store.root.exists()
    ended.docker_is_away = False
    assert clear(tmp_path, Silent()) == [f"lab of {store.root.name}"]
    assert not store.root.exists()


def test_a_state_directory_that_cant_be_written_is_told(tmp_path: Path) -> None:
    """In two sentences, as everywhere."""
    (tmp_path / "proofs").write_text("in the way")
    with pytest.raises(DojoError, match="can't be written"), proof_store(tmp_path):
        pass
