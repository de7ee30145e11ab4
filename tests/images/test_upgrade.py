"""Node images whose packages can be upgraded, with a container engine that is a fake."""

from pathlib import Path

import pytest
from typer.testing import CliRunner

from clusterdojo import binaries as runtime
from clusterdojo import images
from clusterdojo.cli.image import app
from clusterdojo.errors import ImageError
from clusterdojo.images import _build, _docker, _key, _registry, _upgrade
from clusterdojo.images.status import prune, status, upgrades
from clusterdojo.lab.upgrade import Upgrade
from clusterdojo.progress import Silent
from tests.images.conftest import Engine

PAIR = Upgrade(old="1.34.4", new="1.35.4")


@pytest.fixture
def older(engine: Engine, components: None, monkeypatch: pytest.MonkeyPatch) -> str:
    """The node image of the version that is upgraded from, and no other."""
    del components
    monkeypatch.setenv("CLUSTERDOJO_NODE_IMAGE", "none")
    reference = _build.reference(PAIR.old) or ""
    engine.has({reference: {_docker.KEY: "abc", _docker.KUBERNETES: PAIR.old}})
    return reference


@pytest.fixture
def written(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The versions whose component images were made: files, here."""
    noted: list[str] = []

    def write(kubernetes: str, target: Path, _progress: object) -> None:
        noted.append(kubernetes)
        target.touch()

    monkeypatch.setattr(_upgrade, "_write", write)
    return noted


def test_the_image_stands_above_the_node_image(
    engine: Engine, older: str, written: list[str]
) -> None:
    """Made once: packages, keys and the later version's images in one container."""
    assert not images.present(PAIR.old, PAIR)
    made = images.require(PAIR.old, upgrade=PAIR)
    assert made.startswith("clusterdojo/node:1.34.4-upgrade-1.34.4-1.35.4-")
    assert engine.images()[made] == {
        _docker.KEY: made.rpartition("-")[2],
        _docker.KUBERNETES: "1.34.4",
        _docker.UPGRADE: "1.34.4-1.35.4",
    }
    assert written == ["1.35.4"]
    calls = engine.calls()
    (run,) = (call for call in calls if call.startswith("run"))
    assert f"--network=none {older} " in run
    scripts = [call.rpartition("/")[2] for call in calls if " bash /build/" in call]
    assert scripts == ["set-up", "import"]
    assert images.present(PAIR.old, PAIR)
    assert images.require(PAIR.old, upgrade=PAIR) == made
    assert sum(call.startswith("commit") for call in engine.calls()) == 1


def test_a_node_of_the_later_version_needs_no_images(
    engine: Engine, older: str, written: list[str]
) -> None:
    """It has its own; the packages are the same, so that it can be upgraded on, or looked at."""
    del older
    newer = _build.reference(PAIR.new) or ""
    engine.has({newer: {_docker.KEY: "abc", _docker.KUBERNETES: PAIR.new}})
    made = images.require(PAIR.new, upgrade=PAIR)
    assert made.startswith("clusterdojo/node:1.35.4-upgrade-1.34.4-1.35.4-")
    assert written == []
    assert not [call for call in engine.calls() if call.endswith("/build/import")]


@pytest.mark.usefixtures("older")
def test_another_base_or_another_kubelet_gives_another_image(engine: Engine) -> None:
    """The hash covers the image below, and the sums of what is packed."""
    base = next(iter(engine.images()))
    made = _upgrade.reference(base, PAIR.old, PAIR)
    engine.has({base: {}, "other:1": {}})
    assert made is not None
    assert _upgrade.reference("other:1", PAIR.old, PAIR) not in {None, made}
    assert _upgrade.reference("gone:1", PAIR.old, PAIR) is None
    assert _upgrade.reference(base, PAIR.old, PAIR) == made


@pytest.mark.usefixtures("older")
def test_a_missing_component_is_unknown(engine: Engine, cache: Path) -> None:
    """Nobody can know the hash of a binary that is yet to be fetched."""
    base = next(iter(engine.images()))
    (cache / "runtime" / "coredns").rename(cache / "away")
    assert _upgrade.reference(base, PAIR.old, PAIR) is None
    assert _upgrade.reference(base, PAIR.new, PAIR) is not None, "it holds no coredns of this layer"


def test_the_layers_recipe_leaves_the_node_image_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Who works on upgrade labs does not make all other labs' images anew."""
    (tmp_path / "upgrade").mkdir()
    (tmp_path / "upgrade" / "set-up").write_text("one")
    monkeypatch.setattr(_key, "HERE", tmp_path)
    recipes = (_key.RECIPE, _key.UPGRADE_RECIPE)
    before = [_key.key("base", "1.34.4", {}, recipe) for recipe in recipes]
    (tmp_path / "upgrade" / "set-up").write_text("two")
    after = [_key.key("base", "1.34.4", {}, recipe) for recipe in recipes]
    assert [old == new for old, new in zip(before, after, strict=True)] == [True, False]


def test_a_users_image_with_the_packages_is_used_as_it_is(
    engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A class room pulls what one machine made; also labs without an upgrade run on it."""
    monkeypatch.setenv("CLUSTERDOJO_NODE_IMAGE", "a.test/node:34 a.test/node:35")
    label = {_docker.KEY: "abc", _docker.UPGRADE: "1.34.4-1.35.4"}
    engine.has({
        "a.test/node:34": label | {_docker.KUBERNETES: "1.34.4"},
        "a.test/node:35": label | {_docker.KUBERNETES: "1.35.4"},
    })  # fmt: skip
    assert images.require("1.34.4", upgrade=PAIR) == "a.test/node:34"
    assert images.require("1.35.4", upgrade=PAIR) == "a.test/node:35"
    assert images.require("1.35.4") == "a.test/node:35"
    assert images.present("1.34.4")


def test_of_several_images_the_one_of_the_version_is_pulled(
    engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In the order given, until one fits; none is a sentence."""
    monkeypatch.setenv("CLUSTERDOJO_NODE_IMAGE", "a.test/node:34 a.test/node:35")
    monkeypatch.setattr(_registry, "_silent", lambda _: None)
    engine.has({"a.test/node:34": {_docker.KEY: "abc", _docker.KUBERNETES: "1.34.4"}})
    engine.serves({_docker.KEY: "abc", _docker.KUBERNETES: "1.35.4"})
    assert images.require("1.35.4") == "a.test/node:35"
    engine.has(
        {name: {_docker.KEY: "abc", _docker.KUBERNETES: "1.34.4"}
         for name in ("a.test/node:34", "a.test/node:35")}
    )  # fmt: skip
    with pytest.raises(ImageError, match=r"a\.test/node:35 carries Kubernetes 1\.34\.4"):
        images.require("1.35.4")


def test_images_of_kinds_layout_take_theirs_from_the_later_versions_image(
    engine: Engine, components: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    """There, component images lie packed, as their registry serves them: they are not remade."""
    del components
    names = {"1.34.4": "a.test/node:34", "1.35.4": "a.test/node:35"}
    monkeypatch.setenv("CLUSTERDOJO_NODE_IMAGE", " ".join(names.values()))
    labels = {version: {_docker.KEY: "abc", _docker.KUBERNETES: version,
                        _docker.BASE: "kind's"} for version in names}  # fmt: skip
    engine.has({name: labels[version] for version, name in names.items()})
    made = images.require("1.34.4", upgrade=PAIR)
    runs = [call for call in engine.calls() if call.startswith("run")]
    assert [call.split()[-2] for call in runs] == ["a.test/node:35", "a.test/node:34"]
    scripts = [call.split("/")[-1] for call in engine.calls() if " bash /build/" in call]
    assert scripts[:2] == ["export", "set-up"]
    known = engine.images()
    assert made in known
    engine.has({name: entry for name, entry in known.items() if name != "a.test/node:35"})
    assert not images.present("1.34.4", PAIR), "what it would hold is not known"


@pytest.mark.usefixtures("components")
def test_a_pair_of_the_users_own_brings_its_programs(
    engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What nobody else has of a version is taken out of its own node image, once."""
    pair = Upgrade(old="1.32.11", new="1.33.7")
    names = {version: f"a.test/node:{version}" for version in pair.versions}
    monkeypatch.setenv("CLUSTERDOJO_NODE_IMAGE", " ".join(names.values()))
    engine.has({
        name: {_docker.KEY: "abc", _docker.KUBERNETES: version, _docker.BASE: "kind's"}
        for version, name in names.items()
    })  # fmt: skip
    made = images.require(pair.old, upgrade=pair)
    assert made.startswith("clusterdojo/node:1.32.11-upgrade-1.32.11-1.33.7-")
    for version in pair.versions:
        found = runtime.require(["kubeadm", "kubectl", "kubelet"], version)
        assert {path.read_text() for path in found.values()} == {
            f"0123456789ab:/usr/bin/{name}" for name in found
        }
    runs = [call.split()[-2] for call in engine.calls() if call.startswith("run")]
    both = list(names.values())
    assert runs == [*both, *reversed(both)], "programs, images of the later one, the layer"
    assert images.require(pair.old, upgrade=pair) == made
    assert images.require(pair.new, upgrade=pair).startswith("clusterdojo/node:1.33.7-upgrade-")
    assert prune() == []
    assert runtime.present("kubelet", pair.new)


def test_prune_keeps_the_upgrades_of_today(engine: Engine, older: str, written: list[str]) -> None:
    """Those of an older recipe go, and those of versions that are not on offer any more."""
    del written
    made = images.require(PAIR.old, upgrade=PAIR)
    known = engine.images()
    old = {"clusterdojo/node:1.34.4-upgrade-1.34.4-1.35.4-old": known[made]}
    gone = {"clusterdojo/node:1.33.1-upgrade-1.33.1-1.34.4-abc": {
        _docker.KEY: "abc", _docker.KUBERNETES: "1.33.1", _docker.UPGRADE: "1.33.1-1.34.4",
    }}  # fmt: skip
    engine.has(known | old | gone)
    assert set(prune()) == {*old, *gone}
    assert set(engine.images()) == {older, made}
    assert prune(everything=True) == [made, older], "the upper one first, or only its name goes"


def test_status_tells_each_upgrade(engine: Engine, older: str, written: list[str]) -> None:
    """On offer are neighbours, as kubeadm goes."""
    del engine, written
    assert upgrades() == [PAIR]
    made = images.require(PAIR.old, upgrade=PAIR)
    assert [(row.kubernetes, row.reference) for row in status() if row.upgrade == PAIR] == [
        ("1.34.4", made),
        ("1.35.4", None),
    ]
    assert {row.reference for row in status() if row.upgrade is None} == {older, None}


@pytest.mark.usefixtures("components")
def test_the_command_makes_both_nodes_images(
    engine: Engine, monkeypatch: pytest.MonkeyPatch, written: list[str]
) -> None:
    """A lab may begin with one node that is upgraded already."""
    del written
    monkeypatch.setenv("CLUSTERDOJO_NODE_IMAGE", "none")
    engine.has({_build.reference(version) or "": {} for version in PAIR.versions})
    command = ["build", "--kubernetes", "v1.34.4", "--upgrade-to", "1.35.4"]
    done = CliRunner().invoke(app, command)
    assert done.exit_code == 0, done.output
    printed = [line for line in done.output.splitlines() if line.startswith("clusterdojo/node:")]
    assert printed == [images.require(version, upgrade=PAIR) for version in PAIR.versions]
    for older, newer in (("1.35.4", "1.34.4"), ("1.33.7", "1.35.4"), ("x", "y")):
        wrong = CliRunner().invoke(app, ["build", "--kubernetes", older, "--upgrade-to", newer])
        assert f"The upgrade from {older} to {newer} is not available" in str(wrong.exception)
        assert "1.34.4 to 1.35.4" in str(wrong.exception)
    own = CliRunner().invoke(app, ["build", "--kubernetes", "1.33.7", "--upgrade-to", "1.34.4"])
    assert "kubeadm 1.33.7" in str(own.exception), "accepted, and nobody has its programs"


def test_prepared_components_are_asked_for_by_version(
    engine: Engine, older: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Packages of both versions, images of the later one: nothing else is fetched."""
    del engine
    asked: list[tuple[str, ...]] = []

    def require(names: tuple[str, ...], version: str, _progress: object) -> dict[str, Path]:
        asked.append((version, *names))
        return {}

    monkeypatch.setattr(runtime, "require", require)
    _upgrade.prepare(older, PAIR.old, PAIR, Silent())
    assert asked == [
        ("1.34.4", "kubeadm", "kubectl", "kubelet"),
        ("1.35.4", "kubeadm", "kubectl", "kubelet"),
        ("1.35.4", *_upgrade.COMPONENTS),
    ]
