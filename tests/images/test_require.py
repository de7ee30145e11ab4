"""Which image `require` gives, and from where, with a container engine that is a fake."""

import os
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest

from clusterdojo import images
from clusterdojo.errors import (
    ContainerEngineError,
    ImageError,
    RuntimeUnavailableError,
    UsageError,
)
from clusterdojo.images import _build, _docker, _key, _registry, _userland
from clusterdojo.images.status import prune, status
from tests.fakes import fake
from tests.images.conftest import Engine

PULLED = "127.0.0.1:9/node:1"


class Heard:
    """Progress that remembers the notes."""

    def __init__(self) -> None:
        self.notes: list[str] = []

    def stage(self, text: str) -> None:
        """Ignore it."""

    def advance(self, done: float, total: float, detail: str = "") -> None:
        """Ignore it."""

    def note(self, text: str) -> None:
        """Remember it."""
        self.notes.append(text)


@pytest.fixture
def builds(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """A build from packages is only noted."""
    noted: list[str] = []

    def build(kubernetes: str, _progress: object) -> str:
        noted.append(kubernetes)
        return "built"

    monkeypatch.setattr(_build, "build", build)
    monkeypatch.setattr(_userland, "require", lambda _progress: None)
    return noted


@pytest.mark.usefixtures("engine")
def test_what_debian_lacks_is_told_before_anything_is_built(
    builds: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Programs take a quarter of an hour to build: a missing package is no news for afterwards."""

    def lacks(_progress: object) -> None:
        raise ImageError("mmdebstrap is not installed.", "Install it.")

    monkeypatch.setenv("CLUSTERDOJO_NODE_IMAGE", "none")
    monkeypatch.setattr(_userland, "require", lacks)
    with pytest.raises(ImageError, match="mmdebstrap"):
        images.require("1.35.4")
    assert builds == []


@pytest.mark.usefixtures("components")
def test_an_image_that_is_there_is_used(engine: Engine, builds: list[str]) -> None:
    """One question to the engine, no network, no build."""
    reference = _build.reference("1.35.4")
    assert reference is not None
    assert not images.present("1.35.4")
    engine.has({reference: {}})
    assert images.require("1.35.4") == reference
    assert images.present("1.35.4")
    assert builds == []
    assert all(call.startswith(("image inspect", "version")) for call in engine.calls())


@pytest.mark.usefixtures("components")
def test_each_version_has_an_image_of_its_own(engine: Engine) -> None:
    """The version is in the name, and in the hash."""
    del engine
    ours, older = _build.reference("1.35.4"), _build.reference("1.34.4")
    assert ours is not None
    assert older is not None
    assert ours.startswith("clusterdojo/node:1.35.4-")
    assert older.startswith("clusterdojo/node:1.34.4-")
    assert ours.rpartition("-")[2] != older.rpartition("-")[2]


@pytest.mark.usefixtures("components")
def test_another_binary_gives_another_image(engine: Engine, cache: Path) -> None:
    """The hash covers the sums of the components."""
    del engine
    before = _build.reference("1.35.4")
    sums = _key.sums(_build.COMPONENTS, "1.35.4")
    assert sums is not None
    changed = sums | {"kubelet": "0" * 64}
    assert _key.key("base", "1.35.4", changed) != _key.key("base", "1.35.4", sums)
    (cache / "runtime" / "kubelet" / "1.35.4" / "kubelet").unlink()
    assert before is not None
    assert _build.reference("1.35.4") is None, "a binary is missing: nobody can know the hash"


def test_a_changed_recipe_gives_another_image(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever edits a file of the node gets a node with that file."""
    (tmp_path / "node").mkdir()
    (tmp_path / "node" / "setup").write_text("one")
    monkeypatch.setattr(_key, "HERE", tmp_path)
    before = _key.key("base", "1.35.4", {})
    (tmp_path / "node" / "setup").write_text("two")
    assert _key.key("base", "1.35.4", {}) != before


def test_the_recipe_is_all_that_goes_in() -> None:
    """No file of a node, of an image or of a program is left out of the hash."""
    recipes = (_key.RECIPE, _key.UPGRADE_RECIPE)
    covered = {file for one in recipes for file in _key.data(one)}
    there = {
        file
        for file in _key.HERE.rglob("*")
        if file.is_file() and file.suffix not in {".py", ".pyc"}
    }
    assert there == covered


def test_every_module_shapes_an_image_or_does_not() -> None:
    """One that nobody has thought of is in neither list; one that is in both is in the key."""
    recipes = (_key.RECIPE, _key.UPGRADE_RECIPE)
    shaping = {module.removeprefix(_key.HOUSE) for one in recipes for module in _key.code(one)}
    shaping -= _key.BUILDS
    modules = {file.stem for file in _key.HERE.glob("*.py")} - {"__init__"}
    assert shaping | set(_key.NOT_SHAPING) == modules
    assert not shaping & set(_key.NOT_SHAPING)


@pytest.mark.parametrize("module", ["_docker", "_programs", "_node_layer"])
def test_what_makes_an_image_is_in_its_key(module: str) -> None:
    """Such as the stop signal, which is an option of the container that becomes the image."""
    assert f"{_key.HOUSE}{module}" in _key.code(_key.RECIPE)
    assert set(_key.code(_key.RECIPE)) >= _key.BUILDS


@pytest.mark.usefixtures("engine")
def test_what_is_no_version_is_a_sentence() -> None:
    """A typo is the learner's to mend."""
    with pytest.raises(UsageError, match=r"Kubernetes 1\.11 is not available"):
        images.require("1.11")


@pytest.fixture
def own(engine: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The user's directory for 1.33.7, empty; no registry, and no kubelet of that version."""
    del engine
    directory = tmp_path / "own" / "1.33.7"
    directory.mkdir(parents=True)
    monkeypatch.setenv("CLUSTERDOJO_RUNTIME_DIR", str(directory.parent))
    monkeypatch.setenv("CLUSTERDOJO_NODE_IMAGE", "none")
    return directory


def _fill(directory: Path, *images_: str) -> None:
    """All programs of a version, with a kubeadm that wants these images."""
    for name in _build.COMPONENTS:
        if name.startswith("kube"):
            listed = f"printf '%s\\n' {' '.join(images_)}"
            fake(directory / name, {"config images list": listed} if name == "kubeadm" else {})


def test_without_its_programs_no_image_is_built(
    own: Path, builds: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Said at once: neither Debian's userland nor another program is made first."""
    asked: list[object] = []
    monkeypatch.setattr(_userland, "require", asked.append)
    with pytest.raises(RuntimeUnavailableError, match=r"kubelet 1\.33\.7 can't be down") as caught:
        images.require("1.33.7")
    assert "choose one of the versions 1.35.4, 1.34.4" in caught.value.do
    assert not images.present("1.33.7")
    assert (builds, asked, list(own.iterdir())) == ([], [], [])


def test_no_image_is_named_after_what_is_not_in_it(own: Path, builds: list[str]) -> None:
    """kubeadm tells which etcd it wants; the lock's is taken for it only if it is that one."""
    _fill(own, "a.test/etcd:3.5.21-0", "a.test/coredns/coredns:v1.12.1")
    with pytest.raises(RuntimeUnavailableError, match=r"needs a\.test/etcd:3\.5\.21-0") as caught:
        images.require("1.33.7")
    assert "Put the right etcd into the directory 1.33.7" in caught.value.do
    assert builds == []
    fake(own / "etcd", {})
    assert images.require("1.33.7") == "built"
    _fill(own, "a.test/etcd:3.6.5-0", "a.test/coredns/coredns:v1.12.10")
    with pytest.raises(RuntimeUnavailableError, match=r"coredns:v1\.12\.10"):
        images.require("1.33.7")


@pytest.mark.usefixtures("components")
def test_a_kindest_node_of_any_version_gets_the_additions(
    engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its name tells the version; `dojo image prune` takes it for no older recipe's."""
    monkeypatch.setenv("CLUSTERDOJO_NODE_IMAGE", "kindest/node:v1.33.7")
    engine.has({"kindest/node:v1.33.7": {}})
    (made,) = _registry.references("kindest/node:v1.33.7", "1.33.7")
    assert made.startswith("clusterdojo/node:1.33.7-")
    labels = {_docker.KEY: made.rpartition("-")[2], _docker.KUBERNETES: "1.33.7"}
    engine.has({"kindest/node:v1.33.7": {}, made: labels})
    assert images.require("1.33.7") == made
    assert prune() == []
    assert [row.kubernetes for row in status() if row.upgrade is None] == ["1.35.4", "1.34.4"]


@pytest.mark.usefixtures("components")
def test_without_a_registry_it_is_built(engine: Engine, builds: list[str]) -> None:
    """One note says why, and nothing was asked of the registry through the engine."""
    heard = Heard()
    assert images.require("1.35.4", heard) == "built"
    assert builds == ["1.35.4"]
    assert len(heard.notes) == 1
    assert "127.0.0.1 can't be reached" in heard.notes[0]
    assert not any(call.startswith("pull") for call in engine.calls())


@pytest.mark.usefixtures("components")
def test_no_registry_is_asked_if_the_user_says_so(
    engine: Engine, builds: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """CLUSTERDOJO_NODE_IMAGE=none means packages."""
    monkeypatch.setenv("CLUSTERDOJO_NODE_IMAGE", "none")
    assert images.require("1.35.4") == "built"
    assert builds == ["1.35.4"]
    assert not any(call.startswith(("info", "pull")) for call in engine.calls())


def test_the_users_image_is_used_as_it_is_if_it_has_our_additions(
    engine: Engine, builds: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is pulled once; no component is needed."""
    monkeypatch.setenv("CLUSTERDOJO_NODE_IMAGE", PULLED)
    monkeypatch.setattr(_registry, "_silent", lambda _: None)
    engine.serves({_docker.KEY: "abc", _docker.KUBERNETES: "1.35.4"})
    assert images.require("1.35.4") == PULLED
    assert images.require("1.35.4") == PULLED
    assert sum(call.startswith("pull") for call in engine.calls()) == 1
    assert builds == []


def test_an_image_of_another_version_is_refused(
    engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A lab of 1.34.4 on nodes of 1.35.4 would be another lab."""
    monkeypatch.setenv("CLUSTERDOJO_NODE_IMAGE", PULLED)
    engine.has({PULLED: {_docker.KEY: "abc", _docker.KUBERNETES: "1.35.4"}})
    with pytest.raises(ImageError, match=r"carries Kubernetes 1\.35\.4, and 1\.34\.4 is wanted"):
        images.require("1.34.4")


def test_a_registry_that_is_gone_is_a_sentence(
    engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The user's choice is not silently replaced by a build; the engine is not kept waiting."""
    monkeypatch.setenv("CLUSTERDOJO_NODE_IMAGE", PULLED)
    with pytest.raises(ImageError, match=r"127\.0\.0\.1 can't be reached") as caught:
        images.require("1.35.4")
    assert "CLUSTERDOJO_NODE_IMAGE" in caught.value.do
    assert not any(call.startswith("pull") for call in engine.calls())


def test_what_the_registry_refuses_is_a_sentence(
    engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A digest that nobody knows, for one."""
    monkeypatch.setenv("CLUSTERDOJO_NODE_IMAGE", PULLED)
    monkeypatch.setattr(_registry, "_silent", lambda _: None)
    engine.answer("pull", 1, "Error response from daemon: manifest unknown\n")
    with pytest.raises(ImageError, match="manifest unknown"):
        images.require("1.35.4")


def test_a_missing_engine_is_a_sentence(
    engine: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Before anything is made for it."""
    del engine
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(ContainerEngineError, match="The program docker is not on the PATH"):
        images.require("1.35.4")


@pytest.mark.parametrize(
    ("reference", "address"),
    [
        ("localhost:5000/node@sha256:ab", "http://localhost:5000/"),
        ("127.0.0.1:5000/node:1", "http://127.0.0.1:5000/"),
        ("a.test/node:1", "https://a.test/"),
        ("a.test:8443/x/node:1", "https://a.test:8443/"),
        ("someone/node:1", "http://127.0.0.1:9/v1/"),
    ],
)
@pytest.mark.usefixtures("engine")
def test_a_reference_tells_its_registry(reference: str, address: str) -> None:
    """As docker reads it; a name without a host is the engine's default registry's."""
    assert _registry.registry(reference) == address


@pytest.mark.usefixtures("components")
def test_prune_keeps_what_is_in_use(engine: Engine, cache: Path) -> None:
    """Images of older recipes, cached pieces of those and rests of killed runs go."""
    ours = _build.reference("1.35.4")
    assert ours is not None
    home = cache / "images"
    (home / ".build").mkdir(parents=True)
    (home / "userland-old.tar").touch()
    engine.has({ours: {}, "clusterdojo/node:1.35.4-old": {}, "clusterdojo/userland:old": {}})
    removed = prune()
    assert set(engine.images()) == {ours}
    assert set(removed) == {
        "clusterdojo/node:1.35.4-old",
        "clusterdojo/userland:old",
        ".build",
        "userland-old.tar",
    }
    assert prune(everything=True) == [ours]
    assert engine.images() == {}


@pytest.mark.usefixtures("components")
def test_status_tells_each_version(engine: Engine) -> None:
    """There or missing."""
    ours = _build.reference("1.34.4")
    assert ours is not None
    engine.has({ours: {}})
    rows = [row for row in status() if row.upgrade is None]
    assert {row.kubernetes: row.reference for row in rows} == {"1.35.4": None, "1.34.4": ours}


def test_a_sweep_takes_only_what_dead_builds_left(engine: Engine) -> None:
    """Neither another dojo's workshop, nor one of another machine, nor anybody's cluster."""
    dead = subprocess.run([sys.executable, "-c", "import os; print(os.getpid())"],
                          capture_output=True, text=True, check=True).stdout.strip()  # fmt: skip
    host = os.uname().nodename
    prefix = "clusterdojo-build-"
    names = [
        f"{prefix}{host}-{dead}",
        f"{prefix}{host}-{os.getppid()}",
        f"{prefix}elsewhere-{dead}",
        f"my-{prefix}{host}-{dead}",
        "kind-control-plane",
    ]
    engine.runs(*names)
    _docker.sweep()
    assert [call for call in engine.calls() if call.startswith("rm")] == [f"rm -fv {names[0]}"]


def test_no_mark_of_the_build_stays_in_the_image(engine: Engine) -> None:
    """The container is known by its name, which no image inherits."""
    with _docker.workshop("base") as shop:
        shop.save("made:1", {_docker.KEY: "abc"})
    (run,) = (call for call in engine.calls() if call.startswith("run"))
    assert "--label" not in run
    assert f"--name=clusterdojo-build-{os.uname().nodename}-{os.getpid()}" in run
    assert engine.images()["made:1"] == {_docker.KEY: "abc"}
    assert engine.calls()[-1] == "rm -fv 0123456789ab"


def test_a_failing_step_leaves_no_container_and_no_image(engine: Engine) -> None:
    """The image appears when all is done, or not at all."""
    engine.answer("exec 0123456789ab bash", 1, "cp: no space left on device\n")
    with pytest.raises(ImageError, match="no space left") as caught, _docker.workshop("b") as shop:
        shop.run("bash", "/build/setup")
    assert "docker system df" in caught.value.do
    assert engine.images() == {}
    assert engine.calls()[-1] == "rm -fv 0123456789ab"


@pytest.mark.usefixtures("components")
def test_two_at_once_wait_for_each_other(engine: Engine, tmp_path: Path) -> None:
    """One builds, and the other, which says that it waits, finds what was made."""
    code = textwrap.dedent(
        """
        import json, pathlib, sys, time
        from clusterdojo import images
        from clusterdojo.images import _build, _userland
        from clusterdojo.progress import Silent
        home, known = map(pathlib.Path, sys.argv[1:])
        class Heard(Silent):
            def note(self, text):
                if "is making a node image, waiting" in text:
                    (home / "waits").touch()
        def build(kubernetes, progress):
            with (home / "log").open("a") as file:
                file.write("built\\n")
            deadline = time.monotonic() + 60
            while not (home / "waits").exists() and time.monotonic() < deadline:
                time.sleep(0.02)
            (home / "new").write_text(json.dumps({_build.reference(kubernetes): {}}))
            (home / "new").replace(known)
            return _build.reference(kubernetes)
        _build.build = build
        _userland.require = lambda progress: None
        print(images.require("1.35.4", Heard()))
        """
    )
    command = [sys.executable, "-c", code, str(tmp_path), str(engine.home / "images.json")]
    both = [subprocess.Popen(command, stdout=subprocess.PIPE, text=True) for _ in range(2)]
    said = {process.communicate(timeout=120)[0].strip() for process in both}
    assert (tmp_path / "waits").exists()
    assert (tmp_path / "log").read_text() == "built\n"
    assert said == {_build.reference("1.35.4")}
