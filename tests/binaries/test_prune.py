"""`prune` frees what the lock no longer names, and nothing else."""

from pathlib import Path
from typing import TYPE_CHECKING

from clusterdojo.binaries import require
from clusterdojo.binaries.prune import prune

if TYPE_CHECKING:
    import pytest


def file(path: Path, size: int) -> Path:
    """Make a file of `size` bytes."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(b"x" * size)
    return path


def test_only_what_is_locked_stays(built: list[str], cache: Path) -> None:
    """Other versions, components of the past, leftovers and old toolchains go; the sum is told."""
    kept = [require(["kubectl"])["kubectl"], require(["kubectl"], "1.34.4")["kubectl"]]
    toolchain = file(cache / "go" / "toolchain" / "1.27.3" / "go" / "bin" / "go", 1)
    gone = [
        file(cache / "runtime" / "kubectl" / "1.33.0" / "kubectl", 100),
        file(cache / "runtime" / "minikube" / "1.0.0" / "minikube", 20),
        file(cache / "runtime" / "kubectl" / "1.35.4" / ".kubectl.1.part", 3),
        file(cache / "go" / "toolchain" / "1.20.0" / "go" / "bin" / "go", 4000),
    ]
    modules = file(cache / "go" / "mod" / "module", 1)
    assert prune() == 4123
    assert not any(path.exists() for path in gone)
    assert all(path.exists() for path in [*kept, modules, toolchain])
    assert not (cache / "runtime" / "minikube").exists()
    assert prune() == 0
    assert built


def test_builds_go_on_request(built: list[str], cache: Path) -> None:
    """Go's caches are large and can be made again; the binaries stay."""
    path = require(["kubectl"])["kubectl"]
    locked = file(cache / "go" / "mod" / "module" / "file", 5)
    locked.parent.chmod(0o500)
    assert prune(builds=True) == 5
    assert not (cache / "go").exists()
    assert path.exists()
    assert built == ["kubectl"]


def test_an_empty_cache_has_nothing_to_free(cache: Path, monkeypatch: "pytest.MonkeyPatch") -> None:
    """A first run of prune is no error."""
    monkeypatch.setenv("CLUSTERDOJO_CACHE", str(cache / "new"))
    assert prune() == 0
