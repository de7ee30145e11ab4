"""kind's own images, where a registry answers: by the locked digest, else built by kind."""

from pathlib import Path

import pytest

from clusterdojo.binaries import _lock
from clusterdojo.images import _registry
from tests.fakes import fake
from tests.images.conftest import Engine
from tests.images.test_require import Heard

BUILT = "clusterdojo/kindest:1.35.4-kind-0.30.0"


@pytest.fixture(autouse=True)
def answering(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every registry answers."""
    monkeypatch.setattr(_registry, "_silent", lambda _: None)


@pytest.fixture
def kind(tmp_path: Path, cache: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A kind that notes what it was told."""
    del cache
    (tmp_path / "runtime").mkdir()
    known = {"build node-image": f'echo "$@" >>{tmp_path}/log'}
    made = fake(tmp_path / "runtime" / "kind", known)
    monkeypatch.setenv("CLUSTERDOJO_RUNTIME_DIR", str(made.parent))
    return made


@pytest.mark.usefixtures("engine", "kind")
def test_a_version_that_kind_does_not_publish_is_built_by_kind(tmp_path: Path) -> None:
    """The lock names no digest, since kind's release lists none."""
    assert _registry.official_references("1.35.4") == [BUILT]
    assert _registry.official("1.35.4", Heard()) == BUILT
    told = (tmp_path / "log").read_text().strip()
    assert told == f"build node-image v1.35.4 --image={BUILT}"


@pytest.mark.usefixtures("engine")
def test_a_kind_that_fails_is_noted_and_packages_take_over(kind: Path) -> None:
    """Its download host may be closed though the registry is open."""
    said = 'echo "ERROR: error building node image: no route" >&2; exit 1'
    fake(kind, {"build node-image": said})
    heard = Heard()
    assert _registry.official("1.35.4", heard) is None
    assert heard.notes == [
        "kind could not build a node image: error building node image: no route."
    ]


def test_a_locked_digest_is_pulled(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    """By digest, so that nothing else can come under that name."""
    digest = f"sha256:{'a' * 64}"
    monkeypatch.setitem(_lock.table()["kubernetes"]["1.35.4"], "node-image", digest)
    assert _registry.official_references("1.35.4") == [f"kindest/node@{digest}", BUILT]
    assert _registry.official("1.35.4", Heard()) == f"kindest/node@{digest}"
    assert f"pull --quiet kindest/node@{digest}" in engine.calls()


def test_an_engine_elsewhere_reaches_registries_itself(
    engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What this machine can reach says nothing about another's engine."""
    monkeypatch.undo()
    monkeypatch.setenv("DOCKER_HOST", "tcp://engine.test:2376")
    assert _registry._silent("http://127.0.0.1:9/v1/") is None
    monkeypatch.setenv("DOCKER_HOST", "unix:///run/docker.sock")
    assert "can't be reached" in (_registry._silent("http://127.0.0.1:9/v1/") or "")
    assert engine.calls() == []
